"""Shapes of the exam API: what is sent and what is answered."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StartIn(_Strict):
    """Begin or resume. `takeover` moves the right to write to this device; `writer` is one that it still knows;
    `password` is the exam's, where it asks for one, and is looked at for a start alone."""

    takeover: bool = False
    writer: str | None = Field(default=None, max_length=20)
    password: str | None = Field(default=None, max_length=64)


class SaveIn(_Strict):
    """The whole sheet under a revision that the client chooses, above the stored one."""

    revision: int = Field(ge=1, le=2_000_000_000)
    writer: str = Field(max_length=20)
    answers: dict[str, list[str]]


class SubmitIn(_Strict):
    """May carry the last sheet; then with its revision and writer."""

    revision: int | None = Field(default=None, ge=1, le=2_000_000_000)
    writer: str | None = Field(default=None, max_length=20)
    answers: dict[str, list[str]] | None = None


class VisitIn(_Strict):
    """That the page was left or is back in front, `ago` milliseconds before this was sent, by the browser's count."""

    what: Literal["hidden", "shown"]
    ago: int = Field(ge=0, le=10**9)


class VisitsIn(_Strict):
    visits: list[VisitIn] = Field(max_length=50)


class VisitsOut(BaseModel):
    """How many came; what is past the limit of an attempt is not kept."""

    received: int


class SignalsIn(BaseModel):
    """Which signals of an exam a page shows, and whose attempts."""

    kind: Literal["alike", "browser", "reading", "quick", "history"] | None = None
    state: Literal["waiting", "decided", "all"] = "waiting"
    after: str | None = Field(default=None, max_length=80)
    number: str | None = Field(default=None, max_length=32)

    @field_validator("kind", mode="before")
    @classmethod
    def _none_for_all(cls, value: object) -> object:
        return value or None


class ExamsIn(BaseModel):
    limit: int = Field(default=50, ge=1, le=200)
    after: str | None = Field(default=None, max_length=80)


class OptionOut(BaseModel):
    key: str
    text: str


class PartOut(BaseModel):
    """A question of a case as delivered: answered by the letters of its options in their order as one text ("B",
    "ACD"; 对 is A, 错 is B), or by what is typed where it has blanks."""

    type: str
    stem: str
    options: list[OptionOut]
    blanks: int


class QuestionOut(BaseModel):
    """A question as delivered: there is no room for a key.

    `parts` is there where the question is a case, whose `stem` is the material: what is asked about it. Its answer is
    one text for each part, "" for an open one.

    `blanks` is how many texts it asks for. `prompts` is there where the type has some: matching, what each answer
    letter is for; cloze, the choices of each gap joined by ` / `, or "" for a gap that is typed. Answers: letters
    (ordering: one for each place; matching: one for each prompt, "" for an open one) or texts (one for each blank).
    """

    no: int
    type: str
    stem: str
    points: float
    options: list[OptionOut]
    blanks: int
    prompts: list[str] = []
    parts: list[PartOut] = []


class SittingOut(BaseModel):
    """`writer` is null while another device may write: send `takeover` to move that right here. `saved_at` is null
    while nothing was saved, `hand_in_from` where it may be handed in at any time."""

    id: int
    number: int
    server_time: datetime
    deadline_at: datetime
    hand_in_from: datetime | None
    revision: int
    saved_at: datetime | None
    writer: str | None
    questions: list[QuestionOut]
    answers: dict[str, list[str]]


class SavedOut(BaseModel):
    """`deadline_at` as it stands: an individual arrangement may have put it off."""

    revision: int
    saved_at: datetime
    deadline_at: datetime


class CurrentOut(BaseModel):
    """What holds since a correction. `points_awarded` is what the exam has brought in all, as the ledger stands."""

    score: float | None
    max_score: float
    passed: bool | None
    points_awarded: int | None
    corrected_at: datetime


class ReceiptOut(BaseModel):
    """`score`, `passed` and `points_awarded` are null where policy withholds them or marking waits; `revision` is that
    of the sheet that counted, 0 for an empty one. The receipt stays as it was; a later correction stands under
    `current`, null without one."""

    id: int
    score: float | None
    max_score: float
    passed: bool | None
    submitted_at: datetime
    points_awarded: int | None
    revision: int
    by_deadline: bool
    receipt: str
    current: CurrentOut | None


class ExamOut(BaseModel):
    """`mode` is official, mock, practice or extra; `counting` is which attempt counts: best, last, first, mean, or
    daily, the best of each day added up."""

    id: int
    title: str
    mode: str
    counting: str
    opens_at: datetime
    closes_at: datetime | None
    minutes: int
    attempts_left: int | None


class ExamsOut(BaseModel):
    items: list[ExamOut]
    next: str | None


class WatchIn(BaseModel):
    """What part of an exam's participation a page shows: a unit, an order of lines, who is `absent` or `present`."""

    unit: int | None = Field(default=None, ge=1, lt=2**63)
    order: Literal["tree", "roster", "entrants", "rate", "mean", "pass_rate", "excellence_rate"] = "tree"
    part: Literal["absent", "present"] = "absent"
    after: str | None = Field(default=None, max_length=80)


class SampleIn(BaseModel):
    """Which sample paper an organizer looks at."""

    sample: int = Field(default=1, ge=1, le=1000)


class StatisticsIn(BaseModel):
    """What a list of questions with their figures is sorted by: what needs a look first."""

    order: Literal["flags", "facility", "discrimination", "shown"] = "flags"
    after: str | None = Field(default=None, max_length=80)


class PrintPapersIn(BaseModel):
    """How many papers of an exam are printed, as what, in one file or three `apart`."""

    papers: int = Field(default=2, lt=10**6)
    format: Literal["pdf", "docx"] = "pdf"
    files: Literal["together", "apart"] = "apart"


class PaperIn(BaseModel):
    """What a page of papers bound to members shows: whom to print for, those that wait, those that ended."""

    part: Literal["choose", "waiting", "ended"] = "choose"
    after: str | None = Field(default=None, max_length=80)


class BoundPapersIn(BaseModel):
    """As what the papers that wait are downloaded, from behind a cursor."""

    format: Literal["pdf", "docx"] = "pdf"
    after: str | None = Field(default=None, max_length=80)


class CodeIn(BaseModel):
    code: str = Field(default="", max_length=40)


class PrintResultIn(BaseModel):
    format: Literal["pdf", "docx"] = "pdf"
