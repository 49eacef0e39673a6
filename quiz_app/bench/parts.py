"""Where each microsecond of an attempt goes: the pure parts by themselves, and each request as a whole, in one process.

Nothing travels over a network here: what a server adds to every request, the bare request of `bench exam` shows. What
is left of a request beside its pure parts are its statements, the commit that waits for the disk not counted (it is
waiting, not CPU), and the way to the handler and back. On PostgreSQL its own CPU is not in these figures.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import orjson
from sqlalchemy.engine import make_url

from quiz_app.bench.stage import Stage, build, database_for
from quiz_app.boards.actions.recording import Movement, record_best, record_points
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.core.statements import AnyWork
from quiz_app.core.web.api import validated
from quiz_app.exams import delivery, receipts, sheets
from quiz_app.exams.grading import grade
from quiz_app.exams.papers import member_seed
from quiz_app.exams.queries.hot import Prepared, prepared_by_id
from quiz_app.exams.schemas import SaveIn, StartIn, SubmitIn
from quiz_app.exams.tables.exams import Exam
from quiz_app.members import tokens

SAVES = 10


@dataclass(frozen=True, slots=True)
class PartFigures:
    """Microseconds of CPU. `start`, `save` and `submit` have their pure parts by name, `statements_and_rest`, and
    `whole`; `attempt` is one start, ten saves and one submission. `boards` is what a submission writes to the boards of
    the exam and of study points, and `boards_percent` what that is of all else that a submission takes."""

    database: str
    attempts: int
    start: dict[str, float]
    save: dict[str, float]
    submit: dict[str, float]
    attempt: float
    boards: float
    boards_percent: float

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def run(create_app: Callable[[Settings], Any], url: str | None = None, *, attempts: int = 500) -> PartFigures:
    with database_for(url) as own_url:
        stage = build(own_url, members=max(1000, attempts), sitting=attempts)
        wholes = _wholes(create_app, stage)
        parts = _parts(stage)
        boards = _boards(stage)
        name = make_url(own_url).drivername
    made = {kind: _with_rest(parts[kind], wholes[kind]) for kind in ("start", "save", "submit")}
    total = wholes["start"] + SAVES * wholes["save"] + wholes["submit"]
    percent = round(100 * boards / (wholes["submit"] - boards), 1)
    return PartFigures(
        name, attempts, made["start"], made["save"], made["submit"], round(total, 1), round(boards, 1), percent
    )


def _with_rest(parts: dict[str, float], whole: float) -> dict[str, float]:
    return {**parts, "statements_and_rest": round(whole - sum(parts.values()), 1), "whole": round(whole, 1)}


def _wholes(create_app: Callable[[Settings], Any], stage: Stage) -> dict[str, float]:
    """Each request through the door of the site, as the mean of all attempts."""
    app = create_app(Settings.read(stage.environ))
    for path in ("/health", "/api/v1/exams"):
        _asked(app, "GET", path, stage.tokens[0], None)
    begun, start = _timed(
        lambda: [_asked(app, "POST", f"/api/v1/exams/{stage.exam_id}/attempts", each, {}) for each in stage.tokens]
    )
    opened = [(orjson.loads(raw), token) for raw, token in zip(begun, stage.tokens, strict=True)]
    rounds = []
    for revision in range(1, SAVES + 1):
        bodies = [_sheet(each, revision) for each, _ in opened]
        rounds.append(_timed(lambda bodies=bodies: _saved(app, opened, bodies))[1])
    _, submit = _timed(
        lambda: [
            _asked(app, "POST", f"/api/v1/attempts/{each['id']}/submission", token, {"writer": each["writer"]})
            for each, token in opened
        ]
    )
    count = len(opened)
    return {"start": start / count, "save": sum(rounds) / SAVES / count, "submit": submit / count}


def _saved(app: Any, opened: Sequence[tuple[dict[str, Any], str]], bodies: Sequence[object]) -> None:
    for (each, token), body in zip(opened, bodies, strict=True):
        _asked(app, "PUT", f"/api/v1/attempts/{each['id']}/answers", token, body)


def _sheet(begun: dict[str, Any], revision: int) -> dict[str, object]:
    questions = begun["questions"][: len(begun["questions"]) * revision // SAVES]
    answers = {str(each["no"]): [each["options"][0]["key"]] for each in questions}
    return {"revision": revision, "writer": begun["writer"], "answers": answers}


def _parts(stage: Stage) -> dict[str, dict[str, float]]:
    """The pure parts, each repeated often; a save in the middle has half of the answers."""
    database = Database(stage.url.replace("postgresql:", "postgresql+psycopg:"))
    with database.reading() as session:
        edition_id = session.get_one(Exam, stage.exam_id).edition_id
        assert edition_id is not None
        prepared = prepared_by_id(session, edition_id)
    database.dispose()
    at, key, word = datetime.now(UTC), stage.secret.encode(), stage.tokens[0]
    paper = _paper(prepared)
    half = {str(no): ["A"] for no in range(1, len(paper) // 2 + 1)}
    full = sheets.merge({}, dict.fromkeys(range(1, len(paper) + 1), ("A",)), 600)
    stored = sheets.encode(sheets.merge({}, sheets.parse(half), 300))
    body = orjson.dumps({"revision": 5, "writer": "7" * 15, "answers": half})
    token = _each(lambda: tokens.read(key, word, at))
    return {
        "start": {
            "token": token,
            "body": _each(lambda: validated(StartIn, b"{}", "application/json")),
            "draw": _each(lambda: _paper(prepared)),
            "paper_as_json": _each(lambda: delivery.to_json(prepared.fragments, paper)),
        },
        "save": {
            "token": token,
            "body": _each(lambda: validated(SaveIn, body, "application/json")),
            "sheet": _each(lambda: sheets.encode(sheets.merge(sheets.decode(stored), sheets.parse(half), 400))),
        },
        "submit": {
            "token": token,
            "body": _each(lambda: validated(SubmitIn, b'{"writer":"777777777777777"}', "application/json")),
            "sheet": _each(lambda: sheets.decode(sheets.encode(full))),
            "draw": _each(lambda: _paper(prepared)),
            "grade": _each(lambda: grade(prepared.edition, paper, full)),
            "receipt": _each(lambda: receipts.code(prepared.seed, 1, 1, stored)),
        },
    }


def _boards(stage: Stage) -> float:
    """What the boards take of a submission that passes, as those measured do: a result and points, in a transaction of
    which the commit is not counted."""
    database = Database(stage.url.replace("postgresql:", "postgresql+psycopg:"))
    with database.reading() as session:
        board_id = session.get_one(Exam, stage.exam_id).board_id
    assert board_id is not None
    at, members = datetime.now(UTC), range(1, len(stage.tokens) + 1)

    def write(work: AnyWork, member: int) -> None:
        record_best(work, board_id, member, 18_000_000 + member, at=at)
        record_points(work, [Movement(member, 5, at)])

    with database.brief() as work:
        write(work, 1)
        took = _timed(lambda: [write(work, member) for member in members])[1]
    database.dispose()
    return took / len(members)


def _paper(prepared: Prepared) -> Any:
    return prepared.drawing.draw(member_seed(prepared.seed, 7), 1)


def _each(work: Callable[[], object], times: int = 2000) -> float:
    """Microseconds of CPU of one call, the least of five means."""
    work()
    return round(min(_timed(lambda: [work() for _ in range(times // 5)])[1] / (times // 5) for _ in range(5)), 1)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """(what it gives, microseconds of this process's CPU)."""
    began = time.process_time()
    made = work()
    return made, (time.process_time() - began) * 1e6


def _asked(app: Any, method: str, path: str, token: str, body: object) -> bytes:
    sent = b"" if body is None else orjson.dumps(body)
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(sent)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(sent),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    told: list[str] = []
    answer: Iterable[bytes] = app.wsgi_app(environ, lambda status, *_: told.append(status))
    raw = b"".join(answer)
    if not told[0].startswith("2"):
        raise RuntimeError(f"{method} {path}: {told[0]} {raw[:200]!r}")
    return raw
