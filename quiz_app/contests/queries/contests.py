"""Which contests there are, for members of their scope and for those who organize them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from quiz_app.boards.tables import Board
from quiz_app.contests.states import State
from quiz_app.contests.tables.contests import Contest, ContestStep, Stage, StateChange
from quiz_app.contests.tables.extras import ExtraPaper
from quiz_app.core.errors import Forbidden, NotFound
from quiz_app.exams.counting.table import WAYS
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.organizations.actors import Actor, ancestors
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import below
from quiz_app.organizations.tables import Unit

NO_CONTEST = "没有找到这场竞赛：可能还没有发布，或者不面向你所在的单位。"


@dataclass(frozen=True, slots=True)
class FoundContest:
    """A contest with its unit and whether the reader organizes it: then live standings may be seen."""

    contest: Contest
    unit: Unit
    manages: bool


@dataclass(frozen=True, slots=True)
class StageExam:
    """A stage with its exam and that exam's edition, as far as there are any."""

    stage: Stage
    exam: Exam | None
    edition: Edition | None

    @property
    def is_published(self) -> bool:
        return self.edition is not None

    @property
    def is_on_scale(self) -> bool:
        """Whether its scores can be held against marks of its paper; see `counting.protocol.Way`."""
        return self.exam is None or WAYS[self.exam.counting].on_scale


def find_contest(session: Session, actor: Actor, contest_id: int) -> FoundContest:
    """A contest that the actor may see: an announced one of an own unit, or any that the actor organizes or, announced,
    watches over a part of."""
    row = session.execute(_with_unit().where(Contest.id == contest_id)).first()
    if row is None:
        raise NotFound(NO_CONTEST)
    contest, unit = row
    manages = actor.can(Permission.EXAM_MANAGE, unit.path)
    if manages or (contest.state != State.DRAFT and is_meant_for(actor, unit)):
        return FoundContest(contest, unit, manages)
    raise NotFound(NO_CONTEST)


def managed_contest(session: Session, actor: Actor, contest_id: int, *, held: bool = False) -> FoundContest:
    """A contest that the actor organizes; `held` until the transaction ends."""
    query = _with_unit().where(Contest.id == contest_id)
    row = session.execute(query.with_for_update(of=Contest) if held else query).first()
    if row is None or not (actor.can(Permission.EXAM_MANAGE, row[1].path) or is_meant_for(actor, row[1])):
        raise NotFound(NO_CONTEST)
    if not actor.can(Permission.EXAM_MANAGE, row[1].path):
        if row[0].state == State.DRAFT:
            raise NotFound(NO_CONTEST)
        raise Forbidden("组织竞赛只对这场竞赛的组织者开放。需要时请联系本单位管理员授权。")
    return FoundContest(row[0], row[1], manages=True)


def is_meant_for(actor: Actor, unit: Unit) -> bool:
    """Whether the contest of `unit` is for the actor's own unit, or for one that the actor watches over."""
    return actor.belongs_to(unit.path) or any(
        path.startswith(unit.path) or unit.path.startswith(path) for path in actor.reach(Permission.BRANCH_WATCH)
    )


def own_contests(
    session: Session, actor: Actor, *, limit: int, after: tuple[int, ...] | None = None
) -> list[FoundContest]:
    """Announced contests of the actor's own units, the latest made first."""
    mine = and_(Contest.state != State.DRAFT, Contest.unit_id.in_(ancestors(actor.unit_path)))
    return _page(session, actor, mine, limit, after)


def managed_contests(
    session: Session, actor: Actor, *, limit: int, after: tuple[int, ...] | None = None
) -> list[FoundContest]:
    return _page(session, actor, below(Unit.path, actor.reach(Permission.EXAM_MANAGE)), limit, after)


def stages_of(session: Session, contest: Contest) -> list[StageExam]:
    """The stages in their order."""
    query = (
        select(Stage, Exam, Edition)
        .outerjoin(Exam, Exam.id == Stage.exam_id)
        .outerjoin(Edition, Edition.id == Exam.edition_id)
        .where(Stage.contest_id == contest.id)
        .order_by(Stage.position)
    )
    return [StageExam(*row) for row in session.execute(query)]


def find_stage(session: Session, contest: Contest, stage_id: int) -> StageExam:
    for each in stages_of(session, contest):
        if each.stage.id == stage_id:
            return each
    raise NotFound("这场竞赛没有这个阶段，请从竞赛页进入。")


def contest_of_exam(session: Session, exam_id: int) -> tuple[Contest, Stage] | None:
    """The contest that an exam is a stage of."""
    query = select(Contest, Stage).join(Stage, Stage.contest_id == Contest.id).where(Stage.exam_id == exam_id)
    row = session.execute(query).first()
    return (row[0], row[1]) if row else None


def due_contests(session: Session, *, at: datetime) -> Sequence[int]:
    """The ids of contests whose time has come to open, to freeze or to close."""
    query = select(Contest.id).where(
        or_(
            and_(Contest.state == State.ANNOUNCED, Contest.opens_at <= at),
            and_(Contest.state == State.OPEN, Contest.freezes_at <= at),
            and_(Contest.state.in_((State.OPEN, State.FROZEN)), Contest.closes_at <= at),
        )
    )
    return session.scalars(query).all()


def frozen_boards_of_revealed(session: Session, *, at: datetime) -> Sequence[int]:
    """The boards of revealed contests that have a late board still to be merged."""
    query = (
        select(Board.id)
        .join(Exam, Exam.board_id == Board.id)
        .outerjoin(Stage, Stage.exam_id == Exam.id)
        .outerjoin(ExtraPaper, ExtraPaper.exam_id == Exam.id)
        .join(Contest, or_(Contest.id == Stage.contest_id, Contest.id == ExtraPaper.contest_id))
        .where(Contest.revealed_at <= at, Board.late_id.is_not(None))
    )
    return session.scalars(query).all()


def held_contest(session: Session, contest_id: int) -> Contest:
    """For the site itself: the contest, held until the transaction ends."""
    return session.get_one(Contest, contest_id, with_for_update=True)


def state_changes(session: Session, contest: Contest) -> list[StateChange]:
    query = select(StateChange).where(StateChange.contest_id == contest.id).order_by(StateChange.id)
    return list(session.scalars(query))


def steps(session: Session, contest: Contest, *, limit: int) -> list[ContestStep]:
    """What was done to a contest, the latest first."""
    query = select(ContestStep).where(ContestStep.contest_id == contest.id).order_by(ContestStep.id.desc())
    return list(session.scalars(query.limit(limit)))


def _with_unit() -> Select[Contest, Unit]:
    return select(Contest, Unit).join(Unit, Unit.id == Contest.unit_id)


def _page(
    session: Session, actor: Actor, which: ColumnElement[bool], limit: int, after: tuple[int, ...] | None
) -> list[FoundContest]:
    query = _with_unit().where(which).order_by(Contest.id.desc()).limit(limit)
    if after:
        query = query.where(Contest.id < after[0])
    return [
        FoundContest(contest, unit, actor.can(Permission.EXAM_MANAGE, unit.path))
        for contest, unit in session.execute(query)
    ]
