"""The files that questions came in with."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz_app.banks.tables.imports import QuestionImport, QuestionUpload
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.core.errors import NotFound
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

NO_UPLOAD = "这份文件已经导入过，或放得太久被清除了。请重新上传。"
NO_IMPORT = "没有找到这次导入，或者它不在你的范围内。"


def find_upload(
    session: Session, actor: Actor, upload_id: int, *, lock: bool = False
) -> tuple[QuestionUpload, QuestionBank, Unit]:
    """An upload of the actor's own into a bank that the actor still writes for; held with its bank, if asked."""
    query = (
        select(QuestionUpload, QuestionBank, Unit)
        .join(QuestionBank, QuestionBank.id == QuestionUpload.bank_id)
        .join(Unit, Unit.id == QuestionBank.unit_id)
        .where(QuestionUpload.id == upload_id, QuestionUpload.member_id == actor.member_id)
    )
    row = session.execute(query.with_for_update(of=(QuestionUpload, QuestionBank)) if lock else query).first()
    if row is None or not actor.can(Permission.QUESTION_WRITE, row[2].path):
        raise NotFound(NO_UPLOAD)
    return row


def latest_change(session: Session, bank: QuestionBank) -> tuple[int, int]:
    """What grows with every change of what a bank asks: its newest question and its newest version."""
    query = (
        select(func.max(Question.id), func.max(QuestionVersion.id))
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(Question.bank_id == bank.id)
    )
    question, version = session.execute(query).one()
    return question or 0, version or 0


def uploads_before(session: Session, moment: datetime, *, most: int) -> list[int]:
    return list(session.scalars(select(QuestionUpload.id).where(QuestionUpload.uploaded_at < moment).limit(most)))


def find_import(session: Session, actor: Actor, import_id: int) -> tuple[QuestionImport, QuestionBank, Unit]:
    """An import into a bank that the actor writes for, held until the transaction ends."""
    query = (
        select(QuestionImport, QuestionBank, Unit)
        .join(QuestionBank, QuestionBank.id == QuestionImport.bank_id)
        .join(Unit, Unit.id == QuestionBank.unit_id)
        .where(QuestionImport.id == import_id)
        .with_for_update(of=QuestionImport)
    )
    row = session.execute(query).first()
    if row is None or not actor.can(Permission.QUESTION_WRITE, row[2].path):
        raise NotFound(NO_IMPORT)
    return row


def imports_of(session: Session, bank: QuestionBank, *, limit: int) -> list[tuple[QuestionImport, str | None]]:
    """The latest imports into a bank, each with the name of who made it."""
    query = (
        select(QuestionImport, Member.name)
        .outerjoin(Member, Member.id == QuestionImport.imported_by)
        .where(QuestionImport.bank_id == bank.id)
        .order_by(QuestionImport.id.desc())
        .limit(limit)
    )
    return list(session.execute(query))


def touched(session: Session, found: QuestionImport) -> int:
    """How many questions of an import were changed, published or retired since."""
    query = select(func.count()).select_from(Question).where(Question.import_id == found.id, Question.version > 1)
    return session.scalar(query) or 0


def version_ids(session: Session, found: QuestionImport) -> list[int]:
    """The versions of an import's questions."""
    query = select(QuestionVersion.id).join(Question, Question.id == QuestionVersion.question_id)
    return list(session.scalars(query.where(Question.import_id == found.id)))
