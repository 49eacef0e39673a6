"""One question asked by itself: a paper of one question, drawn, shown and marked as those of exams are. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from quiz_app.banks.areas import AREAS
from quiz_app.banks.reviewing import ReviewItem, review
from quiz_app.banks.types.table import TYPES
from quiz_app.core.keys import keyed_hash
from quiz_app.core.passages import block
from quiz_app.exams.delivery import Delivered, deliver, prepare
from quiz_app.exams.editions import Basis, Edition, EditionCell, EditionQuestion
from quiz_app.exams.grading import chosen, grade, says_something
from quiz_app.exams.papers import Paper, draw
from quiz_app.exams.sections import Item, sections
from quiz_app.exams.sheets import LETTERS, Response

ONLY = 1
"""The number of the question on its paper."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A question with its options in the order that `seed` gives them; carries the key, so it stays on the server."""

    question: EditionQuestion
    edition: Edition
    paper: Paper


@dataclass(frozen=True, slots=True)
class Explained:
    """An answered question laid open; `template` draws its `item`."""

    title: str
    area: str
    code: str
    item: ReviewItem
    right: bool
    explanation_html: Markup
    bases: tuple[Basis, ...]

    @property
    def template(self) -> str:
        return f"banks/types/{self.item.type}/review.html"


def ask(question: EditionQuestion, *, occasion: str, number: int) -> Asking:
    """The same question on the same occasion always has its options in the same order."""
    edition = Edition("", 0, 0, "none", (EditionCell(1, 100, (0,)),), (question,))
    seed = keyed_hash(number.to_bytes(8), occasion, question.version_id.to_bytes(8), 16)
    return Asking(question, edition, draw(edition, seed, 1))


def delivered(asking: Asking) -> Delivered:
    """What may be seen before answering; its type has no room for a key."""
    return deliver(prepare(asking.edition), asking.paper)[0]


def item(asking: Asking, answer: Sequence[str] = ()) -> Item:
    """The same as the templates of question types take it."""
    return sections([delivered(asking)], {str(ONLY): list(answer)})[0].items[0]


def is_answer(values: Sequence[str]) -> bool:
    return says_something(Response(tuple(values), 0))


def is_right(asking: Asking, answer: Sequence[str]) -> bool:
    """Whether the answer is wholly right."""
    return grade(asking.edition, asking.paper, {ONLY: Response(tuple(answer), 0)}).items[0].right


def explain(asking: Asking, answer: Sequence[str], *, right: bool) -> Explained:
    """What was answered, what is right, and why. Only for whoever has answered."""
    question, [placed] = asking.question, asking.paper
    kind = TYPES[question.type]
    return Explained(
        title=kind.section_title,
        area=AREAS.get(question.area, ""),
        code=question.code,
        item=review(
            type=question.type,
            stem=question.stem,
            options=question.options,
            prompts=question.prompts,
            key=question.key,
            order=placed.order or None,
            response=chosen(Response(tuple(answer), 0), placed, kind),
        ),
        right=right,
        explanation_html=block(question.explanation),
        bases=question.bases,
    )


def correct(asking: Asking) -> list[str]:
    """A right answer as it would be sent: letters as this asking shows them, or a text for each blank. Only for whoever
    has answered."""
    question, [placed] = asking.question, asking.paper
    if not placed.order:
        return [str(accepted[0]) for accepted in question.key]
    if TYPES[question.type].is_sequence:
        return [LETTERS[placed.order.index(index)] for index in question.key]
    return [letter for letter, index in zip(LETTERS, placed.order, strict=False) if index in question.key]
