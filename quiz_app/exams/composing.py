"""An edition is composed: a blueprint, what may be drawn, and a plan by which papers are drawn from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from quiz_app.exams.blueprints import Blueprint, Shortage, fill
from quiz_app.exams.editions import Edition, EditionQuestion, trimmed
from quiz_app.exams.planning import TogetherAlways, plan_of


@dataclass(frozen=True, slots=True)
class Pool:
    """What a unit may draw. `facilities` are expected shares by version id in 1/10,000, None where papers need not be
    equally hard; `enemies` are pairs of codes that no paper holds both of; `shown` is by version id on how many papers
    a question was, None where that shall not matter."""

    questions: Sequence[EditionQuestion]
    facilities: Mapping[int, int] | None = None
    enemies: Sequence[tuple[str, str]] = ()
    shown: Mapping[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Composition:
    """The edition, or None with a sentence for whatever keeps it from being; how much each row of the blueprint has to
    draw from."""

    edition: Edition | None
    problems: tuple[str, ...]
    shortages: tuple[Shortage, ...]
    pool_sizes: tuple[int, ...]


def compose(blank: Edition, blueprint: Blueprint, pool: Pool) -> Composition:
    """`blank` is the edition without cells and questions."""
    filling = fill(blueprint, pool.questions)
    sizes = filling.pool_sizes
    if filling.problems:
        return Composition(None, filling.problems, filling.shortages, sizes)
    edition = trimmed(replace(blank, cells=filling.cells, questions=tuple(pool.questions)))
    try:
        plan = plan_of(edition, pool.facilities, pool.enemies, pool.shown, blueprint.most_exposure)
    except TogetherAlways as found:
        pairs = "、".join(f"{one} 和 {other}" for one, other in found.pairs)
        return Composition(None, (f"不能同卷的题分不开：{pairs}。减少题数，或补充并发布题目。",), (), sizes)
    return Composition(replace(edition, plan=plan), (), (), sizes)
