"""What every question type can do. A type is one pure file with one line in `table.py`."""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

from quiz_app.banks.questions import QuestionText

LETTERS = "ABCDEFGH"
NOTHING = Fraction(0)
HALF = Fraction(1, 2)
ALL = Fraction(1)

Response = frozenset[int] | tuple[int, ...] | tuple[str, ...]
"""What a taker answered. Choices and judgements: the chosen options by their index as written, whatever letters the
paper gave them (-1 for a letter that was not on it). Ordering and matching: the option at each place or for each
prompt, also by index (-1 where none is). Fill-in, gaps and numbers: one text for each blank, "" for an empty one.
Cases: one text for each part, its letters or what was typed. A written answer: one text."""


class Interaction(StrEnum):
    """What a taker does; templates and file formats know these and not the types.

    Choose one or many options, judge a statement, type a text into each blank, put options in order, pair each prompt
    with an option, type a number, choose or type what stands in each gap, write a text that a person marks, answer
    several questions about one material.
    """

    CHOOSE_ONE = "choose_one"
    CHOOSE_MANY = "choose_many"
    JUDGE = "judge"
    FILL = "fill"
    ORDER = "order"
    PAIR = "pair"
    NUMBER = "number"
    GAPS = "gaps"
    WRITE = "write"
    PARTS = "parts"


class CreditRule(StrEnum):
    """What an exam gives for an answer that is partly right; each type's `grade` states its formula."""

    NONE = "none"
    HALF = "half"
    PROPORTIONAL = "proportional"


class QuestionType(Protocol):
    """Keys are as `questions.Key` has them; a list that came back from storage does as well as a tuple."""

    @property
    def code(self) -> str:
        """The name in tables and in the API: single_choice."""

    @property
    def label(self) -> str:
        """The short name in bank files and lists: 单选."""

    @property
    def section_title(self) -> str:
        """The heading of its part of a paper: 单选题."""

    @property
    def interaction(self) -> Interaction: ...

    @property
    def shuffles_options(self) -> bool:
        """Whether a paper may show the options in any order."""

    @property
    def is_sequence(self) -> bool:
        """Whether the letters of an answer belong to places, so that their order counts."""

    @property
    def marked_by_person(self) -> bool:
        """Whether an answer waits for a person to mark it: then `grade` gives nothing and `is_correct` is false."""

    def problems(self, question: QuestionText) -> list[str]:
        """Chinese sentences on what is wrong with the question's shape; empty if it can be asked."""

    def shown_options(self, options: Sequence[str]) -> tuple[str, ...]:
        """What a taker chooses from, in the order as written."""

    def shown_prompts(self, prompts: Sequence[str]) -> tuple[str, ...]:
        """What stands on the left of a pairing; for each gap its choices joined by ` / ` in an order that tells
        nothing, or "" where a text is typed; nothing for the other types."""

    def option_count(self, options: Sequence[str]) -> int:
        """How many of them there are."""

    def blanks(self, stem: str) -> int:
        """How many texts a taker writes."""

    def grade(self, key: Sequence[Any], response: Response, rule: str) -> Fraction:
        """The share of the points, from 0 to 1, by a `CreditRule`. An empty response earns nothing under any rule."""

    def is_correct(self, key: Sequence[Any], response: Response) -> bool: ...
