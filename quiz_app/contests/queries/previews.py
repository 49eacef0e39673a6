"""What a disqualification would change, worked out of the places that stand."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from quiz_app.contests.awarding import Given
from quiz_app.contests.queries.awarding import awards_due
from quiz_app.contests.queries.outcomes import awards_of, place_of
from quiz_app.contests.queries.settling import places, standing_awards
from quiz_app.contests.rules import Rules
from quiz_app.contests.settling import FinalPlace
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tables.outcomes import Place


@dataclass(frozen=True, slots=True)
class Change:
    """`place` is the member's own, None where places are not settled yet; `moved` stand behind and would come one place
    forward; `awards` are lost, `gains` (award, member id) would fall to others; `points` are what the rules gave."""

    place: int | None
    moved: int
    awards: list[str]
    gains: list[tuple[str, int]]
    points: int


def without(session: Session, contest: Contest, member_id: int) -> Change:
    """What would change if the member's results did not count. Awards of units are settled anew by the job that makes
    the result final, since their figures change with the member's."""
    own = place_of(session, contest, member_id)
    if own is None:
        return Change(None, 0, [], [], 0)
    known = sorted(places(session, contest).values(), key=lambda each: (each.place, each.member_id))
    left = [_final(each, own) for each in known if each.member_id != member_id]
    stand = {(each.code, each.member_id) for each in standing_awards(session, contest) if each.member_id is not None}
    due: list[Given] = [each for each in awards_due(session, contest, left) if each.holder[0] == "member"]
    gains = [(each.title, each.holder[1]) for each in due if (each.code, each.holder[1]) not in stand]
    lost = [each.title for each in awards_of(session, [contest.id], member_id)]
    return Change(own.place, sum(each.place > own.place for each in known), lost, gains, _points(contest, own.place))


def _final(each: Place, own: Place) -> FinalPlace:
    place = FinalPlace(each.member_id, each.unit_id, each.place, each.stage, each.score, each.value)
    return replace(place, place=each.place - 1) if each.place > own.place else place


def _points(contest: Contest, place: int) -> int:
    rules = Rules.from_json(contest.rules)
    return rules.part_points + sum(row.amount for row in rules.place_points if row.first <= place <= row.last)
