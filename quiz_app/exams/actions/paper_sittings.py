"""Attempts on paper: printed for a member, keyed in afterwards by one person or two, or withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from quiz_app.core.db import to_milliseconds
from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.core.statements import Statement
from quiz_app.exams import sheets
from quiz_app.exams.actions.closing import BY_MEMBER, close
from quiz_app.exams.allowances import require_another
from quiz_app.exams.keying import answers_of, as_sheet, differences
from quiz_app.exams.queries import hot
from quiz_app.exams.queries.sat import edition_of
from quiz_app.exams.queries.sittings import Candidate, Helped, Paper, keyings
from quiz_app.exams.sheets import Answers
from quiz_app.exams.tables.sittings import PaperKeying, PaperSitting, PaperWithdrawal
from quiz_app.exams.ways import PAPER, paper_code, sitting_problem
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission

LONGEST_REASON = 300
ENDED = "这份试卷已经录入或者撤回，不能再录入。"

_KEEP = Statement(
    "INSERT INTO paper_sittings (exam_id, edition_id, member_id, printed_by, printed_at, number, code)"
    " VALUES (:exam, :edition, :member, :by, :at, :number, :code) ON CONFLICT DO NOTHING RETURNING id"
)
_ADD = Statement(
    "INSERT INTO attempts (member_id, exam_id, edition_id, number, started_at, deadline_at, revision, kind, sheet)"
    " VALUES (:member, :exam, :edition, :number, :at, :deadline, 1, :kind, :sheet)"
    " ON CONFLICT DO NOTHING RETURNING id"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What keying did: the attempt that came of it, or None while a second person has still to key; or at which
    questions (0: the time) this differs from what the other one typed, and then nothing was stored."""

    attempt_id: int | None = None
    differs: tuple[int, ...] = ()


def keep_for_paper(
    session: Session, actor: Actor, seen: Helped, members: Sequence[Candidate], *, at: datetime
) -> tuple[list[int], list[tuple[Candidate, str]]]:
    """Keep the next attempt of each of these members for paper: the ids of the papers, and who got none and why."""
    _require(actor, seen)
    require_printable(seen, at=at)
    if seen.exam.closes_at is not None and at >= seen.exam.closes_at:
        raise Conflict("考试已经结束，不能再打印。已经打印的仍然可以录入。", code="exam_closed")
    kept, left_out = [], []
    for member in members:
        if reason := _refusal(seen, member):
            left_out.append((member, reason))
        elif paper_id := _keep(session, actor, seen, member, at):
            kept.append(paper_id)
        else:
            left_out.append((member, "已经有一份没有录入的试卷"))
    return kept, left_out


def require_printable(seen: Helped, *, at: datetime) -> None:
    """Who does not organize the exam sees no question before it opens."""
    if not seen.organizes and at < seen.exam.opens_at:
        raise Forbidden("开考以后才能打印，免得试题提前传开。要提前打印，请联系组织者。", code="not_open_yet")


def withdraw(session: Session, actor: Actor, seen: Helped, paper: Paper, reason: str, *, at: datetime) -> None:
    """The paper will not be keyed in; the member may sit that attempt on a screen, with the same questions."""
    _require(actor, seen)
    reason = reason.strip()
    if not reason:
        raise Invalid("请写明为什么撤回。", fields={"reason": "请写明原因，例如：本人请假，试卷未拆封"})
    if len(reason) > LONGEST_REASON:
        raise Invalid("原因太长。", fields={"reason": f"最多 {LONGEST_REASON} 字"})
    _end(session, paper.sitting, at=at)
    by = actor.member_id
    session.add(PaperWithdrawal(paper_sitting_id=paper.sitting.id, withdrawn_by=by, withdrawn_at=at, reason=reason))
    session.flush()


def key(
    session: Session,
    actor: Actor,
    seen: Helped,
    paper: Paper,
    answers: Answers,
    *,
    sat_at: datetime,
    settles: bool = False,
    at: datetime,
) -> Outcome:
    """Enter what stands on a paper whose row the caller holds. Where the exam wants two people, the first one's waits;
    the second's makes the attempt if both agree, or if it `settles` what they differ in, with the paper at hand."""
    _require(actor, seen)
    _refuse_keying(actor, seen, paper, sat_at, at)
    other = _others_latest(keyings(session, paper.sitting.id), actor) if seen.exam.paper_twice else None
    differs = _differs(other, answers, sat_at) if other is not None else ()
    if differs and not settles:
        return Outcome(differs=differs)
    sheet = sheets.encode(as_sheet(answers))
    typed = {"paper_sitting_id": paper.sitting.id, "keyed_by": actor.member_id, "keyed_at": at, "sat_at": sat_at}
    session.add(PaperKeying(**typed, settles=bool(differs), sheet=sheet))
    session.flush()
    if seen.exam.paper_twice and other is None:
        return Outcome()
    return Outcome(attempt_id=_hand_in(session, seen, paper.sitting, sheet, sat_at, at))


