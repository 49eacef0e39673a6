"""Something is done to many questions at once: to all that the plan takes or, if one of them moved on, to none.

Whatever the number of questions, it is a fixed number of statements; the questions themselves are not loaded.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from quiz_app.banks.actions.claims import CHANGED_MEANWHILE
from quiz_app.banks.actions.steps import LONGEST_REASON, short
from quiz_app.banks.actions.versions import SITE, version_row
from quiz_app.banks.areas import AREAS
from quiz_app.banks.bulk.orders import CHANGES, LABELS, STEPS, Act
from quiz_app.banks.bulk.plans import Candidate, Plan, about, changed
from quiz_app.banks.queries import bulk as queries
from quiz_app.banks.questions import DIFFICULTIES
from quiz_app.banks.steps import Step
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionBasis, QuestionPictureUse, QuestionVersion
from quiz_app.banks.tables.reviews import QuestionBulkAct, QuestionBulkItem, QuestionStep, QuestionSubmission
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

NOTHING = "选的题里没有一道可以这样做，原因写在下面。请回到题库另选。"
MOVED_ON = "刚刚有人动过其中的题，什么都没有做。请看过新的清单，再确认一次。"
_USE_COLUMNS = ["question_version_id", "digest"]
_STEP_COLUMNS = ["question_id", "question_version_id", "kind", "reason", "taken_by", "taken_at"]
_BASIS_COLUMNS = ["question_version_id", "regulation_version_id", "article", "quotation", "position"]


@dataclass(frozen=True, slots=True)
class _Deed:
    """Who does it, why and when, and the row that stands for it."""

    session: Session
    act: QuestionBulkAct
    plan: Plan
    by: int | None
    reason: str
    at: datetime

    @property
    def meant(self) -> Any:
        return queries.ids_of(self.act.id)


def carry_out(
    session: Session,
    actor: Actor,
    bank: QuestionBank,
    unit: Unit,
    plan: Plan,
    *,
    target: tuple[QuestionBank, Unit] | None = None,
    undoes: QuestionBulkAct | None = None,
    reason: str = "",
    at: datetime,
) -> QuestionBulkAct:
    """Do what the plan says to questions of `bank`, which the caller holds; `target` is where a move goes.

    Refused as a conflict if one of them is no longer as the plan saw it.
    """
    require(
        actor, Permission.QUESTION_REVIEW if plan.order.act is Act.APPROVE else Permission.QUESTION_WRITE, unit.path
    )
    if target is not None:
        require(actor, Permission.QUESTION_WRITE, target[1].path)
    if not plan.taken:
        raise Invalid(NOTHING)
    act = QuestionBulkAct(
        bank_id=bank.id,
        act=plan.order.act,
        value=plan.order.value,
        count=len(plan.taken),
        reason=short(reason),
        done_by=actor.member_id or None,
        done_at=at,
        undoes=undoes.id if undoes else None,
    )
    session.add(act)
    session.flush()
    told = _told(plan, bank, target[0] if target else None, act.reason)
    deed = _Deed(session, act, plan, actor.member_id or None, told, at)
    session.connection().execute(insert(QuestionBulkItem), [_item(each, plan.order.act, act.id) for each in plan.taken])
    _claim(deed, actor, target[0] if target else None)
    _follow(deed)
    return act


def _item(each: Candidate, act: Act, act_id: int) -> dict[str, Any]:
    former = each.former_id if act is Act.REVERT else each.latest.id if act in CHANGES else None
    return {
        "act_id": act_id,
        "question_id": each.id,
        "version": each.version + 1,
        "former_id": former,
        "subject_id": about(each, act),
    }


def _claim(deed: _Deed, actor: Actor, target: QuestionBank | None) -> None:
    """Move all the questions on, each from the version that the plan saw."""
    values: dict[str, Any] = {}
    match deed.plan.order.act:
        case Act.MOVE:
            values = {"bank_id": target.id if target else None}
        case Act.APPROVE:
            values = {"published_version_id": queries.subject_of(deed.act.id)}
        case Act.WITHDRAW:
            values = {"published_version_id": None}
        case Act.RETIRE:
            values = {"retired_at": deed.at, "retired_by": actor.member_id}
        case Act.RESTORE:
            values = {"retired_at": None, "retired_by": None}
        case act if act in CHANGES:
            values = {"latest_number": Question.latest_number + 1}
    moved = deed.session.connection().execute(
        update(Question)
        .where(Question.bank_id == deed.act.bank_id, queries.is_meant(deed.act.id, moved_on=1))
        .values(version=Question.version + 1, **values)
    )
    if moved.rowcount != len(deed.plan.taken):
        raise Conflict(MOVED_ON, code=CHANGED_MEANWHILE)


def _follow(deed: _Deed) -> None:
    """What happens to versions and to the queue, and the steps of all of it."""
    act = deed.plan.order.act
    if act in CHANGES:
        _write_versions(deed)
        _requeue(deed, _to_review(deed))
    elif act is Act.SEND:
        _requeue(deed, [each.id for each in deed.plan.taken])
    else:
        if act in (Act.APPROVE, Act.TAKE_BACK):
            _end_waiting(deed)
        _note_all(deed, STEPS[act])


def _write_versions(deed: _Deed) -> None:
    """What says again what came from a file counts as that file's: a load goes on changing it."""
    session, act_id = deed.session, deed.act.id
    rows = [
        version_row(
            changed(text, deed.plan.order),
            question_id=question_id,
            number=number,
            origin=origin if deed.plan.order.act is Act.REVERT else SITE,
            created_by=deed.by,
            at=deed.at,
        )
        for question_id, (text, number, origin) in queries.former_texts(session, act_id).items()
    ]
    session.connection().execute(insert(QuestionVersion), rows)
    session.execute(
        update(QuestionBulkItem)
        .where(QuestionBulkItem.act_id == act_id)
        .values(subject_id=queries.newest())
        .execution_options(synchronize_session=False)
    )
    session.execute(insert(QuestionBasis).from_select(_BASIS_COLUMNS, queries.copied_bases(act_id)))
    session.execute(insert(QuestionPictureUse).from_select(_USE_COLUMNS, queries.copied_pictures(act_id)))
    _note_all(deed, Step.CHANGED)


