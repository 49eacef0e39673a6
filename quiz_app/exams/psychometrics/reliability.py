"""How exactly an exam measures. Defined where every paper has the same questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from quiz_app.exams.editions import Edition
from quiz_app.exams.psychometrics.sums import SCALE, ItemSums, PaperSums


@dataclass(frozen=True, slots=True)
class Reliability:
    """`alpha` with the name that it has for such items, and the standard error of measurement in points."""

    name: str
    alpha: float
    error: float


def has_one_paper(edition: Edition) -> bool:
    """Whether every paper has the same questions, in whatever order."""
    return all(cell.count == len(cell.pool) for cell in edition.cells)


def reliability(items: Sequence[tuple[ItemSums, int]], papers: PaperSums) -> Reliability | None:
    """Of the items of the one paper, each with its points in hundredths. None for fewer than two items or takers, or
    where all have the same score."""
    variances = [points * points * variance(sums.taken, sums.score, sums.score_squares) for sums, points in items]
    whole = variance(papers.taken, papers.score, papers.score_squares)
    found = alpha([each / SCALE / SCALE for each in variances], whole)
    if found is None:
        return None
    right_or_wrong = all(sums.score_squares == SCALE * sums.score for sums, _ in items)
    equal = len({points for _, points in items}) == 1
    return Reliability("KR-20" if right_or_wrong and equal else "Cronbach α", found, error(whole, found) / 100)


def alpha(variances: Sequence[float], whole: float) -> float | None:
    """k/(k−1) · (1 − Σσᵢ²/σ²) for k items with variances σᵢ² and a total with variance σ².

    Cronbach, Coefficient alpha and the internal structure of tests, Psychometrika 16 (1951), 297-334, formula 2. For
    items that are right or wrong σᵢ² is p·q and this is formula 20 of Kuder and Richardson, The theory of the
    estimation of test reliability, Psychometrika 2 (1937), 151-160.
    """
    k = len(variances)
    return k / (k - 1) * (1 - sum(variances) / whole) if k > 1 and whole > 0 else None


def error(whole: float, reliability: float) -> float:
    """The standard error of measurement σ·√(1 − r), in the unit of the total with variance `whole`; Lord and Novick,
    Statistical Theories of Mental Test Scores (1968). A reliability below 0, which a sample may give, counts as 0."""
    return sqrt(whole * (1 - max(0.0, min(1.0, reliability))))


def variance(n: int, total: int, squares: int) -> float:
    """The variance (divisor n) of n whole numbers with this sum and sum of squares; 0 for none."""
    return (n * squares - total * total) / (n * n) if n else 0.0
