"""The contests of one's own units."""

from flask import render_template, url_for

from quiz_app.contests.freezes import is_frozen
from quiz_app.contests.queries.contests import own_contests
from quiz_app.contests.schemas import ListIn
from quiz_app.contests.states import LABELS, State, is_running
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import actor
from quiz_app.organizations.permissions import Permission


def index() -> str:
    me, at, asked = actor(), arrival(), read_arguments(ListIn)
    with database().reading() as session:
        found = own_contests(session, me, limit=asked.limit + 1, after=unpack(asked.after, 1))
    shown = found[: asked.limit]
    running = [each for each in shown if is_running(State(each.contest.state))]
    return render_template(
        "contests/index.html",
        running=running,
        coming=[each for each in shown if each.contest.state == State.ANNOUNCED],
        past=[each for each in shown if each not in running and each.contest.state != State.ANNOUNCED],
        is_first_page=not asked.after,
        labels=LABELS,
        frozen={each.contest.id for each in shown if is_frozen(each.contest, at)},
        following=url_for("contests.index", after=pack(shown[-1].contest.id)) if len(found) > len(shown) else None,
        may_manage=bool(me.reach(Permission.EXAM_MANAGE)),
    )
