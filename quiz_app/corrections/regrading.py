"""Marking attempts again by a correction: what it makes of each, and of the points that the exam brings a member."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from quiz_app.core.db import from_milliseconds
from quiz_app.exams import sheets
from quiz_app.exams.amending import Amendment, touches
from quiz_app.exams.counting.protocol import taken
from quiz_app.exams.counting.table import WAYS
from quiz_app.exams.editions import Edition
from quiz_app.exams.grading import Marks, Result, grade_with, remark
from quiz_app.exams.papers import Paper, draw, member_seed
from quiz_app.exams.sheets import Sheet
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


@dataclass(frozen=True, slots=True)
class Corrected:
    """An edition before and after a correction. `amendment` is the correction, `seed` what papers are drawn with."""

    before: Edition
    after: Edition
    amendment: Amendment
    seed: bytes


@dataclass(frozen=True, slots=True)
class Regraded:
    """What a correction makes of an attempt at an edition whose maximum is `full`; `recount` where it tells statistics
    something else than before."""

    sat: Sat
    paper: Paper
    sheet: Sheet
    before: Result
    after: Result
    full: int

    @property
    def score(self) -> int:
        return self.after.score

    @property
    def voided(self) -> int:
        return self.full - self.after.max_score

    @property
    def recount(self) -> bool:
        return self.before.items != self.after.items

    @property
    def changes(self) -> bool:
        return (self.sat.score, self.sat.voided) != (self.score, self.voided)


class Standing(NamedTuple):
    """What an attempt counts for: `score` of the maximum less `voided`; `credited` once points were given for it."""

    score: int
    voided: int
    credited: bool


def regrade(corrected: Corrected, sat: Sat, marks: Marks = NO_MARKS) -> Regraded | None:
    """What a correction makes of an attempt; None where it has nothing of what was corrected."""
    paper = draw(corrected.after, member_seed(corrected.seed, sat.member_id), sat.number)
    if not touches(corrected.amendment, paper):
        return None
    sheet = sheets.decode(sat.sheet)
    before = grade_with(corrected.before, paper, sheet, marks)
    after = remark(corrected.after, paper, sheet, before, corrected.amendment.question)
    if after is None:
        after = grade_with(corrected.after, paper, sheet, marks)
    return Regraded(sat, paper, sheet, before, after, corrected.after.max_score)


def value(counting: str, full: int, attempts: Iterable[Sat], span: int) -> int:
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


def by_member(attempts: Iterable[Sat]) -> Mapping[int, list[Sat]]:
    found: dict[int, list[Sat]] = {}
    for each in attempts:
        found.setdefault(each.member_id, []).append(each)
    return found
