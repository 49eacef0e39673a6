"""Whom an actor may help to sit an exam, the papers that were printed for them, and who opened a shared device."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from quiz_app.core.errors import Conflict, Forbidden, NotFound
from quiz_app.exams.queries.hot import NO_EXAM
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.tables.sittings import AssistedSitting, PaperKeying, PaperSitting, PaperWithdrawal
from quiz_app.exams.ways import BRANCH, NOBODY, ORGANIZER
from quiz_app.members.tables import Member, SignIn
from quiz_app.members.tokens import Token
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import below
from quiz_app.organizations.tables import Unit

NO_PAPER = "没有找到这份试卷：请核对卷号；别的单位的试卷由那里的人录入。"
NOT_IN_REACH = "没有找到这名党员，或者不在你负责的单位里。"
ONLY_HELPERS = "只有组织者和党支部书记可以办理。需要纸笔作答或协助作答，请找你的党支部书记。"


@dataclass(frozen=True, slots=True)
class Helped:
    """A published exam with the subtrees in which the actor helps: all of the exam's unit for who `organizes` it."""

    exam: Exam
    unit: Unit
    paths: tuple[str, ...]
    organizes: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member who may be helped. `used` counts attempts; `sitting` while one is open, `on_paper` while a paper
    waits."""

    member_id: int
    number: str
    name: str
    unit_name: str
    unit_path: str
    used: int
    sitting: bool
    on_paper: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A printed paper with whose it is. `keyings` are how many were typed so far, `reason` why it was withdrawn."""

    sitting: PaperSitting
    member: Member
    unit: Unit
    printed_by: str
    keyings: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Opening:
    """A shared device that was opened: for whom, by whom, when, on what."""

    sitting: AssistedSitting
    member_name: str
    unit_name: str
    opened_by: str


@dataclass(frozen=True, slots=True)
class Lent:
    """What a narrow sign-in is for. `opener_number` is what the opener signs in with."""

    sitting: AssistedSitting
    exam: Exam
    member: Member
    unit: Unit
    opener_name: str
    opener_number: str


def helped(session: Session, actor: Actor, exam_id: int) -> Helped:
    """A published exam, for who organizes it or is a secretary within its unit."""
    row = session.execute(select(Exam, Unit).join(Unit, Unit.id == Exam.unit_id).where(Exam.id == exam_id)).first()
    if row is None or row[0].edition_id is None or row[0].kind != "exam":
        raise NotFound(NO_EXAM)
    exam, unit = row
    if actor.can(Permission.EXAM_MANAGE, unit.path):
        return Helped(exam, unit, (unit.path,), organizes=True)
    reach = actor.reach(Permission.SITTING_ASSIST)
    inside = tuple(path for path in reach if path.startswith(unit.path))
    if any(unit.path.startswith(path) for path in reach):
        inside = (unit.path,)
    if inside:
        return Helped(exam, unit, inside, organizes=False)
    if actor.belongs_to(unit.path):
        raise Forbidden(ONLY_HELPERS)
    raise NotFound(NO_EXAM)


def helped_on_paper(session: Session, actor: Actor, exam_id: int) -> Helped:
    """As `helped`, where the exam may be sat on paper with this actor's help."""
    found = helped(session, actor, exam_id)
    if found.exam.paper_sitting == NOBODY:
        raise Conflict("这场考试没有开放纸笔作答。下一场考试请在发布前打开。", code="no_paper")
    if found.exam.paper_sitting == ORGANIZER and not found.organizes:
        raise Forbidden("这场考试的纸质试卷由组织者打印和录入，请把名单报给组织者。")
    return found


def may_print(actor: Actor, exam: Exam, unit: Unit) -> bool:
    """The single check that agrees with `helped_on_paper`, for who may watch a part of the exam's unit."""
    if exam.paper_sitting == NOBODY or actor.can(Permission.EXAM_MANAGE, unit.path):
        return exam.paper_sitting != NOBODY
    return exam.paper_sitting == BRANCH and bool(actor.reach(Permission.SITTING_ASSIST))


def candidates(session: Session, seen: Helped, *, limit: int, after: int = 0) -> list[Candidate]:
    """Who is on the rosters within reach, from behind a member id."""
    query = _candidates(seen).where(Member.id > after).order_by(Member.id).limit(limit)
    return [Candidate(*row) for row in session.execute(query)]


def chosen(session: Session, seen: Helped, member_ids: Sequence[int]) -> list[Candidate]:
    """Some of them, by their ids; refuses any that is not within reach."""
    found = [Candidate(*row) for row in session.execute(_candidates(seen).where(Member.id.in_(member_ids)))]
    if len(found) != len(set(member_ids)):
        raise NotFound(NOT_IN_REACH)
    return found


