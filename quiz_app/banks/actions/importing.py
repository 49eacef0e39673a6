"""Questions come into a bank from a file: all of them as drafts or none, and out again as one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from quiz_app.banks.actions import pictures
from quiz_app.banks.actions.versions import SITE, basis_rows, version_row
from quiz_app.banks.importing import packing
from quiz_app.banks.importing.packing import Read
from quiz_app.banks.importing.plans import ImportPlan
from quiz_app.banks.queries import imports
from quiz_app.banks.queries import questions as queries
from quiz_app.banks.questions import QuestionText
from quiz_app.banks.tables import (
    Question,
    QuestionBank,
    QuestionBasis,
    QuestionImport,
    QuestionPictureUse,
    QuestionUpload,
    QuestionVersion,
)
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit
from quiz_app.regulations import queries as regulations

LONGEST_NAME = 200
CHUNK = 5000


def take_in(
    session: Session,
    actor: Actor,
    bank: QuestionBank,
    unit: Unit,
    plan: ImportPlan,
    *,
    name: str,
    form: str,
    at: datetime,
) -> QuestionImport:
    """Write the planned questions as drafts of the bank, which the caller holds; `form` is the code of the format."""
    require(actor, Permission.QUESTION_WRITE, unit.path)
    if not plan.questions:
        raise Invalid("文件里没有可以收下的题目。请看下面列出的原因，改好后再导入。")
    by = actor.member_id or None
    made = QuestionImport(
        bank_id=bank.id,
        name=name[:LONGEST_NAME],
        format=form,
        count=len(plan.questions),
        imported_by=by,
        imported_at=at,
    )
    session.add(made)
    session.flush()
    ids = _add_questions(session, bank, plan.questions, made)
    _add_versions(session, dict(zip(ids, plan.questions, strict=True)), by=by, at=at)
    return made


def keep(
    session: Session, actor: Actor, bank: QuestionBank, unit: Unit, read: Read, *, name: str, at: datetime
) -> QuestionUpload:
    """A file that was read waits for its confirmation."""
    require(actor, Permission.QUESTION_WRITE, unit.path)
    upload = QuestionUpload(
        bank_id=bank.id,
        member_id=actor.member_id,
        name=name[:LONGEST_NAME] or "粘贴的文字",
        content=packing.pack(read),
        uploaded_at=at,
    )
    session.add(upload)
    session.flush()
    return upload


def keep_mended(upload: QuestionUpload, read: Read, *, version: int) -> None:
    """What waits is changed; `version` is the one that the trainer had seen, so that no mend is lost to another tab."""
    if upload.version != version:
        raise Conflict("这份文件在另一个窗口里改过。请看过现在的内容，再改一次。", code="changed_meanwhile")
    upload.content = packing.pack(read)
    upload.version += 1


def confirm(
    session: Session,
    actor: Actor,
    upload: QuestionUpload,
    bank: QuestionBank,
    unit: Unit,
    plan: ImportPlan,
    *,
    at: datetime,
) -> QuestionImport:
    """Take in what waits; it waits no longer."""
    form = packing.unpack(upload.content).form
    made = take_in(session, actor, bank, unit, plan, name=upload.name, form=form, at=at)
    session.delete(upload)
    return made


def forget_uploads(session: Session, *, before: datetime, most: int) -> int:
    """Delete uploads that nobody confirmed; how many."""
    ids = imports.uploads_before(session, before, most=most)
    session.execute(delete(QuestionUpload).where(QuestionUpload.id.in_(ids)))
    return len(ids)


def undo(session: Session, actor: Actor, found: QuestionImport, unit: Unit, *, at: datetime) -> None:
    """Take all questions of an import out again. Refused once one of them was changed, published or retired."""
    require(actor, Permission.QUESTION_WRITE, unit.path)
    if found.undone_at is not None:
        raise Conflict("这次导入已经撤回过了。", code="undone")
    if touched := imports.touched(session, found):
        raise Conflict(
            f"其中 {touched} 题已经有人修改、发布或停用过，不能整批撤回。请在题目页上逐题停用。", code="touched"
        )
    ids = imports.version_ids(session, found)
    for start in range(0, len(ids), CHUNK):
        versions = ids[start : start + CHUNK]
        session.execute(delete(QuestionBasis).where(QuestionBasis.question_version_id.in_(versions)))
        session.execute(delete(QuestionPictureUse).where(QuestionPictureUse.question_version_id.in_(versions)))
        session.execute(delete(QuestionVersion).where(QuestionVersion.id.in_(versions)))
    session.execute(delete(Question).where(Question.import_id == found.id))
    found.undone_at, found.undone_by = at, actor.member_id or None


def _add_questions(
    session: Session, bank: QuestionBank, texts: Sequence[QuestionText], made: QuestionImport
) -> list[int]:
    """The ids of the new questions in the order of `texts`; their codes continue the bank's own."""
    first = queries.next_code(session, bank)
    stem, _, number = first.rpartition("-s")
    codes = [f"{stem}-s{int(number) + place:04d}" for place in range(len(texts))]
    rows = [
        {"bank_id": bank.id, "code": code, "origin": SITE, "latest_number": 1, "import_id": made.id} for code in codes
    ]
    returning = insert(Question).returning(Question.code, Question.id)
    ids = dict(session.execute(returning, rows).all())
    return [ids[code] for code in codes]


def _add_versions(session: Session, texts: dict[int, QuestionText], *, by: int | None, at: datetime) -> None:
    rows = [
        version_row(text, question_id=question_id, number=1, origin=SITE, created_by=by, at=at)
        for question_id, text in texts.items()
    ]
    returning = insert(QuestionVersion).returning(QuestionVersion.question_id, QuestionVersion.id)
    versions = dict(session.execute(returning, rows).all())
    registered = regulations.version_ids(session)
    bases = [row for question_id, text in texts.items() for row in basis_rows(text, versions[question_id], registered)]
    if bases:
        session.execute(insert(QuestionBasis), bases)
    pictures.use(session, {versions[question_id]: text for question_id, text in texts.items()}, at=at)
