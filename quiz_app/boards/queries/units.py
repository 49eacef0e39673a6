"""Units on a board: sums over everything below them, with the roster as the denominator."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, ColumnElement, Double, Select, Subquery, and_, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from quiz_app.boards.queries.trees import scope_path, tree
from quiz_app.boards.tables import Board, UnitSum
from quiz_app.organizations.actors import ancestors
from quiz_app.organizations.kinds import ORDER
from quiz_app.organizations.tables import Unit

SUMS = ("roster", "entrants", "total", "passed", "excellent", "full", "entries", "seconds")


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """One unit's line: `total` is a sum of scores, `roster` the denominator of rate and mean; `parent` names the unit
    right above. `path` is where the unit stands now: by that it is decided who may open it. The sums are those of
    `UnitSum`."""

    unit_id: int
    name: str
    path: str
    parent: str
    roster: int
    entrants: int
    total: int
    passed: int = 0
    excellent: int = 0
    full: int = 0
    entries: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class RankedUnit:
    rank: int
    place: UnitPlace


def sums(session: Session, board_id: int, unit_id: int, *, live: bool = False) -> UnitSum | None:
    """What a unit has on a board; `live` looks behind a freeze and gives a row of no session's."""
    found = session.get(UnitSum, (board_id, unit_id))
    late_id = session.get_one(Board, board_id).late_id if live else None
    late = session.get(UnitSum, (late_id, unit_id)) if late_id is not None else None
    if late is None:
        return found
    both = [each for each in (found, late) if each is not None]
    return UnitSum(
        board_id=board_id, unit_id=unit_id, **{name: sum(getattr(each, name) for each in both) for name in SUMS}
    )


def kinds_below(session: Session, board: Board, scope: Unit, *, live: bool = False) -> list[str]:
    """The kinds of units below `scope` that have anybody on the roster, from the top down."""
    units = _Units(session, board, scope, live=live)
    query = units.joined(select(units.spot.c.kind)).where(*units.inside()).distinct()
    return sorted(session.scalars(query), key=ORDER.index)


def kinds_in(session: Session, scope: Unit) -> list[str]:
    """The kinds of units below `scope` as the tree stands now, for a board that nobody stands on yet."""
    query = select(Unit.kind).where(Unit.path.like(f"{scope.path}%"), Unit.id != scope.id).distinct()
    return sorted(session.scalars(query), key=ORDER.index)


