"""The buttons of a question's page: withdraw what is published, retire it, bring it back; each may say why."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.banks.actions import publishing
from quiz_app.banks.queries.questions import find_question
from quiz_app.core.web.services import arrival, database
from quiz_app.organizations.pages.signed_in import actor


def withdraw_question(question_id: int) -> Response:
    with database().transaction() as session:
        found = find_question(session, actor(), question_id, lock=True)
        publishing.withdraw(session, actor(), found, version=_seen(), reason=_reason(), at=arrival())
    return _back(question_id, _("已撤下，之后组的试卷抽不到这道题。"))


def retire_question(question_id: int) -> Response:
    with database().transaction() as session:
        found = find_question(session, actor(), question_id, lock=True)
        publishing.retire(session, actor(), found, version=_seen(), reason=_reason(), at=arrival())
    return _back(question_id, _("已停用这道题。"))


def restore_question(question_id: int) -> Response:
    with database().transaction() as session:
        found = find_question(session, actor(), question_id, lock=True)
        publishing.restore(session, actor(), found, version=_seen(), reason=_reason(), at=arrival())
    return _back(question_id, _("已重新启用这道题。"))


def _seen() -> int:
    """The version of the question that was on the page."""
    return request.args.get("version", 0, type=int)


def _reason() -> str:
    return request.form.get("reason", "")


def _back(question_id: int, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for(".question", question_id=question_id))
