"""A member's own record and ledger over HTTP."""

from apiflask import APIBlueprint
from flask import Response

from quiz_app.boards.periods import containing
from quiz_app.core.web.api import describe, read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.refusals import json_answer
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.delivery import in_points
from quiz_app.members.pages.identity import caller
from quiz_app.records.hours import HOURS_A_YEAR, SOURCE, in_hours
from quiz_app.records.queries.mine import Outcome, ledger_page, outcomes, year_figures
from quiz_app.records.schemas import PageIn, PointsOut, RecordOut

api = APIBlueprint("records_api", __name__)

LATEST = 20


@api.get("/members/me/points")
@describe(api, answered=PointsOut)
def points() -> Response:
    """The ledger of study points, the latest first, each entry with its reason."""
    me, asked = caller(), read_arguments(PageIn)
    with database().reading() as session:
        found = ledger_page(session, me.member_id, limit=asked.limit, after=unpack(asked.after, 2))
    following = pack(*found.following) if found.following else None
    return json_answer({"balance": found.balance, "items": found.lines, "next": following})


@api.get("/members/me/record")
@describe(api, answered=RecordOut)
def record() -> Response:
    """The year so far: points, study hours, exams, and the latest results."""
    me, at = caller(), arrival()
    with database().reading() as session:
        figures = year_figures(session, me.member_id, at=at)
        latest = outcomes(session, me.member_id, kind="exam", limit=LATEST, before=None, at=at)
    return json_answer(
        {
            "member": {"id": me.member_id, "name": me.name, "unit": me.unit_name},
            "year": int(containing("year", at).name),
            "points": figures.points,
            "study_hours": in_hours(figures.quarter_hours),
            "hours_target": HOURS_A_YEAR,
            "hours_source": SOURCE,
            "exams_passed": figures.exams_passed,
            "exams_taken": figures.exams_taken,
            "results": [_result(each) for each in latest],
        }
    )


def _result(found: Outcome) -> dict[str, object]:
    return {
        "attempt_id": found.attempt_id,
        "exam_id": found.exam_id,
        "title": found.title,
        "number": found.number,
        "submitted_at": found.submitted_at,
        "score": None if found.score is None else in_points(found.score),
        "max_score": in_points(found.max_score),
        "passed": found.passed,
        "mode": found.mode,
        "counts": None if found.score is None else found.counts,
        "explained": found.standing.explained if found.standing else None,
    }
