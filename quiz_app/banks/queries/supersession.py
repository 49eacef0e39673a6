"""Questions whose regulation version was superseded, each old basis beside what is known of the version in force."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from quiz_app.banks.queries.bases import StatedBasis, bases_of, superseded
from quiz_app.banks.queries.holdings import reach
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionBasis, QuestionVersion
from quiz_app.banks.tables.reviews import QuestionSubmission
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.queries import below
from quiz_app.organizations.tables import Unit
from quiz_app.regulations.citations import whole_article
from quiz_app.regulations.queries import documents
from quiz_app.regulations.tables import RegulationVersion

MOST_QUOTATIONS = 3


@dataclass(frozen=True, slots=True)
class OldBasis:
    """A basis that holds no longer. `current` is the version of the same document that is in force, None where the
    register has none; `quotations` are (article, words) that questions in reach quote of the same article of it."""

    basis: StatedBasis
    note: str
    current: RegulationVersion | None
    quotations: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A question that papers draw no longer, as its published version reads; `waits` while a mended one does."""

    question: Question
    version: QuestionVersion
    bank: QuestionBank
    waits: bool
    bases: tuple[OldBasis, ...]


def set_aside(
    session: Session,
    actor: Actor,
    *,
    regulation_version_id: int | None = None,
    limit: int,
    after: tuple[int, ...] | None = None,
) -> list[SetAside]:
    """The questions in reach that rest on a superseded version, of one such version if it is named; four queries."""
    query = (
        select(Question, QuestionVersion, QuestionBank, QuestionSubmission.id.is_not(None))
        .join(QuestionVersion, QuestionVersion.id == Question.published_version_id)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .join(Unit, Unit.id == QuestionBank.unit_id)
        .outerjoin(QuestionSubmission, QuestionSubmission.question_id == Question.id)
        .where(below(Unit.path, reach(actor)), Question.retired_at.is_(None))
        .where(Question.published_version_id.in_(_resting_on(regulation_version_id)))
        .order_by(Question.id)
        .limit(limit)
    )
    if after:
        query = query.where(Question.id > after[0])
    rows = session.execute(query).all()
    stated = bases_of(session, [version.id for _question, version, *_rest in rows])
    beside = _Beside(session, actor, [basis for bases in stated.values() for basis in bases if basis.superseded_on])
    return [
        SetAside(question, version, bank, waits, beside.of(stated.get(version.id, ())))
        for question, version, bank, waits in rows
    ]


class _Beside:
    """What is known of the versions that replaced those of some bases: read once for a whole page."""

    def __init__(self, session: Session, actor: Actor, old: Sequence[StatedBasis]) -> None:
        self._current: dict[int, RegulationVersion] = {}
        self._notes: dict[int, str] = {}
        for each in documents(session):
            in_force = next((version for version in each.versions if version.superseded_on is None), None)
            for version in each.versions:
                self._notes[version.id] = version.note
                if in_force is not None:
                    self._current[version.id] = in_force
        wanted = {self._current[basis.regulation_version_id].id for basis in old if self._has_successor(basis)}
        articles = {whole_article(basis.article) for basis in old}
        self._quoted = _quotations(session, actor, wanted, articles)

    def of(self, bases: Sequence[StatedBasis]) -> tuple[OldBasis, ...]:
        return tuple(self._beside(basis) for basis in bases if basis.superseded_on)

    def _beside(self, basis: StatedBasis) -> OldBasis:
        current = self._current.get(basis.regulation_version_id)
        known = self._quoted.get((current.id, whole_article(basis.article)), []) if current else []
        return OldBasis(basis, self._notes[basis.regulation_version_id], current, tuple(known[:MOST_QUOTATIONS]))

    def _has_successor(self, basis: StatedBasis) -> bool:
        return basis.regulation_version_id in self._current


def _quotations(
    session: Session, actor: Actor, version_ids: Collection[int], articles: Collection[str]
) -> dict[tuple[int, str], list[tuple[str, str]]]:
    """(article, words) that published questions in reach quote, by regulation version and whole article."""
    if not version_ids:
        return {}
    within = (or_(QuestionBasis.article == head, QuestionBasis.article.startswith(f"{head}第")) for head in articles)
    rows = session.execute(
        select(QuestionBasis.regulation_version_id, QuestionBasis.article, QuestionBasis.quotation)
        .join(Question, Question.published_version_id == QuestionBasis.question_version_id)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .join(Unit, Unit.id == QuestionBank.unit_id)
        .where(below(Unit.path, reach(actor)), Question.retired_at.is_(None))
        .where(QuestionBasis.regulation_version_id.in_(version_ids), QuestionBasis.quotation != "", or_(*within))
        .order_by(QuestionBasis.article, QuestionBasis.quotation)
        .distinct()
    )
    found: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for version_id, article, words in rows:
        found.setdefault((version_id, whole_article(article)), []).append((article, words))
    return found


def _resting_on(regulation_version_id: int | None) -> Select[int]:
    if regulation_version_id is None:
        return superseded()
    return superseded().where(RegulationVersion.id == regulation_version_id)
