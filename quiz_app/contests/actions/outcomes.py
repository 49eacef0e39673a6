"""The end of a contest: results are published under appeal, then final. Both are long, so that they are jobs."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quiz_app.contests.actions.recording import pass_to, require_part
from quiz_app.contests.appeals import disqualification_open_until
from quiz_app.contests.extras import Tie, holds
from quiz_app.contests.freezes import is_frozen
from quiz_app.contests.previews import WhatIf
from quiz_app.contests.queries.appeals import latest_disqualification
from quiz_app.contests.queries.extras import running
from quiz_app.contests.queries.outcomes import open_appeals as count_open
from quiz_app.contests.rules import Rules
from quiz_app.contests.states import LABELS, Part, State
from quiz_app.contests.tables.contests import Contest
from quiz_app.core.calendar import moment
from quiz_app.core.errors import Conflict
from quiz_app.core.jobs.actions import enqueue
from quiz_app.core.jobs.queries import unfinished
from quiz_app.core.jobs.tables import Job
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

PUBLISH, FINALIZE = "contests.publish", "contests.finalize"
SETTLE, PREVIEW = "contests.settle", "contests.preview"
WRITING = (PUBLISH, FINALIZE, SETTLE)
"""Kinds of jobs that write what a contest came to: one at a time."""


def ask_to_publish(session: Session, actor: Actor, contest: Contest, unit: Unit, *, at: datetime) -> Job:
    """Have the places and awards settled and shown, and the days of appeal opened."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    require_ready(contest, at)
    _require_extras_over(session, contest)
    return _ask(session, actor, contest, unit, PUBLISH, "公示竞赛成绩", at)


def ask_to_finalize(session: Session, actor: Actor, contest: Contest, unit: Unit, *, at: datetime) -> Job:
    """Have the result made final, and the points credited."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    require_decided(session, contest, at=at)
    return _ask(session, actor, contest, unit, FINALIZE, "竞赛定案", at)


def ask_to_settle(session: Session, actor: Actor, contest: Contest, unit: Unit, *, at: datetime) -> Job:
    """Have everything settled again that came of a contest under appeal, after a correction or a disqualification."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    require_part(contest, Part.AWARDS)
    return _ask(session, actor, contest, unit, SETTLE, "重新核定", at)


def ask_to_preview(
    session: Session, actor: Actor, contest: Contest, unit: Unit, what_if: WhatIf | None, *, at: datetime
) -> Job:
    """Have it worked out what settling again would change; nothing is written."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    if contest.roster_id is None:
        raise Conflict("竞赛还没有开始，没有可以核定的。", code="wrong_state")
    job = enqueue(
        session,
        PREVIEW,
        {"contest": contest.id, "member": what_if and what_if.member_id, "counts": bool(what_if and what_if.counts)},
        title=f"预览核定：{contest.title}",
        asked_by=actor.member_id,
        scope=unit.path,
        at=at,
    )
    page = {"endpoint": "contests.manage.settlement", "contest_id": contest.id}
    job.pages = {"done": page | {"job": job.id}, "failed": page}
    session.flush()
    return job


def open_appeals(session: Session, contest: Contest, *, by: int, at: datetime) -> None:
    """The result is shown, and whoever doubts it may say so for some days."""
    require_ready(contest, at)
    _require_extras_over(session, contest)
    contest.appeals_until = at + timedelta(days=Rules.from_json(contest.rules).appeal_days)
    pass_to(session, contest, State.UNDER_APPEAL, by=by, at=at)


def finalize(session: Session, contest: Contest, *, by: int, at: datetime) -> None:
    pass_to(session, contest, State.FINAL, by=by, at=at)


def reopen(session: Session, actor: Actor, contest: Contest, unit: Unit, *, reason: str, at: datetime) -> None:
    """Take a final result back under appeal, where a correction or a disqualification must still go through."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    pass_to(session, contest, State.UNDER_APPEAL, by=actor.member_id, reason=reason, at=at)


def require_ready(contest: Contest, at: datetime) -> None:
    """Refuse to publish a result before everything is in and revealed."""
    if contest.state != State.CLOSED:
        raise Conflict(f"竞赛现在是“{LABELS[State(contest.state)]}”，结束以后才能公示成绩。", code="wrong_state")
    if is_frozen(contest, at):
        raise Conflict("名次还在封榜，先揭晓，再公示成绩。", code="frozen")


def require_decided(session: Session, contest: Contest, *, at: datetime) -> None:
    """Refuse to make a result final while somebody may still appeal, or waits for an answer."""
    if contest.state != State.UNDER_APPEAL:
        raise Conflict(f"竞赛现在是“{LABELS[State(contest.state)]}”，公示以后才能定案。", code="wrong_state")
    if contest.appeals_until is not None and at < contest.appeals_until:
        raise Conflict(f"申诉期到 {moment(contest.appeals_until)} 为止，到时再定案。", code="appeals_open")
    made_at = latest_disqualification(session, contest)
    if made_at is not None:
        days = Rules.from_json(contest.rules).appeal_days
        until = disqualification_open_until(made_at, days, contest.appeals_until)
        if at < until:
            raise Conflict(f"最近一次取消成绩可以申诉到 {moment(until)}，到时再定案。", code="appeals_open")
    _require_extras_over(session, contest)
    if waiting := count_open(session, contest.id):
        raise Conflict(f"还有 {waiting} 件申诉没有答复，答复以后再定案。", code="appeals_wait")


def require_parted(contest: Contest, ties: Sequence[Tie]) -> None:
    """Refuse to make a result final while equals across the last place of an award wait for the extra paper that the
    rules promise them."""
    left = [each for each in ties if not each.was_sat]
    if left and holds(Rules.from_json(contest.rules)):
        first = left[0]
        raise Conflict(
            f"第 {first.place} 名有 {len(first.members)} 人并列，影响{first.why}，规程写明加赛。"
            "先在“加赛”里开加赛，再定案。",
            code="undecided",
        )


def _require_extras_over(session: Session, contest: Contest) -> None:
    if running(session, contest):
        raise Conflict(
            "加赛还没有结束。结束以后再公示、定案；还没有人开始的，可以在“加赛”里撤回。", code="extra_running"
        )


def _ask(session: Session, actor: Actor, contest: Contest, unit: Unit, kind: str, title: str, at: datetime) -> Job:
    for each in WRITING:
        for job in unfinished(session, each):
            if job.arguments.get("contest") == contest.id:
                return job
    page = {"endpoint": "contests.manage.show", "contest_id": contest.id}
    return enqueue(
        session,
        kind,
        {"contest": contest.id},
        title=f"{title}：{contest.title}",
        asked_by=actor.member_id,
        scope=unit.path,
        at=at,
        pages={"done": page, "failed": page},
    )
