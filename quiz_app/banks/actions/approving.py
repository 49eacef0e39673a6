"""A version is published by two people: one sends it to review, another one approves it or returns it with a reason."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz_app.banks.actions.claims import claim
from quiz_app.banks.actions.steps import note
from quiz_app.banks.queries import questions as queries
from quiz_app.banks.queries import submissions
from quiz_app.banks.queries.questions import FoundQuestion
from quiz_app.banks.steps import Step, is_own
from quiz_app.banks.tables.questions import QuestionVersion
from quiz_app.banks.tables.reviews import QuestionSubmission
from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.regulations.texts import Texts

NOT_WAITING = "这一版不在等审核：可能已经有人审过，或者写题的人撤回了。请看题目现在的样子。"
NOT_YOUR_OWN = "这一版是你自己写的或送审的，要请另一个人来审。"


def send(
    session: Session,
    actor: Actor,
    found: FoundQuestion,
    *,
    number: int,
    version: int,
    texts: Texts | None = None,
    reason: str = "",
    at: datetime,
) -> None:
    """Let a version wait for somebody else's eyes; one that waited before is taken out of the queue.

    Refused: a draft, one without a valid basis, and one whose articles and quotations do not stand in `texts`.
    """
    require(actor, Permission.QUESTION_WRITE, found.unit.path)
    chosen = queries.find_version(session, found.question, number)
    _check(session, found, chosen, texts)
    if found.question.published_version_id == chosen.id:
        raise Conflict("这一版正在发布中，不用送审。", code="published")
    claim(session, found.question, version=version)
    submit(session, actor, found, chosen, reason=reason, at=at)


def submit(
    session: Session, actor: Actor, found: FoundQuestion, chosen: QuestionVersion, *, reason: str = "", at: datetime
) -> None:
    """Put a version that was found fit into the queue, for whoever holds the question already."""
    if (waiting := submissions.waiting(session, found.question)) is not None:
        if waiting.question_version_id == chosen.id:
            return
        overtake(session, actor, found, at=at)
    note(session, actor, found.question.id, Step.SENT, version_id=chosen.id, reason=reason, at=at)
    session.add(
        QuestionSubmission(
            question_id=found.question.id,
            question_version_id=chosen.id,
            note=reason.strip(),
            sent_by=actor.member_id or None,
            sent_at=at,
        )
    )
    session.flush()


def overtake(session: Session, actor: Actor, found: FoundQuestion, *, at: datetime) -> None:
    """What waited is no longer what the question says: it waits no more."""
    if (waiting := submissions.waiting(session, found.question)) is not None:
        _end(session, waiting)
        version_id = waiting.question_version_id
        note(session, actor, found.question.id, Step.OVERTAKEN, version_id=version_id, at=at)


def take_back(session: Session, actor: Actor, found: FoundQuestion, *, version: int, at: datetime) -> None:
    """Nobody needs to look at it for now."""
    require(actor, Permission.QUESTION_WRITE, found.unit.path)
    claim(session, found.question, version=version)
    waiting = _waiting(session, found)
    _end(session, waiting)
    version_id = waiting.question_version_id
    note(session, actor, found.question.id, Step.TAKEN_BACK, version_id=version_id, at=at)


def approve(
    session: Session,
    actor: Actor,
    found: FoundQuestion,
    *,
    number: int,
    version: int,
    texts: Texts | None = None,
    reason: str = "",
    at: datetime,
) -> None:
    """From now on papers draw version `number` of the question, which the actor read and did not write."""
    chosen, waiting = _decide(session, actor, found, number)
    _check(session, found, chosen, texts)
    claim(session, found.question, version=version, published_version_id=chosen.id)
    _end(session, waiting)
    note(session, actor, found.question.id, Step.APPROVED, version_id=chosen.id, reason=reason, at=at)


def give_back(
    session: Session, actor: Actor, found: FoundQuestion, *, number: int, version: int, reason: str, at: datetime
) -> None:
    """The version goes back to whoever wrote it, with what is to be mended."""
    chosen, waiting = _decide(session, actor, found, number)
    if not reason.strip():
        raise Invalid("退回要写明原因：哪里不对、要改成什么样。", fields={"reason": "请写明哪里不对、要改成什么样"})
    claim(session, found.question, version=version)
    _end(session, waiting)
    note(session, actor, found.question.id, Step.RETURNED, version_id=chosen.id, reason=reason, at=at)


def _decide(
    session: Session, actor: Actor, found: FoundQuestion, number: int
) -> tuple[QuestionVersion, QuestionSubmission]:
    require(actor, Permission.QUESTION_REVIEW, found.unit.path)
    chosen = queries.find_version(session, found.question, number)
    waiting = _waiting(session, found)
    if waiting.question_version_id != chosen.id:
        raise Conflict(NOT_WAITING, code="not_waiting")
    if is_own(actor.member_id, author=chosen.created_by, sender=waiting.sent_by):
        raise Forbidden(NOT_YOUR_OWN, code="own_version")
    return chosen, waiting


def _waiting(session: Session, found: FoundQuestion) -> QuestionSubmission:
    waiting = submissions.waiting(session, found.question)
    if waiting is None:
        raise Conflict(NOT_WAITING, code="not_waiting")
    return waiting


def _end(session: Session, waiting: QuestionSubmission) -> None:
    session.execute(delete(QuestionSubmission).where(QuestionSubmission.id == waiting.id))
    session.expunge(waiting)


def _check(session: Session, found: FoundQuestion, chosen: QuestionVersion, texts: Texts | None) -> None:
    """Refuse what papers could not draw, and what does not stand in the texts of the regulations."""
    if found.question.retired_at is not None:
        raise Conflict("这道题已停用：先重新启用，再送审。", code="retired")
    if chosen.draft_reason is not None:
        raise Conflict(f"这一版是草稿（{chosen.draft_reason}），不能送审：先修改补全。", code="draft")
    if not queries.rests_on_valid_bases(session, chosen):
        raise Conflict("这一版没有依据，或者所引的法规版本已被取代：先修改依据，再送审。", code="superseded")
    if texts is not None and (faults := queries.compared(session, chosen, texts).faults):
        raise Conflict(f"这一版的依据与法规文本对不上，不能送审：{faults[0]}先修改依据，再送审。", code="misquoted")
