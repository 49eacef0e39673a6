"""The attempts of an exam as signals see them: each paper drawn and marked again as it counts now."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from quiz_app.core.db import to_milliseconds
from quiz_app.core.progress import Tell
from quiz_app.exams import sheets
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.queries import hot
from quiz_app.exams.signals.protocol import Seen
from quiz_app.exams.signals.seeing import characters, seen_of
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.exams.tables.signals import AttemptVisit
from quiz_app.exams.ways import PAPER
from quiz_app.members.tables import Member, SignIn
from quiz_app.organizations.kinds import GROUP
from quiz_app.organizations.tables import Unit

STEP = 500


def seen(session: Session, exam_id: int, tell: Tell) -> list[Seen]:
    """Every attempt that was handed in. In memory one takes about a kilobyte."""
    found = session.execute(_handed_in(exam_id)).all()
    earlier, browsers = _earlier(session, exam_id), _browsers(session, exam_id)
    lengths: dict[tuple[bytes, str | None], tuple[int, ...]] = {}
    attempts = []
    for place, row in enumerate(found):
        if place % STEP == 0:
            tell("看作答", place, len(found))
        prepared = hot.prepared(session, row.digest, row.amendments)
        key = (row.digest, row.amendments)
        if key not in lengths:
            lengths[key] = tuple(characters(question) for question in prepared.edition.questions)
        paper = draw(prepared.edition, member_seed(prepared.seed, row.member_id), row.number)
        attempts.append(
            seen_of(
                prepared.edition,
                paper,
                sheets.decode(bytes(row.sheet)),
                lengths[key],
                attempt_id=row.id,
                member_id=row.member_id,
                unit_id=row.parent_id if row.kind == GROUP else row.unit_id,
                started=to_milliseconds(row.started_at),
                ended=to_milliseconds(row.submitted_at),
                earlier=_before(earlier, row),
                browsers=browsers.get(row.id, frozenset()),
            )
        )
    tell("看作答", len(found), len(found))
    return attempts


def _handed_in(exam_id: int) -> Any:
    return (
        select(
            Attempt.id,
            Attempt.member_id,
            Attempt.number,
            Attempt.sheet,
            Attempt.started_at,
            Attempt.submitted_at,
            Edition.digest,
            Edition.amendments,
            Unit.id.label("unit_id"),
            Unit.parent_id,
            Unit.kind,
        )
        .join(Edition, Edition.id == Attempt.edition_id)
        .join(Member, Member.id == Attempt.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Attempt.exam_id == exam_id, Attempt.submitted_at.is_not(None), func.coalesce(Attempt.kind, 0) != PAPER)
        .order_by(Attempt.id)
    )


def _earlier(session: Session, exam_id: int) -> Mapping[int, list[tuple[int, float]]]:
    """For each member of the exam (when, per cent) of each attempt at another one."""
    those = aliased(Attempt)
    members = select(those.member_id).where(those.exam_id == exam_id)
    full = Edition.max_score - func.coalesce(Attempt.voided, 0)
    query = (
        select(Attempt.member_id, Attempt.submitted_at, Attempt.score, full)
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(Edition, Edition.id == Attempt.edition_id)
        .where(Exam.kind == "exam", Exam.id != exam_id, Attempt.score.is_not(None), Attempt.member_id.in_(members))
    )
    found: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for member_id, submitted_at, score, most in session.execute(query):
        if most and submitted_at is not None and score is not None:
            found[member_id].append((to_milliseconds(submitted_at), 100 * score / most))
    return found


def _before(earlier: Mapping[int, list[tuple[int, float]]], row: Any) -> tuple[float, ...]:
    started = to_milliseconds(row.started_at)
    return tuple(percent for at, percent in earlier.get(row.member_id, ()) if at < started)


def _browsers(session: Session, exam_id: int) -> Mapping[int, frozenset[int]]:
    query = (
        select(AttemptVisit.attempt_id, SignIn.browser)
        .join(Attempt, Attempt.id == AttemptVisit.attempt_id)
        .join(SignIn, SignIn.id == AttemptVisit.sign_in_id)
        .where(Attempt.exam_id == exam_id, SignIn.browser.is_not(None))
        .distinct()
    )
    found: dict[int, set[int]] = defaultdict(set)
    for attempt_id, browser in session.execute(query):
        if browser is not None:
            found[attempt_id].add(browser)
    return {attempt_id: frozenset(browsers) for attempt_id, browsers in found.items()}
