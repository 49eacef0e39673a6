"""How fair an exam's papers are, before anybody sits it: many papers are drawn by seeds of nobody's and compared.

What is measured: the expected score of a paper is Σ points × expected facility of its questions (`facilities`); the
spread is the highest minus the lowest in per cent of the full score. The exposure of a question is the share of the
papers that hold it. The mean overlap is that over all pairs of the papers, from the counts c of each question:
Σ c(c − 1) / N(N − 1) questions; the greatest overlap is over the N pairs of papers that were drawn after each other.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

from quiz_app.exams.blueprints import Shortage
from quiz_app.exams.editions import Edition
from quiz_app.exams.papers import member_seed, select
from quiz_app.exams.planning import full_score
from quiz_app.exams.selecting import Selection

PAPERS = 10_000
BARS = 12
_SEED = b"papers that nobody sits, to see how they spread"[:32]


@dataclass(frozen=True, slots=True)
class Spread:
    """Expected scores of papers, each in the unit of `planning.full_score`."""

    scores: tuple[int, ...]
    full: int

    @property
    def percent(self) -> float:
        """The highest minus the lowest in per cent of the full score."""
        return 100 * (max(self.scores) - min(self.scores)) / self.full

    @property
    def mean_percent(self) -> float:
        return 100 * sum(self.scores) / len(self.scores) / self.full


@dataclass(frozen=True, slots=True)
class Bar:
    """How many papers, of the exam's draw and of a plain one, have an expected score from `low` to `high` per cent."""

    low: float
    high: float
    count: int
    plain: int


@dataclass(frozen=True, slots=True)
class Exposed:
    """A question with the share of the papers that hold it, and that share in a plain draw."""

    code: str
    share: float
    plain: float


