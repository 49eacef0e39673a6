"""Which version of a question papers may draw, and whether any. Papers that are out keep what they were made of."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.banks.actions.claims import claim
from quiz_app.banks.queries import questions as queries
from quiz_app.banks.queries.questions import FoundQuestion
from quiz_app.core.errors import Conflict
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.regulations.texts import Texts


def publish(
    session: Session, actor: Actor, found: FoundQuestion, *, number: int, version: int, texts: Texts | None = None
) -> None:
    """From now on papers draw this version of the question.

    Refused: a draft, one without a valid basis, and one whose articles and quotations do not stand in `texts`.
    """
    require(actor, Permission.QUESTION_WRITE, found.unit.path)
    chosen = queries.find_version(session, found.question, number)
    if found.question.retired_at is not None:
        raise Conflict("这道题已停用：先重新启用，再发布。", code="retired")
    if chosen.draft_reason is not None:
        raise Conflict(f"这一版是草稿（{chosen.draft_reason}），不能发布：先修改补全。", code="draft")
    if not queries.rests_on_valid_bases(session, chosen):
        raise Conflict("这一版没有依据，或者所引的法规版本已被取代：先修改依据，再发布。", code="superseded")
    if texts is not None and (faults := queries.compared(session, chosen, texts).faults):
        raise Conflict(f"这一版的依据与法规文本对不上，不能发布：{faults[0]}先修改依据，再发布。", code="misquoted")
    claim(session, found.question, version=version, published_version_id=chosen.id)


def withdraw(session: Session, actor: Actor, found: FoundQuestion, *, version: int) -> None:
    """Papers draw the question no longer, until a version is published again."""
    require(actor, Permission.QUESTION_WRITE, found.unit.path)
    claim(session, found.question, version=version, published_version_id=None)


def retire(session: Session, actor: Actor, found: FoundQuestion, *, version: int, at: datetime) -> None:
    """The question is over, but everything it ever said stays."""
    require(actor, Permission.QUESTION_WRITE, found.unit.path)
    if found.question.retired_at is not None:
        raise Conflict("这道题已经停用了。", code="retired")
    claim(session, found.question, version=version, retired_at=at, retired_by=actor.member_id)


def restore(session: Session, actor: Actor, found: FoundQuestion, *, version: int) -> None:
    """Undo a retirement; what was published is drawn again."""
    require(actor, Permission.QUESTION_WRITE, found.unit.path)
    claim(session, found.question, version=version, retired_at=None, retired_by=None)
