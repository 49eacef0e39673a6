"""One's own password and devices."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.core import passwords
from quiz_app.core.errors import TooMany
from quiz_app.core.web.services import arrival, database
from quiz_app.members import destinations, password_rules
from quiz_app.members.actions import passwords as actions
from quiz_app.members.actions import signing_in
from quiz_app.members.forms import ChangePasswordForm, ChoosePasswordForm
from quiz_app.members.pages import entry, identity
from quiz_app.members.pages.identity import actor
from quiz_app.members.queries import accounts
from quiz_app.members.queries import people as queries
from quiz_app.members.refusals import WrongPassword
from quiz_app.organizations.actors import Actor


def password() -> str | Response:
    """Choose the first password, or change the present one. With an initial password no other page opens."""
    me = actor()
    return _choose(me) if me.must_choose_password else _change(me)


def devices() -> str:
    with database().reading() as session:
        found = queries.sign_ins_of(session, actor(), at=arrival())
    return render_template("members/devices.html", sign_ins=found, own_id=actor().sign_in_id)


def end_device(sign_in_id: int) -> Response:
    me = actor()
    with database().transaction() as session:
        found = queries.find_own_sign_in(session, me, sign_in_id)
        signing_in.end_sign_in(session, me, found, at=arrival())
    if sign_in_id == me.sign_in_id:
        return identity.forget(redirect("/sign-in"))
    flash(_("那台设备已退出登录。它正在作答的试卷，可以在这台设备上接着做。"), "success")
    return redirect(url_for(".devices"))


def end_other_devices() -> Response:
    with database().transaction() as session:
        count = signing_in.end_others(session, actor(), at=arrival())
    flash(_("已让其他 %(count)d 台设备退出登录。", count=count), "success")
    return redirect(url_for(".devices"))


def _choose(me: Actor) -> str | Response:
    form, wanted = ChoosePasswordForm(), destinations.local(request.args.get("next"))
    if not (form.validate_on_submit() and _is_good(form, me)):
        return render_template("members/password.html", form=form, first=True)
    with passwords.turn():
        made = passwords.hash_password(form.password.data)
    with database().transaction() as session:
        token = actions.choose_password(session, me, made, until=arrival() + signing_in.PAGES, at=arrival())
    flash(_("密码设好了，以后用它登录。初始密码已经作废。"), "success")
    return identity.remember(redirect(wanted), token)


def _change(me: Actor) -> str | Response:
    form = ChangePasswordForm()
    if not (form.validate_on_submit() and _is_good(form, me)):
        return render_template("members/password.html", form=form, first=False)
    try:
        proven = entry.prove_again(me, form.present.data)
    except (WrongPassword, TooMany) as refusal:
        wrong = _("现在的密码不对，请重新输入。") if isinstance(refusal, WrongPassword) else refusal.message
        form.blame("present", wrong)
        return render_template("members/password.html", form=form, first=False)
    with passwords.turn():
        made = passwords.hash_password(form.password.data)
    with database().transaction() as session:
        ended = actions.change_password(session, me, proven, made, at=arrival())
    flash(_("密码改好了，其他 %(count)d 台设备已退出登录。", count=ended), "success")
    return redirect(url_for(".devices"))


def _is_good(form: ChoosePasswordForm | ChangePasswordForm, me: Actor) -> bool:
    with database().reading() as session:
        account = accounts.own_account(session, me)
    problem = password_rules.problem(form.password.data, number=account.number, name=account.name)
    if problem:
        form.blame("password", problem)
    return problem is None
