"""意见建议: what members write, and what is answered."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.core.errors import Conflict, Forbidden, Invalid, TooMany
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import actor
from quiz_app.notices.actions import suggesting
from quiz_app.notices.forms.suggestions import AnswerForm, SuggestionForm
from quiz_app.notices.queries import suggestions as queries
from quiz_app.organizations.permissions import Permission

PAGE = 20


def suggestions() -> str | Response | tuple[str, int]:
    """A box to write into, how many came and were answered, and one's own."""
    me, form, status = actor(), SuggestionForm(), 200
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                hidden = bool(form.anonymous.data)
                suggesting.suggest(session, me, text=form.text.data or "", anonymous=hidden, at=arrival())
        except (Invalid, TooMany) as refusal:
            form.blame("text", refusal.message)
            status = refusal.status
        else:
            flash(_("收到了。有了答复，你会收到一条消息。"), "success")
            return redirect(url_for(".suggestions"), 303)
    before = unpack(request.args.get("after"), 1)
    with database().reading() as session:
        found = queries.own(session, me, limit=PAGE + 1, before=before[0] if before else None)
        counts = queries.counts(session)
        answers = bool(me.reach(Permission.SUGGESTION_ANSWER))
        waiting = queries.how_many_wait(session, me) if answers else 0
    shown = found[:PAGE]
    page = render_template(
        "notices/suggestions.html",
        form=form,
        own=shown,
        counts=counts,
        answers=answers,
        waiting=waiting,
        next_url=url_for(".suggestions", after=pack(shown[-1].suggestion.id)) if len(found) > PAGE else None,
    )
    return page, max(status, 422 if form.errors else 200)


def own_suggestion(suggestion_id: int) -> str:
    """What one wrote and what was answered."""
    with database().reading() as session:
        found = queries.find_own(session, actor(), suggestion_id)
    return render_template("notices/own_suggestion.html", found=found)


def answering() -> str:
    """What waits for an answer, or with `state=answered` what has one."""
    me, answered = actor(), request.args.get("state") == "answered"
    if not me.reach(Permission.SUGGESTION_ANSWER):
        raise Forbidden(_("答复意见只对竞赛组织者和管理员开放。"))
    after = unpack(request.args.get("after"), 1)
    with database().reading() as session:
        found = queries.to_answer(session, me, answered=answered, limit=PAGE + 1, after=after[0] if after else None)
    shown, state = found[:PAGE], "answered" if answered else None
    return render_template(
        "notices/answering.html",
        found=shown,
        answered=answered,
        next_url=url_for(".answering", state=state, after=pack(shown[-1].id)) if len(found) > PAGE else None,
    )


def answer(suggestion_id: int) -> str | Response | tuple[str, int]:
    """A suggestion from a unit that one answers for, and the one answer to it."""
    me, form = actor(), AnswerForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                suggesting.answer(session, me, suggestion_id, text=form.text.data or "", at=arrival())
        except (Invalid, Conflict) as refusal:
            form.blame("text", refusal.message)
        else:
            flash(_("已答复，写的人会收到消息。"), "success")
            return redirect(url_for(".answering"), 303)
    with database().reading() as session:
        found = queries.find_open(session, me, suggestion_id)
    page = render_template("notices/answer.html", found=found, form=form)
    return page, 422 if form.errors else 200
