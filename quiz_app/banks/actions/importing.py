"""Questions come into a bank from a file: all of them as drafts or none, and out again as one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

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
from quiz_app.banks.tables.imports import QuestionImport, QuestionUpload
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionBasis, QuestionPictureUse, QuestionVersion
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.jobs.actions import enqueue
from quiz_app.core.jobs.queries import find_any
from quiz_app.core.jobs.tables import Job
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit
from quiz_app.regulations import queries as regulations

READ, CHECK, TAKE = "banks.read", "banks.check", "banks.take"
LONGEST_NAME = 200
CHECKED_AT_ONCE = 300  # questions; that many take a tenth of a second
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
    return _waiting(session, actor, bank, unit, packing.pack(read), name=name, at=at)


def receive(
    session: Session,
    actor: Actor,
    bank: QuestionBank,
    unit: Unit,
    *,
    held: str,
    name: str,
    form: str,
    at: datetime,
) -> QuestionUpload:
    """A file that is held under a name waits to be read and checked; `form` is the code of its format, or empty."""
    upload = _waiting(session, actor, bank, unit, b"", name=name, at=at)
    arguments = {"upload": upload.id, "held": held, "name": name, "form": form}
    _hand_over(session, actor, upload, READ, arguments, title=f"读取“{upload.name}”", at=at)
    return upload


def ask_to_take(
    session: Session, actor: Actor, upload: QuestionUpload, unit: Unit, *, keeps_twins: bool, at: datetime
) -> Job:
    """What waits is taken in by a job; until that has ended nothing else is done with it."""
    require(actor, Permission.QUESTION_WRITE, unit.path)
    refuse_while_working(session, upload)
    arguments = {"upload": upload.id, "version": upload.version, "keeps_twins": keeps_twins}
    taking = enqueue(
        session,
        TAKE,
        arguments,
        title=f"收下“{upload.name}”里的题目",
        asked_by=actor.member_id,
        scope=unit.path,
        at=at,
        pages={
            "done": {"endpoint": "banks.show", "bank_id": upload.bank_id, "state": "unpublished"},
            "failed": {"endpoint": "banks.review_import", "upload_id": upload.id},
        },
    )
    upload.taking_id = taking.id
    return taking


def refuse_while_working(session: Session, upload: QuestionUpload) -> None:
    """One thing at a time is done with an upload."""
    jobs = (find_any(session, upload.job_id), find_any(session, upload.taking_id))
    if any(job is not None and not job.has_ended for job in jobs):
        raise Conflict("这份文件正在处理，请等它做完：进度在“我的任务”里。", code="working")


def keep_mended(
    session: Session, actor: Actor, upload: QuestionUpload, read: Read, *, version: int, at: datetime
) -> None:
    """What waits is changed; `version` is the one that the trainer had seen, so that no mend is lost to another tab.

    A large file is checked again by a job; what a small one would bring is found whenever it is looked at.
    """
    if upload.version != version:
        raise Conflict("这份文件在另一个窗口里改过。请看过现在的内容，再改一次。", code="changed_meanwhile")
    upload.content = packing.pack(read)
    upload.version += 1
    upload.job_id = None
    if len(read.reading.items) > CHECKED_AT_ONCE:
        arguments = {"upload": upload.id}
        _hand_over(session, actor, upload, CHECK, arguments, title=f"检查“{upload.name}”", at=at)


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


def _waiting(
    session: Session, actor: Actor, bank: QuestionBank, unit: Unit, content: bytes, *, name: str, at: datetime
) -> QuestionUpload:
    require(actor, Permission.QUESTION_WRITE, unit.path)
    upload = QuestionUpload(
        bank_id=bank.id,
        member_id=actor.member_id,
        name=name[:LONGEST_NAME] or "粘贴的文字",
        content=content,
        uploaded_at=at,
    )
    session.add(upload)
    session.flush()
    return upload


def _hand_over(
    session: Session,
    actor: Actor,
    upload: QuestionUpload,
    kind: str,
    arguments: dict[str, Any],
    *,
    title: str,
    at: datetime,
) -> None:
    there = {"endpoint": "banks.review_import", "upload_id": upload.id}
    job = enqueue(
        session,
        kind,
        arguments,
        title=title,
        asked_by=actor.member_id,
        scope=actor.unit_path,
        at=at,
        pages={"done": there, "failed": there},
    )
    upload.job_id = job.id


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
