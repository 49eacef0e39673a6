"""The questions that a bulk act is meant for, and the acts of a bank."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, literal, select
from sqlalchemy.orm import Session, aliased

from quiz_app.banks.bulk.plans import Candidate, Said
from quiz_app.banks.checks import compare
from quiz_app.banks.queries.bases import bases_of, superseded
from quiz_app.banks.queries.questions import Filters, is_latest, narrowed, text_of
from quiz_app.banks.questions import QuestionText
from quiz_app.banks.steps import Step
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionBasis, QuestionPictureUse, QuestionVersion
from quiz_app.banks.tables.reviews import QuestionBulkAct, QuestionBulkItem, QuestionStep, QuestionSubmission
from quiz_app.core.errors import NotFound
from quiz_app.members.tables import Member
from quiz_app.regulations.texts import Texts

NO_ACT = "没有找到这次批量操作，或者它不在你的范围内。"
CHUNK = 5000

_Waiting, _Undoing = aliased(QuestionVersion), aliased(QuestionBulkAct)


@dataclass(frozen=True, slots=True)
class DoneAct:
    """A bulk act with who did it, whether it was undone, and whether it undid another one."""

    act: QuestionBulkAct
    by: str | None
    undone: bool


def candidates(
    session: Session, bank: QuestionBank, *, ids: Sequence[int] | None = None, filters: Filters | None = None
) -> list[Candidate]:
    """The questions of a bank, which the caller found, that are named by id or pass the filters; one query."""
    query = _facts().where(Question.bank_id == bank.id)
    query = query.where(Question.id.in_(ids)) if ids is not None else narrowed(query, filters or Filters())
    return [_candidate(tuple(row)) for row in session.execute(query)]


def candidates_of(session: Session, act: QuestionBulkAct, bank_id: int) -> list[Candidate]:
    """The questions of a bulk act to be undone, as they are now in the bank named; one query."""
    query = (
        _facts()
        .add_columns(QuestionBulkItem.former_id, QuestionBulkItem.version != Question.version)
        .join(QuestionBulkItem, QuestionBulkItem.question_id == Question.id)
        .where(QuestionBulkItem.act_id == act.id, Question.bank_id == bank_id)
    )
    return [_candidate(tuple(row)) for row in session.execute(query)]


def misquoted(session: Session, version_ids: Sequence[int], texts: Texts) -> set[int]:
    """The versions whose bases do not agree with the texts of the regulations; two queries for every 5,000."""
    found = set()
    for chunk in _chunks(version_ids):
        bases = bases_of(session, chunk)
        rows = session.execute(select(*QuestionVersion.__table__.c).where(QuestionVersion.id.in_(chunk)))
        found |= {row.id for row in rows if compare(text_of("", row, bases.get(row.id, ())), texts).faults}
    return found


def acts(session: Session, bank: QuestionBank, *, limit: int, after: tuple[int, ...] | None = None) -> list[DoneAct]:
    """What was done to many questions of a bank that was found already, the latest first; one query."""
    query = (
        select(QuestionBulkAct, Member.name, _Undoing.id.is_not(None))
        .outerjoin(Member, Member.id == QuestionBulkAct.done_by)
        .outerjoin(_Undoing, _Undoing.undoes == QuestionBulkAct.id)
        .where(QuestionBulkAct.bank_id == bank.id)
        .order_by(QuestionBulkAct.id.desc())
        .limit(limit)
    )
    if after:
        query = query.where(QuestionBulkAct.id < after[0])
    return [DoneAct(*row) for row in session.execute(query)]


def find_act(session: Session, bank: QuestionBank, act_id: int) -> DoneAct:
    """A bulk act of a bank that was found already."""
    query = (
        select(QuestionBulkAct, Member.name, _Undoing.id.is_not(None))
        .outerjoin(Member, Member.id == QuestionBulkAct.done_by)
        .outerjoin(_Undoing, _Undoing.undoes == QuestionBulkAct.id)
        .where(QuestionBulkAct.bank_id == bank.id, QuestionBulkAct.id == act_id)
    )
    row = session.execute(query).first()
    if row is None:
        raise NotFound(NO_ACT)
    return DoneAct(*row)


def former_texts(session: Session, act_id: int) -> dict[int, tuple[QuestionText, int, str]]:
    """By question of a bulk act, what its former version says, the number of its latest one, and the origin of
    the former; two queries."""
    rows = session.execute(
        select(*QuestionVersion.__table__.c, Question.latest_number)
        .join(QuestionBulkItem, QuestionBulkItem.former_id == QuestionVersion.id)
        .join(Question, Question.id == QuestionBulkItem.question_id)
        .where(QuestionBulkItem.act_id == act_id)
    ).all()
    bases = bases_of(session, select(QuestionBulkItem.former_id).where(QuestionBulkItem.act_id == act_id))
    return {row.question_id: (text_of("", row, bases.get(row.id, ())), row.latest_number, row.origin) for row in rows}


def newest() -> ScalarSelect[int]:
    """SQL for the latest version of the question of an item."""
    return (
        select(QuestionVersion.id)
        .join(Question, is_latest())
        .where(Question.id == QuestionBulkItem.question_id)
        .correlate(QuestionBulkItem)
        .scalar_subquery()
    )


def subject_of(act_id: int) -> ScalarSelect[int]:
    """SQL for the version that an act was about, to be set at its questions."""
    return (
        select(QuestionBulkItem.subject_id)
        .where(QuestionBulkItem.act_id == act_id, QuestionBulkItem.question_id == Question.id)
        .correlate(Question)
        .scalar_subquery()
    )


def is_meant(act_id: int, *, moved_on: int) -> ColumnElement[bool]:
    """SQL for the questions of an act whose own version is `moved_on` short of the one that the act leaves."""
    return exists().where(
        QuestionBulkItem.act_id == act_id,
        QuestionBulkItem.question_id == Question.id,
        QuestionBulkItem.version == Question.version + moved_on,
    )


def ids_of(act_id: int) -> Select[int]:
    """SQL for the questions of an act."""
    return select(QuestionBulkItem.question_id).where(QuestionBulkItem.act_id == act_id)


def copied_bases(act_id: int) -> Select[*tuple[Any, ...]]:
    """SQL for the bases of the former versions, as those of the new ones: its columns but the id."""
    return (
        select(
            QuestionBulkItem.subject_id,
            QuestionBasis.regulation_version_id,
            QuestionBasis.article,
            QuestionBasis.quotation,
            QuestionBasis.position,
        )
        .join(QuestionBasis, QuestionBasis.question_version_id == QuestionBulkItem.former_id)
        .where(QuestionBulkItem.act_id == act_id)
    )


def copied_pictures(act_id: int) -> Select[*tuple[Any, ...]]:
    """SQL for the pictures of the former versions, as those of the new ones: the columns of `QuestionPictureUse`."""
    return (
        select(QuestionBulkItem.subject_id, QuestionPictureUse.digest)
        .join(QuestionPictureUse, QuestionPictureUse.question_version_id == QuestionBulkItem.former_id)
        .where(QuestionBulkItem.act_id == act_id)
    )


def noted(act_id: int, kind: Step, *, reason: str, by: int | None, at: datetime) -> Select[*tuple[Any, ...]]:
    """SQL for a step of each question of an act about its subject: the columns of `QuestionStep` but the id."""
    step = QuestionStep.__table__.c
    values = {step.kind: kind.value, step.reason: reason, step.taken_by: by, step.taken_at: at}
    constants = (literal(value, column.type) for column, value in values.items())
    return select(QuestionBulkItem.question_id, QuestionBulkItem.subject_id, *constants).where(
        QuestionBulkItem.act_id == act_id
    )


def still_published(act_id: int) -> Select[int]:
    """SQL for the questions of an act whose new latest version says what the published one says."""
    published = aliased(QuestionVersion)
    return (
        select(QuestionBulkItem.question_id)
        .join(Question, Question.id == QuestionBulkItem.question_id)
        .join(published, published.id == Question.published_version_id)
        .join(QuestionVersion, QuestionVersion.id == QuestionBulkItem.subject_id)
        .where(QuestionBulkItem.act_id == act_id, published.digest == QuestionVersion.digest)
    )


def subjects(session: Session, act_id: int) -> dict[int, int | None]:
    """By question of an act, the version that it is about."""
    query = select(QuestionBulkItem.question_id, QuestionBulkItem.subject_id)
    rows = session.execute(query.where(QuestionBulkItem.act_id == act_id))
    return {row.question_id: row.subject_id for row in rows}


def ids(session: Session, query: Select[int]) -> set[int]:
    return set(session.scalars(query))


def _facts() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Question.id,
            Question.code,
            Question.version,
            QuestionVersion.id,
            QuestionVersion.created_by,
            QuestionVersion.draft_reason.is_not(None),
            _holds(QuestionVersion.id),
            QuestionVersion.difficulty,
            QuestionVersion.area,
            QuestionVersion.knowledge_points,
            Question.published_version_id,
            Question.retired_at.is_not(None),
            QuestionVersion.origin == "repository",
            _Waiting.id,
            _Waiting.created_by,
            _Waiting.draft_reason.is_not(None),
            _holds(_Waiting.id),
            QuestionSubmission.sent_by,
        )
        .join(QuestionVersion, is_latest())
        .outerjoin(QuestionSubmission, QuestionSubmission.question_id == Question.id)
        .outerjoin(_Waiting, _Waiting.id == QuestionSubmission.question_version_id)
        .order_by(Question.id)
    )


def _candidate(row: Sequence[Any]) -> Candidate:
    waiting = Said(row[13], row[14], row[15], bool(row[16])) if row[13] is not None else None
    return Candidate(
        id=row[0],
        code=row[1],
        version=row[2],
        latest=Said(row[3], row[4], row[5], bool(row[6])),
        difficulty=row[7],
        area=row[8],
        knowledge_points=tuple(row[9]),
        published_id=row[10],
        is_retired=row[11],
        is_kept_by_a_file=row[12],
        waiting=waiting,
        sender=row[17],
        former_id=row[18] if len(row) > 18 else None,
        was_touched=bool(row[19]) if len(row) > 18 else False,
    )


def _holds(version_id: Any) -> ColumnElement[bool]:
    """SQL that agrees with `questions.rests_on_valid_bases`."""
    named = exists().where(QuestionBasis.question_version_id == version_id)
    return named & version_id.not_in(superseded())


def _chunks(ids: Sequence[int]) -> Iterator[Collection[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
