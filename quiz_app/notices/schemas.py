"""Shapes of notices over HTTP."""

from datetime import datetime

from pydantic import BaseModel, Field

PAGE = 30
MOST = 100


class NoticesIn(BaseModel):
    limit: int = Field(default=PAGE, ge=1, le=MOST)
    after: str | None = Field(default=None, max_length=80)


class NoticeOut(BaseModel):
    """`body` is Markdown; `unit` and `sender` are empty for what the site itself says; `url` is where it leads."""

    id: int
    kind: str
    title: str
    body: str
    unit: str
    sender: str
    sent_at: datetime
    read_at: datetime | None
    url: str | None


class NoticesOut(BaseModel):
    """`unread` counts those of the last 90 days."""

    items: list[NoticeOut]
    unread: int
    next: str | None


class ReadOut(BaseModel):
    """When the notice was first read."""

    id: int
    read_at: datetime
