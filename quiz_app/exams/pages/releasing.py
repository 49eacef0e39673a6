"""The results of an exam are published by hand, where its rules say so."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.core.errors import Conflict
from quiz_app.core.web.services import arrival, database
from quiz_app.exams import reviews
from quiz_app.exams.actions.releasing import publish_results
from quiz_app.exams.queries import drafts, listing, releasing
from quiz_app.members.pages.identity import actor


def release(exam_id: int) -> str | Response:
    """What publishing would show, to be confirmed, since nothing takes it back; then the deed."""
    me, at = actor(), arrival()
    if request.method == "POST":
        try:
            with database().transaction() as session:
                exam, unit = drafts.exam_to_change(session, me, exam_id)
                publish_results(session, me, exam, unit, at=at)
        except Conflict as refusal:
            flash(refusal.message, "danger")
        else:
            flash(_("已经公布。党员现在就能看到；等着的积分在几秒钟内记入台账。"), "success")
        return _to_exam(exam_id)
    with database().reading() as session:
        exam, unit = listing.managed_exam(session, me, exam_id)
        obstacles = releasing.obstacles(session, exam, at=at)
        papers = releasing.papers_of(session, exam)
    if obstacles:
        flash("".join(obstacles), "warning")
        return _to_exam(exam_id)
    shown = reviews.at_moment(reviews.review_of(exam), reviews.AFTER_PUBLICATION)
    return render_template(
        "exams/manage/release.html", exam=exam, unit=unit, papers=papers, shown=reviews.listed(shown)
    )


def _to_exam(exam_id: int) -> Response:
    return redirect(url_for("exams.manage.show", exam_id=exam_id), 303)
