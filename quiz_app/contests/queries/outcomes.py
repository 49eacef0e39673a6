"""What a contest came to, as its pages show it."""

from collections.abc import Sequence

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from quiz_app.boards.tables import RosterMember, RosterUnit
from quiz_app.certificates.holders import Holder
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tables.entrants import Team, TeamMember
from quiz_app.contests.tables.outcomes import Appeal, Award, Place
from quiz_app.members.tables import Member
from quiz_app.organizations.tables import Unit


def open_appeals(session: Session, contest_id: int) -> int:
    """How many appeals wait for an answer."""
    waiting = Appeal.contest_id == contest_id, Appeal.state.in_(("waiting", "proposed"))
    return session.scalar(select(func.count()).where(*waiting)) or 0


def place_of(session: Session, contest: Contest, member_id: int) -> Place | None:
    return session.get(Place, (contest.id, member_id))


def places_page(
    session: Session, contest: Contest, *, path: str, limit: int, after: tuple[int, ...] | None = None
) -> list[tuple[Place, Member, Unit]]:
    """Final places below a unit as it is now, from behind the cursor (place, member id)."""
    query = (
        select(Place, Member, Unit)
        .join(Member, Member.id == Place.member_id)
        .join(Unit, Unit.id == Place.unit_id)
        .where(Place.contest_id == contest.id, Unit.path.like(f"{path}%"))
        .order_by(Place.place, Place.member_id)
        .limit(limit)
    )
    if after:
        place, member_id = after
        query = query.where((Place.place > place) | ((Place.place == place) & (Place.member_id > member_id)))
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def awards(session: Session, contest: Contest) -> list[tuple[Award, Member | None, Unit | None, Team | None]]:
    """The awards that stand, in the order of rules and places, with who holds each."""
    query = (
        select(Award, Member, Unit, Team)
        .outerjoin(Member, Member.id == Award.member_id)
        .outerjoin(Unit, Unit.id == func.coalesce(Award.unit_id, Member.unit_id))
        .outerjoin(Team, Team.id == Award.team_id)
        .where(Award.contest_id == contest.id, Award.taken_back_at.is_(None))
        .order_by(Award.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]


def award_names(session: Session, contest: Contest) -> dict[int, str]:
    """Who holds or held each award of a contest, by name, by the award's id."""
    query = (
        select(Award.id, func.coalesce(Member.name, Team.name, Unit.name))
        .outerjoin(Member, Member.id == Award.member_id)
        .outerjoin(Unit, Unit.id == Award.unit_id)
        .outerjoin(Team, Team.id == Award.team_id)
        .where(Award.contest_id == contest.id)
    )
    return dict(session.execute(query).all())


def unit_names(session: Session, contest: Contest, unit_ids: Sequence[int]) -> dict[int, str]:
    """The names of units as the roster has them."""
    query = select(RosterUnit.unit_id, RosterUnit.name).where(
        RosterUnit.roster_id == contest.roster_id, RosterUnit.unit_id.in_(unit_ids)
    )
    return dict(session.execute(query).all())


def team_names(session: Session, contest: Contest) -> dict[int, str]:
    return dict(session.execute(select(Team.id, Team.name).where(Team.contest_id == contest.id)).all())


def award_holders(session: Session, contest: Contest) -> dict[str, list[Holder]]:
    """Whom certificates are made out to for the awards that stand, by the code of the award: members with their unit on
    the roster, units, and of a team each of its members."""
    found: dict[str, list[Holder]] = {}
    home = and_(RosterMember.roster_id == contest.roster_id, RosterMember.member_id == Member.id)
    at_home = and_(RosterUnit.roster_id == contest.roster_id, RosterUnit.unit_id == RosterMember.unit_id)
    of_contest = Award.contest_id == contest.id, Award.taken_back_at.is_(None)
    members = (
        select(Award.code, Member.name, RosterUnit.name, Member.id)
        .join(Member, Member.id == Award.member_id)
        .outerjoin(RosterMember, home)
        .outerjoin(RosterUnit, at_home)
        .where(*of_contest)
        .order_by(Award.id)
    )
    for code, name, unit_name, member_id in session.execute(members):
        found.setdefault(code, []).append(Holder(name, unit_name or "", member_id=member_id))
    units = (
        select(Award.code, func.coalesce(RosterUnit.name, Unit.name), Unit.id)
        .join(Unit, Unit.id == Award.unit_id)
        .outerjoin(RosterUnit, and_(RosterUnit.roster_id == contest.roster_id, RosterUnit.unit_id == Unit.id))
        .where(*of_contest)
        .order_by(Award.id)
    )
    for code, name, unit_id in session.execute(units):
        found.setdefault(code, []).append(Holder(name, unit_id=unit_id))
    teams = (
        select(Award.code, Member.name, Team.name, Member.id)
        .join(Team, Team.id == Award.team_id)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .join(Member, Member.id == TeamMember.member_id)
        .where(*of_contest)
        .order_by(Award.id, Member.id)
    )
    for code, name, team_name, member_id in session.execute(teams):
        found.setdefault(code, []).append(Holder(name, team_name, member_id=member_id))
    return found


def awards_of(session: Session, contest_ids: Sequence[int], member_id: int) -> list[Award]:
    """A member's own awards that stand, in some contests."""
    query = select(Award).where(
        Award.contest_id.in_(contest_ids), Award.member_id == member_id, Award.taken_back_at.is_(None)
    )
    return list(session.scalars(query.order_by(Award.id)))
