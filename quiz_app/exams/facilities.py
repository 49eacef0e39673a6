"""What share of its points a question is expected to give: what was observed, shrunk while answers are few."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quiz_app.exams.psychometrics.sums import SCALE

PRIOR = {1: 8500, 2: 7000, 3: 5500}
"""The mean facility of each difficulty label, in 1/`SCALE`, before anything was observed."""

WEIGHT = 10


@dataclass(frozen=True, slots=True)
class Observed:
    """A question's label of difficulty, the papers that showed it, and the sum of its shares in 1/`SCALE`."""

    version_id: int
    difficulty: int
    taken: int
    score: int


def expected(observed: Iterable[Observed]) -> dict[int, int]:
    """The expected facility of each question by its version's id, in 1/`SCALE`.

    Of a question that n papers showed, with the facility f, and whose label has the mean m:
    (n·f + w·m) / (n + w), w = `WEIGHT`: the credibility estimate Z·f + (1 − Z)·m with Z = n / (n + w) of Bühlmann,
    Experience rating and credibility, ASTIN Bulletin 4 (1967), 199-207, where w is the variance within a question over
    the variance between questions: about 0.7 · 0.3 / 0.15² ≈ 10 for facilities near 0.7 that differ by 0.15 (one
    standard deviation) within a label. The mean of a label is that of its answers, shrunk in the same way towards
    `PRIOR`. Whole numbers, rounded down.
    """
    questions = list(observed)
    means = {label: _shrunk([q for q in questions if q.difficulty == label], PRIOR[label]) for label in PRIOR}
    return {question.version_id: _shrunk([question], means[question.difficulty]) for question in questions}


def of_labels(difficulties: Mapping[int, int]) -> dict[int, int]:
    """What is expected by version id of questions of which nothing is known but their label."""
    return expected(Observed(version_id, difficulty, 0, 0) for version_id, difficulty in difficulties.items())


def _shrunk(questions: list[Observed], mean: int) -> int:
    taken, score = sum(each.taken for each in questions), sum(each.score for each in questions)
    return min(SCALE, max(0, (score + WEIGHT * mean) // (taken + WEIGHT)))
