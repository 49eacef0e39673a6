"""The exam over HTTP, for scripts and for the exam page: start, save, submit, receipt."""

from apiflask import APIBlueprint
from flask import Response

from quiz_app.core.web.api import describe, read_arguments, read_json
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.express import JSON, by_flask
from quiz_app.core.web.refusals import json_answer
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.actions import sitting
from quiz_app.exams.actions.visits import report
from quiz_app.exams.api import hot
from quiz_app.exams.queries import listing
from quiz_app.exams.schemas import (
    ExamsIn,
    ExamsOut,
    ReceiptOut,
    SavedOut,
    SaveIn,
    SittingOut,
    StartIn,
    SubmitIn,
    VisitsIn,
    VisitsOut,
)
from quiz_app.exams.visits import Kind
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
            "mode": each.exam.mode,
            "counting": each.exam.counting,
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
    return by_flask(hot.start, exam_id)


@api.put("/attempts/<int:attempt_id>/answers")
@describe(api, sent=SaveIn, answered=SavedOut)
def save(attempt_id: int) -> Response:
    return by_flask(hot.save, attempt_id)


@api.post("/attempts/<int:attempt_id>/submission")
@describe(api, sent=SubmitIn, answered=ReceiptOut)
def submit(attempt_id: int) -> Response:
    return by_flask(hot.submit, attempt_id)


@api.post("/attempts/<int:attempt_id>/visits")
@describe(api, sent=VisitsIn, answered=VisitsOut)
def visits(attempt_id: int) -> Response:
    """What the page of an attempt says of itself: that it was left, that it is back."""
    sent = read_json(VisitsIn)
    seen = [(Kind[each.what.upper()], each.ago) for each in sent.visits]
    with database().brief() as work:
        report(work, proof(), attempt_id, seen, at=arrival())
    return json_answer({"received": len(seen)})


@api.get("/attempts/<int:attempt_id>/receipt")
@describe(api, answered=ReceiptOut)
def receipt(attempt_id: int) -> Response:
    with database().separate() as work:
        found = sitting.receipt(work, proof(), attempt_id, at=arrival())
    return Response(hot.write_receipt(found), mimetype=JSON)
