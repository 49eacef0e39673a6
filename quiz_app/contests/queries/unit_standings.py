"""Units in a contest, ranked by its composite: worked out once for a level and kept until any figure of it changes."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.boards.tables import Board, RosterUnit, UnitSum
from quiz_app.contests.queries.frames import Frame
from quiz_app.contests.queries.standings import boards_of, figures
from quiz_app.contests.ranking import rank_units
from quiz_app.contests.rules import Rules
from quiz_app.contests.standings import UnitLine, UnitsView, in_order, part_of, unit_lines
from quiz_app.contests.tables.contests import Contest
from quiz_app.organizations.kinds import ORDER

KEPT = 32
_SUMS = (
    *(UnitSum.roster, UnitSum.entrants, UnitSum.total, UnitSum.passed, UnitSum.excellent, UnitSum.full),
    *(UnitSum.entries, UnitSum.seconds),
)
_kept: WeakKeyDictionary[Any, OrderedDict[tuple[Any, ...], list[UnitLine]]] = WeakKeyDictionary()
_lock = Lock()


def kinds_below(session: Session, contest: Contest, where: Frame) -> list[str]:
    """The kinds of units below the scope, from the top down."""
    query = (
        select(RosterUnit.kind)
        .where(
            RosterUnit.roster_id == contest.roster_id,
            RosterUnit.path.like(f"{where.scope.path}%"),
            RosterUnit.unit_id != where.scope.unit_id,
        )
        .distinct()
    )
    return sorted(session.scalars(query), key=ORDER.index)


def units_view(
    session: Session,
    contest: Contest,
    board: Board,
    where: Frame,
    kind: str,
    *,
    sort: str,
    ascending: bool,
    limit: int,
    start: int,
    live: bool,
) -> UnitsView:
    """A page of the units of a kind below the scope, from the line `start` on."""
    lines = part_of(ranked(session, contest, board, kind, live=live), where.scope.path, [u.unit_id for u in where.own])
    ordered = in_order(lines, sort, ascending=ascending)
    shown = ordered[start : start + limit]
    return UnitsView(
        lines=shown,
        own=next((each for each in reversed(lines) if each.is_own), None),
        total=len(lines),
        ranked=sum(each.rank is not None for each in lines),
        following=(start + limit,) if start + limit < len(ordered) else None,
    )


def ranked(session: Session, contest: Contest, board: Board, kind: str, *, live: bool) -> list[UnitLine]:
    """Every unit of a kind by its composite, as the sums of the board stand now."""
    board_ids = boards_of(session, board.id, live=live)
    key = (contest.id, contest.version, kind, *_stamp(session, contest, board_ids))
    with _lock:
        kept = _kept.setdefault(session.get_bind(), OrderedDict())
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
    rules = Rules.from_json(contest.rules)
    units = [each for each in figures(session, contest, board_ids, kind=kind) if each.roster > 0]
    found = unit_lines(rank_units(units, rules.formula(), rules.unit_ties, rules.small_units))
    with _lock:
        kept[key] = found
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return found


def _stamp(session: Session, contest: Contest, board_ids: Sequence[int]) -> tuple[Any, ...]:
    """What changes whenever a sum of the boards does: a fold moves `folded_at`, and a change of the roster, which does
    not, moves the sums of the whole."""
    query = (
        select(Board.id, Board.folded_at, *_SUMS)
        .outerjoin(UnitSum, (UnitSum.board_id == Board.id) & (UnitSum.unit_id == contest.unit_id))
        .where(Board.id.in_(board_ids))
        .order_by(Board.id)
    )
    return tuple(tuple(row) for row in session.execute(query))
