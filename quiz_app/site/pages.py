"""The home page of each role, help, health, and the two switches that every page carries."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as AnyResponse

from quiz_app.boards.periods import containing
from quiz_app.core.markdown import inline
from quiz_app.core.web import locale
from quiz_app.core.web.back import page_before
from quiz_app.core.web.refusals import json_answer
from quiz_app.core.web.services import arrival, database, services
from quiz_app.exams.counting.table import WAYS
from quiz_app.exams.rules import time_left
from quiz_app.members.pages.identity import actor
from quiz_app.notices.queries.inbox import unread
from quiz_app.organizations.permissions import Permission, Role
from quiz_app.practice.queries.home import reminder
from quiz_app.records.hours import HOURS_A_YEAR, in_hours
from quiz_app.records.queries.corrected import corrected_results
from quiz_app.site import greetings, navigation, queries
from quiz_app.site.navigation import Place

pages = Blueprint("site", __name__)

TYPE_COOKIE = "type"
TYPES = ("normal", "large")
A_YEAR = 365 * 24 * 3600


@pages.get("/")
def home() -> str:
    me, at = actor(), arrival()
    with database().reading() as session:
        today = queries.today(session, me, at=at)
        lead = today.lead
        secretary = queries.watches_own_branch(me, today.branch)
        absent = queries.absent_from(session, lead.exam, today.branch) if secretary and lead else []
        teaches, keeps_rosters = me.holds(Role.TRAINER), bool(me.reach(Permission.MEMBER_MANAGE))
        unpublished = queries.unpublished_courses(session, me) if teaches else []
        figures = queries.work_figures(session, me) if teaches or keeps_rosters else None
        work = navigation.work(me)
        practice = None if work else reminder(session, me, at=at)
        corrected = corrected_results(session, me, at=at)
        running = queries.running_exams(session, me, at=at) if me.holds(Role.ORGANIZER) else None
    return render_template(
        "site/home.html",
        date_line=greetings.date_line(at),
        greeting=greetings.greeting(me.name, today.things),
        today=today,
        remaining=greetings.remaining(lead.exam.closes_at, at) if lead else "",
        time_left=time_left(lead.open_until, at) if lead and lead.open_until else "",
        chances=greetings.chances(lead.attempts_left) if lead else "",
        way=WAYS[lead.exam.counting] if lead else None,
        questions=sum(cell["count"] for cell in lead.exam.blueprint["cells"]) if lead else 0,
        hours=in_hours(today.year.quarter_hours),
        hours_target=HOURS_A_YEAR,
        year=containing("year", at).name,
        secretary=secretary,
        absent=absent,
        teaches=teaches,
        keeps_rosters=keeps_rosters,
        unpublished=unpublished,
        figures=figures,
        running=running,
        corrected=corrected,
        practice=practice,
        stem_html=inline(practice.stem) if practice else "",
        work=_links(work),
    )


@pages.get("/help")
def help() -> str:  # noqa: A001
    """How to use the site, by role."""
    return render_template("site/help.html", roles={grant.role for grant in actor().grants}, Role=Role)


@pages.get("/health")
def health() -> Response:
    """Whether this process and its database work: for whoever watches over the server."""
    try:
        with database().reading() as session:
            works = queries.answers(session)
    except SQLAlchemyError:
        works = False
    return json_answer({"status": "ok" if works else "failing", "database": works}, 200 if works else 503)


@pages.post("/preferences/type")
def set_type() -> AnyResponse:
    """Large or normal type, remembered by this device; pages with scripts switch without asking."""
    wanted = request.form.get("type", "")
    return _remember(TYPE_COOKIE, wanted if wanted in TYPES else TYPES[0])


@pages.post("/preferences/language")
def set_language() -> AnyResponse:
    wanted = request.form.get("language", "")
    return _remember(locale.COOKIE, wanted if wanted in locale.LOCALES else locale.LOCALES[0])


def install(app: Flask) -> None:
    """Give every template the name of the site and its navigation."""
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    check = {"label": _("核验证书"), "url": url_for("certificates.check")}
    bars: dict[str, Any] = {"tabs": [], "links": [], "type_url": url_for("site.set_type")}
    bars["feedback_url"] = url_for("notices.suggestions")
    if current_user and current_user.is_authenticated and not current_user.actor.must_choose_password:
        bars["links"] = _links(navigation.links(current_user.actor), request.endpoint)
        bars["tabs"] = bars["links"][: len(navigation.TABS)]
        bars["inbox_url"], bars["unread"] = url_for("notices.inbox"), _unread
        bars["me_url"], bars["sign_out_url"] = url_for("records.me"), url_for("members.sign_out")
        bars["foot"] = [
            {"label": _("用法"), "url": url_for("site.help")},
            {"label": _("法规文件"), "url": url_for("regulations.index")},
            {"label": _("减负"), "url": url_for("notices.relief")},
            check,
        ]
    else:
        bars |= {"sign_in_url": url_for("members.sign_in"), "foot": [check]}
    return {"site_name": services().settings.site_name, "navigation": bars}


def _unread() -> int:
    """How many notices wait, for the bar of a whole page; where the database is away the page stands without it."""
    try:
        with database().reading() as session:
            return unread(session, current_user.actor, arrival())
    except SQLAlchemyError:
        return 0


def _links(places: Sequence[Place], endpoint: str | None = None) -> list[dict[str, Any]]:
    here = navigation.current(places, endpoint)
    labels = {
        "home": _("首页"),
        "courses": _("课程"),
        "exams": _("考试"),
        "contests": _("竞赛"),
        "me": _("我的"),
        "banks": _("题库"),
        "manage_courses": _("编写课程"),
        "manage_exams": _("组织考试"),
        "manage_contests": _("组织竞赛"),
        "branch": _("台账"),
        "members": _("党员名册"),
        "units": _("单位管理"),
    }
    return [
        {
            "name": place.label,
            "label": labels[place.label],
            "url": url_for(place.endpoint),
            "icon": place.icon,
            "current": place is here,
        }
        for place in places
    ]


def _remember(cookie: str, value: str) -> AnyResponse:
    """Set a cookie and go back to the page that asked."""
    response = redirect(page_before() or url_for("site.home"), 303)
    response.set_cookie(cookie, value, max_age=A_YEAR, samesite="Lax", secure=services().settings.secure_cookies)
    return response
