"""One attempt on its member's screen: answering, the result, the review."""

import re
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.banks.queries.stars import starred_among
from quiz_app.core.db import from_milliseconds, to_milliseconds
from quiz_app.core.errors import Conflict, Forbidden, Gone, Invalid
from quiz_app.core.web.locale import clock_time
from quiz_app.core.web.services import arrival, database
from quiz_app.exams import delivery, results, rules, sheets
from quiz_app.exams.actions import saving, sitting
from quiz_app.exams.actions.resuming import resume
from quiz_app.exams.actions.sitting import Sitting
from quiz_app.exams.amending import notes
from quiz_app.exams.api.hot import new_writer, read_writer, write_writer
from quiz_app.exams.editions import Edition
from quiz_app.exams.grading import Result, grade_with
from quiz_app.exams.papers import Paper, draw, member_seed
from quiz_app.exams.queries import hot, sat
from quiz_app.exams.queries.marking import marks_of
from quiz_app.exams.queries.maxima import amendments_of
from quiz_app.exams.queries.sat import Sat
from quiz_app.exams.results import NO_MISTAKES
from quiz_app.exams.reviews import may_see_key
from quiz_app.exams.sections import sections
from quiz_app.exams.ways import LABELS
from quiz_app.members.pages.identity import actor, proof
from quiz_app.organizations.actors import Actor

ENDED = ("submitted", "deadline_passed")

_FIELD = re.compile(r"q(?P<no>[0-9]+)(?:-(?P<part>[1-9]))?")


def show(attempt_id: int) -> str | Response:
    """The paper in the hand of whoever holds the right to write; for another device, the way to take over."""
    actor()
    with database().transaction() as session:
        begun = resume(session, proof(), attempt_id, at=arrival(), new_writer=new_writer())
    if begun is None:
        return _to_result(attempt_id)
    return paper_page(begun)


def answer(attempt_id: int) -> Response:
    """What the exam page sends where no script runs: save, check before handing in, submit, or take over from another
    device."""
    wish, token = request.form.get("do"), proof()
    if wish == "takeover":
        with database().transaction() as session:
            resume(session, token, attempt_id, at=arrival(), new_writer=new_writer(), takeover=True)
        return _to_paper(attempt_id)
    if wish not in ("save", "check", "submit"):
        raise Invalid("没有看懂要做什么，请用页面上的按钮。", fields={"do": "写 save、check、submit 或 takeover"})
    sheet = sent_sheet()
    try:
        with database().transaction() as session:
            (sitting.submit if wish == "submit" else saving.save)(session, token, attempt_id, **sheet)
    except (Conflict, Gone) as refusal:
        if refusal.code in ENDED:
            return _to_result(attempt_id)
        raise
    if wish == "submit":
        return _to_result(attempt_id)
    if wish == "check":
        return redirect(url_for("exams.attempts.confirm", attempt_id=attempt_id), 303)
    flash(_("已保存 %(time)s", time=clock_time(arrival())), "success")
    return _to_paper(attempt_id)


def confirm(attempt_id: int) -> str | Response:
    """What is still open, before a paper is handed in where no script runs."""
    actor()
    with database().transaction() as session:
        begun = resume(session, proof(), attempt_id, at=arrival(), new_writer=new_writer())
    if begun is None:
        return _to_result(attempt_id)
    if begun.writer is None:
        return _to_paper(attempt_id)
    return confirm_page(begun, url_for("exams.attempts.show", attempt_id=attempt_id))


def confirm_page(begun: Sitting, paper_url: str) -> str:
    """What is still open, with the way back to the paper."""
    answers = sheets.plain(sheets.decode(begun.attempt.sheet))
    return render_template(
        "exams/attempts/confirm.html",
        paper=paper_url,
        exam={"title": begun.exam.title},
        attempt=_shown(begun),
        answers=answers,
        open=_open(begun, answers),
        begun=_open(begun, answers) & {int(no) for no in answers},
        total=len(begun.paper),
        time_left=rules.time_left,
        at=arrival(),
    )