def _to_review(deed: _Deed) -> list[int]:
    """The questions whose new version waits: those that were published or waited. Of those that say again what they
    said, the ones that say what is published are published as they are, and only those wait that waited."""
    if deed.plan.order.act is not Act.REVERT:
        return [each.id for each in deed.plan.taken if each.goes_to_review]
    same = queries.still_published(deed.act.id)
    settled = queries.ids(deed.session, same)
    deed.session.execute(
        update(Question)
        .where(Question.id.in_(same))
        .values(published_version_id=queries.subject_of(deed.act.id))
        .execution_options(synchronize_session=False)
    )
    return [each.id for each in deed.plan.taken if each.waiting and each.id not in settled]


def _requeue(deed: _Deed, question_ids: Collection[int]) -> None:
    """Versions that waited wait no longer; the subjects of the questions named do."""
    overtaken = [_step(deed, each.id, each.waiting.id, Step.OVERTAKEN) for each in deed.plan.taken if each.waiting]
    if overtaken:
        deed.session.connection().execute(insert(QuestionStep), overtaken)
        _end_waiting(deed)
    if not question_ids:
        return
    subjects = queries.subjects(deed.session, deed.act.id)
    sent = [(question_id, subjects[question_id]) for question_id in question_ids]
    deed.session.connection().execute(
        insert(QuestionSubmission),
        [
            {
                "question_id": question_id,
                "question_version_id": version_id,
                "note": deed.reason,
                "sent_by": deed.by,
                "sent_at": deed.at,
            }
            for question_id, version_id in sent
        ],
    )
    deed.session.connection().execute(insert(QuestionStep), [_step(deed, *each, Step.SENT) for each in sent])


def _end_waiting(deed: _Deed) -> None:
    deed.session.execute(
        delete(QuestionSubmission)
        .where(QuestionSubmission.question_id.in_(deed.meant))
        .execution_options(synchronize_session=False)
    )


def _note_all(deed: _Deed, kind: Step) -> None:
    steps = queries.noted(deed.act.id, kind, reason=deed.reason, by=deed.by, at=deed.at)
    deed.session.execute(insert(QuestionStep).from_select(_STEP_COLUMNS, steps))


def _step(deed: _Deed, question_id: int, version_id: int | None, kind: Step) -> dict[str, Any]:
    return dict(zip(_STEP_COLUMNS, (question_id, version_id, kind.value, deed.reason, deed.by, deed.at), strict=True))


def _told(plan: Plan, bank: QuestionBank, target: QuestionBank | None, reason: str) -> str:
    """What the steps of the questions say: what was done where its name does not tell, and the reason given."""
    order = plan.order
    what = {
        Act.TAG: f"{LABELS[order.act]}“{order.value}”",
        Act.UNTAG: f"{LABELS[order.act]}“{order.value}”",
        Act.DIFFICULTY: f"难度改为{DIFFICULTIES.get(int(order.value), '') if order.value.isdecimal() else ''}",
        Act.AREA: f"方面改为{AREAS.get(order.value, order.value)}",
        Act.MOVE: f"从“{bank.title}”移到“{target.title if target else ''}”",
        Act.REVERT: "撤销批量修改",
    }.get(order.act, "")
    return "：".join(part for part in (what, reason) if part)[:LONGEST_REASON]
