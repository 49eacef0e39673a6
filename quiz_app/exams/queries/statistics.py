"""Statistics as pages show them, for whoever keeps the questions or holds the exams of a unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from quiz_app.banks.queries.holdings import NO_BANK
from quiz_app.banks.queries.questions import NO_QUESTION
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.core.errors import NotFound
from quiz_app.exams.psychometrics.findings import Flag, labels
from quiz_app.exams.psychometrics.reliability import Reliability, has_one_paper, reliability
from quiz_app.exams.psychometrics.sums import SCALE, ItemSums, PaperSums
from quiz_app.exams.queries import tallying
from quiz_app.exams.queries.listing import managed_exam
from quiz_app.exams.queries.sat import edition_of
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.tables.tallies import EditionQuestionTally, EditionTally, QuestionTally
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

Tally = type[QuestionTally] | type[EditionQuestionTally]

BEHIND_ALL = 2 * SCALE


@dataclass(frozen=True, slots=True)
class MeasuredVersion:
    """A version of a question with its sums, empty ones where no paper that was counted showed it."""

    version: QuestionVersion
    sums: ItemSums


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A line of a list: facility and discrimination as shares, None before there are enough papers. `is_open`: the
    actor may look at the question's own statistics."""

    question_id: int
    code: str
    type: str
    stem: str
    shown: int
    taken: int
    facility: float | None
    discrimination: float | None
    flags: list[tuple[Flag, str]]
    is_open: bool
    cursor: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Dot:
    """A question by its figures as shares; only those with enough papers have any."""

    code: str
    facility: float
    discrimination: float | None


@dataclass(frozen=True, slots=True)
class Whole:
    """How many questions a list has, of how many there are figures, and how many have something to look at."""

    questions: int
    measured: int
    flagged: int


@dataclass(frozen=True, slots=True)
class MeasuredExam:
    """A published exam with the sums of its papers. `has_one_paper`: every paper has the same questions, which is when
    a reliability is defined; it is None all the same while scores are few or all alike."""

    exam: Exam
    unit: Unit
    papers: PaperSums
    max_score: int
    has_one_paper: bool
    reliability: Reliability | None


def counted_at(session: Session) -> datetime | None:
    """When attempts were last counted; None before the first."""
    cursor = tallying.cursor(session)
    return cursor.at if cursor else None


def find_bank(session: Session, actor: Actor, bank_id: int) -> tuple[QuestionBank, Unit]:
    """A bank of a unit in which the actor writes questions or holds exams."""
    query = select(QuestionBank, Unit).join(Unit, Unit.id == QuestionBank.unit_id).where(QuestionBank.id == bank_id)
    row = session.execute(query).first()
    if row is None or not may_look(actor, row[1].path):
        raise NotFound(NO_BANK)
    return row


def find_question(session: Session, actor: Actor, question_id: int) -> tuple[Question, QuestionBank, Unit]:
    query = (
        select(Question, QuestionBank, Unit)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .join(Unit, Unit.id == QuestionBank.unit_id)
        .where(Question.id == question_id)
    )
    row = session.execute(query).first()
    if row is None or not may_look(actor, row[2].path):
        raise NotFound(NO_QUESTION)
    return row


def may_look(actor: Actor, path: str) -> bool:
    """Whether the actor may see statistics of questions that belong to the unit at `path`."""
    return actor.can(Permission.QUESTION_WRITE, path) or actor.can(Permission.EXAM_MANAGE, path)


def versions(session: Session, question: Question) -> list[MeasuredVersion]:
    """Every version of a question, the latest first."""
    rows = session.execute(
        select(QuestionVersion, QuestionTally)
        .outerjoin(QuestionTally, QuestionTally.version_id == QuestionVersion.id)
        .where(QuestionVersion.question_id == question.id)
        .order_by(QuestionVersion.number.desc())
    )
    return [MeasuredVersion(version, tallying.sums_of(tally) if tally else ItemSums()) for version, tally in rows]


def bank_items(
    session: Session, actor: Actor, bank: QuestionBank, *, order: str, limit: int, after: tuple[int, ...] | None
) -> list[ListedItem]:
    """The published questions of a bank, each as its published version was answered."""
    query = (
        _items(QuestionTally)
        .join(QuestionVersion, QuestionVersion.id == Question.published_version_id)
        .outerjoin(QuestionTally, QuestionTally.version_id == QuestionVersion.id)
        .where(Question.bank_id == bank.id)
    )
    return _page(session, actor, query, QuestionTally, order, limit, after)


def bank_whole(session: Session, bank: QuestionBank) -> Whole:
    query = (
        _whole(QuestionTally)
        .select_from(Question)
        .outerjoin(QuestionTally, QuestionTally.version_id == Question.published_version_id)
        .where(Question.bank_id == bank.id, Question.published_version_id.is_not(None))
    )
    return Whole(*session.execute(query).one())


