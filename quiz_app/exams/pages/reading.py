"""阅卷, as a reader meets it: which exams, the next answer, one's own marks. There is no name on these pages."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.markdown import inline
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.actions import marking as actions
from quiz_app.exams.delivery import in_points
from quiz_app.exams.forms.exams import blame
from quiz_app.exams.forms.marking import MarkForm
from quiz_app.exams.marking.deciding import Given, Stage, latest
from quiz_app.exams.queries import marking as queries
from quiz_app.exams.queries.marking import Marked
from quiz_app.members.pages.identity import actor

MOST_EXAMS = 50
LAST_MARKS = 30


def index() -> str:
    me = actor()
    with database().reading() as session:
        found = queries.readings(session, me, limit=MOST_EXAMS)
    return render_template("exams/reading/index.html", readings=found)


def show(exam_id: int) -> str:
    me = actor()
    with database().reading() as session:
        reading = queries.reading(session, me, exam_id)
        in_hand = queries.in_hand(session, reading.reader, at=arrival())
        marks = queries.own_marks(session, reading.reader, limit=LAST_MARKS)
    return render_template("exams/reading/show.html", reading=reading, in_hand=in_hand, marks=marks)


def take(exam_id: int) -> Response:
    """Take the next answer in hand."""
    me = actor()
    with database().transaction() as session:
        task_id = actions.claim_next(session, me, exam_id, at=arrival())
    if task_id is None:
        flash(_("现在没有要你评的答案。有新的，会出现在这里。"), "info")
        return _to_exam(exam_id)
    return redirect(url_for("exams.reading.task", task_id=task_id), 303)


def put_back(task_id: int) -> Response:
    me = actor()
    with database().transaction() as session:
        exam_id = actions.release(session, me, task_id)
    flash(_("已放回，别人可以评这一份。"), "success")
    return _to_exam(exam_id)


def task(task_id: int) -> Response | tuple[str, int]:
    """One answer beside its rubric, and the marks for it."""
    me = actor()
    with database().reading() as session:
        found = queries.task_to_mark(session, me, task_id)
    own = next((each for each in reversed(found.given) if each.reader_id == found.reader.id), None)
    form = MarkForm(
        data=None if own is None else {"shares": [f"{s / 100:g}" for s in own.shares], "comment": own.comment}
    ).offer(found.worth)
    if form.validate_on_submit():
        shares = form.given()
        if shares is not None:
            try:
                with database().transaction() as session:
                    actions.give(
                        session, me, task_id, shares=shares, comment=(form.comment.data or "").strip(), at=arrival()
                    )
            except (Invalid, Conflict) as refusal:
                blame(form, refusal)
            else:
                flash(_("已记下。公布以前都可以改。"), "success")
                if request.form.get("then") == "next" and own is None:
                    return take(found.task.exam_id)
                return _to_exam(found.task.exam_id)
    page = render_template(
        "exams/reading/task.html",
        found=found,
        stem_html=inline(found.question.stem),
        points=[(point.text, in_points(worth)) for point, worth in zip(found.rubric.points, found.worth, strict=True)],
        full=in_points(found.task.points),
        earlier=_earlier(found),
        own=own,
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


def _earlier(found: Marked) -> list[tuple[str, str, str]]:
    """For an adjudicator (which reading, its marks, its comment) of both readers; for a reader nothing, so that the
    second mark does not lean on the first."""
    if found.task.stage != Stage.ADJUDICATION or any(g.reader_id == found.reader.id for g in found.given):
        return []
    names = {Stage.FIRST: _("第一次评阅"), Stage.SECOND: _("第二次评阅")}
    standing = latest(found.given)
    return [(name, _sum(standing[stage]), standing[stage].comment) for stage, name in names.items()]


def _sum(given: Given) -> str:
    return " + ".join(f"{share / 100:g}" for share in given.shares) + f" = {given.score / 100:g}"


def _to_exam(exam_id: int) -> Response:
    return redirect(url_for("exams.reading.show", exam_id=exam_id), 303)
