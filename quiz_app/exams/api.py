"""The exam over HTTP, for scripts and for the exam page: start, save, submit, receipt."""

import secrets

import orjson
from apiflask import APIBlueprint
from flask import Response

from quiz_app.core.db import from_milliseconds
from quiz_app.core.errors import Invalid
from quiz_app.core.web.api import describe, read_arguments, read_json
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.refusals import json_answer
from quiz_app.core.web.services import arrival, database
from quiz_app.exams import delivery, sheets
from quiz_app.exams.actions import sitting
from quiz_app.exams.actions.sitting import Sitting
from quiz_app.exams.queries import listing
from quiz_app.exams.receipts import Receipt
from quiz_app.exams.schemas import ExamsIn, ExamsOut, ReceiptOut, SavedOut, SaveIn, SittingOut, StartIn, SubmitIn
from quiz_app.members.pages.identity import caller, proof

api = APIBlueprint("exams_api", __name__)


@api.get("/exams")
@describe(api, answered=ExamsOut)
def exams() -> Response:
    actor = caller()
    asked = read_arguments(ExamsIn)
    after = unpack(asked.after, 2)
    with database().reading() as session:
        found = listing.open_exams(session, actor, at=arrival(), limit=asked.limit, after=after)
    items = [
        {
            "id": each.exam.id,
            "title": each.exam.title,
            "opens_at": each.exam.opens_at,
            "closes_at": each.exam.closes_at,
            "minutes": each.exam.minutes,
            "attempts_left": each.attempts_left,
        }
        for each in found
    ]
    following = pack(*found[-1].cursor) if len(found) == asked.limit else None
    return json_answer({"items": items, "next": following})


@api.post("/exams/<int:exam_id>/attempts")
@describe(api, sent=StartIn, answered=SittingOut, status=201)
def start(exam_id: int) -> Response:
    token, sent, at = proof(), read_json(StartIn), arrival()
    with database().brief() as work:
        begun = sitting.start(
            work,
            token,
            exam_id,
            at=at,
            new_writer=new_writer(),
            takeover=sent.takeover,
            known_writer=None if sent.writer is None else read_writer(sent.writer),
        )
    return Response(_sitting(begun), 201 if begun.is_new else 200, mimetype="application/json")


@api.put("/attempts/<int:attempt_id>/answers")
@describe(api, sent=SaveIn, answered=SavedOut)
def save(attempt_id: int) -> Response:
    token, sent, at = proof(), read_json(SaveIn), arrival()
    writer = read_writer(sent.writer)
    with database().separate() as work:
        saved = sitting.save(
            work, token, attempt_id, revision=sent.revision, writer=writer, answers=sent.answers, at=at
        )
    return json_answer({"revision": saved.revision, "saved_at": from_milliseconds(saved.saved_at)})


@api.post("/attempts/<int:attempt_id>/submission")
@describe(api, sent=SubmitIn, answered=ReceiptOut)
def submit(attempt_id: int) -> Response:
    token, sent, at = proof(), read_json(SubmitIn), arrival()
    writer = None if sent.writer is None else read_writer(sent.writer)
    with database().brief() as work:
        receipt = sitting.submit(
            work, token, attempt_id, at=at, revision=sent.revision, writer=writer, answers=sent.answers
        )
    return _receipt(receipt)


@api.get("/attempts/<int:attempt_id>/receipt")
@describe(api, answered=ReceiptOut)
def receipt(attempt_id: int) -> Response:
    with database().separate() as work:
        found = sitting.receipt(work, proof(), attempt_id, at=arrival())
    return _receipt(found)


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


def _sitting(begun: Sitting) -> bytes:
    attempt = begun.attempt
    head = orjson.dumps(
        {
            "id": attempt.id,
            "number": attempt.number,
            "server_time": arrival(),
            "deadline_at": from_milliseconds(attempt.deadline_at),
            "revision": attempt.revision,
            "saved_at": None if attempt.saved_at is None else from_milliseconds(attempt.saved_at),
            "writer": write_writer(begun.writer),
            "answers": sheets.plain(sheets.decode(attempt.sheet)),
        }
    )
    return b'%b,"questions":%b}' % (head[:-1], delivery.to_json(begun.prepared.fragments, begun.paper))


def _receipt(receipt: Receipt) -> Response:
    return json_answer(
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
        }
    )
