"""The attempts that a correction is about, in batches by id, and what follows from them in the rooms below."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from quiz_app.boards.tables import Board, Standing
from quiz_app.core.db import to_milliseconds
from quiz_app.core.statements import Statement
from quiz_app.corrections.regrading import Corrected, Regrading, Result, Sat
from quiz_app.corrections.tables import Correction
from quiz_app.exams.amending import Amendment, Kind, amended, read
from quiz_app.exams.modes import OFFICIAL
from quiz_app.exams.queries import tallying
from quiz_app.exams.reviews import NEVER
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.exams.tables.tallies import UncountedAttempt
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import ancestors
from quiz_app.organizations.tables import Unit

_BATCH = Statement(
    "SELECT a.id, a.member_id, a.number, a.sheet, a.score, COALESCE(a.voided, 0), a.started_at, a.submitted_at,"
    f" a.points_awarded IS NOT NULL AND x.mode = '{OFFICIAL}' AND x.brings_points AND x.review_score <> '{NEVER}'"
    " FROM attempts a JOIN exams x ON x.id = a.exam_id"
    " WHERE a.edition_id = :edition AND a.id > :after AND a.score IS NOT NULL ORDER BY a.id LIMIT :most"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """Which of some attempts the statistics hold, as they were at `revision`; None before anything was counted."""

    revision: int | None
    attempt_ids: frozenset[int]


def amendment_of(correction: Correction, *, at: int) -> Amendment:
    """A correction as grading takes it, holding from the millisecond `at`."""
    return Amendment(
        kind=Kind(correction.kind),
        question=correction.question,
        key=None if correction.key is None else _frozen(correction.key),
        credit_rule=correction.credit_rule,
        reason=correction.reason,
        basis=correction.basis,
        at=at,
    )


def proposed(session: Session, correction: Correction) -> Regrading:
    """From the edition as it counts now, to as it would by a proposal."""
    edition = session.get_one(Edition, correction.edition_id)
    amendment = amendment_of(correction, at=to_milliseconds(correction.proposed_at))
    return _regrading(session, edition, (*read(edition.amendments), amendment))


def begun(session: Session, edition: Edition) -> Regrading:
    """From the edition before its last correction, to as it counts now."""
    return _regrading(session, edition, read(edition.amendments))


def batch(session: Session, edition_id: int, *, after: int, most: int) -> list[Sat]:
    """Up to `most` attempts of an edition that have a score, in order, from behind an id."""
    rows = _BATCH.run(session, {"edition": edition_id, "after": after, "most": most}).fetchall()
    return [Sat(*row) for row in rows]


def attempts_of(session: Session, exam_id: int, member_ids: Collection[int]) -> list[Sat]:
    """Every attempt of some members at an exam that has a score, in the order in which each began them."""
    query = _sat().where(Attempt.exam_id == exam_id, Attempt.member_id.in_(member_ids), Attempt.score.is_not(None))
    return [_read(row) for row in session.execute(query.order_by(Attempt.member_id, Attempt.number))]


def results_of(session: Session, exam_id: int, member_ids: Collection[int]) -> list[Result]:
    """What `attempts_of` gives, without the answers."""
    sat = _sat()
    columns = [each for each in sat.selected_columns if each.key != "sheet"]
    query = sat.with_only_columns(*columns, maintain_column_froms=True).where(
        Attempt.exam_id == exam_id, Attempt.member_id.in_(member_ids), Attempt.score.is_not(None)
    )
    rows = session.execute(query.order_by(Attempt.member_id, Attempt.number))
    return [
        Result(*head, to_milliseconds(began), to_milliseconds(ended), bool(credited))
        for *head, began, ended, credited in rows
    ]


def counted(session: Session, attempt_ids: Sequence[int]) -> Counted:
    cursor = tallying.cursor(session)
    if cursor is None:
        return Counted(None, frozenset())
    waiting = set(
        session.scalars(select(UncountedAttempt.attempt_id).where(UncountedAttempt.attempt_id.in_(attempt_ids)))
    )
    there = frozenset(each for each in attempt_ids if each <= cursor.seen_id and each not in waiting)
    return Counted(cursor.revision, there)


def held_standings(session: Session, board: Board, member_ids: Sequence[int]) -> Mapping[int, int]:
    """What the board has of each member, also since a freeze; the rows are held, so that a submission beside this
    waits for its end."""
    query = (
        select(Standing.member_id, Standing.value)
        .where(Standing.board_id.in_([board.id, board.late_id or board.id]), Standing.member_id.in_(member_ids))
        .order_by(Standing.board_id, Standing.member_id)
        .with_for_update()
    )
    return dict(session.execute(query).all())


def board_of(session: Session, exam_id: int) -> tuple[Board, str]:
    """An exam's board, and which attempts count on it."""
    query = select(Board, Exam.counting).join(Exam, Exam.board_id == Board.id).where(Exam.id == exam_id)
    board, counting = session.execute(query).one()
    return board, counting


def lines_of(session: Session, exam_id: int, member_ids: Collection[int]) -> Mapping[int, int]:
    """For each member the unit right below the exam's own that the member belongs to, or else the exam's own."""
    top = session.scalars(select(Unit).join(Exam, Exam.unit_id == Unit.id).where(Exam.id == exam_id)).one()
    query = select(Member.id, Unit.path).join(Unit, Unit.id == Member.unit_id).where(Member.id.in_(member_ids))
    return {member_id: _line(top, path) for member_id, path in session.execute(query)}


def _line(top: Unit, path: str) -> int:
    depth, units = len(ancestors(top.path)), ancestors(path)
    return units[depth] if path.startswith(top.path) and len(units) > depth else top.id


def _sat() -> Select:  # type: ignore[type-arg]
    return select(
        Attempt.id,
        Attempt.member_id,
        Attempt.number,
        Attempt.sheet,
        Attempt.score,
        func.coalesce(Attempt.voided, 0),
        Attempt.started_at,
        Attempt.submitted_at,
        and_(
            Attempt.points_awarded.is_not(None), Exam.mode == OFFICIAL, Exam.brings_points, Exam.review_score != NEVER
        ),
    ).join(Exam, Exam.id == Attempt.exam_id)


def _read(row: Sequence) -> Sat:  # type: ignore[type-arg]
    *head, started_at, submitted_at, credited = row
    return Sat(*head, to_milliseconds(started_at), to_milliseconds(submitted_at), bool(credited))


def _regrading(session: Session, edition: Edition, amendments: tuple[Amendment, ...]) -> Regrading:
    """From all corrections but the last to all of them. It is kept, with the answers that it has met, for the next
    batch, also from the preview on; one thread of a process does both."""
    found = _kept(edition.digest, tuple(replace(each, at=0) for each in amendments))
    if not found:
        lean = tallying.lean_edition(session, edition.digest)
        before = amended(lean.edition, amendments[:-1])
        corrected = Corrected(before, amended(before, amendments[-1:]), amendments[-1], lean.seed, lean.edition)
        found.append(Regrading(corrected))
    return found[0]


@lru_cache(maxsize=2)
def _kept(digest: bytes, amendments: tuple[Amendment, ...]) -> list[Regrading]:
    return []


def _frozen(value: list) -> tuple:  # type: ignore[type-arg]
    return tuple(_frozen(each) if isinstance(each, list) else each for each in value)
