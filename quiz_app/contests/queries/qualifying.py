"""Who would go on to a stage by the rule of the one before, as it stands now."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.boards.tables import RosterMember, RosterUnit
from quiz_app.contests.advancing import Chosen, GoingOn, undecided
from quiz_app.contests.queries.contests import StageExam, stages_of
from quiz_app.contests.queries.going_on import parted_standings, who_goes_on
from quiz_app.contests.tables.contests import Contest
from quiz_app.core.errors import Conflict, NotFound
from quiz_app.members.tables import Member

CHUNK = 2000
ELSEWHERE = "其他单位"


@dataclass(frozen=True, slots=True)
class Person:
    """A member as the roster has them."""

    name: str
    number: str
    unit_name: str


@dataclass(frozen=True, slots=True)
class GoingOnNow:
    """`before` is the stage whose `rule` decides about `stage`; `undecided` are equal across the line, so that the tie
    chain cannot part them; `by_unit` counts those chosen by the units of the rule's level."""

    before: StageExam
    stage: StageExam
    rule: GoingOn
    chosen: list[Chosen]
    undecided: list[int]
    by_unit: list[tuple[str, int]]


def going_on(session: Session, contest: Contest, stage_id: int) -> GoingOnNow:
    """Raises `NotFound` for a stage that nobody has to qualify for."""
    found = stages_of(session, contest)
    place = next((index for index, each in enumerate(found) if each.stage.id == stage_id), 0)
    before = found[place - 1] if place else None
    if before is None or before.stage.going_on is None:
        raise NotFound("参加这个阶段不用晋级，没有晋级名单。")
    if contest.roster_id is None:
        raise Conflict("竞赛还没有开始，开始以后才有名单。", code="wrong_state")
    rule = GoingOn.from_json(before.stage.going_on)
    ordered, names = parted_standings(session, contest, before)
    chosen = who_goes_on(session, contest, before)
    level = rule.level or next(iter(ordered[0].units), "") if ordered else ""
    units = {each.member_id: names.get(each.units.get(level, 0), ELSEWHERE) for each in ordered}
    counts = Counter(units.get(each.member_id, ELSEWHERE) for each in chosen)
    equals = [] if rule.rule == "top_units" else undecided(rule, ordered)
    return GoingOnNow(before, found[place], rule, chosen, equals, counts.most_common())


def people(session: Session, contest: Contest, member_ids: list[int]) -> dict[int, Person]:
    """Who they are, by number of member."""
    found = {}
    for start in range(0, len(member_ids), CHUNK):
        query = (
            select(Member.id, Member.name, Member.number, RosterUnit.name)
            .join(RosterMember, RosterMember.member_id == Member.id)
            .join(
                RosterUnit,
                (RosterUnit.roster_id == RosterMember.roster_id) & (RosterUnit.unit_id == RosterMember.unit_id),
            )
            .where(RosterMember.roster_id == contest.roster_id, Member.id.in_(member_ids[start : start + CHUNK]))
        )
        found.update({row[0]: Person(*row[1:]) for row in session.execute(query)})
    return found
