"""每日一题."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz_app.banks.queries.stars import starred_among
from quiz_app.core.errors import Invalid
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import actor
from quiz_app.practice import asking
from quiz_app.practice.actions.daily import answer_today
from quiz_app.practice.actions.daily import today as today_of
from quiz_app.practice.asking import ONLY
from quiz_app.practice.days import date_of
from quiz_app.practice.queries.pool import pool


def daily() -> str | Response | tuple[str, int]:
    """The day's question; once it was answered, what is right and why."""
    me, at, refusal = actor(), arrival(), ""
    if request.method == "POST":
        try:
            with database().transaction() as session:
                answer_today(
                    session, me, request.form.getlist(f"q{ONLY}"), code=request.form.get("code") or None, at=at
                )
        except Invalid as refused:
            refusal = refused.message
        else:
            return redirect(url_for(".daily"), 303)
    with database().reading() as session:
        day = today_of(session, me, pool(session, me, at=at), at=at)
        code = day.asking.question.code if day.asking else ""
        starred = bool(code and starred_among(session, me, [code]))
    shown = {"day": day, "date": date_of(day.day), "code": code, "starred": starred}
    if day.asking and day.answer and day.may_explain:
        shown["explained"] = asking.explain(day.asking, day.answer.answer, right=day.answer.is_right)
    elif day.asking and not day.answer:
        shown["item"] = asking.item(day.asking)
    page = render_template("practice/daily.html", refusal=refusal, **shown)
    return (page, 422) if refusal else page
