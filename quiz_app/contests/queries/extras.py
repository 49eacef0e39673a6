"""Extra papers: those there are, what they decide, and which equals need one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz_app.contests.extras import OF_THE_SUM, Extra
from quiz_app.contests.queries.contests import stages_of
from quiz_app.contests.queries.settling import exam_rows
from quiz_app.contests.settling import Row, order
from quiz_app.contests.tables.contests import Contest, Stage
from quiz_app.contests.tables.extras import ExtraEntrant, ExtraPaper
from quiz_app.core.errors import NotFound
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam

Change = Callable[[Exam, list[Row]], list[Row]]


@dataclass(frozen=True, slots=True)
class FoundExtra:
    """An extra paper with its exam, its members, and the stage in which they were equal (None: all added up)."""

    extra: ExtraPaper
    exam: Exam
    stage: Stage | None
    members: frozenset[int]

    @property
    def position(self) -> int:
        return self.stage.position if self.stage is not None else OF_THE_SUM

    @property
    def is_over(self) -> bool:
        return self.extra.over_at is not None

    @property
    def is_running(self) -> bool:
        """Whether somebody may sit it, or will."""
        return self.extra.over_at is None and self.extra.withdrawn_at is None


def extras_of(session: Session, contest: Contest) -> list[FoundExtra]:
    """All there were, in the order in which they were opened."""
    query = (
        select(ExtraPaper, Exam, Stage)
        .join(Exam, Exam.id == ExtraPaper.exam_id)
        .outerjoin(Stage, Stage.id == ExtraPaper.stage_id)
        .where(ExtraPaper.contest_id == contest.id)
        .order_by(ExtraPaper.id)
    )
    rows = session.execute(query).all()
    if not rows:
        return []
    members: dict[int, set[int]] = {}
    entrants = select(ExtraEntrant.extra_id, ExtraEntrant.member_id)
    for extra_id, member_id in session.execute(entrants.where(ExtraEntrant.extra_id.in_([row[0].id for row in rows]))):
        members.setdefault(extra_id, set()).add(member_id)
    return [FoundExtra(extra, exam, stage, frozenset(members.get(extra.id, ()))) for extra, exam, stage in rows]


def exams_of(session: Session, contest: Contest) -> list[Exam]:
    """Every exam of a contest: those of its stages and of its extra papers."""
    stages = [each.exam for each in stages_of(session, contest) if each.exam is not None]
    return [*stages, *(each.exam for each in extras_of(session, contest))]


def find_extra(session: Session, contest: Contest, extra_id: int) -> FoundExtra:
    for each in extras_of(session, contest):
        if each.extra.id == extra_id:
            return each
    raise NotFound("这场竞赛没有这次加赛，请从“加赛”页进入。")


def running(session: Session, contest: Contest) -> list[FoundExtra]:
    """Those that are not over and not withdrawn: nobody is ranked by them yet."""
    return [each for each in extras_of(session, contest) if each.is_running]


def deciding(session: Session, contest: Contest, ties: Sequence[str], change: Change | None = None) -> list[Extra]:
    """Those that are over, with the results as `change` makes them."""
    key = order(ties)
    return [
        Extra(each.position, each.members, {row.member_id: key(row) for row in rows})
        for each, rows in results(session, contest, ties, change)
    ]


def results(
    session: Session, contest: Contest, ties: Sequence[str], change: Change | None = None
) -> list[tuple[FoundExtra, list[Row]]]:
    """Those that are over, each with what its members reached."""
    found = []
    for each in extras_of(session, contest):
        if each.is_over:
            rows = exam_rows(session, contest, each.exam, ties)
            found.append((each, change(each.exam, rows) if change else rows))
    return found


def begun(session: Session, exam: Exam) -> int:
    """How many have begun an exam."""
    return session.scalar(select(func.count()).where(Attempt.exam_id == exam.id)) or 0


def contests_with_running(session: Session) -> Sequence[int]:
    """The ids of contests that wait for an extra paper to be over."""
    query = select(ExtraPaper.contest_id).where(ExtraPaper.over_at.is_(None), ExtraPaper.withdrawn_at.is_(None))
    return session.scalars(query.distinct()).all()
