"""Appeals as those see them who made them, and as those who answer them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from quiz_app.contests import appeals as rules
from quiz_app.contests.queries.entrants import disqualification
from quiz_app.contests.tables.contests import Contest, Stage
from quiz_app.contests.tables.entrants import Disqualification
from quiz_app.contests.tables.extras import ExtraPaper
from quiz_app.contests.tables.outcomes import Appeal, AppealReading
from quiz_app.core.db import from_milliseconds
from quiz_app.core.errors import NotFound
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor, ancestors
from quiz_app.organizations.kinds import BRANCH
from quiz_app.organizations.permissions import ALLOWS, Permission
from quiz_app.organizations.tables import RoleGrant, Unit

NO_APPEAL = "没有找到这件申诉：它不是你提出的，或者不在你组织的竞赛里。"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many appeals a contest had, public numbers."""

    received: int
    decided: int
    upheld: int


@dataclass(frozen=True, slots=True)
class FoundAppeal:
    """An appeal with its contest and whoever made it, at home in `home` now. It is about a stage, or about an extra
    paper and the stage that this decided (None: all added up), or about neither."""

    appeal: Appeal
    contest: Contest
    unit: Unit
    stage: Stage | None
    member: Member
    home: Unit
    extra: ExtraPaper | None

    @property
    def label(self) -> str:
        """`初赛 第 3 题`, `初赛加赛 成绩`, `取消成绩`"""
        where = (self.stage.title if self.stage is not None else "") + ("加赛" if self.extra is not None else "")
        where += " " if where else ""
        if self.appeal.about == rules.About.QUESTION:
            return f"{where}第 {self.appeal.question_no} 题"
        return f"{where}{rules.ABOUT_LABELS[rules.About(self.appeal.about)]}"


@dataclass(frozen=True, slots=True)
class Read:
    """A reading with the reader's name."""

    reading: AppealReading
    reader: str


def counts(session: Session, contest: Contest, *, seen_at: datetime) -> Counts:
    """Public counts as of an instant: while frozen, that of the freeze. One that was withdrawn was received."""
    decided = Appeal.state.in_(rules.DECIDED) & (Appeal.decided_at <= seen_at)
    query = select(
        func.count(),
        func.count().filter(decided),
        func.count().filter(decided & (Appeal.state == rules.UPHELD)),
    ).where(Appeal.contest_id == contest.id, Appeal.made_at <= seen_at)
    return Counts(*session.execute(query).one())


def own_appeals(session: Session, actor: Actor, contest: Contest) -> list[FoundAppeal]:
    """What the actor appealed against in a contest, the latest first."""
    query = _found().where(Appeal.contest_id == contest.id, Appeal.member_id == actor.member_id)
    return [FoundAppeal(*row) for row in session.execute(query.order_by(Appeal.id.desc()))]


def own_appeal(session: Session, actor: Actor, contest_id: int, appeal_id: int, *, held: bool = False) -> FoundAppeal:
    query = _found().where(Appeal.id == appeal_id, Appeal.contest_id == contest_id, Appeal.member_id == actor.member_id)
    return _one(session, query, held=held)


def managed_appeal(
    session: Session, actor: Actor, contest_id: int, appeal_id: int, *, held: bool = False
) -> FoundAppeal:
    """An appeal of a contest that the actor organizes; `held` until the transaction ends."""
    found = _one(session, _found().where(Appeal.id == appeal_id, Appeal.contest_id == contest_id), held=held)
    if not actor.can(Permission.EXAM_MANAGE, found.unit.path):
        raise NotFound(NO_APPEAL)
    return found


def queue(
    session: Session, contest: Contest, *, is_open: bool, limit: int, after: tuple[int, ...] | None = None
) -> list[FoundAppeal]:
    """Those that wait for somebody, the one due first in front: what is overdue leads; or those that are closed, the
    latest first. The cursor is (milliseconds it is due at, id), or (id,)."""
    query = _found().where(Appeal.contest_id == contest.id).limit(limit)
    if is_open:
        query = query.where(Appeal.state.in_(rules.OPEN)).order_by(Appeal.due_at, Appeal.id)
        if after:
            due_at, appeal_id = from_milliseconds(after[0]), after[1]
            query = query.where((Appeal.due_at > due_at) | ((Appeal.due_at == due_at) & (Appeal.id > appeal_id)))
    else:
        query = query.where(Appeal.state.not_in(rules.OPEN)).order_by(Appeal.id.desc())
        if after:
            query = query.where(Appeal.id < after[0])
    return [FoundAppeal(*row) for row in session.execute(query)]


