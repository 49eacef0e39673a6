"""The roster of a contest while it runs, who goes on, who is disqualified, and scores of a final on site."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.boards.actions.recording import exclude, readmit
from quiz_app.boards.actions.rosters import add_to_roster, set_exempt
from quiz_app.boards.queries.boards import hold_standing
from quiz_app.contests.actions.extras import require_parted
from quiz_app.contests.actions.recording import note, require_part
from quiz_app.contests.actions.running import attach, require_rules
from quiz_app.contests.advancing import Chosen, GoingOn
from quiz_app.contests.queries import entrants as queries
from quiz_app.contests.queries.contests import StageExam, stages_of
from quiz_app.contests.queries.extras import exams_of, extras_of
from quiz_app.contests.queries.teams import find_team
from quiz_app.contests.states import Part
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tables.entrants import Disqualification, OnSiteScore, Qualifier
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.exams.actions.inviting import invite, take_back
from quiz_app.exams.actions.publishing import publish
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit


def exempt(
    session: Session,
    actor: Actor,
    contest: Contest,
    unit: Unit,
    member_ids: Sequence[int],
    *,
    reason: str,
    lifted: bool = False,
    at: datetime,
) -> None:
    """Take members out of the denominator, with a reason, or put them back; who takes part is counted all the same."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    require_part(contest, Part.ROSTER)
    _require_reason(reason)
    roster_id = _roster(contest)
    found = queries.names_on_roster(session, roster_id, member_ids)
    if len(found) != len(set(member_ids)):
        raise Invalid("有人不在这场竞赛的名册上，请刷新页面后重新选择。", fields={"members": "不在名册上"})
    changing = queries.with_exemption(session, roster_id, member_ids, exempt=lifted)
    set_exempt(session, roster_id, changing, exempt=not lifted, at=at)
    for member_id in changing:
        kind, said = ("lifted", "撤销豁免") if lifted else ("exempted", "豁免")
        said = f"{said}：{found[member_id]}。{reason}"
        note(session, contest, kind, said, member_id=member_id, by=actor.member_id, at=at)


def add_entrant(
    session: Session,
    actor: Actor,
    contest: Contest,
    unit: Unit,
    number: str,
    home_id: int,
    *,
    reason: str,
    at: datetime,
) -> None:
    """Add somebody to the roster who came later: a transfer, a mobile member."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    require_part(contest, Part.ROSTER)
    _require_reason(reason)
    roster_id = _roster(contest)
    member = queries.member_by_number(session, unit, number)
    if queries.names_on_roster(session, roster_id, [member.id]):
        raise Conflict(f"{member.name}已经在名册上。", code="on_roster")
    queries.require_on_roster(session, roster_id, home_id)
    add_to_roster(session, roster_id, member.id, home_id, at=at)
    note(session, contest, "added", f"增补：{member.name}。{reason}", member_id=member.id, by=actor.member_id, at=at)


def open_stage(
    session: Session,
    actor: Actor,
    contest: Contest,
    unit: Unit,
    found: StageExam,
    chosen: Sequence[Chosen],
    *,
    at: datetime,
) -> None:
    """Let exactly those chosen by the rule of the stage before sit this one; its paper is published now."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    require_part(contest, Part.LATER_STAGES)
    if found.stage.opened_at is not None:
        raise Conflict("这个阶段的名单已经定了。要增加，请用外卡；要去掉，请取消那个人的资格。", code="opened")
    require_parted(session, contest, found)
    require_rules(session, contest, unit, stages_of(session, contest))
    session.add_all(
        Qualifier(
            stage_id=found.stage.id, member_id=each.member_id, place=each.place, why=each.why, by=actor.member_id, at=at
        )
        for each in chosen
    )
    if found.exam is not None:
        if not found.is_published:
            publish(session, actor, found.exam, unit, at=at)
            session.flush()
        invite(session, found.exam, [each.member_id for each in chosen], at=at)
        now = next(each for each in stages_of(session, contest) if each.stage.id == found.stage.id)
        attach(session, contest, now)
    found.stage.opened_at = at
    said = f"“{found.stage.title}”定了 {len(chosen):,} 人的名单。"
    note(session, contest, "qualified", said, by=actor.member_id, at=at)


