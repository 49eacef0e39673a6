"""A member's own attempts with what their exams promise, and the sizes that exam pages name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.boards.tables import Board
from quiz_app.core.errors import NotFound
from quiz_app.exams.counting.protocol import scored
from quiz_app.exams.queries import hot
from quiz_app.exams.queries.counting import Standing, standing
from quiz_app.exams.queries.hot import NO_ATTEMPT, NO_EXAM
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.organizations.actors import Actor, ancestors
from quiz_app.organizations.tables import Unit


@dataclass(frozen=True, slots=True)
class Sat:
    """An attempt of the actor's own. `attempts` are all at the same exam, the latest first."""

    attempt: Attempt
    exam: Exam
    attempts: tuple[Attempt, ...]
    still_invited: bool
    max_score: int

    @property
    def is_under_way(self) -> bool:
        """Whether any attempt at the exam has not ended."""
        return any(each.submitted_at is None for each in self.attempts)

    @property
    def standing(self) -> Standing | None:
        """What counts of all attempts that have a score; only of use once scores may be seen."""
        rows = [
            (each.number, each.score, self.max_score - (each.voided or 0), each.started_at, each.submitted_at)
            for each in self.attempts
        ]
        sat = scored(rows)
        return standing(sat, self.exam.counting, self.exam.pass_percent) if sat else None


def own_attempt(session: Session, actor: Actor, attempt_id: int) -> Sat:
    """An attempt of the actor's, even where the actor has left the exam's unit since."""
    row = session.execute(
        select(Attempt, Exam, Edition.max_score)
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(Edition, Edition.id == Attempt.edition_id)
        .where(Attempt.id == attempt_id, Attempt.member_id == actor.member_id)
    ).first()
    if row is None:
        raise NotFound(NO_ATTEMPT)
    attempt, exam, max_score = row
    query = select(Attempt).where(Attempt.member_id == actor.member_id, Attempt.exam_id == exam.id)
    attempts = tuple(session.scalars(query.order_by(Attempt.number.desc())))
    return Sat(attempt, exam, attempts, exam.unit_id in ancestors(actor.unit_path), max_score)


def ranked_exam(session: Session, actor: Actor, exam_id: int) -> tuple[Exam, Unit, Board]:
    """A published exam that is meant for the actor, with its unit and its board; quizzes have none."""
    row = session.execute(
        select(Exam, Unit, Board)
        .join(Unit, Unit.id == Exam.unit_id)
        .join(Board, Board.id == Exam.board_id)
        .where(Exam.id == exam_id, Exam.unit_id.in_(ancestors(actor.unit_path)))
    ).first()
    if row is None:
        raise NotFound(NO_EXAM)
    exam, unit, board = row
    return exam, unit, board


def max_scores(session: Session, exams: Sequence[Exam]) -> dict[int, int]:
    """The full score of each published exam by its id, in hundredths of a point; the content stays where it is."""
    rows = session.execute(
        select(Edition.exam_id, Edition.max_score).where(Edition.id.in_([exam.edition_id for exam in exams]))
    )
    return dict(rows.all())


def edition_of(session: Session, exam: Exam) -> hot.Prepared:
    """The edition of a published exam."""
    assert exam.edition_id is not None
    return hot.prepared_by_id(session, exam.edition_id)
