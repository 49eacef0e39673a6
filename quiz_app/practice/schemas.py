"""Shapes of the practice API."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class AnswerIn(BaseModel):
    """`answer` is as in exams: option letters, or one text a blank. `code` names the question that is answered: when
    the day's question has changed meanwhile, the answer is refused with 409 `question_changed`."""

    model_config = ConfigDict(extra="forbid")

    answer: list[str]
    code: str | None = None


class RoundIn(BaseModel):
    """A round to begin. The scope counts for a drill alone; `size` for a drill and for what is kept."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["drill", "challenge", "mistakes", "stars"] = "drill"
    area: str | None = Field(default=None, max_length=40)
    type: str | None = Field(default=None, max_length=24)
    knowledge_point: str | None = Field(default=None, max_length=80)
    size: int = 10


class RoundAnswerIn(AnswerIn):
    """`no` is the question's number in the round, as it was given out."""

    no: int = Field(ge=1, le=100_000)


class ListIn(BaseModel):
    """A page of a list; `after` is the `next` of the page before."""

    after: str | None = Field(default=None, max_length=80)


class OptionOut(BaseModel):
    key: str
    text: str


class QuestionOut(BaseModel):
    """A question to answer, without its key."""

    no: int
    code: str
    type: str
    stem: str
    options: list[OptionOut]
    blanks: int
    prompts: list[str]


class BasisOut(BaseModel):
    document: str
    version: str
    article: str
    quotation: str


class ExplanationOut(BaseModel):
    """What came of an answer. `correct` is as an answer would be sent: letters, or for each blank a text that counts.
    None of it is there while an exam holds the question back (`withheld`)."""

    code: str
    answer: list[str]
    right: bool
    withheld: bool
    correct: list[str] | None
    explanation: str | None
    bases: list[BasisOut] | None


class DailyOut(BaseModel):
    """The question of `day`, null where there is none; `answered` once it was. `streak` counts days in a row."""

    day: date
    streak: int
    question: QuestionOut | None
    answered: ExplanationOut | None


class RoundOut(BaseModel):
    """A round: `question` is the one to answer now, null at the end; `answered` what came of the answer just sent."""

    id: int
    kind: str
    total: int
    right: int
    wrong: int
    finished: bool
    question: QuestionOut | None
    answered: ExplanationOut | None


class MistakeOut(BaseModel):
    """A question of the book of mistakes; `box` from 1 to 4, `due_on` the day on which it comes again."""

    code: str
    type: str
    area: str
    stem: str
    times_wrong: int
    box: int
    due_on: date
    withheld: bool


class MistakesOut(BaseModel):
    """The longest due first; `due` is how many are due today and may be asked."""

    items: list[MistakeOut]
    due: int
    next: str | None
