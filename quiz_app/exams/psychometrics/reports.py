"""Sums as the pages of statistics lay them out."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from markupsafe import Markup

from quiz_app.banks.types.protocol import LETTERS
from quiz_app.banks.types.table import TYPES
from quiz_app.core.markdown import inline
from quiz_app.exams.psychometrics import items, timing
from quiz_app.exams.psychometrics.findings import FEWEST_FOR_FIGURES, Asked, Finding, findings
from quiz_app.exams.psychometrics.reliability import variance
from quiz_app.exams.psychometrics.sums import BANDS, ItemSums, PaperSums

BANDS_TOGETHER = 2


@dataclass(frozen=True, slots=True)
class OptionLine:
    """An option as written: who of those who answered chose it (a share), and whether rather the better takers did."""

    letter: str
    text_html: Markup
    is_right: bool
    chosen: int
    share: float | None
    discrimination: float | None


@dataclass(frozen=True, slots=True)
class QuestionReport:
    """`has_figures` once there are enough papers; `median` and `allotted` in seconds, shares from 0 to 1."""

    has_figures: bool
    shown: int
    taken: int
    facility: float | None
    discrimination: float | None
    upper_lower: float | None
    omission: float | None
    exposure: float | None
    median: float | None
    allotted: float | None
    options: tuple[OptionLine, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """How many papers reached from `low` per cent of the points to below `high` (100 by itself); `share` in per cent,
    `height` in per cent of the highest."""

    low: int
    high: int
    count: int
    share: float
    height: float

    @property
    def label(self) -> str:
        return f"{self.low}–{self.high - 1}%" if self.high > self.low else f"{self.low}%"


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """Mean and standard deviation in points, None without papers."""

    mean: float | None
    deviation: float | None
    bars: tuple[Bar, ...]


def question_report(sums: ItemSums, question: Asked, options: Sequence[str]) -> QuestionReport:
    return QuestionReport(
        has_figures=sums.taken >= FEWEST_FOR_FIGURES,
        shown=sums.shown,
        taken=sums.taken,
        facility=items.facility(sums),
        discrimination=items.discrimination(sums),
        upper_lower=items.upper_lower(sums),
        omission=items.omission(sums),
        exposure=items.exposure(sums),
        median=timing.median(sums.seconds),
        allotted=items.allotted(sums),
        options=_options(sums, question, options),
        findings=tuple(findings(sums, question)),
    )


def score_report(papers: PaperSums) -> ScoreReport:
    if not papers.taken:
        return ScoreReport(None, None, ())
    counts = [*papers.bands, *[0] * (BANDS + 1 - len(papers.bands))]
    grouped = [sum(counts[band : band + BANDS_TOGETHER]) for band in range(0, BANDS, BANDS_TOGETHER)]
    grouped.append(counts[BANDS])
    width = 100 * BANDS_TOGETHER // BANDS
    bars = (
        Bar(place * width, min(100, (place + 1) * width), count, 100 * count / papers.taken, 100 * count / max(grouped))
        for place, count in enumerate(grouped)
    )
    spread = variance(papers.taken, papers.score, papers.score_squares)
    return ScoreReport(papers.score / papers.taken / 100, sqrt(spread) / 100, tuple(bars))


def _options(sums: ItemSums, question: Asked, options: Sequence[str]) -> tuple[OptionLine, ...]:
    if not question.options:
        return ()
    texts = TYPES[question.type].shown_options(options)
    shares = items.option_shares(sums, question.options)
    return tuple(
        OptionLine(
            letter=LETTERS[option],
            text_html=inline(texts[option]),
            is_right=option in question.key,
            chosen=sums.chosen[option] if option < len(sums.chosen) else 0,
            share=shares[option],
            discrimination=items.option_discrimination(sums, option),
        )
        for option in range(question.options)
    )
