"""How an attempt ends: marked, credited, and on its board, whether its member pressed submit or the deadline came; and
how its score comes later where people mark a part of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from quiz_app.boards.actions.recording import record_best, record_counted
from quiz_app.boards.queries.boards import hold_standing
from quiz_app.boards.values import pack
from quiz_app.core.db import from_milliseconds
from quiz_app.core.errors import Conflict
from quiz_app.core.statements import AnyWork, Statement
from quiz_app.exams import receipts, sheets
from quiz_app.exams.actions.marking import make_tasks
from quiz_app.exams.amending import read, touches
from quiz_app.exams.counting.protocol import BEST, taken
from quiz_app.exams.counting.table import WAYS, tie_span
from quiz_app.exams.delivery import in_points
from quiz_app.exams.grading import Marks, Result, by_person, grade, grade_with
from quiz_app.exams.modes import counts_for_record
from quiz_app.exams.papers import Paper
from quiz_app.exams.queries import counting, hot
from quiz_app.exams.queries.hot import FoundAttempt, Prepared
from quiz_app.exams.receipts import Current, Receipt
from quiz_app.exams.reviews import NEVER, may_see_score, opened_at
from quiz_app.exams.sheets import Sheet
from quiz_app.points.actions import Asked, ask, entered, show
from quiz_app.points.queries import brought
from quiz_app.points.rules.table import EXAM_PASSED, FULL_MARKS

BY_MEMBER = 1
BY_DEADLINE = 2

_CLOSE = Statement(
    "UPDATE attempts SET sheet = :sheet, revision = :revision, submitted_at = :at, closed_by = :by, score = :score,"
    " voided = :voided, points_awarded = :points, writer = NULL, writer_sign_in_id = NULL"
    " WHERE id = :attempt AND submitted_at IS NULL",
    ahead=True,
)

_SCORE = Statement(
    "UPDATE attempts SET score = :score, voided = :voided"
    " WHERE id = :attempt AND submitted_at IS NOT NULL AND score IS NULL"
)
_CREDIT = Statement("UPDATE attempts SET points_awarded = :points WHERE id = :attempt AND points_awarded IS NULL")


class Marked(NamedTuple):
    """What an attempt's sheet is worth; `result` is None where people have still to mark what is `written`."""

    found: FoundAttempt
    prepared: Prepared
    paper: Paper
    sheet: Sheet
    written: Sequence[int]
    result: Result | None


@dataclass(frozen=True, slots=True)
class _Closing:
    """An attempt on its way to its end at `ended`, heard of at `ms`: what it gave, and what the ledger was asked; None
    while policy withholds the score or people have still to mark a part."""

    found: FoundAttempt
    prepared: Prepared
    ended: int
    ms: int
    score: int | None = None
    voided: int | None = None
    asked: list[Asked] | None = None


def close(work: AnyWork, found: FoundAttempt, *, ms: int, by: int, known_at: int | None = None) -> Receipt:
    """Mark the attempt's sheet and end the attempt at `ms`; the caller holds the row. `known_at` is when it was heard
    of, where that is later: points are given then."""
    return _close_all(work, [_credited(work, mark(work, found), ended=ms, ms=known_at or ms)], by)[0]


def close_due(work: AnyWork, due: Sequence[FoundAttempt], ahead: Mapping[int, Marked]) -> None:
    """End attempts whose deadlines have passed, each at its own, with what was saved by then; the caller holds the rows
    and gives them in the order of their members. None waits for what the database says to another. `ahead`, by attempt,
    is what was marked before the rows were held, and counts where nothing has changed since."""
    closing = []
    for each in due:
        known, at = ahead.get(each.attempt.id), each.attempt.deadline_at
        marked = known if known is not None and known.found == each else mark(work, each)
        closing.append(_credited(work, marked, ended=at, ms=at))
    _close_all(work, closing, BY_DEADLINE)


def mark(work: AnyWork, found: FoundAttempt) -> Marked:
    """Read and mark what stands on an attempt's sheet; nothing is written."""
    prepared = hot.prepared(work, found.digest, found.amendments)
    paper, sheet = hot.paper(prepared, found.attempt), sheets.decode(found.attempt.sheet)
    written = by_person(prepared.edition, paper) if prepared.by_person else ()
    return Marked(found, prepared, paper, sheet, written, None if written else grade(prepared.edition, paper, sheet))


