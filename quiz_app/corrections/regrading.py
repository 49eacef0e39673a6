"""Marking attempts again by a correction: what it makes of each, and of the points that the exam brings a member."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from quiz_app.core.db import from_milliseconds
from quiz_app.exams import sheets
from quiz_app.exams.amending import Amendment, touches
from quiz_app.exams.counting.protocol import taken
from quiz_app.exams.counting.table import WAYS
from quiz_app.exams.editions import Edition
from quiz_app.exams.grading import Marks
from quiz_app.exams.papers import Drawing, member_seed
from quiz_app.exams.psychometrics.recounting import Recounting
from quiz_app.exams.remarking import Remarking
from quiz_app.points.rules.protocol import Rule
from quiz_app.points.rules.table import EXAM_PASSED, FULL_MARKS

NO_MARKS: Marks = {}


class Sat(NamedTuple):
    """An attempt that has a score, in hundredths of a point; `voided` is what is void on its paper, instants are
    milliseconds; `credited` once its points were, of an exam that brings any."""

    id: int
    member_id: int
    number: int
    sheet: bytes
    score: int
    voided: int
    started_at: int
    submitted_at: int
    credited: bool


class Result(NamedTuple):
    """An attempt as in `Sat`, without the answers."""

    id: int
    member_id: int
    number: int
    score: int
    voided: int
    started_at: int
    submitted_at: int
    credited: bool


Of = TypeVar("Of", Sat, Result)


@dataclass(frozen=True, slots=True)
class Corrected:
    """An edition before and after a correction, and as it was `written`, before any. `amendment` is the correction,
    `seed` what papers are drawn with."""

    before: Edition
    after: Edition
    amendment: Amendment
    seed: bytes
    written: Edition

    @property
    def by_person(self) -> bool:
        """Whether people mark any question, before or after."""
        return self.before.by_person or self.after.by_person


class Regraded(NamedTuple):
    """What a correction makes of an attempt; `waits` where people would have to mark an answer that nobody did."""

    sat: Sat
    score: int
    voided: int
    waits: bool

    @property
    def changes(self) -> bool:
        return self.sat.score != self.score or self.sat.voided != self.voided


class Standing(NamedTuple):
    """What an attempt counts for: `score` of the maximum less `voided`; `credited` once points were given for it."""

    score: int
    voided: int
    credited: bool


class Regrading:
    """Marks attempts again by a correction; it remembers the answers that it met, so one serves for many attempts."""

    def __init__(self, corrected: Corrected) -> None:
        self.corrected = corrected
        self.remarking = Remarking(corrected.before, corrected.after)
        self._drawing = Drawing(corrected.after)
        self._full = corrected.after.max_score

    def regrade(self, sat: Sat, marks: Marks = NO_MARKS, held_by: Recounting | None = None) -> Regraded | None:
        """What the correction makes of an attempt, None where it has nothing of what was corrected. `held_by` is told
        what that says beyond, of an attempt that the statistics hold."""
        corrected = self.corrected
        paper = self._drawing.draw(member_seed(corrected.seed, sat.member_id), sat.number)
        if not touches(corrected.amendment, paper):
            return None
        sheet = sheets.decode(sat.sheet)
        marked = self.remarking.mark(paper, sheet, marks)
        if held_by is not None and self.remarking.differs(marked):
            held_by.add(marked, sheet)
        waits = self.remarking.waits(marked)
        return Regraded(sat, marked.score_after, self._full - marked.full_after, waits)


def value(counting: str, full: int, attempts: Iterable[Result], span: int) -> int:
    """The packed value that a board has of a member with these attempts at an edition whose maximum is `full`."""
    counted = [
        taken(
            each.number,
            each.score,
            full - each.voided,
            from_milliseconds(each.started_at),
            from_milliseconds(each.submitted_at),
        )
        for each in attempts
    ]
    return WAYS[counting].count(counted).value(span)


def due(edition: Edition, attempts: Iterable[Standing]) -> frozenset[int]:
    """The numbers of the point rules that a member's credited attempts fulfil."""
    found = set()
    for each in attempts:
        full = edition.max_score - each.voided
        if each.credited and each.score * 100 >= full * edition.pass_percent:
            found |= {EXAM_PASSED.number} | ({FULL_MARKS.number} if each.score == full else set())
    return frozenset(found)


def moved(
    edition: Edition, before: Sequence[Standing], after: Sequence[Standing]
) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The rules that a member fulfils now and did not, and those that are fulfilled no longer."""
    had, has = due(edition, before), due(edition, after)
    rules = (EXAM_PASSED, FULL_MARKS)
    gained = tuple(rule for rule in rules if rule.number in has - had)
    lost = tuple(rule for rule in rules if rule.number in had - has)
    return gained, lost


def by_member(attempts: Iterable[Of]) -> Mapping[int, list[Of]]:
    found: dict[int, list[Of]] = {}
    for each in attempts:
        found.setdefault(each.member_id, []).append(each)
    return found
