"""A correction begins to hold at one instant, and then comes to the attempts handed in before, batch by batch.

Whoever hands in later is marked by it already. A batch is read and marked without holding anybody. Its scores, with
what follows from each on boards and in the ledger, are written part by part, each in a short transaction and under the
condition that the score still is what was read; its last transaction moves the cursor, under the condition that nobody
else has, and the statistics. So a batch that is repeated, interrupted or done by two at once changes nothing more: what
was written is read as no change the next time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from quiz_app.boards.actions.recording import correct_bests
from quiz_app.core.db import to_milliseconds
from quiz_app.core.statements import Statement
from quiz_app.corrections.queries import regrading as queries
from quiz_app.corrections.regrading import (
    NO_MARKS,
    Corrected,
    Regraded,
    Result,
    Sat,
    Standing,
    by_member,
    moved,
    value,
)
from quiz_app.corrections.tables import Correction
from quiz_app.exams.actions import tallying as counting
from quiz_app.exams.actions.tallying import Change
from quiz_app.exams.amending import read, write
from quiz_app.exams.psychometrics.observing import Observed
from quiz_app.exams.psychometrics.recounting import Recounting
from quiz_app.exams.queries import tallying
from quiz_app.exams.queries.marking import marks_of
from quiz_app.exams.tables.exams import Edition
from quiz_app.points.actions import award_all, reverse_all
from quiz_app.points.queries import standing
from quiz_app.points.rules.protocol import Rule
from quiz_app.points.rules.table import EXAM_PASSED, FULL_MARKS

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
    """What was read behind `seen` up to `up_to`, None where nothing is left, and what it comes to: `sums` are the
    statistics as they shall be, if they still are at `revision`."""

    correction_id: int
    exam_id: int
    edition_id: int
    corrected: Corrected
    seen: int
    up_to: int | None
    changes: tuple[Regraded, ...]
    revision: int | None
    sums: Change | None

    def parts(self, most: int) -> Iterator[tuple[Regraded, ...]]:
        """The changes, so many at a time."""
        return (self.changes[start : start + most] for start in range(0, len(self.changes), most))


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
    regrading = queries.begun(session, edition)
    sats = queries.batch(session, edition.id, after=seen, most=most)
    marks = marks_of(session, [each.id for each in sats]) if regrading.corrected.by_person else {}
    there = queries.counted(session, [each.id for each in sats])
    recounting = Recounting(regrading.remarking, regrading.corrected.written)
    changes = []
    for sat in sats:
        held_by = recounting if sat.id in there.attempt_ids else None
        found = regrading.regrade(sat, marks.get(sat.id, NO_MARKS), held_by)
        if found and found.changes:
            changes.append(found)
    if sats:
        sums = counting.changed(session, {edition.id: recounting.observed()}) if recounting.papers else None
    else:
        sums = _figures(session, edition, regrading.corrected) if there.revision is not None else None
    return Batch(
        correction_id=correction.id,
        exam_id=correction.exam_id,
        edition_id=edition.id,
        corrected=regrading.corrected,
        seen=seen,
        up_to=sats[-1].id if sats else None,
        changes=tuple(changes),
        revision=there.revision,
        sums=sums,
    )


def rescore(session: Session, batch: Batch, part: Sequence[Regraded], *, actor_id: int, at: datetime) -> int:
    """Write a part of the changes of a batch: scores, board, points, and the record of it; how many they are."""
    _rescore(session, batch, part)
    _follow(session, batch, part, actor_id=actor_id, at=at)
    _COUNT.run(session, {"correction": batch.correction_id, "changed": len(part)})
    return len(part)


def finish(session: Session, batch: Batch, *, at: datetime) -> None:
    """Move the cursor behind a batch whose parts are written, and the statistics. An empty batch ends the
    correction."""
    values = {"edition": batch.edition_id, "seen": batch.seen, "up_to": batch.up_to}
    if (_MOVE if batch.up_to else _FINISH).run(session, values).rowcount == 0:
        raise ReadAgain
    sums = batch.sums or Change([], [], [])
    if batch.revision is not None and not counting.recount(session, sums, revision=batch.revision, at=at):
        raise ReadAgain
    if batch.up_to is None:
        _CLOSE.run(session, {"correction": batch.correction_id, "at": to_milliseconds(at)})


def _rescore(session: Session, batch: Batch, part: Sequence[Regraded]) -> None:
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
        for each in part
    ]
    if _SCORE.run(session, rows).rowcount != len(rows):
        raise ReadAgain
    _RECORD.run(session, rows)


def _follow(session: Session, batch: Batch, part: Sequence[Regraded], *, actor_id: int, at: datetime) -> None:
    """The board and the ledger, from all that these members have handed in; their rows on the board are held."""
    members = sorted({each.sat.member_id for each in part})
    board, counting = queries.board_of(session, batch.exam_id)
    standings = queries.held_standings(session, board, members)
    after = by_member(queries.results_of(session, batch.exam_id, members))
    full, span = batch.corrected.after.max_score, board.tie_span
    counted = {member: value(counting, full, after[member], span) for member in members}
    changed = {each: now for each, now in counted.items() if standings.get(each) != now}
    correct_bests(session, board.id, changed, at=at)
    _move_points(session, batch, part, after, actor_id=actor_id, at=at)


def _move_points(
    session: Session,
    batch: Batch,
    part: Sequence[Regraded],
    after: Mapping[int, Sequence[Result]],
    *,
    actor_id: int,
    at: datetime,
) -> None:
    before, points = {each.sat.id: each.sat for each in part}, dict.fromkeys(after, 0)
    gaining: dict[Rule, list[int]] = {EXAM_PASSED: [], FULL_MARKS: []}
    losing: dict[Rule, list[int]] = {EXAM_PASSED: [], FULL_MARKS: []}
    for member, attempts in after.items():
        was = [_counts(before.get(each.id, each), credited=each.credited) for each in attempts]
        now = [_counts(each, credited=each.credited) for each in attempts]
        gained, lost = moved(batch.corrected.after, was, now)
        for sides, rules in ((gaining, gained), (losing, lost)):
            for rule in rules:
                sides[rule].append(member)
    evidence = f"考试更正 {batch.correction_id}"
    for rule in (EXAM_PASSED, FULL_MARKS):
        held = standing(session, rule, batch.exam_id, gaining[rule] + losing[rule])
        lost_entries = [held[each] for each in losing[rule] if each in held]
        gainers = [each for each in gaining[rule] if each not in held]
        if not reverse_all(session, lost_entries, actor_id=actor_id, evidence=evidence, at=at):
            raise ReadAgain
        if not award_all(session, rule, member_ids=gainers, source_id=batch.exam_id, at=at):
            raise ReadAgain
        for entry in lost_entries:
            points[entry.member_id] -= entry.amount
        for member in gainers:
            points[member] += rule.amount
    _record_points(session, batch, part, points)


def _record_points(session: Session, batch: Batch, part: Sequence[Regraded], points: Mapping[int, int]) -> None:
    first = {each.sat.member_id: each.sat.id for each in reversed(part)}
    rows = [
        {"correction": batch.correction_id, "attempt": first[member], "points": moving}
        for member, moving in points.items()
        if moving
    ]
    if rows:
        _RECORD_POINTS.run(session, rows)


def _counts(sat: Sat | Result, *, credited: bool) -> Standing:
    return Standing(sat.score, sat.voided, credited)


def _figures(session: Session, edition: Edition, corrected: Corrected) -> Change | None:
    """The statistics of the corrected question as they are, with the figures that follow from its key."""
    place = corrected.amendment.question
    if place is None:
        return None
    question = corrected.after.questions[place]
    if not tallying.item_sums(session, edition.id, [question.version_id])[question.version_id].shown:
        return None
    found = Observed(corrected.after, is_exam=True, written=corrected.written)
    found.add_question(place)
    return counting.changed(session, {edition.id: found})


def _wait_for_submissions(session: Session) -> None:
    """On PostgreSQL nobody writes an attempt until this transaction ends; on SQLite nobody does anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL lock_timeout = '3s'"))
        session.execute(text("LOCK TABLE attempts IN EXCLUSIVE MODE"))
