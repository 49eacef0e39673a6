"""An extra paper is opened for equals whom no other rule parts, withdrawn while nobody began, and over by itself."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quiz_app.contests import extras
from quiz_app.contests.actions.recording import note, require_part
from quiz_app.contests.actions.running import freeze_exam
from quiz_app.contests.extras import ExtraDraft, Tie
from quiz_app.contests.freezes import is_frozen
from quiz_app.contests.queries import extra_ties
from quiz_app.contests.queries import extras as queries
from quiz_app.contests.queries.contests import StageExam, stages_of
from quiz_app.contests.queries.drafts import exam_written
from quiz_app.contests.queries.extras import FoundExtra
from quiz_app.contests.queries.running import anybody_sitting
from quiz_app.contests.rules import Rules
from quiz_app.contests.states import Part, State, is_running
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tables.extras import ExtraEntrant, ExtraPaper
from quiz_app.core.calendar import moment
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.queueing import LONGEST_WAIT
from quiz_app.exams.actions import publishing
from quiz_app.exams.actions.inviting import invite, take_back
from quiz_app.exams.blueprints import Blueprint
from quiz_app.exams.counting.protocol import BEST
from quiz_app.exams.drafts import ExamDraft
from quiz_app.exams.entering.policies import NO_RULES
from quiz_app.exams.modes import EXTRA
from quiz_app.exams.reviews import PRESETS
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.ways import NOBODY
from quiz_app.notices.actions import sending
from quiz_app.notices.kinds import ANNOUNCEMENT
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit


def open_extra(
    session: Session, actor: Actor, contest: Contest, unit: Unit, name: str, draft: ExtraDraft, *, at: datetime
) -> ExtraPaper:
    """Let exactly those equals sit an extra paper whom `name` (`extras.Tie`) means now, once, and tell them."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    require_part(contest, Part.EXTRAS)
    if not extras.holds(Rules.from_json(contest.rules)):
        raise Conflict("规程里写的不是加赛，不能加赛；并列的按规程办。", code="no_extras")
    if is_frozen(contest, at):
        raise Conflict("名次还在封榜，加赛会让人知道谁和谁并列。先揭晓，再加赛。", code="frozen")
    tie = next((each for each in extra_ties.ties_that_matter(session, contest, at=at) if each.name == name), None)
    if tie is None:
        raise Conflict("这些人现在不并列了，或者先后已经不影响晋级和奖项。请刷新页面再看。", code="no_tie")
    for each in queries.running(session, contest):
        if each.members.intersection(tie.members):
            raise Conflict("其中有人正在等一次加赛。等它结束，或者先撤回它。", code="extra_running")
    found = stages_of(session, contest)
    like = extra_ties.paper_to_follow(found, tie.position)
    if like is None:
        raise Conflict("这场竞赛没有网上的试卷可以照着抽题，不能在网上加赛。", code="no_paper")
    _require_window(contest, draft, at)
    exam = _exam(session, actor, contest, unit, tie, like, draft, at=at)
    stage = next((each.stage for each in found if each.stage.position == tie.position), None)
    made = ExtraPaper(
        contest_id=contest.id,
        stage_id=stage.id if stage else None,
        exam_id=exam.id,
        place=tie.place,
        why=tie.why[:400],
        opened_by=actor.member_id,
        opened_at=at,
    )
    session.add(made)
    session.flush()
    session.add_all(ExtraEntrant(extra_id=made.id, member_id=each) for each in tie.members)
    window = f"{moment(exam.opens_at)} 至 {moment(draft.closes_at)}"
    said = f"开了加赛：第 {tie.place} 名并列的 {len(tie.members)} 人，{window}。"
    note(session, contest, "extra_opened", f"{said}决定{tie.why}。", by=actor.member_id, at=at)
    _tell(
        session,
        contest,
        unit,
        tie.members,
        f"{contest.title}：请参加加赛",
        f"你和别人名次并列，规程里的办法分不开。{window} 加赛一份试卷，"
        f"{draft.minutes} 分钟，1 次机会；没有参加的排在参加的后面。从竞赛页进入。",
        by=actor.member_id,
        at=at,
    )
    return made