def result(attempt_id: int) -> str | Response:
    """The score, what it brought, and what was wrong, as far as the exam's rule for the review lets it be seen."""
    me, at = actor(), arrival()
    with database().reading() as session:
        found = sat.own_attempt(session, me, attempt_id)
    if found.attempt.submitted_at is None:
        if at < found.attempt.deadline_at:
            return _to_paper(attempt_id)
        with database().transaction() as session:
            sitting.submit(session, proof(), attempt_id, at=at)
    with database().reading() as session:
        found = sat.own_attempt(session, me, attempt_id)
        receipt = sitting.receipt(session, proof(), attempt_id, at=at)
        edition, paper, marked = marked_paper(session, found)
        corrections = notes(amendments_of(session, found.attempt.edition_id), paper)
        key_is_open = with_key(found)
        starred = _starred(session, me, edition, paper) if key_is_open else set()
    with_score = receipt.score is not None
    reviewed = results.noted(results.lines(edition, paper, sheet_of(found), marked), corrections)
    mistakes = results.mistakes(reviewed) if key_is_open else NO_MISTAKES
    return render_template(
        "exams/attempts/result.html",
        exam=found.exam,
        sat=found,
        receipt=receipt,
        told=receipt.told,
        corrections=[(no, each) for no, known in sorted(corrections.items()) for each in known],
        duration=results.duration(to_milliseconds(receipt.submitted_at) - to_milliseconds(found.attempt.started_at)),
        parts=results.by_area(edition, paper, marked) if with_score else [],
        mistakes=mistakes,
        starred=starred,
        time_was_up=results.time_was_up(receipt.submitted_at, found.attempt.deadline_at),
        with_key=key_is_open,
        awaits_marking=found.attempt.score is None,
        withheld_score=_no_score_yet(found),
        withheld_key=rules.withheld_key(found.exam.review_rule, found.exam.closes_at),
        pass_score=delivery.in_points(rules.least_passing(marked.max_score, edition.pass_percent)),
        may_retry=found.may_retry(at),
        way=LABELS.get(found.attempt.kind or 0, ""),
    )


def review(attempt_id: int) -> str:
    """All questions of an attempt with their answers."""
    me = actor()
    with database().reading() as session:
        found = sat.own_attempt(session, me, attempt_id)
        if found.attempt.submitted_at is None:
            raise Conflict("还没有交卷，交卷后才能查看解析。", code="not_submitted")
        if not with_key(found):
            raise Forbidden(rules.withheld_key(found.exam.review_rule, found.exam.closes_at))
        edition, paper, marked = marked_paper(session, found)
        corrections = notes(amendments_of(session, found.attempt.edition_id), paper)
        starred = _starred(session, me, edition, paper)
    lines = results.noted(results.lines(edition, paper, sheet_of(found), marked), corrections)
    return render_template("exams/attempts/review.html", exam=found.exam, sat=found, lines=lines, starred=starred)


def paper_page(begun: Sitting, urls_here: Mapping[str, str] | None = None, **around: Any) -> str:
    """The paper in the hand; `urls_here` are those of another place than the member's own pages, `around` is what that
    place says besides."""
    attempt = begun.attempt
    urls = {
        "answers": url_for("exams_api.save", attempt_id=attempt.id),
        "submission": url_for("exams_api.submit", attempt_id=attempt.id),
        "start": url_for("exams_api.start", exam_id=attempt.exam_id),
        "result": url_for("exams.attempts.result", attempt_id=attempt.id),
        "sign_in": url_for("members.sign_in"),
        "home": url_for("exams.show", exam_id=attempt.exam_id),
        **(urls_here or {}),
    }
    paper = delivery.deliver(begun.prepared.presented, begun.paper)
    return render_template(
        "exams/attempts/show.html",
        exam={"title": begun.exam.title, "minutes": begun.exam.minutes},
        attempt=_shown(begun),
        sections=sections(paper, sheets.plain(sheets.decode(attempt.sheet))),
        urls=urls,
        **around,
    )


