"""Where a board counts whom: on a board with a roster as that says, on any other in the tree as it stands."""

from sqlalchemy import ColumnElement, Select, Subquery, func, select
from sqlalchemy.orm import Session

from quiz_app.boards.folding import Reading
from quiz_app.boards.marks import Marks
from quiz_app.boards.tables import Board, RosterMember, RosterUnit, Standing
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.tables import Unit


def tree(board: Board | None, name: str) -> Subquery:
    """The units that a board counts in: `id`, `parent_id`, `path`, `kind`, `name` and `position`."""
    if board is None or board.roster_id is None:
        columns = (Unit.id, Unit.parent_id, Unit.path, Unit.kind, Unit.name, Unit.position)
        return select(*columns).subquery(name)
    own = RosterUnit
    columns = (own.unit_id.label("id"), own.parent_id, own.path, own.kind, own.name, own.position)
    return select(*columns).where(own.roster_id == board.roster_id).subquery(name)


def home_of(board: Board, query: Select) -> tuple[Select, ColumnElement[int]]:  # type: ignore[type-arg]
    """A query over standings with members, joined so that it has whom the board counts alone; and the unit in which
    each is counted."""
    if board.scoring != "sum":
        query = query.where(Standing.value >= 0)
    if board.roster_id is None:
        return query, func.coalesce(Standing.folded_unit_id, Member.unit_id)
    on_it = (RosterMember.member_id == Standing.member_id) & (RosterMember.roster_id == board.roster_id)
    return query.join(RosterMember, on_it), RosterMember.unit_id.expression


def scope_path(session: Session, board: Board, scope: Unit) -> str | None:
    """The path of a unit where the board counts it; None where its roster does not have it."""
    if board.roster_id is None:
        return scope.path
    return session.scalar(
        select(RosterUnit.path).where(RosterUnit.roster_id == board.roster_id, RosterUnit.unit_id == scope.id)
    )


def own_path(session: Session, board: Board, actor: Actor) -> str:
    """The path of the unit that a reader is counted in; of the own unit, for who is on no roster."""
    if board.roster_id is None:
        return actor.unit_path
    query = (
        select(RosterUnit.path)
        .join(
            RosterMember,
            (RosterMember.roster_id == RosterUnit.roster_id) & (RosterMember.unit_id == RosterUnit.unit_id),
        )
        .where(RosterMember.roster_id == board.roster_id, RosterMember.member_id == actor.member_id)
    )
    return session.scalar(query) or actor.unit_path


def reading_of(board: Board) -> Reading:
    """How a board's values are to be read."""
    marks = None
    if board.pass_score is not None and board.excellent_score is not None and board.full_score is not None:
        marks = Marks(board.pass_score, board.excellent_score, board.full_score)
    return Reading(board.tie_span, marks, signed=board.scoring == "sum")