def withdraw_extra(
    session: Session,
    actor: Actor,
    contest: Contest,
    unit: Unit,
    extra_id: int,
    *,
    reason: str,
    at: datetime,
) -> None:
    """Take back an extra paper that nobody has begun: it decides nothing, and another may be opened."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    require_part(contest, Part.EXTRAS)
    if not reason.strip():
        raise Invalid("请写明理由，会留在记录里。", fields={"reason": "请写明理由。"})
    found = queries.find_extra(session, contest, extra_id)
    if not found.is_running:
        raise Conflict("这次加赛已经结束或者撤回，不能再撤回。", code="not_running")
    take_back(session, found.exam, found.members)
    session.flush()
    if count := queries.begun(session, found.exam):
        raise Conflict(f"已经有 {count} 人开始作答，不能撤回了。", code="begun")
    found.extra.withdrawn_by, found.extra.withdrawn_at = actor.member_id, at
    said = f"撤回加赛：第 {found.extra.place} 名并列的 {len(found.members)} 人。{reason}"
    note(session, contest, "extra_withdrawn", said, by=actor.member_id, at=at)
    title, body = f"{contest.title}：加赛已撤回", f"原定 {moment(found.exam.opens_at)} 的加赛不进行了。理由：{reason}"
    _tell(session, contest, unit, tuple(found.members), title, body, by=actor.member_id, at=at)


def finish_extra(session: Session, contest: Contest, found: FoundExtra, *, at: datetime) -> bool:
    """Let an extra paper decide from now on, once its window is over and every attempt is in; false before. Under
    appeal whoever is moved by it may still appeal."""
    ends_at = found.exam.ends_at
    if not found.is_running or ends_at is None or at < ends_at + timedelta(seconds=LONGEST_WAIT):
        return False
    if anybody_sitting(session, [found.exam.id]):
        return False
    found.extra.over_at = at
    count = queries.begun(session, found.exam)
    said = f"加赛结束：{len(found.members)} 人应参加，{count} 人参加。"
    if contest.state == State.UNDER_APPEAL and contest.appeals_until is not None:
        until = at + timedelta(days=Rules.from_json(contest.rules).appeal_days)
        if until > contest.appeals_until:
            contest.appeals_until = until
            said += f"申诉期改到 {moment(until)}。"
    note(session, contest, "extra_over", said, by=None, at=at)
    return True


def require_parted(session: Session, contest: Contest, found: StageExam) -> None:
    """Refuse to set the list of a stage while equals across the line have no extra paper behind them that the rules
    promise them."""
    if not extras.holds(Rules.from_json(contest.rules)):
        return
    every, position = stages_of(session, contest), found.stage.position - 1
    before = next((each for each in every if each.stage.position == position), None)
    if before is None or before.stage.going_on is None or extra_ties.paper_to_follow(every, position) is None:
        return
    if any(each.position == before.stage.position for each in queries.running(session, contest)):
        raise Conflict("加赛还没有结束，结束以后再定名单。", code="extra_running")
    left = [each for each in extra_ties.going_on_ties(session, contest, before, found) if not each.was_sat]
    if left:
        people = sum(len(each.members) for each in left)
        raise Conflict(f"晋级线上有 {people} 人并列，规程写明加赛。先在“加赛”里开加赛，再定名单。", code="undecided")


def _require_window(contest: Contest, draft: ExtraDraft, at: datetime) -> None:
    fields = {}
    if draft.closes_at <= max(draft.opens_at, at):
        fields["closes_at"] = "结束时间要晚于开始时间和现在。"
    elif is_running(State(contest.state)) and draft.closes_at > contest.closes_at:
        fields["closes_at"] = f"要在竞赛结束以前：{moment(contest.closes_at)}。"
    elif contest.freezes_at is not None and contest.revealed_at is None and draft.closes_at >= contest.freezes_at:
        fields["closes_at"] = f"要在封榜以前结束：{moment(contest.freezes_at)}。"
    if not 1 <= draft.questions <= extras.MOST_QUESTIONS:
        fields["questions"] = f"写 1 到 {extras.MOST_QUESTIONS} 题。"
    if fields:
        raise Invalid("有几处需要修改，改好后再开加赛。", fields=fields)


def _exam(
    session: Session,
    actor: Actor,
    contest: Contest,
    unit: Unit,
    tie: Tie,
    like: Exam,
    draft: ExtraDraft,
    *,
    at: datetime,
) -> Exam:
    """The published exam of an extra paper, for its members alone."""
    number = sum(each.position == tie.position for each in queries.extras_of(session, contest)) + 1
    title = f"{contest.title[:90]} · 加赛" + (f"（第 {number} 次）" if number > 1 else "")
    written: ExamDraft = replace(
        exam_written(like, title=title),
        description="名次并列的人加赛，只在他们之间分先后。",
        opens_at=max(draft.opens_at, at),
        closes_at=draft.closes_at,
        minutes=draft.minutes,
        attempts_allowed=1,
        review=PRESETS["all_after_close"],
        blueprint=extras.smaller(Blueprint.from_json(like.blueprint), draft.questions),
        mode=EXTRA,
        counting=BEST,
        entry=NO_RULES,
        paper_sitting=NOBODY,
        paper_twice=False,
        assisted_sitting=False,
    )
    exam = publishing.create(session, actor, unit, written, at=at)
    exam.page, exam.brings_points = {"endpoint": "contests.show", "contest_id": contest.id}, False
    invite(session, exam, tie.members, at=at)
    publishing.publish(session, actor, exam, unit, at=at)
    session.flush()
    if contest.freezes_at is not None and contest.revealed_at is None:
        freeze_exam(session, exam, contest.freezes_at)
    return exam


def _tell(
    session: Session,
    contest: Contest,
    unit: Unit,
    member_ids: tuple[int, ...],
    title: str,
    body: str,
    *,
    by: int,
    at: datetime,
) -> None:
    page = {"endpoint": "contests.show", "contest_id": contest.id}
    sending.tell(
        session,
        member_ids=member_ids,
        title=title[:120],
        body=body,
        kind=ANNOUNCEMENT,
        page=page,
        sent_by=by,
        at=at,
        unit=unit,
    )
