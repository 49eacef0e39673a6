"""Appeals: made by whom they concern, read by two, and what follows from the decision."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.contests import appeals as rules
from quiz_app.contests.actions.entrants import reinstate
from quiz_app.contests.actions.recording import note
from quiz_app.contests.appeals import About
from quiz_app.contests.queries import appeals as queries
from quiz_app.contests.queries.appeals import FoundAppeal
from quiz_app.contests.queries.contests import FoundContest
from quiz_app.contests.queries.sat_papers import SatPaper, asked
from quiz_app.contests.rules import Rules
from quiz_app.contests.states import LABELS, State
from quiz_app.contests.tables.outcomes import Appeal, AppealReading
from quiz_app.core.calendar import moment
from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.notices.actions.sending import tell
from quiz_app.notices.kinds import ANNOUNCEMENT
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission


def appeal(
    session: Session,
    actor: Actor,
    found: FoundContest,
    about: str,
    sat: SatPaper | None,
    *,
    question_no: int | None = None,
    words: str,
    at: datetime,
) -> Appeal:
    """Ask that something of one's own be looked at again; `sat` is the paper, None for a disqualification.

    Whoever found `sat` has found it among the actor's own.
    """
    contest, days = found.contest, Rules.from_json(found.contest.rules)
    said = _said(words, rules.LONGEST_WORDS, "words", "请写明理由：哪里不对、依据是什么。")
    made = Appeal(contest_id=contest.id, member_id=actor.member_id, about=about, words=said, made_at=at)
    made.due_at = rules.due(at, days.answer_days)
    if about == About.DISQUALIFICATION:
        standing = queries.own_disqualification(session, actor, contest)
        if standing is None:
            raise Conflict("你的成绩没有被取消，不用申诉。", code="not_disqualified")
        if not rules.may_appeal_disqualification(
            contest.state, standing.at, days.appeal_days, contest.appeals_until, at
        ):
            raise Conflict("对取消成绩的申诉期已经过了。有新的证据，请联系竞赛的组织者。", code="appeals_closed")
        made.matter = rules.matter(about, disqualification_id=standing.id)
    else:
        _require_open(found, at)
        if sat is None:
            raise Invalid("请选是哪一次答题。", fields={"sat": "请选一项"})
        made.stage_id = sat.stage.id if sat.stage is not None else None
        made.attempt_id = sat.attempt.id if sat.attempt is not None else None
        if about == About.QUESTION:
            if sat.attempt is None:
                raise Invalid("现场的题目不能在这里申诉，请就成绩提出。", fields={"about": "请选“成绩”"})
            made.edition_id, made.place = asked(session, sat.attempt, question_no)
            made.question_no = question_no
        made.matter = rules.matter(
            about, stage_id=made.stage_id, attempt_id=made.attempt_id, question_no=made.question_no
        )
    if queries.open_of_matter(session, contest.id, actor.member_id, made.matter) is not None:
        raise Conflict("这件事你已经提出申诉，正在等答复。要补充理由，请先撤回，再重新提出。", code="appealed")
    made.state = rules.WAITING
    session.add(made)
    session.flush()
    return made


def withdraw(session: Session, actor: Actor, found: FoundAppeal, *, at: datetime) -> None:
    """Take one's own appeal back while nobody has decided it."""
    if found.appeal.member_id != actor.member_id:
        raise Forbidden("只能撤回自己的申诉。")
    _require_waiting(found.appeal)
    found.appeal.state, found.appeal.decided_at = rules.WITHDRAWN, at


def propose(
    session: Session,
    actor: Actor,
    found: FoundAppeal,
    *,
    verdict: str,
    reason: str,
    for_all: bool = False,
    at: datetime,
) -> int:
    """The first reader says what should become of an appeal, or `for_all` that wait about the same question; of how
    many."""
    require(actor, Permission.EXAM_MANAGE, found.unit.path)
    said = _checked(found, verdict, reason)
    if found.appeal.state == rules.PROPOSED:
        raise Conflict("已经有人提了意见，请刷新页面，看是不是由你复核。", code="proposed")
    if why := rules.why_not_first(reader_id=actor.member_id, appellant_id=found.appeal.member_id):
        raise Forbidden(why)
    count = 0
    for each in _together(session, found, for_all=for_all):
        if each.appeal.state != rules.WAITING or each.appeal.member_id == actor.member_id:
            continue
        _keep(session, actor, each.appeal, verdict, said, is_second=False, at=at)
        each.appeal.state, each.appeal.first_by, each.appeal.first_at = rules.PROPOSED, actor.member_id, at
        each.appeal.first_verdict, each.appeal.first_reason = verdict, said
        count += 1
    return count


