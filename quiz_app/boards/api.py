"""The study-points boards over HTTP. What nearly everybody asks for, the first page of a month, is answered by a plain
function in front of Flask; the view behind it answers everything."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import orjson
from apiflask import APIBlueprint
from flask import Response

from quiz_app.boards.lines import Measure, own_line
from quiz_app.boards.pages import asked_period, points_view
from quiz_app.boards.periods import POINTS, Period, containing
from quiz_app.boards.queries.boards import find_board
from quiz_app.boards.queries.hot import Ranks, read_page, read_reader
from quiz_app.boards.queries.views import MembersView, UnitsView, frame
from quiz_app.boards.schemas import PAGE, BoardIn, BoardOut
from quiz_app.boards.tops import Lines
from quiz_app.core.db import Database, from_milliseconds, to_milliseconds
from quiz_app.core.queueing import PAGES
from quiz_app.core.web.api import describe, read_arguments
from quiz_app.core.web.cursors import pack
from quiz_app.core.web.express import Answer, Call, Route
from quiz_app.core.web.refusals import json_answer
from quiz_app.core.web.services import arrival, database
from quiz_app.members import tokens
from quiz_app.members.pages.identity import caller

api = APIBlueprint("boards_api", __name__)


@api.get("/boards")
@describe(api, answered=BoardOut)
def boards() -> Response:
    """The study points of a week, month, quarter or year, of members or of units."""
    me, asked, at = caller(), read_arguments(BoardIn), arrival()
    period = asked_period(asked.period, at)
    with database().reading() as session:
        where = frame(session, me, asked.unit)
        board = find_board(session, POINTS, period.name)
        view = points_view(session, me, board, where, asked, at=at) if board else None
    return json_answer({"period": period.name} | answer(view, at))


def first_page(call: Call, _number: int) -> Answer | None:
    """The present month's members, as the view answers it; None where something else is asked for."""
    if call.environ.get("QUERY_STRING"):
        return None
    month = _month_of(call.at.replace(minute=0, second=0, microsecond=0)).name
    found = top_of(call, POINTS, month, Measure())
    if found is None:
        return None
    items, rest = found
    return Answer(200, b'{"period":"%b","items":%b,%b' % (month.encode(), items, orjson.dumps(rest)[1:]))


ROUTES = (Route("GET", "/api/v1/boards", first_page, PAGES),)


def top_of(call: Call, series: str, period: str, measure: Measure) -> tuple[bytes, dict[str, Any]] | None:
    """The first page of a board as its reader sees it: the items as JSON, and what `answer` has beside. None for whom
    Flask is to answer. Items may be a second old, and then `as_of` says so."""
    token = tokens.read(call.services.settings.secret_key, tokens.carried(call.environ), call.at)
    if token is None:
        return None
    with call.services.database.separate() as work:
        ranks = _RANKS.setdefault(call.services.database, Ranks())
        reader = read_reader(work, token, series, period, ranks=ranks, at=call.at)
        if reader is None:
            return None
        if reader.board is None:
            empty = answer(None, call.at)
            return orjson.dumps(empty.pop("items")), empty
        kept = _KEPT.setdefault(call.services.database, {})
        lines, read_at = kept.get(reader.board.id, (None, call.at))
        if lines is None or not read_at <= call.at < read_at + FRESH:
            read_at = call.at
            lines = Lines(read_page(work, reader.board, limit=PAGE), measure)
            kept[reader.board.id] = lines, read_at
    own, last = reader.board.own, lines.last if lines.count == PAGE else None
    rest = {
        "own": None if own is None else own_line(measure, **own._asdict()),
        "total": reader.board.total,
        "as_of": from_milliseconds(reader.board.as_of(to_milliseconds(read_at))),
        "next": pack(*last) if last else None,
    }
    return lines.json(reader.member_id, reader.known, by_consent=reader.by_consent), rest


FRESH = timedelta(seconds=1)
_RANKS: WeakKeyDictionary[Database, Ranks] = WeakKeyDictionary()
_KEPT: WeakKeyDictionary[Database, dict[int, tuple[Lines, datetime]]] = WeakKeyDictionary()


@lru_cache(16)
def _month_of(hour: datetime) -> Period:
    """Months begin with a full hour."""
    return containing("month", hour)


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
