"""The contests that one organizes."""

from flask import render_template

from quiz_app.contests.queries.contests import managed_contest, managed_contests, stages_of
from quiz_app.core.errors import Forbidden
from quiz_app.core.web.services import database
from quiz_app.members.pages.identity import actor
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission

PAGE = 20


def index() -> str:
    me = organizer()
    with database().reading() as session:
        found = managed_contests(session, me, limit=PAGE)
    return render_template("contests/manage/index.html", found=found)


def show(contest_id: int) -> str:
    with database().reading() as session:
        found = managed_contest(session, actor(), contest_id)
        stages = stages_of(session, found.contest)
    return render_template("contests/manage/show.html", found=found, stages=stages)


def organizer() -> Actor:
    """The actor, who organizes contests somewhere."""
    me = actor()
    if not me.reach(Permission.EXAM_MANAGE):
        raise Forbidden("组织竞赛只对竞赛组织者开放。需要时请联系本单位管理员授权。")
    return me
