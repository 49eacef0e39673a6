"""Shapes of certificates: what is asked for and what is answered."""

from datetime import datetime

from pydantic import BaseModel, Field

from quiz_app.certificates.kinds import LABELS
from quiz_app.certificates.tables import Certificate
from quiz_app.members.masking import mask

PAGE = 50
MOST = 200


class PageIn(BaseModel):
    limit: int = Field(default=PAGE, ge=1, le=MOST)
    after: str | None = Field(default=None, max_length=80)


class UnitIn(PageIn):
    unit: int | None = Field(default=None, ge=1, lt=2**63)


class CheckIn(BaseModel):
    number: str = Field(default="", max_length=200)


class OwnOut(BaseModel):
    """One of a member's own; `kind` is `award` or `certificate`. `revoked_at` and `reason` are null while it holds."""

    id: int
    number: str
    kind: str
    title: str
    text: str
    issuer: str
    issued_at: datetime
    revoked_at: datetime | None
    reason: str | None


class OwnPageOut(BaseModel):
    items: list[OwnOut]
    next: str | None


class IssuedOut(OwnOut):
    """One as whoever issued it sees it; `holder` is the name that is printed on it, `holder_unit` the unit below."""

    holder: str
    holder_unit: str


class IssuedPageOut(BaseModel):
    items: list[IssuedOut]
    next: str | None


class CheckOut(BaseModel):
    """What anybody may know who has the number. `kind` is `award` or `certificate`, `holder` the masked name of a
    member or the name of a unit."""

    number: str
    valid: bool
    revoked_at: datetime | None
    kind: str
    kind_label: str
    title: str
    holder: str
    issuer: str
    issued_at: datetime


def own(found: Certificate) -> OwnOut:
    return OwnOut(
        id=found.id,
        number=found.number,
        kind=found.kind,
        title=found.title,
        text=found.text,
        issuer=found.issuer,
        issued_at=found.issued_at,
        revoked_at=found.revoked_at,
        reason=found.revoked_reason,
    )


def issued(found: Certificate) -> IssuedOut:
    return IssuedOut(**own(found).model_dump(), holder=found.holder_name, holder_unit=found.holder_unit_name)


def checked(found: Certificate) -> CheckOut:
    return CheckOut(
        number=found.number,
        valid=not found.is_revoked,
        revoked_at=found.revoked_at,
        kind=found.kind,
        kind_label=LABELS[found.kind],
        title=found.title,
        holder=mask(found.holder_name) if found.holder_member_id else found.holder_name,
        issuer=found.issuer,
        issued_at=found.issued_at,
    )
