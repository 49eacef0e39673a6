"""The exams of the demo, written and published by the actions that organizers use, and the quizzes of its lessons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from sqlalchemy.orm import Session

from quiz_app.core.db import to_milliseconds
from quiz_app.courses.tables import Lesson, LessonVersion
from quiz_app.demo import queries
from quiz_app.demo.histories import Sittable, Taught
from quiz_app.demo.people import Seating
from quiz_app.demo.timetable import Planned, timetable
from quiz_app.exams import editions
from quiz_app.exams.actions import publishing
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.organizations.actors import Actor, Grant
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.tables import Unit

_WRITTEN_BEFORE = timedelta(days=7)
_PUBLISHED_BEFORE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Held:
    """A published exam with what it was planned to be."""

    planned: Planned
    exam: Exam
    edition: Edition

    def sittable(self) -> Sittable:
        return sittable(self.exam, self.edition, self.planned.unit.path, self.planned.turnout)


def hold(session: Session, seating: Seating, banks: Sequence[int], *, now: datetime) -> list[Held]:
    """Write and publish every exam of the timetable, each at its time, by the organizer of its unit."""
    tree = seating.tree
    county = tree.branches[1].county
    assert county is not None
    organizers = {each.unit.id: each.member_id for each in seating.appointments if each.role is Role.ORGANIZER}
    held = []
    for planned in timetable(tree, county, banks, now=now):
        unit = session.get_one(Unit, planned.unit.id)
        actor = organizer(organizers.get(unit.id, organizers[tree.province.id]), unit)
        written = min(planned.draft.opens_at - _WRITTEN_BEFORE, now - timedelta(days=1))
        published = min(planned.draft.opens_at - _PUBLISHED_BEFORE, now - timedelta(hours=1))
        exam = publishing.create(session, actor, unit, planned.draft, at=written)
        held.append(Held(planned, exam, publishing.publish(session, actor, exam, unit, at=published)))
    return held


def reseed(session: Session, seed: int) -> None:
    """Papers are drawn by what a site rolls when it publishes; here the same seed shall draw the same papers."""
    for place, (_, edition) in enumerate(queries.untouched_editions(session)):
        edition.seed = blake2b(f"edition {seed} {place}".encode(), digest_size=32).digest()
        edition.digest = editions.digest(edition.content, edition.seed)
    session.flush()


def quizzes(session: Session, unit: Unit) -> list[list[Taught]]:
    """The lessons of each published course with their quizzes."""
    known = {exam.id: (exam, edition) for exam, edition in queries.untouched_editions(session)}

    def taught(lesson: Lesson, text: LessonVersion) -> Taught:
        exam = known.get(lesson.quiz_id) if lesson.quiz_id and text.quiz_questions else None
        return Taught(lesson.id, text.minutes, text.quarter_hours, exam and sittable(*exam, unit.path))

    return [[taught(*each) for each in course] for course in queries.published_courses(session, unit)]


def sittable(exam: Exam, edition: Edition, path: str, turnout: float = 1.0) -> Sittable:
    """An exam as the histories need it."""
    return Sittable(
        id=exam.id,
        edition_id=edition.id,
        edition=editions.unpack(edition.content),
        seed=edition.seed,
        path=path,
        opens_at=to_milliseconds(exam.opens_at),
        closes_at=to_milliseconds(exam.closes_at) if exam.closes_at else None,
        attempts_allowed=exam.attempts_allowed,
        board_id=exam.board_id,
        turnout=turnout,
    )


def organizer(member_id: int, unit: Unit) -> Actor:
    """Somebody who organizes for a unit."""
    return Actor(member_id, "", unit.id, unit.name, unit.path, 0, (Grant(Role.ORGANIZER, unit.path),))