def exam_items(
    session: Session, actor: Actor, exam: Exam, *, order: str, limit: int, after: tuple[int, ...] | None
) -> list[ListedItem]:
    """The questions that papers of the exam have shown, each as it was answered there."""
    query = (
        _items(EditionQuestionTally)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .join(EditionQuestionTally, EditionQuestionTally.version_id == QuestionVersion.id)
        .where(EditionQuestionTally.edition_id == exam.edition_id)
    )
    return _page(session, actor, query, EditionQuestionTally, order, limit, after)


def exam_whole(session: Session, exam: Exam) -> Whole:
    query = _whole(EditionQuestionTally).where(EditionQuestionTally.edition_id == exam.edition_id)
    return Whole(*session.execute(query).one())


def bank_dots(session: Session, bank: QuestionBank, *, limit: int) -> list[Dot]:
    """The published questions of a bank that have figures, those that were shown most often first."""
    query = (
        select(Question.code, QuestionTally.facility, QuestionTally.discrimination)
        .join(QuestionTally, QuestionTally.version_id == Question.published_version_id)
        .where(Question.bank_id == bank.id)
    )
    return _dots(session, query, QuestionTally, limit)


def exam_dots(session: Session, exam: Exam, *, limit: int) -> list[Dot]:
    """The questions of an exam that have figures, those that were shown most often first."""
    query = (
        select(Question.code, EditionQuestionTally.facility, EditionQuestionTally.discrimination)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .join(EditionQuestionTally, EditionQuestionTally.version_id == QuestionVersion.id)
        .where(EditionQuestionTally.edition_id == exam.edition_id)
    )
    return _dots(session, query, EditionQuestionTally, limit)


def measured_exam(session: Session, actor: Actor, exam_id: int) -> MeasuredExam:
    """A published exam that the actor manages."""
    exam, unit = managed_exam(session, actor, exam_id)
    if exam.edition_id is None:
        raise NotFound("这场考试还没有发布，发布后才有统计。")
    row = session.get(EditionTally, exam.edition_id)
    papers = tallying.papers_of(row) if row else PaperSums()
    edition = edition_of(session, exam).edition
    one_paper = has_one_paper(edition)
    found = None
    if one_paper:
        points = {edition.questions[place].version_id: cell.points for cell in edition.cells for place in cell.pool}
        sums = tallying.item_sums(session, exam.edition_id, sorted(points))
        found = reliability([(sums[version_id], worth) for version_id, worth in points.items()], papers)
    return MeasuredExam(exam, unit, papers, edition.max_score, one_paper, found)


def _items(tally: Tally) -> Select:  # type: ignore[type-arg]
    return (
        select(
            Question.id,
            Question.code,
            QuestionVersion.type,
            QuestionVersion.stem,
            func.coalesce(tally.shown, 0),
            func.coalesce(tally.taken, 0),
            tally.facility,
            tally.discrimination,
            func.coalesce(tally.flags, 0),
            Unit.path,
        )
        .select_from(Question)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .join(Unit, Unit.id == QuestionBank.unit_id)
    )


def _dots(session: Session, query: Select, tally: Tally, limit: int) -> list[Dot]:  # type: ignore[type-arg]
    rows = session.execute(
        query.where(tally.facility.is_not(None)).order_by(tally.shown.desc(), tally.version_id).limit(limit)
    )
    return [Dot(code, facility / SCALE, _share(discrimination)) for code, facility, discrimination in rows]


def _whole(tally: Tally) -> Select:  # type: ignore[type-arg]
    return select(func.count(), func.count(tally.facility), func.count(func.nullif(func.coalesce(tally.flags, 0), 0)))


def _page(
    session: Session,
    actor: Actor,
    query: Select,  # type: ignore[type-arg]
    tally: Tally,
    order: str,
    limit: int,
    after: tuple[int, ...] | None,
) -> list[ListedItem]:
    key = _sort_key(tally, order)
    if after:
        query = query.where(or_(key > after[0], and_(key == after[0], Question.id > after[1])))
    rows = session.execute(query.add_columns(key).order_by(key, Question.id).limit(limit))
    return [_listed(actor, row) for row in rows]


def _sort_key(tally: Tally, order: str) -> ColumnElement[int]:
    """What needs a look first: the hardest, the least discriminating, the worst flagged, the most shown."""
    keys: dict[str, ColumnElement[int]] = {
        "facility": func.coalesce(tally.facility, BEHIND_ALL),
        "discrimination": func.coalesce(tally.discrimination, BEHIND_ALL),
        "flags": -func.coalesce(tally.flags, 0),
        "shown": -func.coalesce(tally.shown, 0),
    }
    return keys[order]


def _listed(actor: Actor, row: Sequence) -> ListedItem:  # type: ignore[type-arg]
    question_id, code, kind, stem, shown, taken, facility, discrimination, flags, path, key = row
    return ListedItem(
        question_id=question_id,
        code=code,
        type=kind,
        stem=stem,
        shown=shown,
        taken=taken,
        facility=_share(facility),
        discrimination=_share(discrimination),
        flags=labels(flags),
        is_open=may_look(actor, path),
        cursor=(key, question_id),
    )


def _share(whole: int | None) -> float | None:
    return None if whole is None else whole / SCALE
