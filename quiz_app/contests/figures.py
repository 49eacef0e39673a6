"""What a unit has in a contest, and the named figures that formulas, ties and awards speak of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """A unit with everything below it, over the roster snapshot. `total` is the sum of what counts in hundredths of a
    point, `entries` how many attempts were handed in, `seconds` the time of the attempts that count, together. Of its
    `branches` on the roster `active_branches` have somebody who took part; both are 0 where no rule asks for them.
    Without `marks` the board counts nobody as passed, excellent or full: its scores are not on the paper's scale."""

    unit_id: int
    path: str
    kind: str
    name: str
    parent: str
    roster: int
    entrants: int
    total: int
    passed: int = 0
    excellent: int = 0
    full: int = 0
    entries: int = 0
    seconds: int = 0
    branches: int = 0
    active_branches: int = 0
    marks: bool = True


@dataclass(frozen=True, slots=True)
class Term:
    """A figure by its name in formulas; `rule` says how it is worked out."""

    name: str
    label: str
    rule: str
    value: Callable[[UnitFigures], Fraction]


def _percent(part: int, whole: int) -> Fraction:
    return Fraction(100 * part, whole) if whole else Fraction(0)


def _points(total: int, count: int) -> Fraction:
    return Fraction(total, 100 * count) if count else Fraction(0)


_ALL = (
    Term("participation", "参赛率", "参赛人数 ÷ 应参赛人数 × 100", lambda u: _percent(u.entrants, u.roster)),
    Term("entrant_mean", "参赛平均分", "总分 ÷ 参赛人数", lambda u: _points(u.total, u.entrants)),
    Term("roster_mean", "名册平均分", "总分 ÷ 应参赛人数，没有参赛的按 0 分", lambda u: _points(u.total, u.roster)),
    Term("pass_rate", "合格率", "合格人数 ÷ 参赛人数 × 100", lambda u: _percent(u.passed, u.entrants)),
    Term("excellence_rate", "优秀率", "优秀人数 ÷ 参赛人数 × 100", lambda u: _percent(u.excellent, u.entrants)),
    Term("full_marks", "满分人数", "得满分的人数", lambda u: Fraction(u.full)),
    Term("excellent", "优秀人数", "达到优秀线的人数", lambda u: Fraction(u.excellent)),
    Term(
        "high_scores",
        "高分奖励",
        "达到优秀线的人数 ÷ 应参赛人数 × 100",
        lambda u: _percent(u.excellent, u.roster),
    ),
    Term("entrants", "参赛人数", "交过卷、有成绩的人数", lambda u: Fraction(u.entrants)),
    Term("roster", "应参赛人数", "开赛时名册上的人数，不含豁免", lambda u: Fraction(u.roster)),
    Term("attempts", "答题次数", "交卷的次数", lambda u: Fraction(u.entries)),
    Term(
        "attempts_a_head",
        "人均答题次数",
        "交卷次数 ÷ 应参赛人数",
        lambda u: Fraction(u.entries, u.roster) if u.roster else Fraction(0),
    ),
    Term(
        "organization",
        "组织发动",
        "有人参赛的党支部 ÷ 名册上有人的党支部 × 100",
        lambda u: _percent(u.active_branches, u.branches),
    ),
)
BY_BRANCHES = frozenset({"organization"})
"""The figures for which branches have to be counted."""
BY_MARKS = frozenset({"pass_rate", "excellence_rate", "full_marks", "excellent", "high_scores"})
"""The figures that there are only where a board has marks; without, they are 0 for every unit alike."""
TERMS: dict[str, Term] = {each.name: each for each in _ALL}
LABELS: dict[str, str] = {each.name: each.label for each in _ALL}


def named(unit: UnitFigures, names: tuple[str, ...]) -> Mapping[str, Fraction]:
    """The figures that a formula asks for."""
    return {name: TERMS[name].value(unit) for name in names}


def told(name: str, unit: UnitFigures) -> float | None:
    """A figure as people are told it; None where there is no such thing."""
    return None if name in BY_MARKS and not unit.marks else float(TERMS[name].value(unit))


def rate(unit: UnitFigures) -> float | None:
    """The participation rate in per cent; None without a roster."""
    return 100 * unit.entrants / unit.roster if unit.roster else None
