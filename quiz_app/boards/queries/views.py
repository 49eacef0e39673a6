"""A board as one reader may see it: scoped to a unit that the reader belongs to or reaches."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.boards.lines import Measure, MemberLine, OwnLine, UnitLine, member_line, own_line, unit_line
from quiz_app.boards.queries.boards import as_of, is_frozen
from quiz_app.boards.queries.members import OwnPlace, own_place, page
from quiz_app.boards.queries.trees import own_path
from quiz_app.boards.queries.units import RankedUnit, count_of_units, kinds_below, own_unit, page_of_units, sums
from quiz_app.boards.tables import Board
from quiz_app.core.errors import Invalid
from quiz_app.notices.queries.relief import named_among
from quiz_app.organizations.actors import Actor, ancestors
from quiz_app.organizations.kinds import BRANCH, LABELS
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import find_unit, may_see
from quiz_app.organizations.tables import Unit


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a reader looks from: `scope` with the units above it (`trail`, itself last), the units on the reader's
    own path (`own_path`), and the own branch (the own unit where there is none above it)."""

    scope: Unit
    trail: tuple[Unit, ...]
    own_path: tuple[Unit, ...]
    branch: Unit


@dataclass(frozen=True, slots=True)
class MembersView:
    """One page of members. `total` counts everybody who stands in the scope, of `roster` on its roster; `is_frozen`
    where what came since is not in it."""

    lines: list[MemberLine]
    own: OwnLine | None
    total: int
    roster: int
    kinds: list[str]
    as_of: datetime
    following: tuple[int, int] | None
    is_frozen: bool = False


@dataclass(frozen=True, slots=True)
class UnitsView:
    """One page of the units of one kind. `total` counts the units that are ranked."""

    lines: list[UnitLine]
    own: UnitLine | None
    total: int
    kind: str | None
    kinds: list[str]
    as_of: datetime
    following: tuple[int] | None
    is_frozen: bool = False


def frame(session: Session, actor: Actor, unit_id: int | None) -> Frame:
    """The scope that a reader asked for: everything, unless a unit is named. 404 for units out of reach."""
    asked = find_unit(session, actor, unit_id) if unit_id is not None else None
    wanted = {*ancestors(actor.unit_path), *(ancestors(asked.path) if asked else ())}
    units = sorted(session.scalars(select(Unit).where(Unit.id.in_(wanted))), key=lambda each: len(each.path))
    own_path = tuple(each for each in units if actor.belongs_to(each.path))
    scope = asked or own_path[0]
    trail = tuple(each for each in units if scope.path.startswith(each.path))
    branch = next((each for each in reversed(own_path) if each.kind == BRANCH), own_path[-1])
    return Frame(scope, trail, own_path, branch)


def members_view(
    session: Session,
    actor: Actor,
    board: Board,
    where: Frame,
    measure: Measure,
    *,
    limit: int,
    after: tuple[int, ...] | None,
    at: datetime,
    live: bool = False,
) -> MembersView:
    """Names are whole only for those who may know them, and where that is opt-in, of those who agreed alone."""
    places = page(session, board, where.scope, limit=limit, after=after, live=live)
    named = named_among(session, [each.member_id for each in places])
    own = own_place(session, board, where.scope, actor.member_id, branch=where.branch, live=live)
    counted = sums(session, board.id, where.scope.id, live=live)
    return MembersView(
        lines=[
            member_line(
                measure,
                rank=each.rank,
                name=each.name,
                unit=each.unit_name,
                value=each.value,
                is_own=each.member_id == actor.member_id,
                may_know=each.member_id in named and _may_know(actor, where.branch, each.unit_path),
            )
            for each in places
        ],
        own=_own_line(measure, own) if own else None,
        total=counted.entrants if counted else 0,
        roster=counted.roster if counted else 0,
        kinds=kinds_below(session, board, where.scope, live=live),
        as_of=as_of(session, board, at=at, live=live),
        following=(places[-1].value, places[-1].member_id) if len(places) == limit else None,
        is_frozen=is_frozen(board, at=at, live=live),
    )


def units_view(
    session: Session,
    actor: Actor,
    board: Board,
    where: Frame,
    measure: Measure,
    *,
    kind: str | None,
    limit: int,
    after: tuple[int, ...] | None,
    at: datetime,
    live: bool = False,
) -> UnitsView:
    """The units of `kind` below the scope; of the highest kind that there is, unless one is named. `live` looks behind
    a freeze."""
    if kind is not None and kind not in LABELS:
        raise Invalid(f"没有“{kind[:32]}”这种单位，可以写 {'、'.join(LABELS)}。", fields={"kind": "不在可选的范围里"})
    kinds = kinds_below(session, board, where.scope, live=live)
    kind = kind or (kinds[0] if kinds else None)
    start = after[0] if after else 0
    if start < 0:
        raise Invalid("翻页标记 after 不对，请从第一页重新开始。", fields={"after": "无效"})
    if kind is None:
        until = as_of(session, board, at=at, live=live)
        return UnitsView([], None, 0, None, kinds, until, None, is_frozen(board, at=at, live=live))
    places = page_of_units(session, board, where.scope, kind, limit=limit, start=start, live=live)
    path = own_path(session, board, actor)
    own = own_unit(session, board, where.scope, kind, path, live=live)
    return UnitsView(
        lines=[_unit_line(actor, path, measure, each) for each in places],
        own=_unit_line(actor, path, measure, own) if own else None,
        total=count_of_units(session, board, where.scope, kind, live=live),
        kind=kind,
        kinds=kinds,
        as_of=as_of(session, board, at=at, live=live),
        following=(start + limit,) if len(places) == limit else None,
        is_frozen=is_frozen(board, at=at, live=live),
    )


def _may_know(actor: Actor, branch: Unit, path: str) -> bool:
    """Names are whole within one's own branch, and for who watches over the branch."""
    return path.startswith(branch.path) or actor.can(Permission.BRANCH_WATCH, path)


def _own_line(measure: Measure, own: OwnPlace) -> OwnLine:
    return own_line(
        measure,
        rank=own.rank,
        value=own.value,
        branch_rank=own.branch_rank,
        next_value=own.next_value,
        next_rank=own.next_rank,
    )


def _unit_line(actor: Actor, own: str, measure: Measure, found: RankedUnit) -> UnitLine:
    place = found.place
    return unit_line(
        measure,
        rank=found.rank,
        name=place.name,
        unit=place.parent,
        unit_id=place.unit_id if may_see(actor, place.path) else None,
        roster=place.roster,
        entrants=place.entrants,
        total=place.total,
        is_own=place.unit_id in ancestors(own),
    )