def about_the_same_question(session: Session, appeal: Appeal, *, held: bool = False) -> list[FoundAppeal]:
    """Other appeals about the same question of the same papers, open ones and earlier ones, the latest first."""
    if appeal.place is None:
        return []
    query = (
        _found()
        .where(
            Appeal.contest_id == appeal.contest_id,
            Appeal.edition_id == appeal.edition_id,
            Appeal.place == appeal.place,
            Appeal.id != appeal.id,
        )
        .order_by(Appeal.id.desc())
    )
    if held:
        query = query.with_for_update(of=Appeal)
    return [FoundAppeal(*row) for row in session.execute(query)]


def earlier_of_member(session: Session, appeal: Appeal) -> list[FoundAppeal]:
    """What the same member appealed against before in this contest."""
    query = _found().where(
        Appeal.contest_id == appeal.contest_id, Appeal.member_id == appeal.member_id, Appeal.id < appeal.id
    )
    return [FoundAppeal(*row) for row in session.execute(query.order_by(Appeal.id.desc()))]


def readings(session: Session, appeal_id: int) -> list[Read]:
    """Every reading of an appeal, the first first."""
    query = (
        select(AppealReading, Member.name)
        .join(Member, Member.id == AppealReading.by)
        .where(AppealReading.appeal_id == appeal_id)
        .order_by(AppealReading.id)
    )
    return [Read(*row) for row in session.execute(query)]


def open_of_matter(session: Session, contest_id: int, member_id: int, matter: str) -> Appeal | None:
    query = select(Appeal).where(
        Appeal.contest_id == contest_id,
        Appeal.member_id == member_id,
        Appeal.matter == matter,
        Appeal.state.in_(rules.OPEN),
    )
    return session.scalars(query).first()


def own_disqualification(session: Session, actor: Actor, contest: Contest) -> Disqualification | None:
    return disqualification(session, contest.id, actor.member_id)


def latest_disqualification(session: Session, contest: Contest) -> datetime | None:
    """When the latest disqualification that stands was made."""
    query = select(func.max(Disqualification.at)).where(
        Disqualification.contest_id == contest.id, Disqualification.reinstated_at.is_(None)
    )
    return session.scalar(query)


def attempt_of(session: Session, appeal: Appeal) -> Attempt | None:
    return session.get(Attempt, appeal.attempt_id) if appeal.attempt_id is not None else None


def branch_path(session: Session, path: str) -> str:
    """The path of the branch on a path; the path itself where none is on it."""
    query = select(Unit.path).where(Unit.id.in_(ancestors(path)), Unit.kind == BRANCH)
    return session.scalars(query).first() or path


def other_readers(session: Session, unit: Unit, *, outside: str, beside: Sequence[int]) -> int:
    """How many people may answer the appeals of a contest of `unit`, at home outside a path, but for some."""
    roles = [role for role, allowed in ALLOWS.items() if Permission.EXAM_MANAGE in allowed]
    query = (
        select(func.count(func.distinct(Member.id)))
        .join(RoleGrant, RoleGrant.member_id == Member.id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(
            RoleGrant.role.in_(roles),
            RoleGrant.unit_id.in_(ancestors(unit.path)),
            Member.left_at.is_(None),
            Member.id.not_in(beside),
            Unit.path.not_like(f"{outside}%"),
        )
    )
    return session.scalar(query) or 0


def _found() -> Select:  # type: ignore[type-arg]
    home = aliased(Unit)
    return (
        select(Appeal, Contest, Unit, Stage, Member, home, ExtraPaper)
        .join(Contest, Contest.id == Appeal.contest_id)
        .join(Unit, Unit.id == Contest.unit_id)
        .join(Member, Member.id == Appeal.member_id)
        .join(home, home.id == Member.unit_id)
        .outerjoin(Stage, Stage.id == Appeal.stage_id)
        .outerjoin(Attempt, Attempt.id == Appeal.attempt_id)
        .outerjoin(ExtraPaper, ExtraPaper.exam_id == Attempt.exam_id)
    )


def _one(session: Session, query: Select, *, held: bool) -> FoundAppeal:  # type: ignore[type-arg]
    row = session.execute(query.with_for_update(of=Appeal) if held else query).first()
    if row is None:
        raise NotFound(NO_APPEAL)
    return FoundAppeal(*row)
