"""What came of an attempt, for its member: the result and the review."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.banks.queries.stars import starred_among
from quiz_app.core.db import to_milliseconds
from quiz_app.core.errors import Conflict, Forbidden
from quiz_app.core.web.services import arrival, database
from quiz_app.exams import delivery, results, rules, sheets
from quiz_app.exams.actions import sitting
from quiz_app.exams.amending import Amendment, notes
from quiz_app.exams.editions import Edition
from quiz_app.exams.entering.policies import Entry
from quiz_app.exams.grading import Result, grade_with
from quiz_app.exams.papers import Paper, draw, member_seed
from quiz_app.exams.queries import entering, hot, sat
from quiz_app.exams.queries.marking import marks_of
from quiz_app.exams.queries.maxima import amendments_of
from quiz_app.exams.queries.sat import Sat
from quiz_app.exams.results import NO_MISTAKES
from quiz_app.exams.reviews import may_see_correctness, may_see_explanation, may_see_key, phase, review_of
from quiz_app.exams.ways import LABELS
from quiz_app.members.pages.identity import actor, proof
from quiz_app.organizations.actors import Actor


def result(attempt_id: int) -> str | Response:
    """The score, what it brought, and what was wrong, as far as the exam's rule for the review lets it be seen."""
    me, at = actor(), arrival()
    with database().reading() as session:
        found = sat.own_attempt(session, me, attempt_id)
    if found.attempt.submitted_at is None:
        if at < found.attempt.deadline_at:
            return redirect(url_for("exams.attempts.show", attempt_id=attempt_id), 303)
        with database().transaction() as session:
            sitting.submit(session, proof(), attempt_id, at=at)
    with database().reading() as session:
        found = sat.own_attempt(session, me, attempt_id)
        receipt = sitting.receipt(session, proof(), attempt_id, at=at)
        edition, paper, marked = marked_paper(session, found)
        corrections = notes(amendments_of(session, found.attempt.edition_id), paper)
        key_is_open, told = with_key(found), may_see_correctness(found.exam, at)
        starred = _starred(session, me, edition, paper) if key_is_open else set()
        may_retry = _may_retry(session, me, found, at)
    with_score = receipt.score is not None
    reviewed = _lines(found, edition, paper, marked, corrections)
    mistakes = results.mistakes(reviewed) if key_is_open else NO_MISTAKES
    return render_template(
        "exams/attempts/result.html",
        exam=found.exam,
        sat=found,
        receipt=receipt,
        told=receipt.told,
        corrections=[(no, each) for no, known in sorted(corrections.items()) for each in known],
        duration=results.duration(to_milliseconds(receipt.submitted_at) - to_milliseconds(found.attempt.started_at)),
        standing=found.standing if with_score else None,
        parts=results.by_area(edition, paper, marked) if with_score and told else [],
        verdicts=results.verdicts(reviewed) if told and not key_is_open else [],
        mistakes=mistakes,
        starred=starred,
        time_was_up=results.time_was_up(receipt.submitted_at, found.attempt.deadline_at),
        with_key=key_is_open,
        explained=may_see_explanation(found.exam, at),
        awaits_marking=found.attempt.score is None,
        withheld_score=_no_score_yet(found),
        withheld_key=withheld_key(found),
        pass_score=delivery.in_points(rules.least_passing(marked.max_score, edition.pass_percent)),
        may_retry=may_retry,
        way=LABELS.get(found.attempt.kind or 0, ""),
    )


def review(attempt_id: int) -> str:
    """All questions of an attempt with their answers."""
    me = actor()
    with database().reading() as session:
        found = sat.own_attempt(session, me, attempt_id)
        if found.attempt.submitted_at is None:
            raise Conflict("还没有交卷，交卷后才能查看解析。", code="not_submitted")
        if not with_key(found):
            raise Forbidden(withheld_key(found))
        edition, paper, marked = marked_paper(session, found)
        corrections = notes(amendments_of(session, found.attempt.edition_id), paper)
        starred = _starred(session, me, edition, paper)
    lines = _lines(found, edition, paper, marked, corrections)
    return render_template(
        "exams/attempts/review.html",
        exam=found.exam,
        sat=found,
        lines=lines,
        starred=starred,
        withheld=withheld_key(found),
        explained=may_see_explanation(found.exam, arrival()),
    )


def laid_out(session: Session, found: Sat) -> tuple[Edition, Paper]:
    """The paper of an attempt, drawn again, with the edition that it was drawn from."""
    prepared = hot.prepared_by_id(session, found.attempt.edition_id)
    return prepared.edition, draw(
        prepared.edition, member_seed(prepared.seed, found.attempt.member_id), found.attempt.number
    )


def marked_paper(session: Session, found: Sat) -> tuple[Edition, Paper, Result]:
    """Marks of people count once the score is out; before that what they mark waits."""
    edition, paper = laid_out(session, found)
    is_out = found.attempt.score is not None and edition.by_person
    marks = marks_of(session, [found.attempt.id]).get(found.attempt.id, {}) if is_out else {}
    return edition, paper, grade_with(edition, paper, sheet_of(found), marks)


def sheet_of(found: Sat) -> sheets.Sheet:
    return sheets.decode(found.attempt.sheet)


def withheld_key(found: Sat) -> str:
    return rules.withheld_key(review_of(found.exam), found.exam.ends_at, phase(found.exam, arrival()))


def with_key(found: Sat) -> bool:
    return may_see_key(found.exam, arrival())


def _lines(
    found: Sat, edition: Edition, paper: Paper, marked: Result, corrections: Mapping[int, Sequence[Amendment]]
) -> list[results.Line]:
    """The questions laid open, as far as the explanations may be seen."""
    lines = results.noted(results.lines(edition, paper, sheet_of(found), marked), corrections)
    return lines if may_see_explanation(found.exam, arrival()) else results.unexplained(lines)


def _starred(session: Session, me: Actor, edition: Edition, paper: Paper) -> set[str]:
    return starred_among(session, me, [edition.questions[item.question].code for item in paper])


def _no_score_yet(found: Sat) -> str:
    if found.attempt.score is None:
        return rules.AWAITS_MARKING
    return rules.withheld_score(review_of(found.exam), found.exam.ends_at)


def _may_retry(session: Session, me: Actor, found: Sat, at: datetime) -> bool:
    if found.is_under_way or not found.still_invited:
        return False
    return isinstance(entering.next_entry(session, me, found.exam, at=at)[1], Entry)
