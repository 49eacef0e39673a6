"""A member studies: opens a lesson, reads it, and has finished it when its quiz, if it has one, is passed."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quiz_app.core.db import to_milliseconds
from quiz_app.core.errors import Conflict, NotFound
from quiz_app.core.statements import Statement
from quiz_app.courses.progress import in_words, least_reading, reading_left
from quiz_app.courses.queries import study
from quiz_app.courses.queries.study import NO_COURSE, FoundCourse, LessonLine
from quiz_app.organizations.actors import Actor
from quiz_app.points.actions import award
from quiz_app.points.rules.table import LESSON_FINISHED

_OPEN = Statement(
    "INSERT INTO lesson_progress (member_id, lesson_id, opened_at) VALUES (:member, :lesson, :at)"
    " ON CONFLICT (member_id, lesson_id) DO NOTHING"
)
_FINISH = Statement(
    "UPDATE lesson_progress SET finished_at = :at, quarter_hours = :quarters"
    " WHERE member_id = :member AND lesson_id = :lesson AND read_at IS NOT NULL AND finished_at IS NULL"
)


def open_lesson(session: Session, actor: Actor, found: FoundCourse, line: LessonLine, *, at: datetime) -> None:
    """The first opening counts; the least reading time runs from it."""
    _require_own(actor, found)
    _require_in_force(line)
    _OPEN.run(session, {"member": actor.member_id, "lesson": line.id, "at": to_milliseconds(at)})


def mark_read(session: Session, actor: Actor, found: FoundCourse, line: LessonLine, *, at: datetime) -> bool:
    """Whether the lesson is finished now; otherwise its quiz remains. Refuses before the least reading time is over
    and while the lesson is set aside."""
    _require_own(actor, found)
    _require_in_force(line)
    progress = study.locked_progress(session, actor.member_id, line.id)
    if progress is None:
        raise Conflict("还没有打开过这一课。请先打开它读一遍，再标记读完。", code="not_opened")
    if progress.finished_at is not None:
        return True
    if progress.read_at is None:
        _check_reading_time(progress.opened_at, line.text.minutes, at)
        progress.read_at = at
        session.flush()
    if line.quiz_id is not None and not study.quiz_passed(session, actor.member_id, line.quiz_id):
        return False
    finish(session, actor.member_id, line.id, line.text.quarter_hours, by_quiz=line.quiz_id is not None, at=at)
    return True


def finish(
    session: Session, member_id: int, lesson_id: int, quarter_hours: int, *, by_quiz: bool, at: datetime
) -> bool:
    """Complete a lesson that was read: once, with its study hours. Whether it was this call that did.

    Only a passed quiz, `by_quiz`, earns points: reading by itself is dwell time, and points come from verified
    outcomes.
    """
    values = {"member": member_id, "lesson": lesson_id, "quarters": quarter_hours, "at": to_milliseconds(at)}
    if _FINISH.run(session, values).rowcount == 0:
        return False
    if by_quiz:
        award(session, LESSON_FINISHED, member_id=member_id, source_id=lesson_id, at=at)
    return True


def _require_own(actor: Actor, found: FoundCourse) -> None:
    if not actor.belongs_to(found.unit.path):
        raise NotFound(NO_COURSE)


def _require_in_force(line: LessonLine) -> None:
    if line.is_aside:
        documents = "、".join(dict.fromkeys(f"《{old.document}》" for old in line.old_passages))
        raise Conflict(f"这一课引用的{documents}已有新版本，正在修订，改好后再学。先学别的课。", code="set_aside")


def _check_reading_time(opened_at: datetime, minutes: int, at: datetime) -> None:
    left = reading_left(opened_at, minutes, at)
    if left > timedelta(0):
        needed = in_words(least_reading(minutes))
        raise Conflict(
            f"这一课至少要读 {needed}，从第一次打开算起，还差 {in_words(left)}。请读完再点。", code="too_soon"
        )