def give_wild_card(
    session: Session,
    actor: Actor,
    contest: Contest,
    unit: Unit,
    found: StageExam,
    member_id: int,
    *,
    reason: str,
    at: datetime,
) -> None:
    """Let somebody sit a stage besides those who qualified, as far as the rule has wild cards."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    require_part(contest, Part.LATER_STAGES)
    _require_reason(reason)
    before = next(
        (each for each in stages_of(session, contest) if each.stage.position == found.stage.position - 1), None
    )
    rule = GoingOn.from_json(before.stage.going_on) if before and before.stage.going_on else GoingOn()
    if found.stage.opened_at is None:
        raise Conflict("先定晋级名单，再给外卡。", code="not_opened")
    if queries.wild_cards(session, found.stage.id) >= rule.wild_cards:
        raise Conflict(f"外卡只有 {rule.wild_cards} 个，已经用完。", code="no_wild_cards_left")
    name = queries.names_on_roster(session, _roster(contest), [member_id]).get(member_id)
    if name is None:
        raise Invalid("这名党员不在竞赛的名册上。", fields={"member": "不在名册上"})
    if queries.qualifier(session, found.stage.id, member_id) is not None:
        raise Conflict(f"{name}已经在名单里。", code="qualified")
    session.add(
        Qualifier(stage_id=found.stage.id, member_id=member_id, why=f"外卡：{reason}"[:200], by=actor.member_id, at=at)
    )
    if found.exam is not None:
        invite(session, found.exam, [member_id], at=at)
    note(session, contest, "wild_card", f"外卡：{name}。{reason}", member_id=member_id, by=actor.member_id, at=at)


def disqualify(
    session: Session, actor: Actor, contest: Contest, unit: Unit, member_id: int, *, reason: str, at: datetime
) -> Disqualification:
    """Let a member's results not count: they leave every board, and may begin no stage that is by invitation."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    require_part(contest, Part.DISQUALIFICATIONS)
    _require_reason(reason)
    name = queries.names_on_roster(session, _roster(contest), [member_id]).get(member_id)
    if name is None:
        raise Invalid("这名党员不在竞赛的名册上。", fields={"member": "不在名册上"})
    if queries.disqualification(session, contest.id, member_id) is not None:
        raise Conflict(f"{name}的成绩已经取消。", code="disqualified")
    made = Disqualification(contest_id=contest.id, member_id=member_id, reason=reason, by=actor.member_id, at=at)
    session.add(made)
    for exam in exams_of(session, contest):
        if exam.board_id is not None:
            exclude(session, exam.board_id, member_id, at=at)
            take_back(session, exam, [member_id])
    for listed in queries.qualified(session, contest.id, member_id):
        listed.withdrawn_at = at
    note(
        session, contest, "disqualified", f"取消成绩：{name}。{reason}", member_id=member_id, by=actor.member_id, at=at
    )
    return made


def reinstate(
    session: Session,
    actor: Actor,
    contest: Contest,
    unit: Unit,
    made: Disqualification,
    *,
    reason: str,
    at: datetime,
) -> None:
    """Undo a disqualification exactly: what counts now of all that the member handed in stands again."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    require_part(contest, Part.DISQUALIFICATIONS)
    _require_reason(reason)
    if made.reinstated_at is not None:
        raise Conflict("这次取消已经撤销了。", code="reinstated")
    made.reinstated_at, made.reinstated_by, made.reinstated_reason = at, actor.member_id, reason
    for listed in queries.withdrawn(session, contest.id, made.member_id, at=made.at):
        listed.withdrawn_at = None
    session.flush()
    exams = exams_of(session, contest)
    for exam in exams:
        if exam.board_id is not None:
            hold_standing(session, exam.board_id, made.member_id)
    values = queries.counted_values(session, exams, made.member_id)
    for exam in exams:
        if exam.board_id is not None:
            readmit(session, exam.board_id, made.member_id, values.get(exam.board_id), at=at)
    _invite_again(session, contest, made.member_id, at=at)
    name = queries.names_on_roster(session, _roster(contest), [made.member_id]).get(made.member_id, "")
    said = f"恢复成绩：{name}。{reason}"
    note(session, contest, "reinstated", said, member_id=made.member_id, by=actor.member_id, at=at)


def enter_score(
    session: Session,
    actor: Actor,
    contest: Contest,
    unit: Unit,
    found: StageExam,
    *,
    score: int,
    member_id: int | None = None,
    team_id: int | None = None,
    at: datetime,
) -> None:
    """Write down what somebody reached in a final on site, in hundredths of a point; entering it again replaces it."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    require_part(contest, Part.ON_SITE)
    if found.exam is not None:
        raise Conflict("这个阶段在网上答题，成绩由系统评，不能录入。", code="not_on_site")
    if score < 0:
        raise Invalid("成绩不能是负数。", fields={"score": "不能是负数"})
    if (member_id is None) == (team_id is None):
        raise Invalid("请选一名党员或者一支代表队。", fields={"member": "请选一个"})
    if member_id is not None and not queries.names_on_roster(session, _roster(contest), [member_id]):
        raise Invalid("这名党员不在竞赛的名册上。", fields={"member": "不在名册上"})
    if team_id is not None:
        find_team(session, contest, team_id)
    known = queries.on_site_score(session, found.stage.id, member_id=member_id, team_id=team_id)
    if known is None:
        known = OnSiteScore(stage_id=found.stage.id, member_id=member_id, team_id=team_id)
        session.add(known)
    known.score, known.by, known.at = score, actor.member_id, at
    said = f"录入“{found.stage.title}”成绩 {score / 100:g}。"
    note(session, contest, "score_entered", said, member_id=member_id, by=actor.member_id, at=at)


def _invite_again(session: Session, contest: Contest, member_id: int, *, at: datetime) -> None:
    """Let a member sit again what is by invitation: the stages whose lists they are on, their extra papers."""
    for each in stages_of(session, contest):
        exam = each.exam
        is_listed = exam is not None and exam.by_invitation and exam.board_id is not None
        if exam is not None and is_listed and queries.qualifier(session, each.stage.id, member_id) is not None:
            invite(session, exam, [member_id], at=at)
    for extra in extras_of(session, contest):
        if member_id in extra.members and extra.extra.withdrawn_at is None:
            invite(session, extra.exam, [member_id], at=at)


def _roster(contest: Contest) -> int:
    if contest.roster_id is None:
        raise Conflict("竞赛还没有开始，名册在开始的那一刻才定下来。", code="wrong_state")
    return contest.roster_id


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("请写明理由，会留在记录里。", fields={"reason": "请写明理由。"})
