"""Requests and answers are cut at every class of byte and sent again as the exam page does: all of it happens once."""

import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from typing import Any

import pytest
from sqlalchemy import func, select

from quiz_app.core.db import Database
from quiz_app.exams import sheets
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.points.tables import LedgerEntry
from tests.exams.crowd import Somebody, answer_on, crowd, serving, written
from tests.exams.cutting import CuttingProxy, Side
from tests.exams.test_races import double_awards
from tests.exams.test_races_over_http import open_now  # noqa: F401

SHEET = {"1": ["A"], "9": ["季度"]}
LAST = {"1": ["B"], "9": ["月"]}
TRIES = 3
Where = Callable[[bytes], int]
CLASSES: dict[str, Where] = {
    "before the first line": lambda _: 0,
    "within the first line": lambda message: message.index(b"\r\n") // 2,
    "after the first line": lambda message: message.index(b"\r\n") + 2,
    "within the headers": lambda message: message.index(b"\r\n\r\n") * 2 // 3,
    "before the empty line": lambda message: message.index(b"\r\n\r\n") + 2,
    "after the headers": lambda message: message.index(b"\r\n\r\n") + 4,
    "within the body": lambda message: (message.index(b"\r\n\r\n") + 4 + len(message)) // 2,
    "before the last byte": lambda message: len(message) - 1,
    "after all of it": len,
}
SHORT = [(side, where) for where in CLASSES.values() for side in ("request", "answer")]
MANY = [
    (side, lambda message, step=step: step % (len(message) + 1))
    for step in range(400)
    for side in ("request", "answer")
]


class Page:
    """Somebody's exam page behind a proxy: what gets no whole answer is sent again as it was."""

    def __init__(self, proxy: CuttingProxy, who: Somebody, *, tries: int = TRIES) -> None:
        self._proxy, self._who, self._tries = proxy, who, tries
        self.sent = 0

    def ask(self, method: str, path: str, body: dict[str, Any], side: Side, where: Where, answer: bytes) -> Any:
        """Send a request that is cut the first time; `answer` is as long as its answer will be."""
        request = written(method, path, self._who.token, body)
        self._proxy.cut(side, where(request if side == "request" else answer))
        for _ in range(self._tries):
            self.sent += 1
            with suppress(OSError), socket.create_connection(("127.0.0.1", self._proxy.port), timeout=20) as line:
                line.sendall(request)
                return answer_on(line)
        return None, None


@pytest.fixture
def port(database: Database) -> Iterator[int]:
    with serving(database, "site") as ports:
        yield ports[0]


def sit(proxy: CuttingProxy, exam: Exam, who: Somebody, side: Side, where: Where, *, tries: int = TRIES) -> list[Any]:
    """A whole attempt with a cut in each of its requests; what was told in the end."""
    page, told = Page(proxy, who, tries=tries), []
    begun = page.ask("POST", f"/api/v1/exams/{exam.id}/attempts", {}, side, where, sample(4000))
    told.append(begun[0])
    if begun[0] is None:
        return told
    path, writer = f"/api/v1/attempts/{begun[1]['id']}", begun[1]["writer"]
    sheet = {"revision": 1, "writer": writer, "answers": SHEET}
    told.append(page.ask("PUT", f"{path}/answers", sheet, side, where, sample(60))[0])
    last = {"revision": 2, "writer": writer, "answers": LAST}
    submitted = page.ask("POST", f"{path}/submission", last, side, where, sample(270))
    return [*told, submitted[0], submitted[1] and submitted[1]["revision"]]


def sample(length: int) -> bytes:
    """An answer of about the length that one has."""
    head = b"HTTP/1.1 200 OK\r\nserver: granian\r\ncontent-type: application/json\r\ncontent-length: 0000\r\n\r\n"
    return head + b"x" * length


def ended_otherwise(database: Database, members: Sequence[Somebody]) -> list[int]:
    """Members with more or less than one attempt, handed in once with the last sheet, and one award."""
    with database.reading() as session:
        rows = session.query(Attempt).order_by(Attempt.id).all()
        awards = dict(
            session.execute(select(LedgerEntry.member_id, func.count()).group_by(LedgerEntry.member_id)).all()
        )
    found = {who.member_id: [row for row in rows if row.member_id == who.member_id] for who in members}
    return [
        member
        for member, own in found.items()
        if [(row.revision, row.closed_by, sheets.plain(sheets.decode(row.sheet))) for row in own] != [(2, 1, LAST)]
        or awards.get(member) != 1
    ]


@pytest.mark.parametrize("cuts", [SHORT, pytest.param(MANY, marks=pytest.mark.slow)], ids=["classes", "bytes"])
def test_wherever_it_is_cut_an_attempt_happens_once(database, cast, open_now, port, record_figure, cuts) -> None:  # noqa: F811
    members = crowd(database, cast.units["港口党支部"], len(cuts))
    with CuttingProxy(port) as proxy:
        told = [sit(proxy, open_now, who, *cut) for who, cut in zip(members, cuts, strict=True)]
    assert [each for each in told if each[0] not in (200, 201) or each[1:] != [200, 200, 2]] == []
    assert proxy.cuts == 3 * len(cuts)
    assert ended_otherwise(database, members) == []
    assert double_awards(database) == 0
    record_figure("cut connections", database, cuts=proxy.cuts, not_exactly_once=0)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_client_that_sends_nothing_again_does_not_end_as_it_should(database, cast, open_now, port) -> None:  # noqa: F811
    members = crowd(database, cast.units["港口党支部"], len(SHORT))
    with CuttingProxy(port) as proxy:
        for who, cut in zip(members, SHORT, strict=True):
            sit(proxy, open_now, who, *cut, tries=1)
    assert len(ended_otherwise(database, members)) > len(SHORT) // 2


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("until", ["headers", "bodies"])
def test_connections_that_stay_half_open_keep_nobody_waiting(database, cast, open_now, port, until) -> None:  # noqa: F811
    members = crowd(database, cast.units["港口党支部"], 2)
    address = f"/api/v1/exams/{open_now.id}/attempts"
    request = written("POST", address, members[0].token, {"takeover": False})
    headers = request.index(b"\r\n\r\n") + 4
    cuts = [0, 10, headers // 2] if until == "headers" else [headers, len(request) - 3]
    with ExitStack() as held:
        for at in cuts * 8:
            line = held.enter_context(socket.create_connection(("127.0.0.1", port)))
            line.sendall(request[:at])
        time.sleep(0.5)
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(written("POST", address, members[1].token, {}))
            assert answer_on(line)[0] == 201
