"""Signing in and out."""

from flask import flash, make_response, redirect, render_template, request, session
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from quiz_app.core.errors import Refusal, TooMany
from quiz_app.core.web.services import arrival, database
from quiz_app.members import destinations
from quiz_app.members.actions import signing_in
from quiz_app.members.forms import SignInForm
from quiz_app.members.pages import entry, identity
from quiz_app.members.refusals import WrongPassword


def sign_in() -> str | Response:
    form, wanted = SignInForm(), destinations.local(request.args.get("next"))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(wanted)
    if not form.validate_on_submit():
        if form.has_expired:
            return _again(form, wanted, Refusal(_("这一页放得太久了，请再输一次密码。")))
        return render_template("members/sign_in.html", form=form, wanted=wanted)
    try:
        browser = identity.browser_number()
        token = entry.enter(form.number.data, form.password.data, lifetime=signing_in.PAGES, browser=browser)
    except (WrongPassword, TooMany) as refusal:
        return _again(form, wanted, refusal)
    return identity.number_browser(identity.remember(redirect(wanted), token), browser)


def sign_out() -> Response:
    token = identity.token_of(request)
    if token is not None:
        with database().transaction() as database_session:
            signing_in.sign_out(database_session, token, at=arrival())
    session.clear()
    flash(_("已退出登录。"), "success")
    return identity.forget(redirect("/sign-in"))


def _again(form: SignInForm, wanted: str, refusal: Refusal) -> Response:
    page = render_template("members/sign_in.html", form=form, wanted=wanted, refusal=refusal.message)
    response = make_response(page, refusal.status)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response
