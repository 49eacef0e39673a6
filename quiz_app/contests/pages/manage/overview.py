"""The contests that one organizes, and each of them with what can be done next."""

from collections.abc import Sequence

from flask import render_template, request, url_for
from sqlalchemy.orm import Session

from quiz_app.contests.actions.outcomes import FINALIZE, PUBLISH
from quiz_app.contests.extras import holds
from quiz_app.contests.forms.acts import FreezeForm, ReasonForm
from quiz_app.contests.formulas import BadFormula
from quiz_app.contests.freezes import is_frozen
from quiz_app.contests.pages.regulations import articles_of
from quiz_app.contests.queries.contests import FoundContest, StageExam, managed_contest, managed_contests, stages_of
from quiz_app.contests.queries.outcomes import open_appeals
from quiz_app.contests.queries.readiness import checks
from quiz_app.contests.queries.records import has_bulletin, record
from quiz_app.contests.queries.running import on_roster, undecided_stages, unfinished_job
from quiz_app.contests.rules import Rules
from quiz_app.contests.states import MAY_CHANGE, PART_LABELS, State, is_running
from quiz_app.contests.wording import Article
from quiz_app.core.errors import Forbidden
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.forms.times import naive
from quiz_app.exams.queries.drafts import count_of_members
from quiz_app.members.pages.identity import actor
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission

PAGE = 20
STEPS = 40


def index() -> str:
    me = organizer()
    after = unpack(request.args.get("after"), 1)
    with database().reading() as session:
        found = managed_contests(session, me, limit=PAGE + 1, after=after)
    following = None
    if len(found) > PAGE:
        following = url_for("contests.manage.index", after=pack(found[PAGE - 1].contest.id))
    return render_template("contests/manage/index.html", found=found[:PAGE], following=following)


def show(contest_id: int) -> str:
    """A contest with its state, the record of it, its stages, what may be done next and what hinders it."""
    at = arrival()
    with database().reading() as session:
        found = managed_contest(session, actor(), contest_id)
        contest = found.contest
        stages = stages_of(session, contest)
        is_draft = contest.state == State.DRAFT
        shown = {
            "checks": checks(session, contest, found.unit, stages, at=at) if is_draft else [],
            "record": record(session, contest, limit=STEPS),
            "articles": _articles(session, found, stages),
            "undecided": undecided_stages(stages, at=at) if is_running(State(contest.state)) else [],
            "bulletin": has_bulletin(session, contest),
            "job": unfinished_job(session, contest.id, (FINALIZE, PUBLISH)),
            "appeals": open_appeals(session, contest.id) if contest.state == State.UNDER_APPEAL else 0,
            "members": on_roster(session, contest) if contest.roster_id else count_of_members(session, found.unit),
        }
    return render_template(
        "contests/manage/show.html",
        found=found,
        stages=stages,
        frozen=is_frozen(contest, at),
        at=at,
        freeze_form=FreezeForm(formdata=None, data={"freezes_at": naive(contest.freezes_at)}),
        reason_form=ReasonForm(formdata=None),
        states=list(State),
        parts=PART_LABELS,
        may_change=MAY_CHANGE,
        has_extras=holds(Rules.from_json(contest.rules)),
        **shown,
    )


def _articles(session: Session, found: FoundContest, stages: Sequence[StageExam]) -> list[Article]:
    """The regulations as they would be printed; none while the formula cannot be read."""
    try:
        return articles_of(session, found, stages)
    except BadFormula:
        return []


def organizer() -> Actor:
    """The actor, who organizes contests somewhere."""
    me = actor()
    if not me.reach(Permission.EXAM_MANAGE):
        raise Forbidden("组织竞赛只对竞赛组织者开放。需要时请联系本单位管理员授权。")
    return me
