"""Start, save, submit over HTTP: plain functions of a call, in front of Flask and behind its views alike."""

import secrets

import orjson

from quiz_app.core.db import from_milliseconds
from quiz_app.core.errors import Invalid, Unauthenticated
from quiz_app.core.queueing import ANSWERS, STARTS
from quiz_app.core.web.express import NUMBER, Answer, Call, Route, Urgent
from quiz_app.exams import delivery, sheets
from quiz_app.exams.actions import passwords, saving, sitting
from quiz_app.exams.actions.sitting import Sitting
from quiz_app.exams.queries.hot import SIGN_IN_FIRST
from quiz_app.exams.receipts import Receipt
from quiz_app.exams.schemas import SaveIn, StartIn, SubmitIn
from quiz_app.members import tokens
from quiz_app.members.tokens import Token


def start(call: Call, exam_id: int) -> Answer:
    """Begin the next attempt, or resume the open one."""
    token, sent, database = proof(call), call.read(StartIn), call.services.database
    proven = sent.password is not None and _prove(call, token, exam_id, sent.password)
    if not sent.takeover and sent.writer is None:
        with database.read_and_write() as work:
            fresh = sitting.start_fresh(work, token, exam_id, at=call.at, new_writer=new_writer(), has_password=proven)
        if fresh is not None:
            return Answer(201, _sitting(fresh, call))
    with database.brief() as work:
        begun = sitting.start(
            work,
            token,
            exam_id,
            at=call.at,
            new_writer=new_writer(),
            takeover=sent.takeover,
            known_writer=None if sent.writer is None else read_writer(sent.writer),
            has_password=proven,
        )
    return Answer(201 if begun.is_new else 200, _sitting(begun, call))


def save(call: Call, attempt_id: int) -> Answer:
    """Store the whole sheet."""
    token, sent = proof(call), call.read(SaveIn)
    writer = read_writer(sent.writer)
    with call.services.database.apart() as work:
        saved = saving.save(
            work, token, attempt_id, revision=sent.revision, writer=writer, answers=sent.answers, at=call.at
        )
    told = {
        "revision": saved.revision,
        "saved_at": from_milliseconds(saved.saved_at),
        "deadline_at": from_milliseconds(saved.deadline_at),
    }
    return Answer(200, orjson.dumps(told))


def submit(call: Call, attempt_id: int) -> Answer:
    """Close the attempt, with its last sheet if one comes along."""
    token, sent = proof(call), call.read(SubmitIn)
    writer = None if sent.writer is None else read_writer(sent.writer)
    with call.services.database.brief() as work:
        receipt = sitting.submit(
            work, token, attempt_id, at=call.at, revision=sent.revision, writer=writer, answers=sent.answers
        )
    return Answer(200, write_receipt(receipt))


ROUTES = (
    Route("PUT", f"/api/v1/attempts/{NUMBER}/answers", save, ANSWERS),
    Route("POST", f"/api/v1/exams/{NUMBER}/attempts", start, STARTS),
    Route("POST", f"/api/v1/attempts/{NUMBER}/submission", submit, ANSWERS),
)
URGENT = (  # the same where no script runs, and what the exam page is made of
    Urgent("POST", "/exams/attempts/", ANSWERS),
    Urgent("PUT", "/api/v1/attempts/", ANSWERS),
    Urgent("POST", "/api/v1/attempts/", ANSWERS),
    Urgent("POST", "/exams/[0-9]+/start", STARTS),
    Urgent("GET", "/exams/attempts/", STARTS),
    Urgent("GET", "/static/", STARTS),
)


def proof(call: Call) -> Token:
    """The checked token of a call, without a look-up: the action asks for the row itself."""
    token = tokens.read(call.services.settings.secret_key, tokens.carried(call.environ), call.at)
    if token is None:
        raise Unauthenticated(SIGN_IN_FIRST)
    return token


def new_writer() -> int:
    """A fresh secret for the one device that may write: 63 random bits, never 0."""
    return secrets.randbits(63) or 1


def read_writer(word: str) -> int:
    try:
        return int(word, 16)
    except ValueError:
        raise Invalid("writer 不对：请原样送回开始作答时得到的 writer。", fields={"writer": "无效"}) from None


def write_writer(writer: int | None) -> str | None:
    return None if writer is None else f"{writer:x}"


def write_receipt(receipt: Receipt) -> bytes:
    return orjson.dumps(
        {
            "id": receipt.attempt_id,
            "score": receipt.score,
            "max_score": receipt.max_score,
            "passed": receipt.passed,
            "submitted_at": receipt.submitted_at,
            "points_awarded": receipt.points_awarded,
            "revision": receipt.revision,
            "by_deadline": receipt.by_deadline,
            "receipt": receipt.code,
            "current": receipt.current,
        }
    )


def _prove(call: Call, token: Token, exam_id: int, password: str) -> bool:
    """In a transaction of its own: a wrong guess is counted although the start is refused."""
    with call.services.database.brief() as work:
        secret = call.services.settings.secret_key
        refusal = passwords.prove(work, token, exam_id, password, secret=secret, at=call.at)
    if refusal is not None:
        raise refusal
    return True


def _sitting(begun: Sitting, call: Call) -> bytes:
    attempt = begun.attempt
    head = orjson.dumps(
        {
            "id": attempt.id,
            "number": attempt.number,
            "server_time": call.at,
            "deadline_at": from_milliseconds(attempt.deadline_at),
            "hand_in_from": begun.hand_in_from,
            "revision": attempt.revision,
            "saved_at": None if attempt.saved_at is None else from_milliseconds(attempt.saved_at),
            "writer": write_writer(begun.writer),
            "answers": sheets.plain(sheets.decode(attempt.sheet)),
        }
    )
    return b'%b,"questions":%b}' % (head[:-1], delivery.to_json(begun.prepared.fragments, begun.paper))