def _shown(begun: Sitting) -> dict[str, Any]:
    attempt = begun.attempt
    return {
        "id": attempt.id,
        "number": attempt.number,
        "deadline_at": from_milliseconds(attempt.deadline_at),
        "server_time": arrival(),
        "revision": attempt.revision,
        "writer": write_writer(begun.writer),
        "is_writer": begun.writer is not None,
        "saved_at": None if attempt.saved_at is None else from_milliseconds(attempt.saved_at),
    }


def laid_out(session: Session, found: Sat) -> tuple[Edition, Paper]:
    """The paper of an attempt, drawn again, with the edition that it was drawn from."""
    prepared = hot.prepared_by_id(session, found.attempt.edition_id)
    return prepared.edition, draw(
        prepared.edition, member_seed(prepared.seed, found.attempt.member_id), found.attempt.number
    )


def marked_paper(session: Session, found: Sat) -> tuple[Edition, Paper, Result]:
    """Marks of people count once the score is out; before that what they mark waits."""
    edition, paper = laid_out(session, found)
    is_out = found.attempt.score is not None and edition.by_person
    marks = marks_of(session, [found.attempt.id]).get(found.attempt.id, {}) if is_out else {}
    return edition, paper, grade_with(edition, paper, sheet_of(found), marks)


def sent_sheet() -> dict[str, Any]:
    """What the plain form of a paper sends, as saving and handing in take it."""
    return {"revision": _revision() + 1, "writer": _writer(), "answers": _answers(), "at": arrival()}


def _starred(session: Session, me: Actor, edition: Edition, paper: Paper) -> set[str]:
    return starred_among(session, me, [edition.questions[item.question].code for item in paper])


def sheet_of(found: Sat) -> sheets.Sheet:
    return sheets.decode(found.attempt.sheet)


def _no_score_yet(found: Sat) -> str:
    return rules.AWAITS_MARKING if found.attempt.score is None else rules.withheld_score(found.exam.closes_at)


def with_key(found: Sat) -> bool:
    closes_at = None if found.exam.closes_at is None else to_milliseconds(found.exam.closes_at)
    return may_see_key(found.exam.review_rule, closes_at=closes_at, at=to_milliseconds(arrival()))


def _open(begun: Sitting, answers: Mapping[str, list[str]]) -> set[int]:
    """The numbers of the questions that are not answered, or not in all of their blanks and parts."""
    parts = [len(begun.prepared.presented[item.question].parts) for item in begun.paper]
    given = [answers.get(str(no), []) for no in range(1, len(parts) + 1)]
    wanted = zip(given, parts, strict=True)
    return {no for no, (values, count) in enumerate(wanted, 1) if not values or not all(values) or len(values) < count}


def _answers() -> dict[str, list[str]]:
    """`q3` with its values as the question 3, and `q4-1`, `q4-2` as the parts of the question 4, one text for each; a
    question whose blanks are all empty has no answer."""
    given: dict[str, list[str]] = {}
    parts: dict[str, dict[int, str]] = {}
    for name in request.form:
        field = _FIELD.fullmatch(name)
        if field and field["part"]:
            parts.setdefault(field["no"], {})[int(field["part"])] = "".join(request.form.getlist(name))
        elif field:
            given[field["no"]] = [value.replace("\r\n", "\n") for value in request.form.getlist(name)]
    for no, texts in parts.items():
        given[no] = [texts.get(part, "") for part in range(1, max(texts) + 1)]
    return {no: values for no, values in given.items() if any(value.strip() for value in values)}


def _revision() -> int:
    text = request.form.get("revision", "")
    if not text.isdecimal() or len(text) > 9:
        raise Invalid("表单不完整，请重新打开试卷再试。", fields={"revision": "无效"})
    return int(text)


def _writer() -> int:
    word = request.form.get("writer", "")
    if not word:
        raise Conflict("这份试卷正在另一台设备上作答。要在这台设备继续，请点“在这台设备继续”。", code="taken_over")
    return read_writer(word)


def _to_paper(attempt_id: int) -> Response:
    return redirect(url_for("exams.attempts.show", attempt_id=attempt_id), 303)


def _to_result(attempt_id: int) -> Response:
    return redirect(url_for("exams.attempts.result", attempt_id=attempt_id), 303)
