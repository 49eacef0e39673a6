"""The organizer publishes the results of an exam: from then on members see what waited for that."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.core.db import to_milliseconds
from quiz_app.core.errors import Conflict
from quiz_app.core.statements import Statement
from quiz_app.exams.queries.releasing import obstacles
from quiz_app.exams.tables.exams import Exam, ResultPublication
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

_RELEASE = Statement("UPDATE exams SET results_at = :at, version = version + 1 WHERE id = :exam AND results_at IS NULL")


def publish_results(session: Session, actor: Actor, exam: Exam, unit: Unit, *, at: datetime) -> ResultPublication:
    """Once, for good; refuses, saying why, while anybody may still sit the exam or any score is open. The points that
    waited follow by a task."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    reasons = obstacles(session, exam, at=at)
    if reasons:
        raise Conflict("".join(reasons), code="results_open")
    if _RELEASE.run(session, {"exam": exam.id, "at": to_milliseconds(at)}).rowcount == 0:
        raise Conflict("成绩刚刚已经公布。", code="results_published")
    publication = ResultPublication(exam_id=exam.id, published_by=actor.member_id, at=at)
    session.add(publication)
    session.flush()
    return publication
