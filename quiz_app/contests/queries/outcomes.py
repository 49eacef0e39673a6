"""What a contest came to, as its pages show it."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tables.entrants import Team
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


def awards_of(session: Session, contest_ids: Sequence[int], member_id: int) -> list[Award]:
    """A member's own awards that stand, in some contests."""
    query = select(Award).where(
        Award.contest_id.in_(contest_ids), Award.member_id == member_id, Award.taken_back_at.is_(None)
    )
    return list(session.scalars(query.order_by(Award.id)))
