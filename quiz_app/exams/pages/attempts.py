"""One attempt on its member's screen, while it is being answered."""

import re
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.core.db import from_milliseconds
from quiz_app.core.errors import Conflict, Gone, Invalid
from quiz_app.core.web.locale import clock_time
from quiz_app.core.web.services import arrival, database
from quiz_app.exams import delivery, rules, sheets
from quiz_app.exams.actions import saving, sitting
from quiz_app.exams.actions.resuming import resume
from quiz_app.exams.actions.sitting import Sitting
from quiz_app.exams.actions.visits import opened
from quiz_app.exams.api.hot import new_writer, read_writer, write_writer
from quiz_app.exams.sections import sections
from quiz_app.members.pages.identity import actor, proof

ENDED = ("submitted", "deadline_passed")

_FIELD = re.compile(r"q(?P<no>[0-9]+)(?:-(?P<part>[1-9]))?")


def show(attempt_id: int) -> str | Response:
    """The paper in the hand of whoever holds the right to write; for another device, the way to take over."""
    me = actor()
    with database().transaction() as session:
        begun = resume(session, proof(), attempt_id, at=arrival(), new_writer=new_writer())
    if begun is None:
        return _to_result(attempt_id)
    with database().read_and_write() as work:
        opened(work, me.sign_in_id, attempt_id, at=arrival())
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
        if refusal.code != "too_early":
            raise
        with database().transaction() as session:
            saving.save(session, token, attempt_id, **sheet)
        flash(refusal.message, "warning")
        return _to_paper(attempt_id)
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


def paper_page(begun: Sitting, urls_here: Mapping[str, str] | None = None, **around: Any) -> str:
    """The paper in the hand; `urls_here` are those of another place than the member's own pages, `around` is what that
    place says besides."""
    attempt = begun.attempt
    urls = {
        "answers": url_for("exams_api.save", attempt_id=attempt.id),
        "submission": url_for("exams_api.submit", attempt_id=attempt.id),
        "visits": url_for("exams_api.visits", attempt_id=attempt.id),
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
        "hand_in_from": begun.hand_in_from,
        "server_time": arrival(),
        "revision": attempt.revision,
        "writer": write_writer(begun.writer),
        "is_writer": begun.writer is not None,
        "saved_at": None if attempt.saved_at is None else from_milliseconds(attempt.saved_at),
    }


def sent_sheet() -> dict[str, Any]:
    """What the plain form of a paper sends, as saving and handing in take it."""
    return {"revision": _revision() + 1, "writer": _writer(), "answers": _answers(), "at": arrival()}


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
