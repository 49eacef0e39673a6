"""How a member stands with questions: those that are practised, due, in the book of mistakes or kept."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import Session

from quiz_app.banks.queries.drawing import drawable_from
from quiz_app.banks.tables.members import QuestionStar
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.core.db import from_milliseconds, to_milliseconds
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor
from quiz_app.practice.tables import PractisedQuestion


@dataclass(frozen=True, slots=True)
class Entry:
    """A question in a member's list, without its key. `box`, `due_day` and `times_wrong` are None where the list is not
    the book of mistakes; `cursor` says where the next page goes on."""

    code: str
    version_id: int
    type: str
    area: str
    stem: str
    cursor: tuple[int, int]
    box: int | None = None
    due_day: int | None = None
    times_wrong: int | None = None


def hold(session: Session, actor: Actor) -> None:
    """One change at a time to what a member practises, on however many devices: until the transaction ends."""
    session.execute(select(Member.id).where(Member.id == actor.member_id).with_for_update(key_share=True))


def practised(session: Session, actor: Actor, question_ids: Collection[int]) -> dict[int, PractisedQuestion]:
    """The actor's rows for these questions, by question id."""
    query = select(PractisedQuestion).where(
        PractisedQuestion.member_id == actor.member_id, PractisedQuestion.question_id.in_(question_ids)
    )
    return {row.question_id: row for row in session.scalars(query)}


def last_right(session: Session, actor: Actor) -> dict[int, bool]:
    """Of every question that the actor ever practised, by its id, whether the last answer was right."""
    query = select(PractisedQuestion.question_id, PractisedQuestion.last_right)
    return dict(session.execute(query.where(PractisedQuestion.member_id == actor.member_id)).all())


def due(session: Session, actor: Actor, day: int) -> list[tuple[int, str]]:
    """(version id, code) of the questions of the book that are due on `day`, the longest due first."""
    return _ids(session, _book(actor).where(PractisedQuestion.due_day <= day))


def due_versions(actor: Actor, day: int) -> Select[int, bool]:
    """SQL for the versions that are due on `day`, beside a false, in any order."""
    query = _book(actor).where(PractisedQuestion.due_day <= day).order_by(None)
    return query.with_only_columns(QuestionVersion.id, false())


def in_book(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """(version id, code) of all questions of the book, the longest due first."""
    return _ids(session, _book(actor))


def kept(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """(version id, code) of all questions that the actor keeps, the last kept first."""
    return _ids(session, _kept(actor))


def how_many(session: Session, actor: Actor) -> tuple[int, int]:
    """How many questions are in the actor's book, and how many the actor keeps; as the lists show them."""
    in_the_book, with_star = (
        query.with_only_columns(func.count()).order_by(None).scalar_subquery() for query in (_book(actor), _kept(actor))
    )
    counts = session.execute(select(in_the_book, with_star)).one()
    return counts[0], counts[1]


def book(session: Session, actor: Actor, *, limit: int, after: tuple[int, ...] | None = None) -> list[Entry]:
    """The book of mistakes, the longest due first."""
    query = _book(actor).limit(limit)
    if after:
        day, question_id = after
        query = query.where(
            or_(
                PractisedQuestion.due_day > day,
                (PractisedQuestion.due_day == day) & (PractisedQuestion.question_id > question_id),
            )
        )
    return [
        Entry(
            **_words(code, version),
            cursor=(row.due_day or 0, row.question_id),
            box=row.box,
            due_day=row.due_day,
            times_wrong=row.times_wrong,
        )
        for code, version, row in session.execute(query)
    ]


def stars(session: Session, actor: Actor, *, limit: int, after: tuple[int, ...] | None = None) -> list[Entry]:
    """The questions that the actor keeps, the last kept first."""
    query = _kept(actor).limit(limit)
    if after:
        moment, question_id = from_milliseconds(after[0]), after[1]
        query = query.where(
            or_(
                QuestionStar.starred_at < moment,
                (QuestionStar.starred_at == moment) & (QuestionStar.question_id < question_id),
            )
        )
    return [
        Entry(**_words(code, version), cursor=(to_milliseconds(row.starred_at), row.question_id))
        for code, version, row in session.execute(query)
    ]


def ids_of(session: Session, codes: Collection[str]) -> dict[str, int]:
    """The ids of questions by their codes."""
    return dict(session.execute(select(Question.code, Question.id).where(Question.code.in_(codes))).all())


def _book(actor: Actor) -> Select[str, QuestionVersion, PractisedQuestion]:
    return (
        select(Question.code, QuestionVersion, PractisedQuestion)
        .join(Question, Question.id == PractisedQuestion.question_id)
        .join(QuestionVersion, QuestionVersion.id == Question.published_version_id)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .where(
            PractisedQuestion.member_id == actor.member_id,
            PractisedQuestion.box.is_not(None),
            *drawable_from(actor.unit_path),
        )
        .order_by(PractisedQuestion.due_day, PractisedQuestion.question_id)
    )


def _kept(actor: Actor) -> Select[str, QuestionVersion, QuestionStar]:
    return (
        select(Question.code, QuestionVersion, QuestionStar)
        .join(Question, Question.id == QuestionStar.question_id)
        .join(QuestionVersion, QuestionVersion.id == Question.published_version_id)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .where(QuestionStar.member_id == actor.member_id, *drawable_from(actor.unit_path))
        .order_by(QuestionStar.starred_at.desc(), QuestionStar.question_id.desc())
    )


def _ids(session: Session, query: Select[*tuple[Any, ...]]) -> list[tuple[int, str]]:
    rows = session.execute(query.with_only_columns(QuestionVersion.id, Question.code))
    return [(version_id, code) for version_id, code in rows]


def _words(code: str, version: QuestionVersion) -> dict[str, Any]:
    return {"code": code, "version_id": version.id, "type": version.type, "area": version.area, "stem": version.stem}