def _credited(work: AnyWork, marked: Marked, *, ended: int, ms: int) -> _Closing:
    found, prepared, result = marked.found, marked.prepared, marked.result
    if result is None:
        make_tasks(work, found.attempt, marked.paper, marked.sheet, marked.written)
        return _Closing(found, prepared, ended, ms)
    asked = _credit(work, found, prepared, result, ended=ended, ms=ms)
    voided = prepared.edition.max_score - result.max_score or None
    return _Closing(found, prepared, ended, ms, result.score, voided, asked)


def _close_all(work: AnyWork, closing: Sequence[_Closing], by: int) -> list[Receipt]:
    credited, written, receipts_of = [], [], []
    for each in closing:
        attempt, points = each.found.attempt, None
        if each.asked is not None:
            amounts = entered(work, each.asked)
            points = sum(amounts)
            credited.append((attempt.member_id, amounts, from_milliseconds(each.ms)))
        values = {
            "sheet": attempt.sheet,
            "revision": attempt.revision,
            "at": each.ended,
            "by": by,
            "score": each.score,
            "points": points,
            "voided": each.voided,
            "attempt": attempt.id,
        }
        written.append(_CLOSE.run(work, values))
        closed = attempt._replace(
            submitted_at=each.ended, closed_by=by, score=each.score, points_awarded=points, voided=each.voided
        )
        receipts_of.append(_receipt(each.prepared, each.found._replace(attempt=closed), each.ms))
    show(work, credited)
    if any(each.rowcount == 0 for each in written):
        raise Conflict("这次作答刚刚已经交卷。", code="submitted")
    return receipts_of


def close_if_due(work: AnyWork, found: FoundAttempt, *, ms: int) -> Receipt:
    """End an attempt whose deadline has passed with what was saved by then; one that has ended stays as it is."""
    attempt = found.attempt
    if attempt.submitted_at is None and ms >= attempt.deadline_at:
        return close(work, found, ms=attempt.deadline_at, by=BY_DEADLINE)
    return receipt_of(work, found, ms=ms)


def score_marked(work: AnyWork, found: FoundAttempt, marks: Marks, *, ms: int) -> bool:
    """Give an attempt whose written answers are all marked its score, its place on the board and its points, as of
    `ms`; false, with nothing done, where that has happened already or a mark is missing. The caller holds the row."""
    attempt = found.attempt
    assert attempt.submitted_at is not None
    prepared = hot.prepared(work, found.digest, found.amendments)
    result = grade_with(prepared.edition, hot.paper(prepared, attempt), sheets.decode(attempt.sheet), marks)
    voided = prepared.edition.max_score - result.max_score or None
    values = {"score": result.score, "voided": voided, "attempt": attempt.id}
    if result.waits or _SCORE.run(work, values).rowcount == 0:
        return False
    asked = _credit(work, found, prepared, result, ended=attempt.submitted_at, ms=ms)
    if asked is not None:
        _pay(work, found, asked, ms)
    return True


def credit_withheld(work: AnyWork, found: FoundAttempt) -> None:
    """Give the points that waited for the score to come out, since they would have told it."""
    at = opened_at(found)
    assert at is not None
    assert found.attempt.score is not None
    prepared = hot.prepared(work, found.digest)
    if found.amendments is not None and found.board_id is not None:
        hold_standing(work, found.board_id, found.attempt.member_id)
    full = prepared.edition.max_score - (found.attempt.voided or 0)
    _pay(work, found, _award(work, found, prepared, Result(found.attempt.score, full, ()), at), at)


def _pay(work: AnyWork, found: FoundAttempt, asked: Sequence[Asked], ms: int) -> None:
    points = entered(work, asked)
    _CREDIT.run(work, {"points": sum(points), "attempt": found.attempt.id})
    show(work, [(found.attempt.member_id, points, from_milliseconds(ms))])


def receipt_of(work: AnyWork, found: FoundAttempt, *, ms: int) -> Receipt:
    """The receipt of a submitted attempt, as anybody's clock may ask for it at `ms`."""
    if found.attempt.submitted_at is None:
        raise Conflict("还没有交卷，交卷后才有回执。", code="not_submitted")
    prepared = hot.prepared(work, found.digest, found.amendments)
    receipt = _receipt(prepared, found, ms)
    return receipt if found.attempt.first_score is None else _as_at_first(work, prepared, found, receipt)


