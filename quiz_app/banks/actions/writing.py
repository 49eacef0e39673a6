"""Questions are written and changed on the site: each change is a new version, and none is ever lost."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from quiz_app.banks.actions import approving, pictures
from quiz_app.banks.actions.claims import claim
from quiz_app.banks.actions.versions import SITE, basis_rows, version_row
from quiz_app.banks.checks import question_problems
from quiz_app.banks.duplicates import duplicates
from quiz_app.banks.fields import by_field
from quiz_app.banks.queries import questions as queries
from quiz_app.banks.queries.questions import FoundQuestion
from quiz_app.banks.questions import QuestionText
from quiz_app.banks.states import State
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionBasis, QuestionVersion
from quiz_app.banks.types.table import TYPES
from quiz_app.core.errors import Invalid
from quiz_app.core.problems import Problem, refused
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit
from quiz_app.regulations import queries as regulations
from quiz_app.regulations.texts import Texts

MEND_FIRST = "这道题还不能保存，请按提示修改。"
DRAFTS_ARE_NOT_SENT = "写了草稿原因的题不能送审：删去草稿原因，或者只保存。"

_BESIDE_THE_QUESTION = ("explanation", "knowledge_points", "bases", "draft_reason")


@dataclass(frozen=True, slots=True)
class Writing:
    """What a trainer sends: what the question says, its code apart, and whether it goes to review at once."""

    text: QuestionText
    send: bool


def create(
    session: Session,
    actor: Actor,
    bank: QuestionBank,
    unit: Unit,
    writing: Writing,
    *,
    texts: Texts | None = None,
    at: datetime,
) -> Question:
    """A new question. Its code continues the bank's own; the caller holds the bank."""
    require(actor, Permission.QUESTION_WRITE, unit.path)
    _refuse(faults(session, bank, writing, texts=texts))
    question = Question(bank_id=bank.id, code=queries.next_code(session, bank), origin=SITE, latest_number=1)
    session.add(question)
    session.flush()
    version = _add_version(session, actor, question, writing.text, number=1, at=at)
    if writing.send:
        found = FoundQuestion(question, bank, unit, version, State.UNPUBLISHED)
        approving.submit(session, actor, found, version, at=at)
    return question


def change(
    session: Session,
    actor: Actor,
    found: FoundQuestion,
    writing: Writing,
    *,
    version: int,
    texts: Texts | None = None,
    at: datetime,
) -> QuestionVersion:
    """A new version, unless the question says this already; `version` is the one of the question that the actor saw."""
    require(actor, Permission.QUESTION_WRITE, found.unit.path)
    _refuse(faults(session, found.bank, writing, texts=texts, own=found.question))
    latest = found.latest
    says_the_same = latest.digest == bytes.fromhex(writing.text.digest)
    number = latest.number if says_the_same else latest.number + 1
    claim(session, found.question, version=version, latest_number=number)
    written = latest if says_the_same else _add_version(session, actor, found.question, writing.text, number, at)
    if writing.send and found.question.published_version_id != written.id:
        approving.submit(session, actor, found, written, at=at)
    elif not says_the_same:
        approving.overtake(session, actor, found, at=at)
    return written


def faults(
    session: Session, bank: QuestionBank, writing: Writing, *, texts: Texts | None = None, own: Question | None = None
) -> dict[str, str]:
    """Everything that keeps a question from being saved, by the field of its form: what `banks check` would refuse.

    A `line` of a basis is the row that it was typed in. Without `texts`, articles and quotations are not compared;
    `own` is the question that is changed.
    """
    text = writing.text
    fields = by_field(TYPES[text.type].interaction, problems(session, text, texts=texts))
    if writing.send and text.draft_reason is not None:
        fields["draft_reason"] = DRAFTS_ARE_NOT_SENT
    is_whole = all(field.startswith(_BESIDE_THE_QUESTION) for field in fields)
    if is_whole and (twin := _twin(session, bank, text, own)):
        fields["stem"] = f"{twin} 已经问过同一件事：换一个问法，或者直接修改那道题。"
    return fields


def problems(session: Session, text: QuestionText, *, texts: Texts | None = None) -> tuple[Problem, ...]:
    """What `banks check` would refuse of one question by itself; the line of a problem is its basis's row, or 0."""
    return refused(question_problems(replace(text, line=0), regulations.registry(session), texts))


def _refuse(fields: dict[str, str]) -> None:
    if fields:
        raise Invalid(MEND_FIRST, fields=fields)


def _add_version(
    session: Session, actor: Actor, question: Question, text: QuestionText, number: int, at: datetime
) -> QuestionVersion:
    row = version_row(
        text, question_id=question.id, number=number, origin=SITE, created_by=actor.member_id or None, at=at
    )
    version = QuestionVersion(**row)
    session.add(version)
    session.flush()
    if bases := basis_rows(text, version.id, regulations.version_ids(session)):
        session.execute(insert(QuestionBasis), bases)
    pictures.use(session, {version.id: text}, at=at)
    return version


def _twin(session: Session, bank: QuestionBank, text: QuestionText, own: Question | None) -> str | None:
    """The code of a question of the same bank and type that asks the same thing."""
    others = queries.texts_of_type(session, bank, text.type, apart_from=own.id if own else None)
    last = len(others)
    return next((others[pair.first].code for pair in duplicates([*others, text]) if pair.second == last), None)
