"""An exam on paper, for who manages it; and a member's own result on paper."""

from io import BytesIO

from flask import flash, redirect, render_template, send_file, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.banks.pages.pictures import shelf
from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.core.printing.pdf import NoFont, NotSet
from quiz_app.core.printing.writing import offered, write, write_apart
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.actions import sitting
from quiz_app.exams.pages.results import marked_paper, sheet_of, with_key, withheld_key
from quiz_app.exams.printing import booklets
from quiz_app.exams.printing.booklets import pictures_of
from quiz_app.exams.printing.forms import most_on_a_page, refuse_too_many
from quiz_app.exams.printing.transcripts import Sitting, transcript
from quiz_app.exams.queries import sat
from quiz_app.exams.queries.printing import printable_exam
from quiz_app.exams.reviews import may_see_explanation
from quiz_app.exams.schemas import PrintPapersIn, PrintResultIn
from quiz_app.members.pages.identity import actor, proof


def show(exam_id: int) -> str:
    """How many papers, as what."""
    with database().reading() as session:
        exam = printable_exam(session, actor(), exam_id)
    return render_template(
        "exams/manage/print.html",
        exam_id=exam_id,
        exam=exam,
        wish=read_arguments(PrintPapersIn),
        most=most_on_a_page(exam),
        print_forms=offered(),
    )


def papers(exam_id: int) -> Response:
    """Papers, answer sheets and keys, as one file or as a zip of three."""
    wish = read_arguments(PrintPapersIn)
    with database().reading() as session:
        exam = printable_exam(session, actor(), exam_id)
    try:
        refuse_too_many(exam, wish.papers, on_a_page=True)
        made = booklets.documents(exam, wish.papers, pictures_of(exam.edition, shelf()))
        if wish.files == "apart":
            data, suffix = write_apart(made, wish.format), "zip"
        else:
            data, suffix = write(booklets.together(made, exam.title), wish.format), wish.format
    except (Invalid, NoFont, NotSet) as refusal:
        flash(refusal.message, "warning")
        return redirect(url_for(".show", exam_id=exam_id, **wish.model_dump()), 303)
    return send_file(BytesIO(data), as_attachment=True, download_name=f"{exam.title}-试卷.{suffix}")


def result(attempt_id: int) -> Response:
    """The member's own result with the whole paper, once the key may be seen."""
    wish, me = read_arguments(PrintResultIn), actor()
    with database().reading() as session:
        found = sat.own_attempt(session, me, attempt_id)
        if found.attempt.submitted_at is None:
            raise Conflict("还没有交卷，交卷后才能打印成绩单。", code="not_submitted")
        if not with_key(found):
            raise Forbidden(withheld_key(found))
        if found.attempt.score is None:
            raise Conflict("这份答卷还在等待阅卷，公布成绩以后才能打印成绩单。", code="awaits_marking")
        edition, paper, marked = marked_paper(session, found)
        held = _sitting(session, found, me.name, me.unit_name)
    sheet = sheet_of(found)
    explained = may_see_explanation(found.exam, arrival())
    document = transcript(
        held, edition, paper, sheet, marked, explained=explained, pictures=pictures_of(edition, shelf())
    )
    try:
        data = write(document, wish.format)
    except (NoFont, NotSet) as refusal:
        flash(refusal.message, "warning")
        return redirect(url_for("exams.attempts.review", attempt_id=attempt_id), 303)
    return send_file(BytesIO(data), as_attachment=True, download_name=f"{found.exam.title}-成绩单.{wish.format}")


def _sitting(session: Session, found: sat.Sat, name: str, unit: str) -> Sitting:
    receipt = sitting.receipt(session, proof(), found.attempt.id, at=arrival())
    attempt = found.attempt
    return Sitting(found.exam.title, name, unit, attempt.number, attempt.started_at, receipt.submitted_at, receipt.code)
