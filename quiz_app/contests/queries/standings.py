"""Standings of units: the sums of a stage's board over the tree that the roster froze."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from quiz_app.boards.tables import Board, RosterUnit, UnitSum
from quiz_app.contests.figures import BY_BRANCHES, UnitFigures
from quiz_app.contests.rules import Rules
from quiz_app.contests.tables.contests import Contest
from quiz_app.organizations.actors import ancestors
from quiz_app.organizations.kinds import BRANCH, ORDER

_SUMS = (
    UnitSum.roster,
    UnitSum.entrants,
    UnitSum.total,
    UnitSum.passed,
    UnitSum.excellent,
    UnitSum.full,
    UnitSum.entries,
    UnitSum.seconds,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """A unit as the roster has it."""

    unit_id: int
    path: str
    kind: str
    name: str


def scope_of(session: Session, contest: Contest, unit_id: int) -> Scope | None:
    """A unit of the roster's tree; None for one that was not in the scope when the contest opened."""
    row = session.scalars(select(RosterUnit).where(*_within(session, contest), RosterUnit.unit_id == unit_id)).first()
    return Scope(row.unit_id, row.path, row.kind, row.name) if row else None


def trail(session: Session, contest: Contest, path: str) -> list[Scope]:
    """The units of the roster's tree on a path, from the top down."""
    wanted = [int(part) for part in path.strip("/").split("/")]
    query = select(RosterUnit).where(RosterUnit.roster_id == contest.roster_id, RosterUnit.unit_id.in_(wanted))
    found = sorted(session.scalars(query), key=lambda each: len(each.path))
    return [Scope(each.unit_id, each.path, each.kind, each.name) for each in found]


def levels(session: Session, contest: Contest) -> list[str]:
    """The kinds of units on the roster, from the top down."""
    query = select(RosterUnit.kind).where(*_within(session, contest)).distinct()
    return sorted(session.scalars(query), key=ORDER.index)


def figures(
    session: Session, contest: Contest, board_ids: Sequence[int], *, kind: str | None = None, below: str | None = None
) -> list[UnitFigures]:
    """The figures of the units of a kind, or of those right below a path, added up over boards: the stage's own, and
    its late one for who may see what came after a freeze."""
    parent = aliased(RosterUnit)
    query = (
        select(
            RosterUnit.unit_id,
            RosterUnit.path,
            RosterUnit.kind,
            RosterUnit.name,
            func.coalesce(parent.name, ""),
            *(func.coalesce(func.sum(column), 0) for column in _SUMS),
            _no_marks(board_ids),
        )
        .outerjoin(UnitSum, and_(UnitSum.unit_id == RosterUnit.unit_id, UnitSum.board_id.in_(board_ids)))
        .outerjoin(parent, and_(parent.roster_id == RosterUnit.roster_id, parent.unit_id == RosterUnit.parent_id))
        .where(*_within(session, contest))
        .group_by(RosterUnit.unit_id, RosterUnit.path, RosterUnit.kind, RosterUnit.name, parent.name)
        .order_by(RosterUnit.path)
    )
    if kind is not None:
        query = query.where(RosterUnit.kind == kind)
    if below is not None:
        above = select(RosterUnit.unit_id).where(RosterUnit.roster_id == contest.roster_id, RosterUnit.path == below)
        query = query.where(RosterUnit.parent_id == above.scalar_subquery())
    rows = session.execute(query)
    found = [UnitFigures(*row[:5], *(int(each) for each in row[5:-1]), marks=not row[-1]) for row in rows]
    return _with_branches(session, contest, board_ids, found)


def figures_of(session: Session, contest: Contest, board_ids: Sequence[int], unit_id: int) -> UnitFigures | None:
    """The figures of one unit."""
    query = (
        select(
            RosterUnit.unit_id,
            RosterUnit.path,
            RosterUnit.kind,
            RosterUnit.name,
            *(func.coalesce(func.sum(column), 0) for column in _SUMS),
            _no_marks(board_ids),
        )
        .outerjoin(UnitSum, and_(UnitSum.unit_id == RosterUnit.unit_id, UnitSum.board_id.in_(board_ids)))
        .where(RosterUnit.roster_id == contest.roster_id, RosterUnit.unit_id == unit_id)
        .group_by(RosterUnit.unit_id, RosterUnit.path, RosterUnit.kind, RosterUnit.name)
    )
    row = session.execute(query).first()
    found = []
    if row is not None:
        unit, path, kind, name, *sums, no_marks = row
        found = [UnitFigures(unit, path, kind, name, "", *(int(each) for each in sums), marks=not no_marks)]
    return next(iter(_with_branches(session, contest, board_ids, found)), None)


def boards_of(session: Session, board_id: int, *, live: bool) -> list[int]:
    """The boards to add up: the stage's own, and for live figures the late one too."""
    board = session.get_one(Board, board_id)
    return [board.id, board.late_id] if live and board.late_id is not None else [board.id]


def _no_marks(board_ids: Sequence[int]) -> ColumnElement[bool]:
    """SQL for "one of the boards has no marks"."""
    return exists().where(Board.id.in_(board_ids), Board.pass_score.is_(None))


def _with_branches(
    session: Session, contest: Contest, board_ids: Sequence[int], found: list[UnitFigures]
) -> list[UnitFigures]:
    """With the branches of each unit, where a rule of the contest asks for them."""
    rules = Rules.from_json(contest.rules)
    asked = {*rules.formula().names, *(each.by for each in rules.awards)}
    if not found or not BY_BRANCHES & asked:
        return found
    branches, active = _branches(session, contest, board_ids)
    return [
        replace(each, branches=branches.get(each.unit_id, 0), active_branches=active.get(each.unit_id, 0))
        for each in found
    ]


def _branches(
    session: Session, contest: Contest, board_ids: Sequence[int]
) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """How many branches with anybody on the roster each unit has, and in how many of them somebody took part."""
    query = (
        select(RosterUnit.path, func.sum(UnitSum.entrants))
        .join(UnitSum, and_(UnitSum.unit_id == RosterUnit.unit_id, UnitSum.board_id.in_(board_ids)))
        .where(*_within(session, contest), RosterUnit.kind == BRANCH)
        .group_by(RosterUnit.path)
        .having(func.sum(UnitSum.roster) > 0)
    )
    branches: Counter[int] = Counter()
    active: Counter[int] = Counter()
    for path, entrants in session.execute(query):
        branches.update(ancestors(path))
        if entrants > 0:
            active.update(ancestors(path))
    return branches, active


def _within(session: Session, contest: Contest) -> tuple[ColumnElement[bool], ...]:
    """The units of the roster that are in the contest: it also holds those above, up to the root."""
    top = session.get_one(RosterUnit, (contest.roster_id, contest.unit_id))
    return RosterUnit.roster_id == contest.roster_id, RosterUnit.path.like(f"{top.path}%")