def _require(actor: Actor, seen: Helped) -> None:
    if not (seen.organizes or any(actor.can(Permission.SITTING_ASSIST, path) for path in seen.paths)):
        raise Forbidden("你没有在这个单位办理纸笔作答的权限。")


def _refusal(seen: Helped, member: Candidate) -> str | None:
    if member.on_paper:
        return "已经有一份没有录入的试卷"
    if member.sitting:
        return "正在上机作答"
    try:
        require_another(seen.exam.attempts_allowed, member.used)
    except Forbidden:
        return "机会已经用完"
    return None


def _keep(session: Session, actor: Actor, seen: Helped, member: Candidate, at: datetime) -> int | None:
    exam, ms, number = seen.exam, to_milliseconds(at), member.used + 1
    code = paper_code(edition_of(session, exam).seed, member.member_id, number, ms)
    values = {"exam": exam.id, "edition": exam.edition_id, "member": member.member_id, "by": actor.member_id}
    row = _KEEP.run(session, values | {"at": ms, "number": number, "code": code}).fetchone()
    return None if row is None else row[0]


def _refuse_keying(actor: Actor, seen: Helped, paper: Paper, sat_at: datetime, at: datetime) -> None:
    if paper.sitting.ended_at is not None:
        raise Conflict(ENDED, code="keyed_already")
    if paper.member.id == actor.member_id:
        raise Forbidden("自己的答卷要由别人录入。请交给组织者或另一位书记。")
    exam, minutes = seen.exam, seen.exam.minutes
    window = {"opens_at": exam.opens_at, "closes_at": exam.closes_at}
    if problem := sitting_problem(sat_at, minutes, printed_at=paper.sitting.printed_at, **window, at=at):
        raise Invalid(f"开始时间不对：{problem}", fields={"sat_at": problem})


def _others_latest(typed: Sequence[PaperKeying], actor: Actor) -> PaperKeying | None:
    others = [each for each in typed if each.keyed_by != actor.member_id]
    return others[-1] if others else None


def _differs(other: PaperKeying, answers: Answers, sat_at: datetime) -> tuple[int, ...]:
    moment = () if other.sat_at == sat_at else (0,)
    return *moment, *differences(answers_of(sheets.decode(other.sheet)), answers)


def _hand_in(
    session: Session, seen: Helped, sitting: PaperSitting, sheet: bytes, sat_at: datetime, at: datetime
) -> int:
    """The attempt takes all of its time, so that paper never wins a tie by speed; it is graded as any other."""
    ends_at = to_milliseconds(sat_at + timedelta(minutes=seen.exam.minutes))
    values: Mapping[str, object] = {
        "member": sitting.member_id,
        "exam": sitting.exam_id,
        "edition": sitting.edition_id,
        "number": sitting.number,
        "at": to_milliseconds(sat_at),
        "deadline": ends_at,
        "kind": PAPER,
        "sheet": sheet,
    }
    row = _ADD.run(session, dict(values)).fetchone()
    if row is None:
        raise Conflict(
            "本人已经上机作答了这一次，纸质答卷不能再录入。请撤回这份试卷，写明原因。", code="started_online"
        )
    close(session, hot.attempt_held(session, row[0]), ms=ends_at, by=BY_MEMBER, known_at=to_milliseconds(at))
    _end(session, sitting, at=at, attempt_id=row[0])
    return row[0]


def _end(session: Session, sitting: PaperSitting, *, at: datetime, attempt_id: int | None = None) -> None:
    """Once, whoever comes at the same moment."""
    ended = session.execute(
        update(PaperSitting)
        .where(PaperSitting.id == sitting.id, PaperSitting.ended_at.is_(None))
        .values(ended_at=at, attempt_id=attempt_id)
        .returning(PaperSitting.id)
    )
    if ended.first() is None:
        raise Conflict(ENDED, code="keyed_already")
