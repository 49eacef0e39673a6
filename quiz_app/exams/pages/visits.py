"""The course of an attempt: as its member sees it, and with the devices as its organizer does."""

from typing import Any

from flask import render_template
from sqlalchemy.orm import Session

from quiz_app.core.web.services import arrival, database, services
from quiz_app.exams import results, stories
from quiz_app.exams.queries import signals
from quiz_app.exams.queries import visits as queries
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.members.pages.identity import actor


def course(attempt_id: int) -> str:
    """One's own attempt."""
    with database().reading() as session:
        found, exam = queries.own_attempt(session, actor(), attempt_id)
        shown = _story(session, found, exam)
    return render_template("exams/attempts/course.html", **shown)


def attempt(exam_id: int, attempt_id: int) -> str:
    """Anybody's attempt at an exam that the actor manages, with what stands out about it."""
    with database().reading() as session:
        found = queries.managed_attempt(session, actor(), exam_id, attempt_id)
        shown = _story(session, found.attempt, found.exam)
        about = signals.of_attempt(session, attempt_id)
    return render_template("exams/signals/attempt.html", member=found.member, unit=found.unit, signals=about, **shown)


def _story(session: Session, found: Attempt, exam: Exam) -> dict[str, Any]:
    facts = queries.facts_of(session, found)
    story = stories.told(facts)
    until = queries.kept_until(exam, found, services().settings.traces_kept)
    return {
        "exam": exam,
        "attempt": found,
        "story": story,
        "devices": facts.devices,
        "clock": stories.clock,
        "duration": results.duration(story.length),
        "away": results.duration(story.away),
        "proves": stories.PROVES,
        "proves_not": stories.DOES_NOT_PROVE,
        "kept_until": until,
        "is_forgotten": until <= arrival(),
    }
