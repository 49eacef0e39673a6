"""The buttons of a question's page: publish a version, withdraw it, retire the question, bring it back."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.banks.actions import publishing
from quiz_app.banks.queries.questions import find_question
from quiz_app.core.web.services import arrival, database
from quiz_app.organizations.pages.signed_in import actor
from quiz_app.regulations.pages import texts


def publish_question(question_id: int) -> Response:
    number = request.args.get("number", 0, type=int)
    with database().transaction() as session:
        found = find_question(session, actor(), question_id, lock=True)
        publishing.publish(session, actor(), found, number=number, version=_seen(), texts=texts())
    return _back(question_id, _("已发布第 %(number)s 版，之后组的试卷可以抽到它。", number=number))


def withdraw_question(question_id: int) -> Response:
    with database().transaction() as session:
        found = find_question(session, actor(), question_id, lock=True)
        publishing.withdraw(session, actor(), found, version=_seen())
    return _back(question_id, _("已撤下，之后组的试卷抽不到这道题。"))


def retire_question(question_id: int) -> Response:
    with database().transaction() as session:
        found = find_question(session, actor(), question_id, lock=True)
        publishing.retire(session, actor(), found, version=_seen(), at=arrival())
    return _back(question_id, _("已停用这道题。"))


def restore_question(question_id: int) -> Response:
    with database().transaction() as session:
        found = find_question(session, actor(), question_id, lock=True)
        publishing.restore(session, actor(), found, version=_seen())
    return _back(question_id, _("已重新启用这道题。"))


def _seen() -> int:
    """The version of the question that was on the page."""
    return request.args.get("version", 0, type=int)


def _back(question_id: int, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for(".question", question_id=question_id))
