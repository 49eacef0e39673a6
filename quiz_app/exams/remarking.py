"""Marking many papers twice: by an edition as it counted before a correction, and as it counts after.

Most people answer a question in one of a few ways, so each way is marked once and looked up from then on: a paper of
fifty questions costs fifty look-ups. It comes to what `grading.grade_with` gives for every paper, by both editions.
"""

from collections.abc import Sequence
from typing import NamedTuple

from quiz_app.banks.types.protocol import Interaction
from quiz_app.banks.types.table import TYPES
from quiz_app.exams.editions import Edition
from quiz_app.exams.grading import ItemResult, Marks, chosen, mark_one, says_something
from quiz_app.exams.papers import Paper, PaperItem
from quiz_app.exams.sheets import Response, Sheet

MOST_KNOWN = 100_000
"""Ways to answer that are kept: half a million options in as many orders would not fit, texts are without end."""
WITH_OPTIONS = frozenset({Interaction.CHOOSE_ONE, Interaction.CHOOSE_MANY, Interaction.JUDGE})
NO_MARKS: Marks = {}


class Way(NamedTuple):
    """One way to answer the question at a `place` of the edition, and what it gives before and after, in hundredths of
    a point; a question that counts for nothing has 0 `points`. `said` is whether anything was answered, `options` the
    chosen ones as written, `waits` whether a person has still to mark it, after."""

    place: int
    points_before: int
    score_before: int
    points_after: int
    score_after: int
    said: bool
    options: tuple[int, ...]
    waits: bool


class Twice(NamedTuple):
    """A paper marked twice: the number of the way in which each question was answered, and what all of it gives of how
    much, in hundredths of a point."""

    ways: Sequence[int]
    score_before: int
    full_before: int
    score_after: int
    full_after: int


class Remarking:
    """An edition before and after a correction, and the ways to answer that were met, by their numbers."""

    def __init__(self, before: Edition, after: Edition) -> None:
        self.before, self.after = before, after
        self.ways: list[Way] = []
        self._numbers: dict[Way, int] = {}
        self._known: dict[tuple, int] = {}  # type: ignore[type-arg]
        self._columns: tuple[list[int], ...] = ([], [], [], [])
        self._worth: tuple[list[bool], list[bool]] = ([], [])
        self._differ: list[bool] = []
        self._said: list[bool] = []
        self._waits: list[bool] = []

    def mark(self, paper: Paper, sheet: Sheet, marks: Marks = NO_MARKS) -> Twice:
        known = self._known
        ways: list[int] = []
        for no, item in enumerate(paper, start=1):
            response = sheet.get(no)
            key = (item.question, item.points, item.order, None if response is None else response.values)
            found = known.get(key)
            ways.append(self._meet(key, item, no, response, marks) if found is None else found)
        before, full_before, after, full_after = (sum(map(each.__getitem__, ways)) for each in self._columns)
        return Twice(ways, before, full_before, after, full_after)

    def differs(self, marked: Twice) -> bool:
        """Whether any question gives something else than before, or counts for something else."""
        return any(map(self._differ.__getitem__, marked.ways))

    def says_something(self, marked: Twice) -> bool:
        """Whether anything was answered."""
        return any(map(self._said.__getitem__, marked.ways))

    def worth(self, marked: Twice) -> tuple[int, int]:
        """How many questions count for anything, before and after."""
        before, after = (sum(map(worth.__getitem__, marked.ways)) for worth in self._worth)
        return before, after

    def waits(self, marked: Twice) -> bool:
        """Whether a person has still to mark a question of the paper, after the correction."""
        return any(map(self._waits.__getitem__, marked.ways))

    def _meet(self, key: tuple, item: PaperItem, no: int, response: Response | None, marks: Marks) -> int:  # type: ignore[type-arg]
        mark = marks.get(no)
        before, after = (mark_one(edition, item, no, response, mark) for edition in (self.before, self.after))
        number = self._number(self._way(item, response, before, after))
        if not (self.before.is_by_person(item.question) or self.after.is_by_person(item.question)):
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = number
        return number

    def _way(self, item: PaperItem, response: Response | None, before: ItemResult, after: ItemResult) -> Way:
        said = says_something(response)
        kind = TYPES[self.before.questions[item.question].type]
        options: tuple[int, ...] = ()
        if said and response is not None and kind.interaction in WITH_OPTIONS:
            options = tuple(
                sorted(each for each in chosen(response, item, kind) if isinstance(each, int) and each >= 0)
            )
        return Way(
            item.question, before.points, before.score, after.points, after.score, said, options, waits=after.waits
        )

    def _number(self, way: Way) -> int:
        number = self._numbers.setdefault(way, len(self.ways))
        if number == len(self.ways):
            self.ways.append(way)
            values = way.score_before, way.points_before, way.score_after, way.points_after
            for column, value in zip(self._columns, values, strict=True):
                column.append(value)
            self._worth[0].append(way.points_before > 0)
            self._worth[1].append(way.points_after > 0)
            self._differ.append(values[:2] != values[2:])
            self._said.append(way.said)
            self._waits.append(way.waits)
        return number
