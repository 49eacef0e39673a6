"""What decides whether a member may begin an attempt: the rules of the exam, the member's arrangement and attempts."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from quiz_app.core.calendar import day_of
from quiz_app.core.db import from_milliseconds, to_milliseconds
from quiz_app.core.errors import Refusal
from quiz_app.core.statements import AnyWork, Statement
from quiz_app.exams.entering.admitting import admit
from quiz_app.exams.entering.policies import Arrangement, Entry, EntryRules, General, History, Resit
from quiz_app.exams.queries.maxima import passed
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.entering import Accommodation, ExamInvitation
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.organizations.actors import Actor, ancestors

_KNOWN = Statement(
    "SELECT x.attempts_per_day, x.delay_minutes, x.hand_in_after_minutes, x.late_entry_minutes, x.resit_opens_at,"
    " x.resit_closes_at, x.resit_attempts, x.resit_for_absent, x.password_key IS NOT NULL, x.by_invitation,"
    " (x.by_invitation AND EXISTS (SELECT 1 FROM exam_invitations i WHERE i.exam_id = x.id AND i.member_id = :member)),"
    " c.extra_minutes, c.extra_attempts, c.opens_at, c.closes_at,"
    " h.used, h.resits, h.today, h.last_ended_at, h.passed, h.waits"
    " FROM exams x LEFT JOIN accommodations c ON c.exam_id = x.id AND c.member_id = :member AND c.withdrawn_at IS NULL"
    " LEFT JOIN (SELECT a.exam_id, COUNT(*) AS used, COUNT(a.resit) AS resits, MAX(a.submitted_at) AS last_ended_at,"
    " SUM(CASE WHEN a.started_at >= :day THEN 1 ELSE 0 END) AS today,"
    " MAX(CASE WHEN a.score * 100 >= (e.max_score - COALESCE(a.voided, 0)) * y.pass_percent THEN 1 ELSE 0 END)"
    " AS passed, MAX(CASE WHEN a.submitted_at IS NOT NULL AND a.score IS NULL THEN 1 ELSE 0 END) AS waits"
    " FROM attempts a JOIN editions e ON e.id = a.edition_id JOIN exams y ON y.id = a.exam_id"
    " WHERE a.member_id = :member AND a.exam_id = :exam GROUP BY a.exam_id) h ON h.exam_id = x.id"
    " WHERE x.id = :exam"
)
_PASSWORD = Statement(
    "SELECT x.password_key, f.locked_until FROM exams x"
    " LEFT JOIN exam_password_failures f ON f.exam_id = x.id AND f.member_id = :member WHERE x.id = :exam"
)


class Known(NamedTuple):
    """All that `admitting.admit` asks about a member, but for the general window."""

    rules: EntryRules
    own: Arrangement
    history: History


def known(work: AnyWork, member_id: int, exam_id: int, *, at: int) -> Known:
    """In one statement, for an exam that the caller has found for the member; `at` is in milliseconds."""
    day = to_milliseconds(day_of(from_milliseconds(at))[0])
    row = _KNOWN.run(work, {"member": member_id, "exam": exam_id, "day": day}).fetchone()
    per_day, delay, hand_in_after, late_entry, opens_at, closes_at, attempts, for_absent, *flags = row[:11]
    has_password, by_invitation, invited = map(bool, flags)
    resit = None if opens_at is None else Resit(opens_at, closes_at, attempts, bool(for_absent))
    rules = EntryRules(per_day, delay, hand_in_after, late_entry, resit, has_password, by_invitation)
    own = Arrangement() if row[11] is None else Arrangement(*row[11:15])
    if row[15] is None:
        return Known(rules, own, History(invited=invited))
    used, resits, today, last_ended_at, has_passed, waits = row[15:]
    told = bool(has_passed), bool(waits), invited
    return Known(rules, own, History(used, resits, int(today), last_ended_at, *told))


def next_entry(session: Session, actor: Actor, exam: Exam, *, at: datetime) -> tuple[Known, Entry | Refusal]:
    """What the actor, without an open attempt, would meet on starting at `at`; a password is asked for besides."""
    ms = to_milliseconds(at)
    found = known(session, actor.member_id, exam.id, at=ms)
    try:
        return found, admit(general_of(exam), *found, at=ms)
    except Refusal as refusal:
        return found, refusal


def password_of(work: AnyWork, member_id: int, exam_id: int) -> tuple[bytes | None, int | None]:
    """What is kept of the exam's password, and until when this member's guesses are not looked at."""
    key, locked_until = _PASSWORD.run(work, {"member": member_id, "exam": exam_id}).fetchone()
    return None if key is None else bytes(key), locked_until


def general_of(exam: Exam) -> General:
    """What a stored exam grants to everybody."""
    return General(to_milliseconds(exam.opens_at), _instant(exam.closes_at), exam.minutes, exam.attempts_allowed)


def rules_of(exam: Exam) -> EntryRules:
    """The rules of a stored exam."""
    resit = None
    if exam.resit_opens_at is not None and exam.resit_closes_at is not None:
        opens, closes = to_milliseconds(exam.resit_opens_at), to_milliseconds(exam.resit_closes_at)
        resit = Resit(opens, closes, exam.resit_attempts or 1, exam.resit_for_absent)
    return EntryRules(
        exam.attempts_per_day,
        exam.delay_minutes,
        exam.hand_in_after_minutes,
        exam.late_entry_minutes,
        resit,
        exam.password_key is not None,
        exam.by_invitation,
    )


def arrangement_of(made: Accommodation | None) -> Arrangement:
    """A stored arrangement as the rules know it."""
    if made is None:
        return Arrangement()
    return Arrangement(made.extra_minutes, made.extra_attempts, _instant(made.opens_at), _instant(made.closes_at))


def own_arrangements(session: Session, actor: Actor, exams: Sequence[Exam]) -> dict[int, Accommodation]:
    """The actor's standing arrangements by exam; asks nothing where no exam has any."""
    wanted = [exam.id for exam in exams if exam.has_accommodations]
    if not wanted:
        return {}
    query = select(Accommodation).where(
        Accommodation.member_id == actor.member_id,
        Accommodation.exam_id.in_(wanted),
        Accommodation.withdrawn_at.is_(None),
    )
    return {each.exam_id: each for each in session.scalars(query)}


