"""Many members at one exam, made without the site's pages, and what must hold of all of them after a correction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from quiz_app.boards.tables import Standing
from quiz_app.boards.values import score_of
from quiz_app.core.db import Database
from quiz_app.corrections.regrading import Standing as Counts
from quiz_app.corrections.regrading import due
from quiz_app.corrections.tables import CorrectedAttempt, Correction
from quiz_app.exams import sheets
from quiz_app.exams.actions import saving, sitting
from quiz_app.exams.grading import grade
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.queries.hot import prepared_by_id
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.members.tables import Member, SignIn
from quiz_app.members.tokens import Token
from quiz_app.points.rules.table import EXAM_PASSED, FULL_MARKS
from quiz_app.points.tables import LedgerEntry
from tests.conftest import NOW, Cast
from tests.exams.conftest import _right

WRITER = 7


@dataclass(frozen=True)
class Seat:
    """A member's attempt that is open."""

    sign_in: int
    member: int
    attempt: int


def seat(database: Database, cast: Cast, exam: Exam, count: int) -> list[Seat]:
    """So many new members of Harbour branch begin; every third answers all rightly, the others four of ten wrongly."""
    seats = []
    with database.transaction() as session:
        assert exam.edition_id is not None
        prepared = prepared_by_id(session, exam.edition_id)
        known = session.scalar(select(func.count()).select_from(Member)) or 0
        for number in range(known, known + count):
            member = Member(number=f"X{number:06d}", name=f"众{number}", unit_id=cast.units["港口党支部"].id)
            session.add(member)
            session.flush()
            sign_in = SignIn(member_id=member.id, started_at=NOW, expires_at=NOW + timedelta(days=1))
            session.add(sign_in)
            session.flush()
            token = Token(sign_in.id, member.id, NOW)
            attempt = sitting.start(session, token, exam.id, at=NOW, new_writer=WRITER).attempt
            paper = draw(prepared.edition, member_seed(prepared.seed, member.id), 1)
            answers = {
                str(no): _right(prepared.edition.questions[item.question], item)
                for no, item in enumerate(paper, start=1)
                if number % 3 == 0 or no > 4
            }
            saving.save(session, token, attempt.id, revision=1, writer=WRITER, answers=answers, at=NOW)
            seats.append(Seat(sign_in.id, member.id, attempt.id))
    return seats


def hand_in(database: Database, seats: Sequence[Seat]) -> None:
    with database.transaction() as session:
        for each in seats:
            sitting.submit(session, Token(each.sign_in, each.member, NOW), each.attempt, at=NOW)


def faults(database: Database, exam: Exam) -> list[str]:
    """Scores, places on the board and points that are not what the exam as corrected makes of each member's attempt,
    and corrections that say another number than they recorded."""
    assert exam.edition_id is not None
    found = []
    with database.reading() as session:
        prepared = prepared_by_id(session, exam.edition_id)
        standings = dict(
            session.execute(select(Standing.member_id, Standing.value).where(Standing.board_id == exam.board_id)).all()
        )
        points: Counter[tuple[int, int]] = Counter()
        for member, rule, amount in session.execute(
            select(LedgerEntry.member_id, LedgerEntry.rule, LedgerEntry.amount).where(LedgerEntry.source_id == exam.id)
        ):
            points[member, rule] += amount
        for each in session.scalars(select(Attempt).where(Attempt.exam_id == exam.id)):
            paper = draw(prepared.edition, member_seed(prepared.seed, each.member_id), each.number)
            result = grade(prepared.edition, paper, sheets.decode(each.sheet))
            if (each.score, each.voided or 0) != (result.score, prepared.edition.max_score - result.max_score):
                found.append(f"attempt {each.id}: {each.score}, {each.voided} instead of {result.score}")
            if score_of(standings.get(each.member_id, 0), exam.minutes * 60 + 1) != result.score:
                found.append(f"member {each.member_id}: another score on the board than {result.score}")
            fulfilled = due(prepared.edition, [Counts(result.score, each.voided or 0, credited=True)])
            for rule in (EXAM_PASSED, FULL_MARKS):
                if points[each.member_id, rule.number] != rule.amount * (rule.number in fulfilled):
                    found.append(f"member {each.member_id}: {points[each.member_id, rule.number]} points, {rule.code}")
        recorded = dict(
            session.execute(
                select(CorrectedAttempt.correction_id, func.count()).group_by(CorrectedAttempt.correction_id)
            ).all()
        )
        for correction in session.scalars(select(Correction)):
            if correction.changed != recorded.get(correction.id, 0):
                found.append(f"correction {correction.id}: {correction.changed}, recorded {recorded}")
    return found
