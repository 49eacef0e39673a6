"""Members with tokens at a real server, and plain connections to it, as many as there are threads."""

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from quiz_app.bench.processes import server
from quiz_app.core.db import Database
from quiz_app.core.web.admission import usual_gate
from quiz_app.members import tokens
from quiz_app.members.tables import Member, SignIn
from quiz_app.organizations.tables import Unit
from tests.conftest import SECRET

ROOT = Path(__file__).resolve().parents[2]
AGAIN = 0.1
PATIENCE = 60.0


@dataclass(frozen=True)
class Somebody:
    member_id: int
    token: str


def crowd(database: Database, unit: Unit, count: int) -> list[Somebody]:
    """So many members of a unit, each signed in for a day by the real clock."""
    now = datetime.now(UTC)
    with database.transaction() as session:
        members = [Member(number=f"X{index:05d}", name=f"成员{index}", unit_id=unit.id) for index in range(count)]
        session.add_all(members)
        session.flush()
        ends = now + timedelta(days=1)
        sign_ins = [SignIn(member_id=each.id, started_at=now, expires_at=ends) for each in members]
        session.add_all(sign_ins)
        session.flush()
        return [
            Somebody(each.member_id, tokens.issue(SECRET.encode(), tokens.Token(each.id, each.member_id, ends)))
            for each in sign_ins
        ]


@contextmanager
def serving(database: Database, *targets: str, shifts: tuple[int, ...] = ()) -> Iterator[list[int]]:
    """A server process for each target of `tests.exams.targets` on one database; gives their ports."""
    threads = usual_gate().threads
    url = database.engine.url.render_as_string(hide_password=False)
    environ = {"QUIZ_APP_DATABASE_URL": url, "QUIZ_APP_SECRET_KEY": SECRET, "PYTHONPATH": str(ROOT)}
    environ["QUIZ_APP_INSTANCE"] = os.environ.get("TMPDIR", "/tmp")
    with ExitStack() as stack:
        ports = []
        for place, target in enumerate(targets):
            shift = {"QUIZ_APP_TEST_SHIFT": str(shifts[place] if shifts else 0)}
            made = server(f"tests.exams.targets:{target}", 1, threads, environ=environ | shift, factory=True)
            ports.append(stack.enter_context(made)[0])
        yield ports


def written(method: str, path: str, token: str, body: dict[str, Any]) -> bytes:
    """A request as bytes."""
    sent = json.dumps(body).encode()
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
    )
    return head.encode() + sent


class Line:
    """A connection that is kept; one request at a time."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[int, Any]:
        """The status and the JSON of the answer, asked for again while the server is at its limit; ConnectionError
        where it does not come whole."""
        while True:
            self._socket.sendall(request)
            status, said = answer_on(self._socket)
            if status != HTTPStatus.SERVICE_UNAVAILABLE:
                return status, said
            time.sleep(AGAIN)

    def close(self) -> None:
        self._socket.close()


def answer_on(connection: socket.socket) -> tuple[int, Any]:
    """Read one answer with a Content-Length."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += _more(connection)
    head, _, body = got.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    length = int(lengths[0].partition(b":")[2])
    while len(body) < length:
        body += _more(connection)
    return int(head.split(b" ", 2)[1]), json.loads(body)


def _more(connection: socket.socket) -> bytes:
    found = connection.recv(65536)
    if not found:
        raise ConnectionError("the other side closed before the answer was whole")
    return found
