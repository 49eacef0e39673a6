"""The ledger as its member reads it: a reason for each entry, and what the month came to with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from quiz_app.boards.periods import containing
from quiz_app.points.rules.protocol import CATEGORY_LABELS, Rule
from quiz_app.points.rules.table import RULES


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the ledger as stored."""

    id: int
    rule: int
    source_id: int
    amount: int
    at: datetime
    is_reversal: bool


@dataclass(frozen=True, slots=True)
class Source:
    """What an entry speaks of, by its title, and where it is opened: nowhere, if it is published no longer."""

    title: str
    exam_id: int | None = None
    course_id: int | None = None
    lesson_id: int | None = None
    contest_id: int | None = None


UNKNOWN = Source("已撤下的内容")
Sources = Mapping[tuple[int, int], Source]
"""By the number of the rule and the source's id."""


@dataclass(frozen=True, slots=True)
class Line:
    """`month_total` is the sum of the month's entries up to this one. `exam_id`, `contest_id`, or `course_id` with
    `lesson_id`, say what to open."""

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


def lines(entries: Sequence[Entry], movements: Iterable[tuple[datetime, int, int]], sources: Sources) -> list[Line]:
    """One line for each entry. `movements` are (instant, entry id, amount) of every month that the entries touch, the
    earliest first."""
    totals = running_totals(movements)
    return [_line(entry, totals[entry.id], sources.get((entry.rule, entry.source_id), UNKNOWN)) for entry in entries]


def running_totals(movements: Iterable[tuple[datetime, int, int]]) -> dict[int, int]:
    """For each entry id, what its month had come to with it."""
    totals: dict[int, int] = {}
    month, total = "", 0
    for at, entry_id, amount in movements:
        here = containing("month", at).name
        total = total + amount if here == month else amount
        month = here
        totals[entry_id] = total
    return totals


def _line(entry: Entry, month_total: int, source: Source) -> Line:
    rule = RULES[entry.rule]
    return Line(
        id=entry.id,
        at=entry.at,
        rule=rule.code,
        category=rule.category,
        category_label=CATEGORY_LABELS[rule.category],
        reason=_reason(rule, source.title, entry.is_reversal),
        amount=entry.amount,
        month=containing("month", entry.at).name,
        month_total=month_total,
        exam_id=source.exam_id,
        course_id=source.course_id,
        lesson_id=source.lesson_id,
        contest_id=source.contest_id,
    )


def _reason(rule: Rule, title: str, is_reversal: bool) -> str:
    sentence = rule.reason.format(title=title)
    return f"冲正：{sentence}" if is_reversal else sentence
