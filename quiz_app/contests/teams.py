"""The score of a team out of those of its members: plain rules, exact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from quiz_app.contests.rules import TEAM_RULES, Rules


@dataclass(frozen=True, slots=True)
class TeamMemberLine:
    """Somebody of a team; `name` is masked unless the reader may know it, `score` in points, None for who has none;
    `counts` whether it is part of the team's score."""

    name: str
    score: float | None
    counts: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team with its score in points, rounded to two places. `rank` is None for one of which nobody has a result;
    `is_on_site`: the score was entered on site, and those of the members are of the stage before."""

    rank: int | None
    name: str
    unit: str
    score: float | None
    is_on_site: bool
    members: list[TeamMemberLine]
    is_own: bool


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


def counted(rules: Rules, scores: Mapping[int, int]) -> set[int]:
    """Those whose scores are part of the team's: all, or the best few, of equals the first."""
    if rules.team != "best_mean":
        return set(scores)
    return set(sorted(scores, key=lambda each: (-scores[each], each))[: rules.team_best])


def sentence(rules: Rules) -> str:
    return TEAM_RULES[rules.team].format(best=rules.team_best)
