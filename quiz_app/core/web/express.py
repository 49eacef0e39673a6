"""A short way in front of Flask for the few requests that thousands send at once.

Such a request is answered by a plain function of a `Call`. The same function stands behind a view of Flask's, which
describes it and takes what the short way leaves alone (a body that is too large, an odd address), so that there is one
answer whichever door it came through.

This is also where every request arrives: its moment is stamped here, and then it passes the gate (see `admission`).
What it waits there does not make it late.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from typing import NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, current_app, request

from quiz_app.core.errors import Refusal
from quiz_app.core.queueing import ANSWERS, PAGES
from quiz_app.core.web.admission import Gate
from quiz_app.core.web.api import MOST_BYTES, Model, too_large, validated
from quiz_app.core.web.busy import refuse
from quiz_app.core.web.refusals import SENTENCES, refusal_body, retry_headers
from quiz_app.core.web.security import API_HEADERS
from quiz_app.core.web.services import ARRIVED, Services, arrival, services, services_of

JSON = "application/json"
NUMBER = "([0-9]{1,18})"
NEVER_WAIT = ("/health", "/static/dist/app-", "/static/dist/busy-")
"""How addresses begin that are answered at the limit too: the health check, and what the busy page is made of."""

log = logging.getLogger(__name__)


class Answer(NamedTuple):
    """A status and a JSON body."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """A request as its handler needs it; `at` is when it arrived."""

    environ: WSGIEnvironment
    services: Services
    at: datetime
    body: bytes
    media_type: str

    def read(self, model: type[Model]) -> Model:
        """The body as `model`; refuses with a reason for each field."""
        return validated(model, self.body, self.media_type)


Handler = Callable[[Call, int], Answer | None]


class Route(NamedTuple):
    """A method, an address with at most one `NUMBER` in it, what answers, and the lane in which it waits for its turn.
    What the handler has no answer for, a view of Flask's answers."""

    method: str
    address: str
    handler: Handler
    lane: int


class Urgent(NamedTuple):
    """A method and an address of Flask's that waits in a lane before the pages; any address that begins so."""

    method: str
    address: str
    lane: int


def waiting_now() -> int:
    """How many requests wait at this moment for the process that is answering."""
    door = current_app.wsgi_app
    return door.gate.waiting() if isinstance(door, Express) else 0


class Express:
    """Answers the routes itself and hands everything else on to `app`."""

    def __init__(self, app: Flask, routes: Sequence[Route], gate: Gate, urgent: Sequence[Urgent] = ()) -> None:
        self._app = app
        self.inner: WSGIApplication = app.wsgi_app
        self.gate = gate
        self._routes: dict[str, list[tuple[re.Pattern[str], Handler, int]]] = {}
        for route in routes:
            found = re.compile(route.address), route.handler, route.lane
            self._routes.setdefault(route.method, []).append(found)
        self._urgent: dict[str, list[tuple[re.Pattern[str], int]]] = {}
        for each in urgent:
            self._urgent.setdefault(each.method, []).append((re.compile(each.address), each.lane))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(NEVER_WAIT):
            return self.inner(environ, start_response)
        if environ.get("CONTENT_LENGTH"):
            environ.pop("wsgi.input_terminated", None)  # else Flask takes a body that was cut off for a whole one
        way = self._way(environ)
        body = _whole_body(environ) if way.lane == ANSWERS or way.handler else None
        if not self._stamped(environ):
            return self.inner(environ, start_response)
        if not self.gate.enter(way.lane):
            return refuse(self._app, environ, start_response, self.gate.come_again(way.lane))
        try:
            if way.handler is None or body is None:
                return self.inner(environ, start_response)
            return self._answer(way, body, environ, start_response)
        finally:
            self.gate.leave()

    def _way(self, environ: WSGIEnvironment) -> _Way:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        for pattern, handler, lane in self._routes.get(method, ()):
            match = pattern.fullmatch(path)
            if match:
                return _Way(lane, handler, int(match[1]) if match.lastindex else 0)
        for pattern, lane in self._urgent.get(method, ()):
            if pattern.match(path):
                return _Way(lane)
        return _TO_A_PAGE

    def _stamped(self, environ: WSGIEnvironment) -> bool:
        """False without a clock, which is the database's: Flask answers what it answers without its database."""
        try:
            environ[ARRIVED] = services_of(self._app).clock.now()
        except Exception:
            return False
        return True

    def _answer(
        self, way: _Way, body: bytes, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        headers = API_HEADERS
        media_type = environ.get("CONTENT_TYPE", "").partition(";")[0].strip()
        try:
            assert way.handler is not None
            if len(body) < int(environ.get("CONTENT_LENGTH") or 0):
                raise Refusal(SENTENCES[400], code="bad_request")  # the way cut it off
            call = Call(environ, services_of(self._app), environ[ARRIVED], body, media_type)
            answer = way.handler(call, way.number)
            if answer is None:
                return self.inner(environ, start_response)
            status, told = answer
        except Refusal as refusal:
            status, told = refusal.status, refusal_body(refusal)
            headers = [*headers, *retry_headers(refusal)]
        except Exception as error:
            log.error("%s %s failed", environ["REQUEST_METHOD"], environ["PATH_INFO"], exc_info=error)
            status, told = 500, refusal_body(Refusal(SENTENCES[500], code="server_error"))
        start_response(_STATUS_LINES[status], [*headers, ("Content-Length", str(len(told)))])
        return [told]


class _Way(NamedTuple):
    """Where a request goes: the lane to wait in, and what answers for a number; without that, Flask does."""

    lane: int
    handler: Handler | None = None
    number: int = 0


_TO_A_PAGE = _Way(PAGES)


def _whole_body(environ: WSGIEnvironment) -> bytes | None:
    """The body, all of it read before the moment of arrival is stamped, so that nobody gains a second by letting it
    trickle in; whoever stands behind reads it again. None where it is more than may be sent: Flask says so."""
    is_chunked = "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()
    length = MOST_BYTES + 1 if is_chunked else int(environ.get("CONTENT_LENGTH") or 0)
    if length > MOST_BYTES and not is_chunked:
        return None
    body: bytes = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = BytesIO(body)
    if is_chunked:
        del environ["HTTP_TRANSFER_ENCODING"]
        environ["CONTENT_LENGTH"] = str(len(body))
    return body if len(body) <= MOST_BYTES else None


def by_flask(handler: Handler, number: int) -> Response:
    """The same handler behind a view."""
    if (request.content_length or 0) > MOST_BYTES:
        raise too_large(MOST_BYTES)
    call = Call(request.environ, services(), arrival(), request.get_data(cache=False), request.mimetype)
    answer = handler(call, number)
    assert answer is not None
    return Response(answer.body, answer.status, mimetype=JSON)


_STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