def page_of_units(
    session: Session, board: Board, scope: Unit, kind: str, *, limit: int, start: int = 0, live: bool = False
) -> list[RankedUnit]:
    """Up to `limit` units of one kind below `scope`, the best mean over the roster first, from place `start` on.

    Equal means rank by participation; units that are equal in both share a rank. `live` looks behind a freeze.
    """
    units = _Units(session, board, scope, live=live)
    query = (
        units.places()
        .where(*units.inside(kind))
        .order_by(units.share("total").desc(), units.share("entrants").desc(), units.spot.c.id)
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
            ranks.append(rank_of_unit(session, board, scope, kind, place, live=live))
    return [RankedUnit(rank, place) for rank, place in zip(ranks, places, strict=True)]


def rank_of_unit(
    session: Session, board: Board, scope: Unit, kind: str, place: UnitPlace, *, live: bool = False
) -> int:
    """1 + how many units of the kind below `scope` stand above a unit: whole numbers, so that ties are exact."""
    units = _Units(session, board, scope, live=live)
    here = units.sums.c
    total, entrants = here.total * place.roster, here.entrants * place.roster
    own_total, own_entrants = place.total * here.roster, place.entrants * here.roster
    better = or_(total > own_total, and_(total == own_total, entrants > own_entrants))
    query = units.joined(select(func.count()))
    return 1 + (session.scalar(query.where(*units.inside(kind), better)) or 0)


def own_unit(
    session: Session, board: Board, scope: Unit, kind: str, path: str, *, live: bool = False
) -> RankedUnit | None:
    """The unit of a kind that a member at `path` belongs to, with its rank below `scope`."""
    units = _Units(session, board, scope, live=live)
    query = (
        units.places()
        .where(*units.inside(kind), units.spot.c.id.in_(ancestors(path)))
        .order_by(func.length(units.spot.c.path).desc())
    )
    row = session.execute(query).first()
    if row is None:
        return None
    place = UnitPlace(*row)
    return RankedUnit(rank_of_unit(session, board, scope, kind, place, live=live), place)


def count_of_units(session: Session, board: Board, scope: Unit, kind: str, *, live: bool = False) -> int:
    units = _Units(session, board, scope, live=live)
    return session.scalar(units.joined(select(func.count())).where(*units.inside(kind))) or 0


def children(session: Session, board_id: int, scope: Unit, *, live: bool = False) -> list[UnitPlace]:
    """The units right under `scope` with their sums, in tree order; those without a roster too."""
    board = session.get(Board, board_id)
    spot, found = tree(board, "spot"), _sums(board, live=live)
    query = (
        select(
            spot.c.id,
            spot.c.name,
            select(Unit.path).where(Unit.id == spot.c.id).scalar_subquery(),
            literal(scope.name),
            *(func.coalesce(found.c[name], 0) for name in SUMS),
        )
        .outerjoin(found, found.c.unit_id == spot.c.id)
        .where(spot.c.parent_id == scope.id)
        .order_by(spot.c.position, spot.c.id)
    )
    return [UnitPlace(*row) for row in session.execute(query)]


class _Units:
    """The units below a scope where a board counts them (`spot`), with their `sums`."""

    def __init__(self, session: Session, board: Board, scope: Unit, *, live: bool) -> None:
        self.spot, self.sums = tree(board, "spot"), _sums(board, live=live)
        self._parent = tree(board, "parent")
        self._scope, self._top = scope, scope_path(session, board, scope)

    def joined(self, query: Select) -> Select:  # type: ignore[type-arg]
        return query.select_from(self.sums).join(self.spot, self.spot.c.id == self.sums.c.unit_id)

    def places(self) -> Select:  # type: ignore[type-arg]
        columns = (
            self.spot.c.id,
            self.spot.c.name,
            Unit.path,
            self._parent.c.name,
            *(self.sums.c[name] for name in SUMS),
        )
        return (
            self.joined(select(*columns))
            .join(Unit, Unit.id == self.spot.c.id)
            .join(self._parent, self._parent.c.id == self.spot.c.parent_id)
        )

    def inside(self, kind: str | None = None) -> tuple[ColumnElement[bool], ...]:
        """Units below the scope, of a kind if one is given, that have anybody on the roster."""
        below = self.spot.c.path.like(f"{self._top or '-'}%")
        of_kind = () if kind is None else (self.spot.c.kind == kind,)
        return (self.sums.c.roster > 0, *of_kind, below, self.spot.c.id != self._scope.id)

    def share(self, name: str) -> ColumnElement[float]:
        """A sum over the roster as a double: equal fractions are equal numbers on both databases."""
        return cast(self.sums.c[name], Double) / cast(self.sums.c.roster, Double)


def _sums(board: Board | None, *, live: bool) -> Subquery:
    """The sums of each unit: `unit_id` and `SUMS`."""
    if board is None or not live or board.late_id is None:
        columns = [getattr(UnitSum, name) for name in SUMS]
        query = select(UnitSum.unit_id, *columns).where(UnitSum.board_id == (0 if board is None else board.id))
        return query.subquery("sums")
    columns = [cast(func.sum(getattr(UnitSum, name)), BigInteger).label(name) for name in SUMS]
    query = select(UnitSum.unit_id, *columns).where(UnitSum.board_id.in_((board.id, board.late_id)))
    return query.group_by(UnitSum.unit_id).subquery("sums")


def _equal(one: UnitPlace, other: UnitPlace) -> bool:
    same_mean = one.total * other.roster == other.total * one.roster
    return same_mean and one.entrants * other.roster == other.entrants * one.roster
