"""Who goes on from a stage, by its rule and everything that counts now."""

from collections import defaultdict
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.boards.tables import RosterUnit
from quiz_app.contests.advancing import Chosen, GoingOn, Standing, choose, choose_teams, with_extras
from quiz_app.contests.extras import holds, of_stage
from quiz_app.contests.queries.contests import StageExam
from quiz_app.contests.queries.entrants import stage_standings
from quiz_app.contests.queries.extras import deciding
from quiz_app.contests.queries.standings import boards_of, figures
from quiz_app.contests.ranking import RankedUnit, rank_units
from quiz_app.contests.rules import Rules
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tables.entrants import Team, TeamMember
from quiz_app.organizations.actors import ancestors


def who_goes_on(session: Session, contest: Contest, found: StageExam) -> list[Chosen]:
    """Whom the rule of a stage lets sit the next one, in the order of places: all that opens that one. Where equals
    sit an extra paper, those whom it does not part go on together."""
    rule, rules = GoingOn.from_json(found.stage.going_on or {}), Rules.from_json(contest.rules)
    if rule.rule != "top_units":
        standings, names = parted_standings(session, contest, found)
        return choose(replace(rule, ties_go_on=rule.ties_go_on or holds(rules)), standings, names)
    ranked = ranked_units(session, contest, found, rule.level or "")
    units = [(each.figures.unit_id, each.place) for each in ranked if each.place is not None and each.figures.entrants]
    names = {each.figures.unit_id: each.figures.name for each in ranked}
    return choose_teams(rule, units, _team_members(session, contest, rule.level or ""), names)


def parted_standings(session: Session, contest: Contest, found: StageExam) -> tuple[list[Standing], dict[int, str]]:
    """Everybody with a result in a stage in the order of places, with what extra papers decided about going on, and the
    names of the units on their paths."""
    rule, ties = GoingOn.from_json(found.stage.going_on or {}), Rules.from_json(contest.rules).member_ties
    standings, names = stage_standings(session, contest, found, ties)
    extras = of_stage(deciding(session, contest, ties), found.stage.position)
    return with_extras(rule, standings, extras), names


def ranked_units(session: Session, contest: Contest, found: StageExam, level: str) -> list[RankedUnit]:
    """The units of a level with their places in a stage, whatever a freeze hides."""
    if found.exam is None or found.exam.board_id is None:
        return []
    rules = Rules.from_json(contest.rules)
    units = figures(session, contest, boards_of(session, found.exam.board_id, live=True), kind=level)
    return rank_units(units, rules.formula(), rules.unit_ties, rules.small_units)


def _team_members(session: Session, contest: Contest, level: str) -> dict[int, list[int]]:
    """The members of all teams of each unit of a level: of those built in it and in units below it."""
    query = select(RosterUnit.unit_id, RosterUnit.path, RosterUnit.kind).where(
        RosterUnit.roster_id == contest.roster_id
    )
    rows = session.execute(query).all()
    of_level = {unit_id for unit_id, _, kind in rows if kind == level}
    above = {unit_id: next((each for each in ancestors(path) if each in of_level), 0) for unit_id, path, _ in rows}
    members: dict[int, list[int]] = defaultdict(list)
    teams = (
        select(Team.unit_id, TeamMember.member_id)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .where(Team.contest_id == contest.id)
        .order_by(Team.id, TeamMember.member_id)
    )
    for unit_id, member_id in session.execute(teams):
        members[above.get(unit_id, 0)].append(member_id)
    return members
