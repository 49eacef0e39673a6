"""Teams of a team contest: built under a unit by whoever looks after it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz_app.contests.actions.recording import note, require_part
from quiz_app.contests.queries.teams import members_of, outside, team_of
from quiz_app.contests.rules import Rules
from quiz_app.contests.states import Part
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tables.entrants import Team, TeamMember
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit


def found_team(
    session: Session, actor: Actor, contest: Contest, unit: Unit, name: str, members: Sequence[Member], *, at: datetime
) -> Team:
    """A team of `unit` with its members, who belong to it or below it."""
    require(actor, Permission.BRANCH_WATCH, unit.path)
    require_part(contest, Part.TEAMS)
    if not contest.is_team:
        raise Conflict("这是个人赛，没有代表队。", code="no_teams")
    if not name.strip():
        raise Invalid("请写代表队的名称。", fields={"name": "请写代表队的名称。"})
    team = Team(contest_id=contest.id, unit_id=unit.id, name=name.strip(), created_by=actor.member_id, created_at=at)
    session.add(team)
    session.flush()
    _fill(session, contest, unit, team, members)
    note(session, contest, "team", f"组成代表队“{team.name}”，{len(members)} 人。", by=actor.member_id, at=at)
    return team


def refill_team(
    session: Session, actor: Actor, contest: Contest, unit: Unit, team: Team, members: Sequence[Member], *, at: datetime
) -> None:
    """Let exactly these members sit for the team."""
    require(actor, Permission.BRANCH_WATCH, unit.path)
    require_part(contest, Part.TEAMS)
    before = {each.id for each in members_of(session, team)}
    session.execute(delete(TeamMember).where(TeamMember.team_id == team.id))
    _fill(session, contest, unit, team, members)
    changed = len(before ^ {each.id for each in members})
    note(session, contest, "team", f"代表队“{team.name}”改动 {changed} 人。", by=actor.member_id, at=at)


def _fill(session: Session, contest: Contest, unit: Unit, team: Team, members: Sequence[Member]) -> None:
    most = Rules.from_json(contest.rules).team_size
    if not 1 <= len(members) <= most:
        raise Invalid(f"一支代表队 1 到 {most} 人。", fields={"members": f"1 到 {most} 人"})
    if strangers := outside(session, unit, [each.id for each in members]):
        said = f"{'、'.join(strangers)}不是{unit.name}的党员，请从本单位里选。"
        raise Invalid(said, fields={"members": said})
    for each in members:
        if (other := team_of(session, contest, each.id)) is not None:
            raise Conflict(f"{each.name}已经在代表队“{other.name}”里。", code="in_a_team")
        session.add(TeamMember(contest_id=contest.id, team_id=team.id, member_id=each.id))
    session.flush()
