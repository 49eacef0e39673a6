"""The study-points boards, of members and of units."""

from flask import Blueprint, render_template, url_for

from quiz_app.boards import periods
from quiz_app.boards.boundaries import asked_period
from quiz_app.boards.lines import Measure
from quiz_app.boards.periods import POINTS, Period
from quiz_app.boards.queries.boards import find_board
from quiz_app.boards.queries.views import frame, members_view, units_view
from quiz_app.boards.schemas import BoardIn
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import actor

pages = Blueprint("boards", __name__)


@pages.get("/boards")
def index() -> str:
    me, asked, at = actor(), read_arguments(BoardIn), arrival()
    period = asked_period(asked.period, at)
    by_unit = asked.by == "unit"
    after = unpack(asked.after, 1 if by_unit else 2)
    with database().reading() as session:
        where = frame(session, me, asked.unit)
        board = find_board(session, POINTS, period.name)
        view = None
        if board is not None and by_unit:
            view = units_view(
                session, me, board, where, Measure(), kind=asked.kind, limit=asked.limit, after=after, at=at
            )
        elif board is not None:
            view = members_view(session, me, board, where, Measure(), limit=asked.limit, after=after, at=at)
    return render_template(
        "boards/index.html",
        where=where,
        view=view,
        by_unit=by_unit,
        first_page=after is None,
        period=period.name,
        period_label=periods.label(period),
        period_kinds=_kinds(period, at),
        earlier=periods.before(period).name,
        later=periods.after(period).name if period.ends_at <= at else None,
        kind=periods.kind_of(period.name),
        following=pack(*view.following) if view and view.following else None,
        address=_address(asked),
    )
