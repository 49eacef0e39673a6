"""Drawing a paper: a pure function of (edition, seed of the member, attempt number), so nothing is stored.

For each cell one seeded order of its pool belongs to the member; attempt n takes the n-th run of it, so that questions
come back only when all have been seen. That is the first algorithm, by which editions without a plan are drawn for
ever; one that has a plan is drawn by the second, `selecting`. Randomness is that of `shuffles`.
"""

from itertools import permutations
from typing import NamedTuple

from quiz_app.banks.types.table import TYPES
from quiz_app.core.keys import keyed_hash
from quiz_app.exams.editions import Edition, EditionCell
from quiz_app.exams.selecting import Selection
from quiz_app.exams.selecting import select as select_by_plan
from quiz_app.exams.shuffles import shuffled, words

_PERMUTATIONS = {size: tuple(permutations(range(size))) for size in range(6)}
_TYPE_ORDER = {code: place for place, code in enumerate(TYPES)}


class PaperItem(NamedTuple):
    """One question of a paper: which of the edition's, its points in hundredths, and its options as they are shown.

    `order[i]` is the index, as written, of the option shown at place i.
    """

    question: int
    points: int
    order: tuple[int, ...]


Paper = tuple[PaperItem, ...]


def member_seed(edition_seed: bytes, member_id: int) -> bytes:
    """What a member's papers of an edition are drawn with; without the edition's seed nobody can foresee it."""
    return keyed_hash(edition_seed, "paper", member_id.to_bytes(8), 16)


def draw(edition: Edition, seed: bytes, number: int) -> Paper:
    """The paper of attempt `number` (from 1). The same edition, seed and number always draw the same paper."""
    drawn = select(edition, seed, number)
    rolled = words(seed + b"order" + number.to_bytes(4), 2 * len(drawn))
    ranked = sorted(
        (_TYPE_ORDER[edition.questions[question].type], word, question, points)
        for (question, points), word in zip(drawn, rolled, strict=False)
    )
    shuffles = rolled[len(drawn) :]
    return tuple(
        PaperItem(question, points, _option_order(edition, question, word))
        for (_, _, question, points), word in zip(ranked, shuffles, strict=True)
    )


class Drawing:
    """Draws many papers of an edition, each as `draw` does: what depends on the edition alone is looked up once."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._types = [_TYPE_ORDER[question.type] for question in edition.questions]
        self._orders = [_option_orders(edition, question) for question in range(len(edition.questions))]

    def draw(self, seed: bytes, number: int) -> Paper:
        drawn = select(self._edition, seed, number)
        rolled = words(seed + b"order" + number.to_bytes(4), 2 * len(drawn))
        types, orders = self._types, self._orders
        ranked = sorted(
            [(types[asked], word, asked, points) for (asked, points), word in zip(drawn, rolled, strict=False)]
        )
        paper = []
        for (_, _, question, points), word in zip(ranked, rolled[len(drawn) :], strict=True):
            table = orders[question]
            order = table[word % len(table)] if table else _option_order(self._edition, question, word)
            paper.append(PaperItem(question, points, order))
        return tuple(paper)


def select(edition: Edition, seed: bytes, number: int) -> Selection:
    """The questions of attempt `number` with their points, before they are put in order."""
    if edition.plan is not None:
        return select_by_plan(edition, edition.plan, seed, number)
    return [
        (question, cell.points)
        for place, cell in enumerate(edition.cells)
        for question in _run(cell, seed, place, number)
    ]


def _run(cell: EditionCell, seed: bytes, place: int, number: int) -> list[int]:
    """The `number`-th run of `cell.count` questions in the member's order of the cell's pool, going round."""
    size = len(cell.pool)
    start = (number - 1) * cell.count
    end = start + cell.count
    order = shuffled(cell.pool, min(end, size), words(seed + place.to_bytes(2), min(end, size)))
    return [order[index % size] for index in range(start, end)]


def _option_order(edition: Edition, question: int, word: int) -> tuple[int, ...]:
    """The order of the options; where the last one speaks of the others, it stays the last."""
    asked = edition.questions[question]
    if not TYPES[asked.type].shuffles_options:
        return tuple(range(TYPES[asked.type].option_count(asked.options)))
    size = len(asked.options)
    if edition.plan is not None and question in edition.plan.ending:
        return (*_order_of(size - 1, word), size - 1)
    return _order_of(size, word)


def _option_orders(edition: Edition, question: int) -> tuple[tuple[int, ...], ...]:
    """Every order of the options, so that word w gives the (w mod their number)-th; empty where they are too many."""
    asked = edition.questions[question]
    if not TYPES[asked.type].shuffles_options:
        return (_option_order(edition, question, 0),)
    fixed = edition.plan is not None and question in edition.plan.ending
    size = len(asked.options) - fixed
    return tuple(_option_order(edition, question, word) for word in range(len(_PERMUTATIONS.get(size, ()))))


def _order_of(size: int, word: int) -> tuple[int, ...]:
    if size in _PERMUTATIONS:
        table = _PERMUTATIONS[size]
        return table[word % len(table)]
    return tuple(shuffled(range(size), size, words(word.to_bytes(4), size)))
