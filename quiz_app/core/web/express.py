"""A short way in front of Flask for the few requests that thousands send at once.

Such a request is answered by a plain function of a `Call`. The same function stands behind a view of Flask's, which
describes it and takes what the short way leaves alone (a body of unknown length, an odd address), so that there is one
answer whichever door it came through.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, request

from quiz_app.core.errors import Refusal
from quiz_app.core.web.api import MOST_BYTES, Model, too_large, validated
from quiz_app.core.web.refusals import SENTENCES, refusal_body, retry_headers
from quiz_app.core.web.security import API_HEADERS
from quiz_app.core.web.services import Services, arrival, services, services_of

JSON = "application/json"
NUMBER = "([0-9]{1,18})"

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


Handler = Callable[[Call, int], Answer]


class Route(NamedTuple):
    """A method, an address with one `NUMBER` in it, and what answers."""

    method: str
    address: str
    handler: Handler


class Express:
    """Answers the routes itself and hands everything else on to `app`."""

    def __init__(self, app: Flask, routes: Sequence[Route]) -> None:
        self._app = app
        self.inner: WSGIApplication = app.wsgi_app
        self._routes: dict[str, list[tuple[re.Pattern[str], Handler]]] = {}
        for route in routes:
            self._routes.setdefault(route.method, []).append((re.compile(route.address), route.handler))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        for pattern, handler in self._routes.get(environ["REQUEST_METHOD"], ()):
            match = pattern.fullmatch(environ["PATH_INFO"])
            if match and environ.get("CONTENT_LENGTH") and "HTTP_TRANSFER_ENCODING" not in environ:
                return self._answer(handler, int(match[1]), environ, start_response)
        if environ.get("CONTENT_LENGTH"):
            environ.pop("wsgi.input_terminated", None)  # else Flask takes a body that was cut off for a whole one
        return self.inner(environ, start_response)

    def _answer(
        self, handler: Handler, number: int, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        headers = API_HEADERS
        try:
            status, body = handler(self._call(environ), number)
        except Refusal as refusal:
            status, body = refusal.status, refusal_body(refusal)
            headers = [*headers, *retry_headers(refusal)]
        except Exception as error:
            log.error("%s %s failed", environ["REQUEST_METHOD"], environ["PATH_INFO"], exc_info=error)
            status, body = 500, refusal_body(Refusal(SENTENCES[500], code="server_error"))
        start_response(_STATUS_LINES[status], [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def _call(self, environ: WSGIEnvironment) -> Call:
        found = services_of(self._app)
        at = found.clock.now()
        length = int(environ["CONTENT_LENGTH"])
        if length > MOST_BYTES:
            raise too_large(MOST_BYTES)
        body = environ["wsgi.input"].read(length)
        if len(body) < length:
            raise Refusal(SENTENCES[400], code="bad_request")
        return Call(environ, found, at, body, environ.get("CONTENT_TYPE", "").partition(";")[0].strip())


def by_flask(handler: Handler, number: int) -> Response:
    """The same handler behind a view."""
    if (request.content_length or 0) > MOST_BYTES:
        raise too_large(MOST_BYTES)
    call = Call(request.environ, services(), arrival(), request.get_data(cache=False), request.mimetype)
    status, body = handler(call, number)
    return Response(body, status, mimetype=JSON)


_STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