@dataclass(frozen=True, slots=True)
class Fairness:
    """What the papers of an edition are like. `tolerance_percent` is what any two papers may differ by, None where
    nothing keeps them together; overlaps are in questions of the `size` that a paper has; `exposures` stand from the
    most to the least exposed."""

    papers: int
    size: int
    spread: Spread
    plain: Spread
    tolerance_percent: float | None
    mean_overlap: float
    greatest_overlap: int
    exposures: tuple[Exposed, ...]

    @property
    def never_drawn(self) -> tuple[str, ...]:
        return tuple(each.code for each in self.exposures if not each.share)

    @property
    def bars(self) -> list[Bar]:
        """The two distributions side by side, over what both cover."""
        both = [*self.spread.scores, *self.plain.scores]
        low = min(both)
        width = max(1, -(-(max(both) + 1 - low) // BARS))
        mine, plain = (Counter((score - low) // width for score in each.scores) for each in (self.spread, self.plain))
        edges = [100 * (low + width * place) / self.spread.full for place in range(BARS + 1)]
        return [Bar(edges[place], edges[place + 1], mine[place], plain[place]) for place in range(BARS)]

    @property
    def tallest(self) -> int:
        """The most papers of a bar, of either draw."""
        return max(max(bar.count, bar.plain) for bar in self.bars)

    def to_json(self) -> dict[str, Any]:
        return {
            "papers": self.papers,
            "spread_percent": round(self.spread.percent, 3),
            "plain_spread_percent": round(self.plain.percent, 3),
            "guaranteed_percent": self.tolerance_percent,
            "max_exposure": round(self.exposures[0].share, 4),
            "mean_overlap": round(self.mean_overlap / self.size, 4),
            "mean_overlap_questions": round(self.mean_overlap, 2),
            "max_overlap_questions": self.greatest_overlap,
            "never_drawn": list(self.never_drawn),
            "unfilled": [],
        }


def measure(
    edition: Edition,
    facilities: Sequence[int],
    *,
    papers: int = PAPERS,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Fairness:
    """`facilities` are the expected shares of the edition's questions in 1/10,000; `papers` at least 2 first attempts.

    The same edition always gives the same figures.
    """
    without_plan = replace(edition, plan=None)
    mine, plain = _Drawn(facilities), _Drawn(facilities)
    for number in range(papers):
        seed = member_seed(_SEED, number)
        mine.add(select(edition, seed, 1))
        plain.add(select(without_plan, seed, 1))
        if number % 200 == 199:
            progress(number + 1, papers)
    full = full_score(edition)
    is_leveled = edition.plan is not None and bool(edition.plan.facilities)
    return Fairness(
        papers=papers,
        size=edition.size,
        spread=Spread(tuple(mine.scores), full),
        plain=Spread(tuple(plain.scores), full),
        tolerance_percent=200 * edition.plan.tolerance / full if edition.plan and is_leveled else None,
        mean_overlap=sum(count * (count - 1) for count in mine.counts.values()) / (papers * (papers - 1)),
        greatest_overlap=mine.greatest_overlap,
        exposures=_exposures(edition, mine.counts, plain.counts, papers),
    )


def in_words(report: Fairness) -> list[str]:
    """The figures as sentences."""
    most, least = report.exposures[0], report.exposures[-1]
    promised = (
        f"任何两份试卷的预计得分相差不超过满分的 {report.tolerance_percent:.1f} %"
        if report.tolerance_percent is not None
        else "没有平衡各份试卷的难易"
    )
    lines = [
        f"模拟 {report.papers:,} 份试卷，每份 {report.size} 题。",
        f"预计得分：最高与最低相差满分的 {report.spread.percent:.1f} %；"
        f"只按数量抽题时相差 {report.plain.percent:.1f} %。{promised}。",
        f"两份试卷平均有 {report.mean_overlap:.1f} 题相同，最多 {report.greatest_overlap} 题。",
        f"出现最多的题在 {most.share:.1%} 的试卷里（{most.code}），最少的在 {least.share:.1%} 里（{least.code}）。",
    ]
    if report.never_drawn:
        lines.append(
            f"有 {len(report.never_drawn)} 题在模拟中没有出现过：题库比试卷大得多时会这样，模拟的份数越多越少。"
        )
    return lines


def about_cap(report: Fairness, most_percent: int, required: Collection[str]) -> tuple[bool, str]:
    """Whether the papers keep an exposure cap, as far as they can tell, with the sentence that says so.

    A share p seen in N papers lies within 2·√(p(1 − p)/N) of the true one, nineteen times out of twenty."""
    free = [each for each in report.exposures if each.code not in required]
    if not free:
        return True, "每道题都是必考的，出现上限不起作用。"
    most, cap = free[0], most_percent / 100
    chance = 2 * sqrt(cap * (1 - cap) / report.papers)
    seen = (
        f"出现上限 {most_percent}%：模拟中最多的是 {most.share:.1%}（{most.code}），"
        f"模拟误差约 {100 * chance:.1f} 个百分点"
    )
    if most.share <= cap + chance:
        return True, f"{seen}，守住了。"
    return False, f"{seen}，高于上限。这些题的难易或规则没有别的题可以替换：补充相近的题，或放宽上限。"


def unfilled_json(shortages: Sequence[Shortage], problems: Sequence[str]) -> dict[str, Any]:
    """The report of an exam that has no papers yet: which rows lack how many questions of what, and all `problems` as
    sentences."""
    figures = ("spread_percent", "plain_spread_percent", "guaranteed_percent", "max_exposure", "mean_overlap")
    return {
        "papers": 0,
        **dict.fromkeys(figures),
        "unfilled": [
            {
                "cell": each.cell.label,
                "wanted": each.cell.count,
                "available": each.available,
                "missing": each.missing,
                "sentence": each.sentence,
            }
            for each in shortages
        ],
        "problems": list(problems),
    }


class _Drawn:
    """Papers as they are drawn, one after the other."""

    def __init__(self, facilities: Sequence[int]) -> None:
        self._facilities = facilities
        self._last: frozenset[int] = frozenset()
        self.scores: list[int] = []
        self.counts: Counter[int] = Counter()
        self.greatest_overlap = 0

    def add(self, paper: Selection) -> None:
        facilities = self._facilities
        self.scores.append(sum(points * facilities[question] for question, points in paper))
        held = frozenset(question for question, _ in paper)
        self.counts.update(held)
        self.greatest_overlap = max(self.greatest_overlap, len(held & self._last))
        self._last = held


def _exposures(edition: Edition, counts: Counter[int], plain: Counter[int], papers: int) -> tuple[Exposed, ...]:
    found = (
        Exposed(question.code, counts[place] / papers, plain[place] / papers)
        for place, question in enumerate(edition.questions)
    )
    return tuple(sorted(found, key=lambda each: (-each.share, each.code)))
