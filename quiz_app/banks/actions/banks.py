"""What is done to banks themselves."""

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from quiz_app.banks.areas import AREAS
from quiz_app.banks.queries import holdings
from quiz_app.banks.tables.questions import QuestionBank
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit


@dataclass(frozen=True, slots=True)
class BankDraft:
    """What a bank says of itself; `area` is the code of a content area."""

    title: str
    area: str
    description: str = ""


def create(session: Session, actor: Actor, unit: Unit, *, code: str, draft: BankDraft) -> QuestionBank:
    """A new, empty bank that `unit` and everything below it may draw from."""
    require(actor, Permission.QUESTION_WRITE, unit.path)
    _check(draft)
    if holdings.code_is_taken(session, code):
        raise Invalid(f"编码“{code}”已经有题库在用，请换一个。", fields={"code": "已经有题库在用，请换一个"})
    bank = QuestionBank(
        code=code, title=draft.title.strip(), area=draft.area, description=draft.description.strip(), unit_id=unit.id
    )
    session.add(bank)
    session.flush()
    return bank


def change(session: Session, actor: Actor, bank: QuestionBank, unit: Unit, draft: BankDraft, *, version: int) -> None:
    """`version` is the one that the actor saw: a bank that changed since is not overwritten."""
    require(actor, Permission.QUESTION_WRITE, unit.path)
    _check(draft)
    changed = session.scalar(
        update(QuestionBank)
        .where(QuestionBank.id == bank.id, QuestionBank.version == version)
        .values(
            title=draft.title.strip(),
            area=draft.area,
            description=draft.description.strip(),
            version=QuestionBank.version + 1,
        )
        .returning(QuestionBank.id)
    )
    if changed is None:
        raise Conflict("别人刚刚改过这个题库的信息。请重新打开，看过对方的修改后再改。", code="changed_meanwhile")


def _check(draft: BankDraft) -> None:
    if not draft.title.strip():
        raise Invalid("题库要有名称。", fields={"title": "请写题库名称"})
    if draft.area not in AREAS:
        raise Invalid("题库要属于四方面内容之一。", fields={"area": "请选一个方面"})
