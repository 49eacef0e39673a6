"""The study-points boards over HTTP. What nearly everybody asks for, the first page of a month, is answered by a plain
function in front of Flask; the view behind it answers everything."""

from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from apiflask import APIBlueprint
from flask import Response

from quiz_app.boards.lines import Measure, own_line
from quiz_app.boards.pages import asked_period, points_view
from quiz_app.boards.periods import POINTS, Period, containing
from quiz_app.boards.queries.boards import find_board
from quiz_app.boards.queries.hot import Reader, read_top
from quiz_app.boards.queries.views import MembersView, UnitsView, frame
from quiz_app.boards.schemas import PAGE, BoardIn, BoardOut
from quiz_app.core.db import from_milliseconds
from quiz_app.core.queueing import PAGES
from quiz_app.core.web.api import describe, read_arguments
from quiz_app.core.web.cursors import pack
from quiz_app.core.web.express import Answer, Call, Route
from quiz_app.core.web.refusals import json_answer
from quiz_app.core.web.services import arrival, database
from quiz_app.members import tokens
from quiz_app.members.masking import mask
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


def first_page(call: Call, _number: int) -> Answer | None:
    """The present month's members, as the view answers it; None where something else is asked for."""
    token = tokens.read(call.services.settings.secret_key, tokens.carried(call.environ), call.at)
    if token is None or call.environ.get("QUERY_STRING"):
        return None
    period = _month_of(call.at.replace(minute=0, second=0, microsecond=0))
    with call.services.database.separate() as work:
        reader = read_top(work, token, POINTS, period.name, limit=PAGE, at=call.at)
    if reader is None:
        return None
    return Answer(200, orjson.dumps({"period": period.name} | top_answer(reader, Measure(), call.at)))


ROUTES = (Route("GET", "/api/v1/boards", first_page, PAGES),)


def top_answer(reader: Reader, measure: Measure, at: datetime) -> dict[str, Any]:
    """The first page of a board as `answer` has it, written out: this is what contest night is made of."""
    top = reader.top
    if top is None:
        return answer(None, at)
    span, scale, me, known = measure.span, measure.scale, reader.member_id, reader.known
    items, rank, before = [], 0, None
    for place, (member_id, value, name, unit, path, agreed) in enumerate(top.rows, start=1):
        if value != before:
            rank, before = place, value
            units = value // span
            score = units // scale if units % scale == 0 else units / scale
            seconds = span - 1 - value % span if span > 1 else None
        is_own, may_be_named = member_id == me, agreed is not None or not reader.by_consent
        items.append(
            {
                "rank": rank,
                "name": name if is_own or (path.startswith(known) and may_be_named) else mask(name),
                "unit": unit,
                "score": score,
                "seconds": seconds,
                "is_own": is_own,
            }
        )
    until = from_milliseconds(top.folded_at) if top.waits else at
    if top.frozen_from is not None:
        until = min(until, from_milliseconds(top.frozen_from))
    last = top.rows[-1] if len(top.rows) == PAGE else None
    return {
        "items": items,
        "own": None if top.own is None else own_line(measure, **top.own._asdict()),
        "total": top.total,
        "as_of": until,
        "next": pack(last[1], last[0]) if last else None,
    }


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
