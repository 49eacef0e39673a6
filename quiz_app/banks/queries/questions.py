"""Questions and their versions, as those who write them see them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Text, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from quiz_app.banks.checks import Comparison, compare
from quiz_app.banks.facets import Cell
from quiz_app.banks.queries.bases import StatedBasis, bases_of, state
from quiz_app.banks.queries.holdings import reach
from quiz_app.banks.questions import LegalBasis, Part, QuestionText
from quiz_app.banks.states import State
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.banks.tables.reviews import QuestionSubmission
from quiz_app.core.errors import NotFound
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import below
from quiz_app.organizations.tables import Unit
from quiz_app.regulations.citations import Citation
from quiz_app.regulations.texts import Texts

AnyListing = TypeVar("AnyListing", bound=Select[*tuple[Any, ...]])

NO_QUESTION = "没有找到这道题，或者它不在你的范围内。"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of questions is narrowed by; None and "" mean any. Retired questions are listed if asked for."""

    text: str = ""
    type: str | None = None
    difficulty: int | None = None
    area: str | None = None
    state: State | None = None


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class ListedQuestion:
    """A question as its latest version reads; `waits` says whether a version of it is under review."""

    question: Question
    latest: QuestionVersion
    bank: QuestionBank
    state: State

    waits: bool = False

    @property
    def is_ahead(self) -> bool:
        """Whether the latest version says more than papers know: another version is published."""
        published = self.question.published_version_id
        return published is not None and published != self.latest.id


@dataclass(frozen=True, slots=True)
class FoundQuestion:
    """A question with where it belongs and its latest version."""

    question: Question
    bank: QuestionBank
    unit: Unit
    latest: QuestionVersion
    state: State


@dataclass(frozen=True, slots=True)
class StatedVersion:
    """A version with its legal bases and who wrote it: None for one that was loaded with the site's own files."""

    version: QuestionVersion
    bases: tuple[StatedBasis, ...]
    author: str | None


def questions(
    session: Session,
    actor: Actor,
    filters: Filters,
    *,
    bank: QuestionBank | None = None,
    limit: int,
    after: tuple[int, ...] | None = None,
    before: tuple[int, ...] | None = None,
) -> list[ListedQuestion]:
    """Questions in the actor's reach that pass the filters, of one bank if it is named, in the order of making.

    Those next after one, or the last ones before one: a cursor begins with its id.
    """
    query = (
        select(Question, QuestionVersion, QuestionBank, state(), QuestionSubmission.id.is_not(None))
        .join(QuestionVersion, is_latest())
        .outerjoin(QuestionSubmission, QuestionSubmission.question_id == Question.id)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .join(Unit, Unit.id == QuestionBank.unit_id)
        .where(below(Unit.path, reach(actor)))
        .order_by(Question.id.desc() if before else Question.id)
        .limit(limit)
    )
    if bank is not None:
        query = query.where(Question.bank_id == bank.id)
    if after:
        query = query.where(Question.id > after[0])
    if before:
        query = query.where(Question.id < before[0])
    rows = session.execute(narrowed(query, filters)).all()
    return [
        ListedQuestion(question, latest, held, State(found), waits)
        for question, latest, held, found, waits in (reversed(rows) if before else rows)
    ]


def counts(session: Session, bank: QuestionBank, filters: Filters) -> dict[Cell, int]:
    """How many questions of a bank that was found already pass the filters for text and area, by the other three; one
    query."""
    by = (state(), QuestionVersion.type, QuestionVersion.difficulty)
    query = select(*by, func.count()).select_from(Question).join(QuestionVersion, is_latest())
    query = query.where(Question.bank_id == bank.id, *_holding(filters)).group_by(*by)
    return {(State(found), kind, level): count for found, kind, level, count in session.execute(query)}


def find_question(session: Session, actor: Actor, question_id: int, *, lock: bool = False) -> FoundQuestion:
    """A question of a bank that the actor writes for; held until the transaction ends, if asked."""
    if lock:  # by itself: a join that waits for another editor would look for the version that was the latest before
        session.execute(select(Question.id).where(Question.id == question_id).with_for_update())
    query = (
        select(Question, QuestionBank, Unit, QuestionVersion, state())
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .join(Unit, Unit.id == QuestionBank.unit_id)
        .join(QuestionVersion, is_latest())
        .where(Question.id == question_id)
    )
    row = session.execute(query.with_for_update(of=Question) if lock else query).first()
    if row is None or not actor.can(Permission.QUESTION_WRITE, row[2].path):
        raise NotFound(NO_QUESTION)
    question, bank, unit, latest, found = row
    return FoundQuestion(question, bank, unit, latest, State(found))


def find_version(session: Session, question: Question, number: int) -> QuestionVersion:
    query = select(QuestionVersion).where(QuestionVersion.question_id == question.id, QuestionVersion.number == number)
    version = session.scalars(query).first()
    if version is None:
        raise NotFound("这道题没有这个版本。")
    return version


def versions(session: Session, question: Question) -> list[StatedVersion]:
    """Everything that a question ever said, the latest first, in two queries."""
    rows = session.execute(
        select(QuestionVersion, Member.name)
        .outerjoin(Member, Member.id == QuestionVersion.created_by)
        .where(QuestionVersion.question_id == question.id)
        .order_by(QuestionVersion.number.desc())
    ).all()
    bases = bases_of(session, [version.id for version, _ in rows])
    return [StatedVersion(version, bases.get(version.id, ()), author) for version, author in rows]


