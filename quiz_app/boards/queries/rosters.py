"""Rosters: who is on one, where, and how many that makes of each unit."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from quiz_app.boards.tables import Board, Roster, RosterMember, RosterUnit, Standing
from quiz_app.organizations.actors import ancestors


def is_on(session: Session, roster_id: int, member_id: int) -> bool:
    return session.get(RosterMember, (roster_id, member_id)) is not None


def roster(session: Session, roster_id: int) -> Roster:
    return session.get_one(Roster, roster_id)


def unit_on(session: Session, roster_id: int, unit_id: int) -> RosterUnit | None:
    return session.get(RosterUnit, (roster_id, unit_id))


def stands_on(session: Session, board_id: int, member_id: int) -> bool:
    return session.get(Standing, (board_id, member_id)) is not None


def roster_counts(session: Session, board: Board, board_ids: Sequence[int]) -> dict[int, int]:
    """How many each unit's subtree has on the board's own roster: those who are not exempt, and of the others those
    whose latest folded row on `board_ids` is a place."""
    counts: Counter[int] = Counter()
    for path, members in _on_roster(session, board, RosterMember.exempt.is_(False)):
        for unit in ancestors(path):
            counts[unit] += members
    latest = aliased(Standing)
    later = exists().where(
        latest.board_id.in_(board_ids),
        latest.board_id > Standing.board_id,
        latest.member_id == Standing.member_id,
        latest.folded_value.is_not(None),
    )
    takes_part = exists().where(
        Standing.board_id.in_(board_ids), Standing.member_id == RosterMember.member_id, Standing.folded_value >= 0
    )
    if len(board_ids) > 1:
        takes_part = takes_part.where(~later)
    for path, members in _on_roster(session, board, RosterMember.exempt.is_(True), takes_part):
        for unit in ancestors(path):
            counts[unit] += members
    return dict(counts)


def roster_paths(session: Session, roster_id: int, member_ids: Iterable[int]) -> dict[int, tuple[str, bool]]:
    """Where the roster has members, and whether they are exempt; others are left out."""
    query = (
        select(RosterMember.member_id, RosterUnit.path, RosterMember.exempt)
        .join(RosterUnit, _own_unit())
        .where(RosterMember.roster_id == roster_id, RosterMember.member_id.in_(list(member_ids)))
    )
    return {member: (path, exempt) for member, path, exempt in session.execute(query)}


def placed(session: Session, board_ids: Sequence[int], member_ids: Iterable[int]) -> set[int]:
    """Those of the members whose latest folded row on a board, or on its late one, is a place."""
    query = (
        select(Standing.member_id, Standing.folded_value)
        .where(
            Standing.board_id.in_(board_ids),
            Standing.member_id.in_(list(member_ids)),
            Standing.folded_value.is_not(None),
        )
        .order_by(Standing.board_id)
    )
    return {member for member, value in dict(session.execute(query).all()).items() if value >= 0}


def _on_roster(session: Session, board: Board, *which: ColumnElement[bool]) -> Iterable[tuple[str, int]]:
    query = (
        select(RosterUnit.path, func.count())
        .join(RosterMember, _own_unit())
        .where(RosterMember.roster_id == board.roster_id, *which)
        .group_by(RosterUnit.path)
    )
    return [(path, members) for path, members in session.execute(query)]


def _own_unit() -> ColumnElement[bool]:
    return and_(RosterUnit.roster_id == RosterMember.roster_id, RosterUnit.unit_id == RosterMember.unit_id)
