"""Shapes of the sign-in API: what is sent and what is answered."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignInIn(_Strict):
    """`username` is the member number."""

    username: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=200)


class PasswordIn(_Strict):
    """`present` may be left out only while the initial password is in use."""

    present: str | None = Field(default=None, max_length=200)
    password: str = Field(min_length=1, max_length=200)


class UnitOut(BaseModel):
    id: int
    name: str


class RoleOut(BaseModel):
    """A role in a unit and everything below it."""

    role: str
    unit: UnitOut


class MemberOut(BaseModel):
    """With `password_change_required` nothing opens but POST /members/me/password."""

    id: int
    number: str
    name: str
    kind: str
    unit: UnitOut
    roles: list[RoleOut]
    password_change_required: bool


class SessionOut(BaseModel):
    """Send `token` as `Authorization: Bearer …` until `expires_at`."""

    token: str
    expires_at: datetime
    member: MemberOut


class JobOut(BaseModel):
    """A piece of long work. `done` of `total` counts the present `step`; a `total` of 0 is not known. `message` is the
    sentence that it ended with, `result` what it found."""

    id: int
    kind: str
    title: str
    state: Literal["waiting", "working", "done", "failed"]
    step: str
    done: int
    total: int
    message: str
    result: dict[str, Any] | None
    asked_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
