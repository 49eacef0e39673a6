"""Units on a board: sums over everything below them, with the roster as the denominator."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Double, Select, and_, cast, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from quiz_app.boards.tables import Board, UnitSum
from quiz_app.organizations.actors import ancestors
from quiz_app.organizations.kinds import ORDER
from quiz_app.organizations.tables import Unit


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """One unit's line: `total` is a sum of scores, `roster` the denominator of rate and mean; `parent` names the unit
    right above."""

    unit_id: int
    name: str
    path: str
    parent: str
    roster: int
    entrants: int
    total: int


@dataclass(frozen=True, slots=True)
class RankedUnit:
    rank: int
    place: UnitPlace


def sums(session: Session, board_id: int, unit_id: int) -> UnitSum | None:
    return session.get(UnitSum, (board_id, unit_id))


def kinds_below(session: Session, board: Board, scope: Unit) -> list[str]:
    """The kinds of units below `scope` that have anybody on the roster, from the top down."""
    query = (
        select(Unit.kind)
        .join(UnitSum, UnitSum.unit_id == Unit.id)
        .where(UnitSum.board_id == board.id, UnitSum.roster > 0, Unit.path.like(f"{scope.path}%"), Unit.id != scope.id)
        .distinct()
    )
    return sorted(session.scalars(query), key=ORDER.index)


def kinds_in(session: Session, scope: Unit) -> list[str]:
    """The kinds of units below `scope` as the tree stands now, for a board that nobody stands on yet."""
    query = select(Unit.kind).where(Unit.path.like(f"{scope.path}%"), Unit.id != scope.id).distinct()
    return sorted(session.scalars(query), key=ORDER.index)


def page_of_units(
    session: Session, board: Board, scope: Unit, kind: str, *, limit: int, start: int = 0
) -> list[RankedUnit]:
    """Up to `limit` units of one kind below `scope`, the best mean over the roster first, from place `start` on.

    Equal means rank by participation; units that are equal in both share a rank.
    """
    query = (
        _places()
        .where(*_ranked(board, scope, kind))
        .order_by(_share(UnitSum.total).desc(), _share(UnitSum.entrants).desc(), Unit.id)
        .limit(limit)
        .offset(start)
    )
    places = [UnitPlace(*row) for row in session.execute(query)]
    ranks: list[int] = []
    for index, place in enumerate(places):
        if index and _equal(place, places[index - 1]):
            ranks.append(ranks[-1])
        elif index or not start:
            ranks.append(start + index + 1)
        else:
            ranks.append(rank_of_unit(session, board, scope, kind, place))
    return [RankedUnit(rank, place) for rank, place in zip(ranks, places, strict=True)]


def rank_of_unit(session: Session, board: Board, scope: Unit, kind: str, place: UnitPlace) -> int:
    """1 + how many units of the kind below `scope` stand above a unit: whole numbers, so that ties are exact."""
    total, entrants = UnitSum.total * place.roster, UnitSum.entrants * place.roster
    own_total, own_entrants = place.total * UnitSum.roster, place.entrants * UnitSum.roster
    better = or_(total > own_total, and_(total == own_total, entrants > own_entrants))
    query = (select(func.count()).select_from(UnitSum).join(Unit, Unit.id == UnitSum.unit_id)).where(
        *_ranked(board, scope, kind), better
    )
    return 1 + (session.scalar(query) or 0)


def own_unit(session: Session, board: Board, scope: Unit, kind: str, path: str) -> RankedUnit | None:
    """The unit of a kind that a member at `path` belongs to, with its rank below `scope`."""
    query = (
        _places()
        .where(*_ranked(board, scope, kind), Unit.id.in_(ancestors(path)))
        .order_by(func.length(Unit.path).desc())
    )
    row = session.execute(query).first()
    if row is None:
        return None
    place = UnitPlace(*row)
    return RankedUnit(rank_of_unit(session, board, scope, kind, place), place)


def count_of_units(session: Session, board: Board, scope: Unit, kind: str) -> int:
    query = select(func.count()).select_from(UnitSum).join(Unit, Unit.id == UnitSum.unit_id)
    return session.scalar(query.where(*_ranked(board, scope, kind))) or 0


def children(session: Session, board_id: int, scope: Unit) -> list[UnitPlace]:
    """The units right under `scope` with their sums, in tree order; those without a roster too."""
    query = (
        select(
            Unit.id,
            Unit.name,
            Unit.path,
            literal(scope.name),
            func.coalesce(UnitSum.roster, 0),
            func.coalesce(UnitSum.entrants, 0),
            func.coalesce(UnitSum.total, 0),
        )
        .outerjoin(UnitSum, and_(UnitSum.unit_id == Unit.id, UnitSum.board_id == board_id))
        .where(Unit.parent_id == scope.id)
        .order_by(Unit.position, Unit.id)
    )
    return [UnitPlace(*row) for row in session.execute(query)]


def _places() -> Select[int, str, str, str, int, int, int]:
    parent = aliased(Unit)
    return (
        select(Unit.id, Unit.name, Unit.path, parent.name, UnitSum.roster, UnitSum.entrants, UnitSum.total)
        .join(UnitSum, UnitSum.unit_id == Unit.id)
        .join(parent, parent.id == Unit.parent_id)
    )


def _ranked(board: Board, scope: Unit, kind: str) -> tuple[ColumnElement[bool], ...]:
    return (
        UnitSum.board_id == board.id,
        UnitSum.roster > 0,
        Unit.kind == kind,
        Unit.path.like(f"{scope.path}%"),
        Unit.id != scope.id,
    )


def _share(column: InstrumentedAttribute[int]) -> ColumnElement[float]:
    """A column over the roster as a double: equal fractions are equal numbers on both databases."""
    return cast(column, Double) / cast(UnitSum.roster, Double)


def _equal(one: UnitPlace, other: UnitPlace) -> bool:
    same_mean = one.total * other.roster == other.total * one.roster
    return same_mean and one.entrants * other.roster == other.entrants * one.roster