def decide(
    session: Session,
    actor: Actor,
    found: FoundAppeal,
    *,
    verdict: str,
    reason: str,
    for_all: bool = False,
    at: datetime,
) -> list[FoundAppeal]:
    """The second reader agrees, and the appeal is decided; or does not, and it goes back with both reasons. `for_all`:
    every proposal of the same first reader with the same verdict about the same question. Those that were decided now.
    """
    require(actor, Permission.EXAM_MANAGE, found.unit.path)
    said = _checked(found, verdict, reason)
    if found.appeal.state != rules.PROPOSED:
        raise Conflict("还没有人提意见，请先提意见，再由另一个人复核。", code="not_proposed")
    if why := _why_not_second(session, actor, found):
        raise Forbidden(why)
    decided = []
    first = found.appeal.first_by, found.appeal.first_verdict
    for each in _together(session, found, for_all=for_all):
        known = each.appeal
        if known.state != rules.PROPOSED or (known.first_by, known.first_verdict) != first:
            continue
        if known.id != found.appeal.id and _why_not_second(session, actor, each):
            continue
        _keep(session, actor, known, verdict, said, is_second=True, at=at)
        known.state = rules.outcome(known.first_verdict or "", verdict)
        if known.state == rules.WAITING:
            known.first_by = known.first_at = known.first_verdict = known.first_reason = None
            continue
        known.decided_by, known.decided_at, known.reason = actor.member_id, at, said
        decided.append(each)
    for each in decided:
        _follow(session, actor, each, at=at)
    return decided


def why_not_reader(session: Session, actor: Actor, found: FoundAppeal) -> str | None:
    """Why the actor may not do what an open appeal waits for, as a sentence, or None."""
    if found.appeal.state == rules.PROPOSED:
        return _why_not_second(session, actor, found)
    return rules.why_not_first(reader_id=actor.member_id, appellant_id=found.appeal.member_id)


def _why_not_second(session: Session, actor: Actor, found: FoundAppeal) -> str | None:
    branch = queries.branch_path(session, found.home.path)
    beside = [each for each in (actor.member_id, found.appeal.member_id, found.appeal.first_by) if each]
    same_branch = actor.belongs_to(branch)
    return rules.why_not_second(
        reader_id=actor.member_id,
        appellant_id=found.appeal.member_id,
        first_by=found.appeal.first_by,
        same_branch=same_branch,
        others=queries.other_readers(session, found.unit, outside=branch, beside=beside) if same_branch else 0,
    )


def _follow(session: Session, actor: Actor, found: FoundAppeal, *, at: datetime) -> None:
    """What comes of a decision at once: a disqualification is undone, the member is told, the record is kept."""
    appeal_, contest = found.appeal, found.contest
    said = f"申诉（{found.label}）：{rules.STATE_LABELS[appeal_.state]}。{appeal_.reason}"
    note(session, contest, "appeal", said, member_id=appeal_.member_id, by=actor.member_id, at=at)
    if appeal_.about == About.DISQUALIFICATION and appeal_.state == rules.UPHELD:
        standing = queries.disqualification(session, contest.id, appeal_.member_id)
        if standing is not None:
            reason = f"申诉成立：{appeal_.reason}"
            reinstate(session, actor, contest, found.unit, standing, reason=reason, at=at)
    tell(
        session,
        member_ids=[appeal_.member_id],
        title="你的申诉有答复了",
        body="你在竞赛里提出的申诉已经答复：结果和理由在申诉页上。",
        kind=ANNOUNCEMENT,
        page={"endpoint": "contests.appeals.show", "contest_id": contest.id, "appeal_id": appeal_.id},
        sent_by=None,
        at=at,
    )


def _together(session: Session, found: FoundAppeal, *, for_all: bool) -> Sequence[FoundAppeal]:
    return [found, *queries.about_the_same_question(session, found.appeal, held=True)] if for_all else [found]


def _keep(
    session: Session, actor: Actor, known: Appeal, verdict: str, reason: str, *, is_second: bool, at: datetime
) -> None:
    session.add(
        AppealReading(
            appeal_id=known.id, by=actor.member_id, at=at, verdict=verdict, reason=reason, is_second=is_second
        )
    )


def _checked(found: FoundAppeal, verdict: str, reason: str) -> str:
    _require_waiting(found.appeal)
    if not rules.may_answer(found.contest.state):
        label = LABELS[State(found.contest.state)]
        raise Conflict(f"竞赛现在是“{label}”，不能答复申诉。要改定案的结果，请先重新公示。", code="wrong_state")
    if verdict not in rules.VERDICT_LABELS:
        raise Invalid("请选申诉成立，还是维持原来的结果。", fields={"verdict": "请选一项"})
    return _said(reason, rules.LONGEST_REASON, "reason", "请写明理由，申诉人会看到。")


def _said(words: str, longest: int, field: str, when_empty: str) -> str:
    said = words.strip()
    wrong = when_empty if not said else f"最多 {longest} 个字，现在有 {len(said)} 个。" if len(said) > longest else ""
    if wrong:
        raise Invalid(wrong, fields={field: wrong})
    return said


def _require_waiting(known: Appeal) -> None:
    if known.state not in rules.OPEN:
        raise Conflict(f"这件申诉的状态是“{rules.STATE_LABELS[known.state]}”，不能再改。", code="decided")


def _require_open(found: FoundContest, at: datetime) -> None:
    contest = found.contest
    if rules.may_appeal_result(contest.state, contest.appeals_until, at):
        return
    if contest.state == State.UNDER_APPEAL and contest.appeals_until is not None:
        until = moment(contest.appeals_until)
        raise Conflict(f"申诉期到 {until} 为止，已经过了。有新的证据，请联系竞赛的组织者。", code="appeals_closed")
    label = LABELS[State(contest.state)]
    raise Conflict(f"竞赛现在是“{label}”，成绩公示以后才能申诉题目和成绩。", code="wrong_state")
