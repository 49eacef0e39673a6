"""Taking a question out of use and back. Papers that are out keep what they were made of; `approving` publishes."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.banks.actions.claims import claim
from quiz_app.banks.actions.steps import note
from quiz_app.banks.queries.questions import FoundQuestion
from quiz_app.banks.steps import Step
from quiz_app.core.errors import Conflict
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission


def withdraw(
    session: Session, actor: Actor, found: FoundQuestion, *, version: int, reason: str = "", at: datetime
) -> None:
    """Papers draw the question no longer, until a version is published again."""
    require(actor, Permission.QUESTION_WRITE, found.unit.path)
    published = found.question.published_version_id
    claim(session, found.question, version=version, published_version_id=None)
    note(session, actor, found.question.id, Step.WITHDRAWN, version_id=published, reason=reason, at=at)


def retire(
    session: Session, actor: Actor, found: FoundQuestion, *, version: int, reason: str = "", at: datetime
) -> None:
    """The question is over, but everything it ever said stays."""
    require(actor, Permission.QUESTION_WRITE, found.unit.path)
    if found.question.retired_at is not None:
        raise Conflict("这道题已经停用了。", code="retired")
    claim(session, found.question, version=version, retired_at=at, retired_by=actor.member_id)
    note(session, actor, found.question.id, Step.RETIRED, reason=reason, at=at)


def restore(
    session: Session, actor: Actor, found: FoundQuestion, *, version: int, reason: str = "", at: datetime
) -> None:
    """Undo a retirement; what was published is drawn again."""
    require(actor, Permission.QUESTION_WRITE, found.unit.path)
    claim(session, found.question, version=version, retired_at=None, retired_by=None)
    note(session, actor, found.question.id, Step.RESTORED, reason=reason, at=at)
