"""Shapes of records: what is asked for and what is answered."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

PAGE = 50
MOST = 200


class PageIn(BaseModel):
    limit: int = Field(default=PAGE, ge=1, le=MOST)
    after: str | None = Field(default=None, max_length=80)


class ResultsIn(PageIn):
    kind: Literal["exam", "practice", "quiz"] = "exam"


class BranchIn(PageIn):
    unit: int | None = Field(default=None, ge=1, lt=2**63)
    year: int | None = Field(default=None, ge=2000, le=2099)


class EntryOut(BaseModel):
    """An entry of the ledger. `month_total` is what its month had come to with it."""

    id: int
    at: datetime
    rule: str
    category: str
    category_label: str
    reason: str
    amount: int
    month: str
    month_total: int
    exam_id: int | None
    course_id: int | None
    lesson_id: int | None
    contest_id: int | None


class PointsOut(BaseModel):
    balance: int
    items: list[EntryOut]
    next: str | None


class RecordMemberOut(BaseModel):
    id: int
    name: str
    unit: str


class ResultOut(BaseModel):
    """`score`, `passed` and `counts` are null where policy withholds them or marking waits. `counts` is whether this
    attempt is among those that count, `explained` how they came to what counts."""

    attempt_id: int
    exam_id: int
    title: str
    number: int
    mode: str
    submitted_at: datetime
    score: float | None
    max_score: float
    passed: bool | None
    counts: bool | None
    explained: str | None


class RecordOut(BaseModel):
    """A member's year; `hours_target` is what the regulation asks for."""

    member: RecordMemberOut
    year: int
    points: int
    study_hours: float
    hours_target: int
    hours_source: str
    exams_passed: int
    exams_taken: int
    results: list[ResultOut]