def papers(session: Session, seen: Helped, *, waiting: bool, limit: int, after: int | None = None) -> list[Paper]:
    """Printed papers within reach that wait to be keyed in, or have ended, the latest first."""
    ended = PaperSitting.ended_at.is_(None) if waiting else PaperSitting.ended_at.is_not(None)
    query = _papers().where(PaperSitting.exam_id == seen.exam.id, below(Unit.path, seen.paths), ended)
    if after is not None:
        query = query.where(PaperSitting.id < after)
    return [Paper(*row) for row in session.execute(query.order_by(PaperSitting.id.desc()).limit(limit))]


def paper(session: Session, actor: Actor, paper_id: int, *, held: bool = False) -> tuple[Helped, Paper]:
    """A printed paper that the actor may key in or withdraw; `held` until the transaction ends."""
    query = select(PaperSitting).where(PaperSitting.id == paper_id)
    sitting = session.scalars(query.with_for_update() if held else query).first()
    if sitting is None:
        raise NotFound(NO_PAPER)
    try:
        seen = helped_on_paper(session, actor, sitting.exam_id)
    except NotFound:
        raise NotFound(NO_PAPER) from None
    row = session.execute(_papers().where(PaperSitting.id == paper_id, below(Unit.path, seen.paths))).first()
    if row is None:
        raise NotFound(NO_PAPER)
    return seen, Paper(*row)


def paper_named(session: Session, seen: Helped, code: str) -> PaperSitting:
    """The paper with this code, within reach."""
    query = (
        select(PaperSitting)
        .join(Member, Member.id == PaperSitting.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(PaperSitting.exam_id == seen.exam.id, PaperSitting.code == code, below(Unit.path, seen.paths))
    )
    found = session.scalars(query).first()
    if found is None:
        raise NotFound(NO_PAPER)
    return found


def keyings(session: Session, paper_id: int) -> list[PaperKeying]:
    """What was typed of a paper so far, in order."""
    query = select(PaperKeying).where(PaperKeying.paper_sitting_id == paper_id).order_by(PaperKeying.id)
    return list(session.scalars(query))


def waits_on_paper(session: Session, member_id: int, exam: Exam) -> PaperSitting | None:
    """The paper that is printed for a member's next attempt."""
    if exam.paper_sitting == NOBODY:
        return None
    query = select(PaperSitting).where(
        PaperSitting.exam_id == exam.id, PaperSitting.member_id == member_id, PaperSitting.ended_at.is_(None)
    )
    return session.scalars(query).first()


def openings(session: Session, seen: Helped, *, limit: int, after: int | None = None) -> list[Opening]:
    """Who opened a shared device for whom within reach, the latest first."""
    opener = aliased(Member)
    query = (
        select(AssistedSitting, Member.name, Unit.name, opener.name)
        .join(Member, Member.id == AssistedSitting.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .join(opener, opener.id == AssistedSitting.opened_by)
        .where(AssistedSitting.exam_id == seen.exam.id, below(Unit.path, seen.paths))
        .order_by(AssistedSitting.id.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(AssistedSitting.id < after)
    return [Opening(*row) for row in session.execute(query)]


def lent(session: Session, token: Token, *, at: datetime) -> Lent | None:
    """What a narrow sign-in is for, while it holds; None for any other sign-in."""
    opener = aliased(Member)
    query = (
        select(AssistedSitting, Exam, Member, Unit, opener.name, opener.number)
        .join(SignIn, SignIn.id == AssistedSitting.sign_in_id)
        .join(Exam, Exam.id == AssistedSitting.exam_id)
        .join(Member, Member.id == AssistedSitting.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .join(opener, opener.id == AssistedSitting.opened_by)
        .where(
            SignIn.id == token.sign_in_id,
            SignIn.member_id == token.member_id,
            SignIn.only_exam_id == Exam.id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > at,
            Member.left_at.is_(None),
        )
    )
    row = session.execute(query).first()
    return None if row is None else Lent(*row)


def _candidates(seen: Helped) -> Select:  # type: ignore[type-arg]
    exam_id = seen.exam.id
    own = (Attempt.exam_id == exam_id, Attempt.member_id == Member.id)
    used = select(func.coalesce(func.max(Attempt.number), 0)).where(*own).scalar_subquery()
    sitting = exists().where(*own, Attempt.submitted_at.is_(None))
    waits = exists().where(
        PaperSitting.exam_id == exam_id, PaperSitting.member_id == Member.id, PaperSitting.ended_at.is_(None)
    )
    return (
        select(Member.id, Member.number, Member.name, Unit.name, Unit.path, used, sitting, waits)
        .join(Unit, Unit.id == Member.unit_id)
        .where(below(Unit.path, seen.paths), Member.left_at.is_(None))
    )


def _papers() -> Select:  # type: ignore[type-arg]
    printer = aliased(Member)
    typed = select(func.count()).where(PaperKeying.paper_sitting_id == PaperSitting.id).scalar_subquery()
    return (
        select(PaperSitting, Member, Unit, printer.name, typed, PaperWithdrawal.reason)
        .join(Member, Member.id == PaperSitting.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .join(printer, printer.id == PaperSitting.printed_by)
        .outerjoin(PaperWithdrawal, PaperWithdrawal.paper_sitting_id == PaperSitting.id)
    )
