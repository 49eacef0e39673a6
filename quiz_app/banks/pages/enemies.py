"""The part of a question's page about what must not stand on a paper with it."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.banks.actions import enemies
from quiz_app.banks.queries.enemies import pair_of
from quiz_app.banks.queries.questions import find_question
from quiz_app.core.errors import Invalid
from quiz_app.core.web.services import arrival, database
from quiz_app.organizations.pages.signed_in import actor


def declare_enemy(question_id: int) -> Response:
    code, reason = request.form.get("code", ""), request.form.get("reason", "")
    try:
        with database().transaction() as session:
            found = find_question(session, actor(), question_id, lock=True)
            enemies.declare(session, actor(), found, code=code, reason=reason, at=arrival())
    except Invalid as refusal:
        flash(refusal.message, "danger")
        return redirect(url_for(".question", question_id=question_id, code=code, reason=reason, _anchor="enemies"), 303)
    flash(_("已记下。以后发布的考试，同一份试卷只会有其中一道。"), "success")
    return _back(question_id)


def end_enemy(question_id: int, pair_id: int) -> Response:
    with database().transaction() as session:
        found = find_question(session, actor(), question_id, lock=True)
        enemies.end(session, actor(), found, pair_of(session, found.question, pair_id), at=arrival())
    flash(_("已取消。以后发布的考试，两道题可以同卷。"), "success")
    return _back(question_id)


def _back(question_id: int) -> Response:
    return redirect(url_for(".question", question_id=question_id, _anchor="enemies"), 303)
