"""The study-points boards over HTTP."""

from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from quiz_app.boards.pages import asked_period, points_view
from quiz_app.boards.periods import POINTS
from quiz_app.boards.queries.boards import find_board
from quiz_app.boards.queries.views import MembersView, UnitsView, frame
from quiz_app.boards.schemas import BoardIn, BoardOut
from quiz_app.core.web.api import describe, read_arguments
from quiz_app.core.web.cursors import pack
from quiz_app.core.web.refusals import json_answer
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import caller

api = APIBlueprint("boards_api", __name__)


@api.get("/boards")
@describe(api, answered=BoardOut)
def boards() -> Response:
    """The study points of a month, quarter or year, of members or of units."""
    me, asked, at = caller(), read_arguments(BoardIn), arrival()
    period = asked_period(asked.period, at)
    with database().reading() as session:
        where = frame(session, me, asked.unit)
        board = find_board(session, POINTS, period.name)
        view = points_view(session, me, board, where, asked, at=at) if board else None
    return json_answer({"period": period.name} | answer(view, at))


def answer(view: MembersView | UnitsView | None, at: datetime) -> dict[str, Any]:
    """A view as the contract has it; a board that nobody stands on yet is empty."""
    if view is None:
        return {"items": [], "own": None, "total": 0, "as_of": at, "next": None}
    return {
        "items": view.lines,
        "own": view.own,
        "total": view.total,
        "as_of": view.as_of,
        "next": pack(*view.following) if view.following else None,
    }
