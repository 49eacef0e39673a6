"""The score of a team out of those of its members: plain rules, exact."""

from collections.abc import Sequence
from fractions import Fraction

from quiz_app.contests.rules import TEAM_RULES, Rules


def score(rules: Rules, scores: Sequence[int], size: int) -> Fraction:
    """In hundredths of a point: `scores` of the members who took part, `size` how many the team has."""
    if not scores:
        return Fraction(0)
    if rules.team == "sum":
        return Fraction(sum(scores))
    if rules.team == "best_mean":
        best = sorted(scores, reverse=True)[: rules.team_best]
        return Fraction(sum(best), rules.team_best)
    return Fraction(sum(scores), max(1, size))


def sentence(rules: Rules) -> str:
    return TEAM_RULES[rules.team].format(best=rules.team_best)
