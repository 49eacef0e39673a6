"""The study-points boards, of members and of units."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, url_for
from sqlalchemy.orm import Session

from quiz_app.boards import periods
from quiz_app.boards.lines import Measure, without_rate
from quiz_app.boards.periods import KINDS, LABELS, POINTS, Period
from quiz_app.boards.queries.boards import begins_before, find_board
from quiz_app.boards.queries.units import kinds_in
from quiz_app.boards.queries.views import Frame, MembersView, UnitsView, frame, members_view, units_view
from quiz_app.boards.schemas import BoardIn, ScopeIn
from quiz_app.boards.tables import Board
from quiz_app.core.errors import Invalid, NotFound
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import actor
from quiz_app.notices.queries.relief import publishes_usage_rates
from quiz_app.organizations.actors import Actor

pages = Blueprint("boards", __name__)


@pages.get("/boards")
def index() -> str:
    me, asked, at = actor(), read_arguments(BoardIn), arrival()
    period = asked_period(asked.period, at)
    with database().reading() as session:
        where = frame(session, me, asked.unit)
        board = find_board(session, POINTS, period.name)
        view = points_view(session, me, board, where, asked, at=at) if board else None
        kinds = view.kinds if view else kinds_in(session, where.scope)
        has_earlier = begins_before(session, POINTS, period)
    address = addresses("boards.index", asked, period=period.name)
    return render_template(
        "boards/index.html",
        where=where,
        view=view,
        kinds=kinds,
        hides_rates=isinstance(view, UnitsView) and any(each.roster is None for each in view.lines),
        asked=asked,
        address=address,
        next_url=next_url(view, address),
        period_label=periods.label(period),
        period_kinds=[(LABELS[kind], address(period=kind), _holds(period, kind, at)) for kind in KINDS],
        earlier_url=address(period=periods.before(period).name) if has_earlier else None,
        later_url=address(period=periods.after(period).name) if period.ends_at <= at else None,
    )


def asked_period(word: str, at: datetime) -> Period:
    """The period that a request names, if it has begun."""
    try:
        period = periods.asked(word, at)
    except ValueError as problem:
        raise Invalid(str(problem), fields={"period": "不认识的时段"}) from None
    if period.starts_at > at:
        raise NotFound(f"{periods.label(period)}还没有开始，没有排行。")
    return period


def view_of(
    session: Session, me: Actor, board: Board, where: Frame, asked: ScopeIn, measure: Measure, *, at: datetime
) -> MembersView | UnitsView:
    """The part of a board that a request asks for."""
    if asked.by == "unit":
        after = unpack(asked.after, 1)
        return units_view(session, me, board, where, measure, kind=asked.kind, limit=asked.limit, after=after, at=at)
    after = unpack(asked.after, 2)
    return members_view(session, me, board, where, measure, limit=asked.limit, after=after, at=at)


def points_view(
    session: Session, me: Actor, board: Board, where: Frame, asked: ScopeIn, *, at: datetime
) -> MembersView | UnitsView:
    """As `view_of`, of study points: how much the units use the site is for those outside them only where it is
    published. Results of an exam are no usage rates and stand as they are."""
    view = view_of(session, me, board, where, asked, Measure(), at=at)
    if isinstance(view, UnitsView) and not publishes_usage_rates(session):
        return replace(view, lines=[without_rate(each) for each in view.lines])
    return view


def addresses(endpoint: str, asked: ScopeIn, **more: Any) -> Callable[..., str]:
    """How templates write the address of another part of the same board: only what changes is named."""
    current: dict[str, Any] = {"by": asked.by, "unit": asked.unit, "kind": asked.kind, **more}

    def address(**changes: Any) -> str:
        values: dict[str, Any] = current | changes
        return url_for(endpoint, **values)

    return address


def next_url(view: MembersView | UnitsView | None, address: Callable[..., str]) -> str | None:
    return address(after=pack(*view.following)) if view and view.following else None


def _holds(period: Period, kind: str, at: datetime) -> bool:
    """Whether `period` is the present week, month, quarter or year."""
    return period.name == periods.containing(kind, at).name