def rests_on_valid_bases(session: Session, version: QuestionVersion) -> bool:
    """Whether a version names a legal basis, and none that another version of the document has replaced."""
    bases = bases_of(session, [version.id]).get(version.id, ())
    return bool(bases) and not any(basis.superseded_on for basis in bases)


def compared(session: Session, version: QuestionVersion, texts: Texts) -> Comparison:
    """How the bases of a version agree with the texts of the regulations."""
    return compare(text_of("", version, bases_of(session, [version.id]).get(version.id, ())), texts)


def texts_of_type(
    session: Session, bank: QuestionBank, kind: str, *, apart_from: int | None = None
) -> list[QuestionText]:
    """What the questions of one type in a bank say now, without their bases; retired ones are left out."""
    query = (
        select(Question.code, QuestionVersion)
        .join(QuestionVersion, is_latest())
        .where(Question.bank_id == bank.id, Question.retired_at.is_(None), QuestionVersion.type == kind)
        .order_by(Question.id)
    )
    if apart_from is not None:
        query = query.where(Question.id != apart_from)
    return [text_of(code, version) for code, version in session.execute(query)]


def texts_in(
    session: Session, bank: QuestionBank, *, with_bases: bool = False, filters: Filters = EVERYTHING
) -> list[QuestionText]:
    """What the questions of a bank say now; retired ones are left out unless the filters ask for them."""
    query = (
        select(Question.code, QuestionVersion)
        .join(QuestionVersion, is_latest())
        .where(Question.bank_id == bank.id)
        .order_by(Question.id)
    )
    query = narrowed(query, filters)
    rows = session.execute(query).all()
    latest = query.with_only_columns(QuestionVersion.id).order_by(None)
    bases = bases_of(session, latest) if with_bases else {}
    return [text_of(code, version, bases.get(version.id, ())) for code, version in rows]


def count_in(session: Session, bank: QuestionBank, filters: Filters) -> int:
    """How many questions of a bank pass the filters."""
    query = select(func.count()).select_from(Question).join(QuestionVersion, is_latest())
    return session.scalar(narrowed(query.where(Question.bank_id == bank.id), filters)) or 0


def text_of(code: str, version: QuestionVersion, bases: Iterable[StatedBasis] = ()) -> QuestionText:
    """A version as the pure modules want it."""
    return QuestionText(
        code=code,
        type=version.type,
        difficulty=version.difficulty,
        area=version.area,
        stem=version.stem,
        options=tuple(version.options),
        key=tuple(tuple(part) if isinstance(part, list) else part for part in version.key),
        explanation=version.explanation,
        knowledge_points=tuple(version.knowledge_points),
        bases=tuple(
            LegalBasis(Citation(basis.document, basis.version, basis.article), basis.quotation) for basis in bases
        ),
        draft_reason=version.draft_reason,
        prompts=tuple(version.prompts),
        parts=parts_of(version),
        pictures=tuple(sorted((version.pictures or {}).items())),
    )


def parts_of(version: QuestionVersion) -> tuple[Part, ...]:
    return tuple(Part(each["type"], each["stem"], tuple(each["options"])) for each in version.parts)


def next_code(session: Session, bank: QuestionBank) -> str:
    """The code of the bank's next question that is written on the site: `harbour-s0012`."""
    beginning = f"{bank.code}-s"
    last = session.scalar(
        select(Question.code)
        .where(Question.code.startswith(beginning, autoescape=True))
        .order_by(func.length(Question.code).desc(), Question.code.desc())
        .limit(1)
    )
    count = last.removeprefix(beginning) if last else "0"
    return f"{beginning}{int(count) + 1 if count.isdecimal() else 1:04d}"


def is_latest() -> ColumnElement[bool]:
    """SQL that joins a question to its latest version."""
    return and_(QuestionVersion.question_id == Question.id, QuestionVersion.number == Question.latest_number)


def narrowed(query: AnyListing, filters: Filters) -> AnyListing:
    """A SELECT of questions with their latest versions, narrowed."""
    if filters.state is None:
        query = query.where(Question.retired_at.is_(None))
    query = query.where(*_holding(filters))
    for column, wanted in (
        (QuestionVersion.type, filters.type),
        (QuestionVersion.difficulty, filters.difficulty),
        (state(), filters.state),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    return query


def _holding(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.text:
        holds = [column.contains(filters.text, autoescape=True) for column in (Question.code, QuestionVersion.stem)]
        if not filters.text.isascii():
            holds.append(_in_parts(filters.text))
        conditions.append(or_(*holds))
    if filters.area is not None:
        conditions.append(QuestionVersion.area == filters.area)
    return conditions


def _in_parts(text: str) -> ColumnElement[bool]:
    """Whether the parts of a case hold these words. Both databases keep them as JSON with its signs escaped, so that
    plain Latin words would be found in the names of its fields as well."""
    return cast(QuestionVersion.parts, Text).contains(json.dumps(text)[1:-1], autoescape=True)
