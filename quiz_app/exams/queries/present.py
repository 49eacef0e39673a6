"""Members who have handed in, with what counts of their attempts."""

from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from quiz_app.boards.queries.members import page as page_of_board
from quiz_app.boards.tables import Standing
from quiz_app.exams.queries.watching import Watched
from quiz_app.members.tables import Member
from quiz_app.organizations.tables import Unit


@dataclass(frozen=True, slots=True)
class Present:
    """A member who has handed in, with the packed value of what counts."""

    member_id: int
    name: str
    unit_name: str
    value: int


def best_first(session: Session, seen: Watched, *, limit: int, after: tuple[int, ...] | None = None) -> list[Present]:
    """Those of the unit and below it from behind (value, member id)."""
    places = page_of_board(session, seen.board, seen.scope, limit=limit, after=after)
    return [Present(each.member_id, each.name, each.unit_name, each.value) for each in places]


def by_member(session: Session, seen: Watched, *, limit: int, after: tuple[int, ...] | None = None) -> list[Present]:
    """The same members in an order that tells nothing, from behind a member id."""
    query = (
        select(Member.id, Member.name, Unit.name, Standing.value)
        .join(Standing, and_(Standing.member_id == Member.id, Standing.board_id == seen.board.id, Standing.value >= 0))
        .join(Unit, Unit.id == func.coalesce(Standing.folded_unit_id, Member.unit_id))
        .where(Unit.path.like(f"{seen.scope.path}%"))
        .order_by(Member.id)
        .limit(limit)
    )
    if after:
        query = query.where(Member.id > after[0])
    return [Present(*row) for row in session.execute(query)]