def _credit(
    work: AnyWork, found: FoundAttempt, prepared: Prepared, result: Result, *, ended: int, ms: int
) -> list[Asked] | None:
    """The board at once, by when the attempt `ended`; the ledger is asked at `ms`, or not at all (None) while policy
    withholds the score. What it says, and showing it on the boards of points, is the caller's."""
    if found.board_id is not None:
        _record(work, found, found.board_id, prepared, result, ended=ended, ms=ms)
    if not _brings_points(found):
        return []
    return _award(work, found, prepared, result, ms) if may_see_score(found, ms) else None


def _record(
    work: AnyWork, found: FoundAttempt, board_id: int, prepared: Prepared, result: Result, *, ended: int, ms: int
) -> None:
    """The member's own row on the exam's board; where that is frozen, the result belongs to `ms`, when it was known.
    What counts besides the best is read from the earlier attempts, of which the first one has none; the row is held
    before, so that a correction beside this waits, or is waited for."""
    attempt, span = found.attempt, tie_span(found.counting, prepared.edition.minutes)
    if found.counting == BEST:
        seconds = (ended - attempt.started_at) // 1000
        value = pack(result.score, seconds, span)
        record_best(work, board_id, attempt.member_id, value, at=from_milliseconds(ms))
        return
    others = []
    if attempt.number > 1 or attempt.submitted_at is not None:
        hold_standing(work, board_id, attempt.member_id)
        others = counting.other_attempts(work, attempt)
    times = from_milliseconds(attempt.started_at), from_milliseconds(ended)
    counted = WAYS[found.counting].count([*others, taken(attempt.number, result.score, result.max_score, *times)])
    record_counted(work, board_id, attempt.member_id, counted.value(span), at=from_milliseconds(ms))


def _brings_points(found: FoundAttempt) -> bool:
    """A lesson's quiz is credited by its lesson, a stage by its contest; and points would tell a score that is never
    told."""
    is_told = counts_for_record(found.mode) and found.review_score != NEVER
    return found.kind == "exam" and bool(found.brings_points) and is_told


def _award(work: AnyWork, found: FoundAttempt, prepared: Prepared, result: Result, ms: int) -> list[Asked]:
    if not result.passed(prepared.edition.pass_percent):
        return []
    rules = [EXAM_PASSED, FULL_MARKS] if result.score == result.max_score else [EXAM_PASSED]
    attempt = found.attempt
    return ask(work, rules, member_id=attempt.member_id, source_id=attempt.exam_id, at=from_milliseconds(ms))


def _receipt(prepared: Prepared, found: FoundAttempt, ms: int) -> Receipt:
    attempt, full = found.attempt, prepared.edition.max_score - (found.attempt.voided or 0)
    assert attempt.submitted_at is not None
    shown = may_see_score(found, ms)
    score = attempt.score if shown else None
    return Receipt(
        attempt_id=attempt.id,
        score=None if score is None else in_points(score),
        max_score=in_points(full),
        passed=None if score is None else score * 100 >= full * prepared.edition.pass_percent,
        submitted_at=from_milliseconds(attempt.submitted_at),
        points_awarded=attempt.points_awarded if shown else None,
        revision=attempt.revision,
        by_deadline=attempt.closed_by == BY_DEADLINE,
        code=receipts.code(prepared.seed, attempt.id, attempt.submitted_at, attempt.sheet),
    )


def _as_at_first(work: AnyWork, prepared: Prepared, found: FoundAttempt, receipt: Receipt) -> Receipt:
    """The receipt as it was given, with what a correction made of it beside."""
    attempt, told = found.attempt, receipt.score is not None
    first = Result(attempt.first_score or 0, prepared.edition.max_score - (attempt.first_voided or 0), ())
    paper, rules = hot.paper(prepared, attempt), (EXAM_PASSED, FULL_MARKS)
    current = Current(
        receipt.score,
        receipt.max_score,
        receipt.passed,
        None if receipt.points_awarded is None else brought(work, rules, attempt.member_id, attempt.exam_id),
        from_milliseconds(max(each.at for each in read(found.amendments) if touches(each, paper))),
    )
    return replace(
        receipt,
        score=in_points(first.score) if told else None,
        max_score=in_points(first.max_score),
        passed=first.passed(prepared.edition.pass_percent) if told else None,
        current=current,
    )