def meant_for(actor: Actor) -> ColumnElement[bool]:
    """SQL for "this published exam is for the actor": of an own unit, and by invitation only where there is one."""
    invited = exists().where(ExamInvitation.exam_id == Exam.id, ExamInvitation.member_id == actor.member_id)
    return and_(
        Exam.edition_id.is_not(None),
        Exam.unit_id.in_(ancestors(actor.unit_path)),
        or_(~Exam.by_invitation, invited),
    )


def open_beyond(actor: Actor, at: datetime) -> ColumnElement[bool]:
    """SQL for "this exam is open to the actor by an own window or for a resit", whatever its general window is."""
    opens = func.coalesce(Accommodation.opens_at, Exam.opens_at)
    closes = func.coalesce(Accommodation.closes_at, Exam.closes_at)
    own = exists().where(
        Accommodation.exam_id == Exam.id,
        Accommodation.member_id == actor.member_id,
        Accommodation.withdrawn_at.is_(None),
        opens <= at,
        or_(closes.is_(None), closes > at),
    )
    mine = and_(Attempt.exam_id == Exam.id, Attempt.member_id == actor.member_id)
    has_passed = exists().where(mine, Edition.id == Attempt.edition_id, passed())
    resit = and_(
        Exam.resit_opens_at <= at,
        Exam.resit_closes_at > at,
        ~has_passed,
        or_(Exam.resit_for_absent, exists().where(mine)),
    )
    return or_(and_(Exam.has_accommodations, own), resit)


def _instant(moment: datetime | None) -> int | None:
    return None if moment is None else to_milliseconds(moment)
