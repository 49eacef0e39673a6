"""A correction begins to hold at one instant, and then comes to the attempts handed in before, batch by batch.

Whoever hands in later is marked by it already. Each batch is read and marked first, so that its transaction holds other
writers no longer than its rows take; it moves the cursor under the condition that nobody else has, so that a batch that
is repeated, or done by two at once, changes nothing more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from quiz_app.boards.actions import correct_bests
from quiz_app.core.db import Statement, to_milliseconds
from quiz_app.corrections.queries import regrading as queries
from quiz_app.corrections.regrading import Corrected, Regraded, Sat, Standing, by_member, moved, regrade, value
from quiz_app.corrections.tables import Correction
from quiz_app.exams.actions import tallying as counting
from quiz_app.exams.actions.tallying import Change
from quiz_app.exams.amending import read, write
from quiz_app.exams.psychometrics.observing import Observed
from quiz_app.exams.queries import tallying
from quiz_app.exams.queries.marking import marks_of
from quiz_app.exams.tables.exams import Edition
from quiz_app.points.actions import award, reverse
from quiz_app.points.queries import standing

_BEGIN = Statement(
    "UPDATE editions SET amendments = :amendments, regraded_to = 0 WHERE id = :edition AND regraded_to IS NULL"
)
_MOVE = Statement("UPDATE editions SET regraded_to = :up_to WHERE id = :edition AND regraded_to = :seen")
_FINISH = Statement("UPDATE editions SET regraded_to = NULL WHERE id = :edition AND regraded_to = :seen")
_SCORE = Statement(
    "UPDATE attempts SET first_score = COALESCE(first_score, score),"
    " first_voided = CASE WHEN first_score IS NULL THEN voided ELSE first_voided END,"
    " score = :score, voided = NULLIF(:voided, 0)"
    " WHERE id = :attempt AND score = :score_before AND COALESCE(voided, 0) = :voided_before"
)
_RECORD = Statement(
    "INSERT INTO corrected_attempts (correction_id, attempt_id, member_id, score_before, score_after, voided_before,"
    " voided_after, points) VALUES (:correction, :attempt, :member, :score_before, :score, :voided_before, :voided, 0)"
)
_RECORD_POINTS = Statement(
    "UPDATE corrected_attempts SET points = :points WHERE correction_id = :correction AND attempt_id = :attempt"
)
_COUNT = Statement("UPDATE corrections SET changed = changed + :changed WHERE id = :correction")
_CLOSE = Statement("UPDATE corrections SET closed_at = :at, version = version + 1 WHERE id = :correction")


class ReadAgain(Exception):
    """Something that a batch was read from has changed since: nothing was written, and it is to be read again."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What was read behind `seen`, and what it comes to: `sums` are the statistics as they shall be, if they still are
    at `revision`."""

    correction_id: int
    exam_id: int
    edition_id: int
    corrected: Corrected
    seen: int
    up_to: int | None
    changes: tuple[Regraded, ...]
    revision: int | None
    sums: Change | None


def put_in_force(session: Session, correction: Correction, *, at: datetime) -> None:
    """Let an approved correction hold from now on. Whoever is handing in at this instant is waited for, and whoever
    comes after is marked by it: so nobody falls in between."""
    if correction.began_at is not None:
        raise ReadAgain
    _wait_for_submissions(session)
    edition = session.get_one(Edition, correction.edition_id, populate_existing=True)
    amendment = queries.amendment_of(correction, at=to_milliseconds(at))
    values = {"amendments": write([*read(edition.amendments), amendment]), "edition": edition.id}
    if _BEGIN.run(session, values).rowcount == 0:
        raise ReadAgain
    correction.began_at = at
    correction.version += 1


def prepare(session: Session, correction: Correction, *, most: int) -> Batch:
    """Read and mark the next attempts; only reads."""
    edition = session.get_one(Edition, correction.edition_id)
    seen = edition.regraded_to or 0
    corrected = queries.begun(session, edition)
    sats = queries.batch(session, edition.id, after=seen, most=most)
    marks = marks_of(session, [each.id for each in sats]) if corrected.before.by_person else {}
    regraded = [found for each in sats if (found := regrade(corrected, each, marks.get(each.id, {})))]
    there = queries.counted(session, [each.sat.id for each in regraded])
    counts = [each for each in regraded if each.recount and each.sat.id in there.attempt_ids]
    sums = _sums(session, edition, corrected, counts) if counts else None
    if not sats and there.revision is not None:
        sums = _figures(session, edition, corrected)
    return Batch(
        correction_id=correction.id,
        exam_id=correction.exam_id,
        edition_id=edition.id,
        corrected=corrected,
        seen=seen,
        up_to=sats[-1].id if sats else None,
        changes=tuple(each for each in regraded if each.changes),
        revision=there.revision,
        sums=sums,
    )


def store(session: Session, batch: Batch, *, actor_id: int, at: datetime) -> int:
    """Write a batch: scores, board, points, statistics, and the record of it; how many attempts changed. An empty batch
    ends the correction."""
    values = {"edition": batch.edition_id, "seen": batch.seen, "up_to": batch.up_to}
    if (_MOVE if batch.up_to else _FINISH).run(session, values).rowcount == 0:
        raise ReadAgain
    sums = batch.sums or Change([], [], [])
    if batch.revision is not None and not counting.recount(session, sums, revision=batch.revision, at=at):
        raise ReadAgain
    if batch.up_to is None:
        _CLOSE.run(session, {"correction": batch.correction_id, "at": to_milliseconds(at)})
    if batch.changes:
        _rescore(session, batch)
        _follow(session, batch, actor_id=actor_id, at=at)
        _COUNT.run(session, {"correction": batch.correction_id, "changed": len(batch.changes)})
    return len(batch.changes)


def _rescore(session: Session, batch: Batch) -> None:
    rows = [
        {
            "correction": batch.correction_id,
            "attempt": each.sat.id,
            "member": each.sat.member_id,
            "score_before": each.sat.score,
            "voided_before": each.sat.voided,
            "score": each.score,
            "voided": each.voided,
        }
        for each in batch.changes
    ]
    if _SCORE.run(session, rows).rowcount != len(rows):
        raise ReadAgain
    _RECORD.run(session, rows)


def _follow(session: Session, batch: Batch, *, actor_id: int, at: datetime) -> None:
    """The board and the ledger, from all that these members have handed in; their rows on the board are held."""
    members = sorted({each.sat.member_id for each in batch.changes})
    board, counting = queries.board_of(session, batch.exam_id)
    standings = queries.held_standings(session, board.id, members)
    after = by_member(queries.attempts_of(session, batch.exam_id, members))
    full, span = batch.corrected.after.max_score, board.tie_span
    counted = {member: value(counting, full, after[member], span) for member in members}
    correct_bests(session, board.id, {each: now for each, now in counted.items() if standings.get(each) != now})
    _move_points(session, batch, after, actor_id=actor_id, at=at)


def _move_points(
    session: Session, batch: Batch, after: Mapping[int, Sequence[Sat]], *, actor_id: int, at: datetime
) -> None:
    before = {each.sat.id: each.sat for each in batch.changes}
    evidence, points = f"考试更正 {batch.correction_id}", dict.fromkeys(after, 0)
    gained, lost = {}, {}
    for member, attempts in after.items():
        was = [_counts(before.get(each.id, each), credited=each.credited) for each in attempts]
        now = [_counts(each, credited=each.credited) for each in attempts]
        gained[member], lost[member] = moved(batch.corrected.after, was, now)
    for rule in {rule for rules in lost.values() for rule in rules}:
        losers = [member for member, rules in lost.items() if rule in rules]
        for member, entry in standing(session, rule, batch.exam_id, losers).items():
            points[member] -= reverse(session, entry, actor_id=actor_id, evidence=evidence, at=at)
    for member, rules in gained.items():
        for rule in rules:
            points[member] += award(session, rule, member_id=member, source_id=batch.exam_id, at=at)
    first = {each.sat.member_id: each.sat.id for each in reversed(batch.changes)}
    rows = [
        {"correction": batch.correction_id, "attempt": first[member], "points": moving}
        for member, moving in points.items()
        if moving
    ]
    if rows:
        _RECORD_POINTS.run(session, rows)


def _counts(sat: Sat, *, credited: bool) -> Standing:
    return Standing(sat.score, sat.voided, credited)


def _sums(
    session: Session,
    edition: Edition,
    corrected: Corrected,
    regraded: Sequence[Regraded],
) -> Change:
    """The statistics with these attempts counted anew."""
    written = tallying.lean_edition(session, edition.digest).edition
    found = Observed(corrected.after, is_exam=True, written=written)
    for each in regraded:
        found.recount(each.paper, each.sheet, each.before, each.after)
    return counting.changed(session, {edition.id: found})


def _figures(session: Session, edition: Edition, corrected: Corrected) -> Change | None:
    """The statistics of the corrected question as they are, with the figures that follow from its key."""
    place = corrected.amendment.question
    if place is None:
        return None
    question = corrected.after.questions[place]
    written = tallying.lean_edition(session, edition.digest).edition
    if not tallying.item_sums(session, edition.id, [question.version_id])[question.version_id].shown:
        return None
    found = Observed(corrected.after, is_exam=True, written=written)
    found.add_question(place)
    return counting.changed(session, {edition.id: found})


def _wait_for_submissions(session: Session) -> None:
    """On PostgreSQL nobody writes an attempt until this transaction ends; on SQLite nobody does anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL lock_timeout = '3s'"))
        session.execute(text("LOCK TABLE attempts IN EXCLUSIVE MODE"))
