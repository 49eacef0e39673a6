"""A correction is proposed by one, and approved or rejected by another; who proposed it may withdraw it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.banks.types.table import TYPES
from quiz_app.core.db import to_milliseconds
from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.corrections.previews import Preview, from_json
from quiz_app.corrections.proposals import Wish, faults, key_of, reason_faults
from quiz_app.corrections.queries import corrections as queries
from quiz_app.corrections.queries.corrections import Found
from quiz_app.corrections.tables import Correction, Decision
from quiz_app.exams.amending import Amendment, Kind
from quiz_app.exams.tables.exams import Exam
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

APPROVED = "approved"
REJECTED = "rejected"
WITHDRAWN = "withdrawn"
LONGEST_NOTE = 300


def propose(session: Session, actor: Actor, exam: Exam, unit: Unit, wish: Wish, *, at: datetime) -> Correction:
    """Write a correction down; nothing changes until somebody else has approved it. The caller holds the exam."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    assert exam.edition_id is not None
    if queries.open_correction(session, exam) is not None:
        raise Conflict("这场考试还有一次更正没有办完，办完再提下一次。", code="correction_open")
    _, now = queries.editions_of(session, exam.edition_id)
    wrong = faults(now.edition, wish, awaits_marking=queries.awaits_marking(session, exam))
    if wrong:
        raise Invalid("有几处需要修改，改好后再提交。", fields=wrong)
    key, _ = key_of(now.edition, wish)
    of_rule = wish.kind == Kind.CREDIT
    said = Amendment(
        kind=Kind(wish.kind),
        question=None if of_rule else wish.question,
        key=key,
        credit_rule=wish.credit_rule if of_rule else None,
        reason=wish.reason.strip(),
        basis=wish.basis.strip(),
        at=to_milliseconds(at),
    )
    return _write_down(session, actor, exam, said, at=at)


def propose_undoing(
    session: Session, actor: Actor, exam: Exam, found: Found, *, reason: str, basis: str, at: datetime
) -> Correction:
    """Propose that what stood before a correction holds again; it is approved and applied as any other. The caller
    holds the exam."""
    require(actor, Permission.EXAM_MANAGE, found.unit.path)
    if queries.open_correction(session, exam) is not None:
        raise Conflict("这场考试还有一次更正没有办完，办完再撤销。", code="correction_open")
    before = queries.standing_before(session, found.correction)
    if _is_marked_by_person(session, found, before.question) and queries.awaits_marking(session, exam):
        raise Conflict("这道题由阅卷人评分，还有成绩没有公布。公布以后再撤销。", code="marking_open")
    wrong = reason_faults(reason, basis)
    if wrong:
        raise Invalid("有几处需要修改，改好后再提交。", fields=wrong)
    return _write_down(session, actor, exam, replace(before, reason=reason.strip(), basis=basis.strip()), at=at)


def _is_marked_by_person(session: Session, found: Found, question: int | None) -> bool:
    written, _ = queries.editions_of(session, found.correction.edition_id)
    return question is not None and TYPES[written.edition.questions[question].type].marked_by_person


def _write_down(session: Session, actor: Actor, exam: Exam, said: Amendment, *, at: datetime) -> Correction:
    made = Correction(
        exam_id=exam.id,
        edition_id=exam.edition_id,
        kind=said.kind,
        question=said.question,
        key=None if said.key is None else list(said.key),
        credit_rule=said.credit_rule,
        reason=said.reason,
        basis=said.basis,
        proposed_by=actor.member_id,
        proposed_at=at,
        preview=Preview().to_json(),
    )
    session.add(made)
    session.flush()
    return made


def approve(session: Session, actor: Actor, found: Found, *, version: int, note: str, at: datetime) -> Decision:
    """Let a task apply it. Never by who proposed it, and only what was looked at."""
    require(actor, Permission.EXAM_MANAGE, found.unit.path)
    if actor.member_id == found.correction.proposed_by:
        raise Forbidden("更正要由另一个人批准。请把这一页的地址发给另一位组织者或管理员。", code="own_proposal")
    if found.correction.previewed_at is None:
        raise Conflict("预览还没有算完，看过影响再批准。", code="not_previewed")
    if unmarked := from_json(found.correction.preview).unmarked:
        raise Conflict(
            f"有 {unmarked} 份答卷是在这道题作废或送分期间交的，没有人评过这道题，撤销后无法给分。请不批准。",
            code="unmarked",
        )
    return _decide(session, actor, found, APPROVED, version=version, note=note, at=at)


def reject(session: Session, actor: Actor, found: Found, *, version: int, note: str, at: datetime) -> Decision:
    """Turn it down, saying why."""
    require(actor, Permission.EXAM_MANAGE, found.unit.path)
    if actor.member_id == found.correction.proposed_by:
        raise Forbidden("自己提出的更正，请用“撤回”。", code="own_proposal")
    if not note.strip():
        raise Invalid("请写明为什么不批准。", fields={"note": "请写明为什么不批准"})
    found.correction.closed_at = at
    return _decide(session, actor, found, REJECTED, version=version, note=note, at=at)


def withdraw(session: Session, actor: Actor, found: Found, *, version: int, at: datetime) -> Decision:
    """Take one's own proposal back."""
    require(actor, Permission.EXAM_MANAGE, found.unit.path)
    if actor.member_id != found.correction.proposed_by:
        raise Forbidden("只有提出的人可以撤回。不同意时，请选“不批准”。", code="not_own_proposal")
    found.correction.closed_at = at
    return _decide(session, actor, found, WITHDRAWN, version=version, note="", at=at)


def _decide(
    session: Session, actor: Actor, found: Found, verdict: str, *, version: int, note: str, at: datetime
) -> Decision:
    if found.decision is not None:
        raise Conflict("这次更正已经有了决定，请重新打开看。", code="decided")
    if found.correction.version != version:
        raise Conflict("你看的时候又有了变化，请重新打开，看过再决定。", code="changed_meanwhile")
    if len(note) > LONGEST_NOTE:
        raise Invalid(f"说明最多 {LONGEST_NOTE} 字，请缩短。", fields={"note": f"最多 {LONGEST_NOTE} 字"})
    decision = Decision(
        correction_id=found.correction.id,
        verdict=verdict,
        note=note.strip(),
        decided_by=actor.member_id,
        decided_at=at,
    )
    session.add(decision)
    found.correction.version += 1
    session.flush()
    return decision
