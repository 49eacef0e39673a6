"""What the papers of an exam are like, for whoever is about to publish it."""

from functools import lru_cache

from flask import render_template

from quiz_app.core.web.services import database
from quiz_app.exams import fairness
from quiz_app.exams.blueprints import Blueprint
from quiz_app.exams.editions import Edition
from quiz_app.exams.fairness import Fairness
from quiz_app.exams.queries import drafts, listing, pools
from quiz_app.members.pages.identity import actor

MOST_SHOWN = 5
REPORTS_KEPT = 8


def show(exam_id: int) -> str:
    """A page of its own, of which the page before publishing fetches the part `#fairness`."""
    with database().reading() as session:
        exam, unit = listing.managed_exam(session, actor(), exam_id)
        draft = drafts.drafted(session, exam, unit)
        facilities = pools.facilities(session, draft.edition) if draft.edition else ()
    report = _report(draft.edition, facilities) if draft.edition else None
    blueprint = Blueprint.from_json(exam.blueprint)
    cap = None
    if report and blueprint.most_exposure:
        cap = fairness.about_cap(report, blueprint.most_exposure, blueprint.required)
    return render_template(
        "exams/manage/fairness.html",
        exam=exam,
        unit=unit,
        draft=draft,
        report=report,
        cap=cap,
        most=report.exposures[:MOST_SHOWN] if report else (),
        least=report.exposures[-MOST_SHOWN:] if report else (),
    )


@lru_cache(maxsize=REPORTS_KEPT)
def _report(edition: Edition, facilities: tuple[int, ...]) -> Fairness:
    """A report costs a second or two and is the same every time, so that reading it again costs nothing."""
    return fairness.measure(edition, facilities)
