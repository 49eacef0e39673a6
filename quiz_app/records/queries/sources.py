"""What the entries of a ledger speak of."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.contests.tables.contests import Contest
from quiz_app.courses.queries.totals import lesson_titles
from quiz_app.courses.tables import Course, LessonVersion
from quiz_app.exams.queries.listing import titles
from quiz_app.points.rules.table import CONTEST_PLACED, CONTEST_TAKEN_PART, LESSON_FINISHED
from quiz_app.points.tables import LedgerEntry
from quiz_app.records.ledger import Source

_OF_CONTESTS = (CONTEST_TAKEN_PART.number, CONTEST_PLACED.number)


def sources_of(session: Session, entries: Sequence[LedgerEntry]) -> dict[tuple[int, int], Source]:
    """The source of each entry that is still there, by the rule's number and the source's id."""
    by_kind: dict[str, set[tuple[int, int]]] = {"lesson": set(), "contest": set(), "exam": set()}
    for each in entries:
        by_kind[_kind(each.rule)].add((each.rule, each.source_id))
    found = {"lesson": _lessons, "contest": _contests, "exam": _exams}
    sources: dict[tuple[int, int], Source] = {}
    for kind, keys in by_kind.items():
        if keys:
            known = found[kind](session, {source_id for _, source_id in keys})
            sources |= {key: known[key[1]] for key in keys if key[1] in known}
    return sources


def _kind(rule: int) -> str:
    if rule == LESSON_FINISHED.number:
        return "lesson"
    return "contest" if rule in _OF_CONTESTS else "exam"


def _exams(session: Session, ids: Iterable[int]) -> dict[int, Source]:
    return {exam_id: Source(title, exam_id=exam_id) for exam_id, title in titles(session, list(ids)).items()}


def _contests(session: Session, ids: Iterable[int]) -> dict[int, Source]:
    rows = session.execute(select(Contest.id, Contest.title).where(Contest.id.in_(list(ids))))
    return {contest_id: Source(title, contest_id=contest_id) for contest_id, title in rows}


def _lessons(session: Session, ids: Iterable[int]) -> dict[int, Source]:
    """The newest title of each lesson, and its course where the published version still has the lesson."""
    wanted = list(ids)
    published = (
        select(LessonVersion.lesson_id, Course.id)
        .join(Course, Course.published_version_id == LessonVersion.course_version_id)
        .where(LessonVersion.lesson_id.in_(wanted))
    )
    courses = dict(session.execute(published).all())
    return {
        lesson_id: Source(title, course_id=courses[lesson_id], lesson_id=lesson_id)
        if lesson_id in courses
        else Source(title)
        for lesson_id, title in lesson_titles(session, wanted).items()
    }
