"""Clients that behave like the exam page: one connection each, one attempt after another."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

import orjson

SAVES = 10
TIMEOUT = 30.0
Item = TypeVar("Item")


@dataclass(slots=True)
class Tally:
    """What one round of requests saw: seconds of each save, how many answers were not as they should be."""

    saves: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0


def attempts(port: int, exam_id: int, tokens: Sequence[str], *, connections: int) -> Tally:
    """One whole attempt for each token: start, ten saves of a growing sheet, submit."""
    return _drive(port, tokens, connections, lambda http, token, tally: _attempt(http, exam_id, token, tally))


def bare_requests(port: int, count: int, *, connections: int) -> Tally:
    return _drive(port, range(count), connections, lambda http, _, tally: _request(http, "GET", "/", None, None, tally))


def gets(port: int, paths: Sequence[tuple[str, str]], *, connections: int) -> Tally:
    """One GET for each (path, token)."""
    return _drive(
        port, paths, connections, lambda http, each, tally: _request(http, "GET", each[0], each[1], None, tally)
    )


def _drive(
    port: int, items: Sequence[Item], connections: int, work: Callable[[HTTPConnection, Item, Tally], object]
) -> Tally:
    queue: SimpleQueue[Item] = SimpleQueue()
    for item in items:
        queue.put(item)
    tallies = [Tally() for _ in range(connections)]
    threads = [threading.Thread(target=_client, args=(port, queue, tally, work)) for tally in tallies]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    merged = Tally(seconds=time.perf_counter() - began)
    for tally in tallies:
        merged.saves += tally.saves
        merged.errors += tally.errors
    return merged


def _client(
    port: int, queue: "SimpleQueue[Item]", tally: Tally, work: Callable[[HTTPConnection, Item, Tally], object]
) -> None:
    http = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        while True:
            work(http, queue.get_nowait(), tally)
    except Empty:
        return
    except (OSError, HTTPException) as error:
        tally.errors.append(repr(error))
    finally:
        http.close()


def _attempt(http: HTTPConnection, exam_id: int, token: str, tally: Tally) -> None:
    begun = _request(http, "POST", f"/api/v1/exams/{exam_id}/attempts", token, {}, tally)
    if begun is None:
        return
    address, writer, questions = f"/api/v1/attempts/{begun['id']}", begun["writer"], begun["questions"]
    answers: dict[str, list[str]] = {}
    for revision in range(1, SAVES + 1):
        for question in questions[(revision - 1) * len(questions) // SAVES : revision * len(questions) // SAVES]:
            answers[str(question["no"])] = _some_answer(question)
        before = time.perf_counter()
        _request(
            http,
            "PUT",
            f"{address}/answers",
            token,
            {"revision": revision, "writer": writer, "answers": answers},
            tally,
        )
        tally.saves.append(time.perf_counter() - before)
    _request(http, "POST", f"{address}/submission", token, {"writer": writer}, tally)


def _some_answer(question: dict[str, Any]) -> list[str]:
    options = question["options"]
    if not options:
        return ["三"] * question["blanks"]
    return [options[question["no"] % len(options)]["key"]]


def _request(http: HTTPConnection, method: str, path: str, token: str | None, body: object, tally: Tally) -> Any:
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    http.request(method, path, None if body is None else orjson.dumps(body), headers)
    answer = http.getresponse()
    raw = answer.read()
    if answer.status >= 300:
        tally.errors.append(f"{method} {path}: {answer.status} {raw[:200]!r}")
        return None
    return orjson.loads(raw)
