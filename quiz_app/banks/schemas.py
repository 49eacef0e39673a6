"""Shapes of the API of banks. Questions carry their keys: only who writes them may ask."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from quiz_app.banks.printing.listing import Content
from quiz_app.banks.states import State


class QuestionsIn(BaseModel):
    """What a list of questions is narrowed by: words of the code or stem, type, level, area, state."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(default="", max_length=100)
    type: str | None = Field(default=None, max_length=24)
    difficulty: Literal["1", "2", "3"] | None = None
    area: str | None = Field(default=None, max_length=40)
    state: State | None = None
    after: str | None = None


class PrintIn(BaseModel):
    """What a page of questions prints, beside the filters of the list."""

    format: Literal["pdf", "docx"] = "pdf"
    content: Content = Content.QUESTIONS


class BankOut(BaseModel):
    """`unit` is the id of the unit that the bank belongs to; the counts are of its questions by state."""

    id: int
    code: str
    title: str
    area: str
    unit: int
    published: int
    unpublished: int
    under_review: int
    set_aside: int
    retired: int


class BanksOut(BaseModel):
    items: list[BankOut]
    next: str | None


class BankBasisOut(BaseModel):
    """A legal basis; dates are as exact as the sources: `2024`, `2024-02` or `2024-02-01`."""

    document: str
    version: str
    article: str
    quotation: str
    effective_on: str | None
    superseded_on: str | None


class BankPartOut(BaseModel):
    """What a case asks about its material; its key stands with those of the other parts in the key of the case."""

    type: str
    stem: str
    options: list[str]


class BankQuestionOut(BaseModel):
    """The latest version of a question. `key`: indexes of the right options (of an ordering, in their order; of a
    matching, one for each prompt), 0 or 1 for a judgement, the accepted texts of each blank, one pair of a number and
    its tolerance, or for each part of a case its type and what is right: letters, texts, a number and its tolerance.
    `parts` is there where the question is a case."""

    id: int
    code: str
    state: str
    version: int
    is_published: bool
    type: str
    difficulty: int
    area: str
    stem: str
    options: list[str]
    prompts: list[str]
    parts: list[BankPartOut] = []
    key: list[int] | list[list[str]]
    explanation: str
    knowledge_points: list[str]
    draft_reason: str | None
    bases: list[BankBasisOut]
    written_at: datetime


class BankQuestionsOut(BaseModel):
    items: list[BankQuestionOut]
    next: str | None
