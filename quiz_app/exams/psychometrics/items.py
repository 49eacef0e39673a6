"""The classical figures of a question, from its sums. None where nothing, or nothing that varies, was observed."""

from collections.abc import Iterable, Sequence
from math import sqrt

from quiz_app.exams.psychometrics.sums import SCALE, ItemSums

EXTREME_GROUP = 0.27


def facility(sums: ItemSums) -> float | None:
    """The mean share of its points that the question gave, 0 (nobody) to 1 (everybody): an omitted one gave nothing.

    The item difficulty p of Lord and Novick, Statistical Theories of Mental Test Scores (1968), for scores that may lie
    between 0 and 1.
    """
    return sums.score / sums.taken / SCALE if sums.taken else None


def discrimination(sums: ItemSums) -> float | None:
    """How the question's score goes with what the rest of the same paper gave, -1 to 1.

    Pearson's product-moment correlation of the item with the total without the item; for items that are right or wrong
    the point-biserial correlation corrected for overlap: Henrysson, Correction of item-total correlations in item
    analysis, Psychometrika 28 (1963), 211-218. The rest is a share of its own points, so that papers of different
    length go together.
    """
    n = sums.taken
    return _correlation(n, sums.score, sums.score_squares, sums.rest, sums.rest_squares, sums.score_rest)


def option_discrimination(sums: ItemSums, option: int) -> float | None:
    """The same for choosing an option (1) or not (0): above 0 where the better takers choose it more.

    The point-biserial correlation of an alternative with the rest score, as Attali and Fraenkel weigh it (The
    point-biserial as a discrimination index for distractors, Journal of Educational Measurement 37, 2000, 77-86).
    """
    times = _at(sums.chosen, option)
    return _correlation(sums.taken, times, times, sums.rest, sums.rest_squares, _at(sums.chosen_rest, option))


def upper_lower(sums: ItemSums, group: float = EXTREME_GROUP) -> float | None:
    """The facility among the best 27 per cent of takers by total score less that among the worst 27, -1 to 1.

    Kelley, The selection of upper and lower groups for the validation of test items, Journal of Educational Psychology
    30 (1939), 17-24. Takers are known by bands of 5 per cent of the total; of the band that the border of a group falls
    into, everybody counts in part, as with equal scores.
    """
    wanted = group * sums.taken
    if not wanted:
        return None
    bands = [(_at(sums.band_taken, band), _at(sums.band_score, band)) for band in range(len(sums.band_taken))]
    return (_gathered(reversed(bands), wanted) - _gathered(bands, wanted)) / wanted / SCALE


def omission(sums: ItemSums) -> float | None:
    """The share of takers who left the question unanswered."""
    return 1 - sums.answered / sums.taken if sums.taken else None


def option_shares(sums: ItemSums, count: int) -> list[float | None]:
    """For each of `count` options as written, the share of those who answered who chose it; together more than 1 where
    several may be chosen."""
    return [_at(sums.chosen, option) / sums.answered if sums.answered else None for option in range(count)]


def exposure(sums: ItemSums) -> float | None:
    """The chance that a paper of the exams that showed the question has it, on average over these showings; 1 for a
    fixed paper. The exposure rate of Sympson and Hetter (Controlling item-exposure rates in computerized adaptive
    testing, 1985), by the rule of drawing instead of by counting. None where only quizzes showed it."""
    return sums.chance / sums.examined / SCALE if sums.examined else None


def allotted(sums: ItemSums) -> float | None:
    """Seconds that the exams allow for a question, on average."""
    return sums.allotted / sums.taken if sums.taken else None


def _correlation(n: int, x: int, xx: int, y: int, yy: int, xy: int) -> float | None:
    """Pearson's r from n, Σx, Σx², Σy, Σy², Σxy: exact until the last step, since all are whole numbers."""
    spread = (n * xx - x * x) * (n * yy - y * y)
    return (n * xy - x * y) / sqrt(spread) if spread > 0 else None


def _gathered(bands: Iterable[tuple[int, int]], wanted: float) -> float:
    """The score of the first `wanted` takers of (takers, score) bands."""
    score = 0.0
    for takers, sum_of_scores in bands:
        if takers:
            part = min(1.0, wanted / takers)
            score += part * sum_of_scores
            wanted -= part * takers
        if wanted <= 0:
            break
    return score


def _at(counts: Sequence[int], place: int) -> int:
    return counts[place] if place < len(counts) else 0
