"""What a correction would change, summed attempt by attempt: who, by how much, and in which units."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from quiz_app.corrections.regrading import Regraded
from quiz_app.exams.editions import Edition

MOST_EXAMPLES = 50


@dataclass(slots=True)
class UnitLine:
    """Attempts of members below a unit that change: `up` and `down` in score, and passes that come and go."""

    changed: int = 0
    up: int = 0
    down: int = 0
    gained: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """An attempt that changes; scores are hundredths of a point, `full_` the maxima that they are of."""

    attempt_id: int
    member_id: int
    score_before: int
    score_after: int
    full_before: int
    full_after: int
    passed_before: bool
    passed_after: bool


@dataclass(slots=True)
class Preview:
    """`attempts` were looked at, `touched` have what is corrected on their paper, `total` counts what changes and how;
    `score_before` and `score_after` are sums over the attempts that change; `points` are of the ledger;
    `unmarked` attempts have an answer that people would have to mark and nobody did."""

    attempts: int = 0
    touched: int = 0
    total: UnitLine = field(default_factory=UnitLine)
    score_before: int = 0
    score_after: int = 0
    points_given: int = 0
    points_taken: int = 0
    unmarked: int = 0
    units: dict[int, UnitLine] = field(default_factory=dict)
    examples: list[Example] = field(default_factory=list)

    @property
    def mean_change(self) -> float:
        """In points, over the attempts that change."""
        return (self.score_after - self.score_before) / self.total.changed / 100 if self.total.changed else 0.0

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"units": {str(unit): asdict(line) for unit, line in self.units.items()}}


def from_json(raw: Mapping[str, Any]) -> Preview:
    if not raw:
        return Preview()
    known = Preview(**raw)
    return replace(
        known,
        total=UnitLine(**raw["total"]),
        units={int(unit): UnitLine(**line) for unit, line in raw["units"].items()},
        examples=[Example(**each) for each in raw["examples"]],
    )


def add(preview: Preview, edition: Edition, found: Iterable[Regraded], homes: Mapping[int, int]) -> None:
    """Count attempts; `homes` has for each member who changes the unit whose line that is."""
    for each in found:
        preview.touched += 1
        preview.unmarked += each.waits
        if each.changes:
            _add(preview, edition, each, homes[each.sat.member_id])


def _add(preview: Preview, edition: Edition, each: Regraded, unit: int) -> None:
    example = _example(edition, each)
    preview.score_before += each.sat.score
    preview.score_after += each.score
    for line in (preview.total, preview.units.setdefault(unit, UnitLine())):
        line.changed += 1
        line.up += each.score > each.sat.score
        line.down += each.score < each.sat.score
        line.gained += example.passed_after and not example.passed_before
        line.lost += example.passed_before and not example.passed_after
    if len(preview.examples) < MOST_EXAMPLES:
        preview.examples.append(example)


def _example(edition: Edition, each: Regraded) -> Example:
    full = edition.max_score - each.sat.voided, edition.max_score - each.voided
    return Example(
        each.sat.id,
        each.sat.member_id,
        each.sat.score,
        each.score,
        *full,
        each.sat.score * 100 >= full[0] * edition.pass_percent,
        each.score * 100 >= full[1] * edition.pass_percent,
    )
