"""Banks from files: new questions, new versions of those that changed, and nothing that was edited on the site."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from quiz_app.banks.actions import pictures
from quiz_app.banks.actions.versions import REPOSITORY, basis_rows, version_row
from quiz_app.banks.checks import question_problems
from quiz_app.banks.queries.standing import Standing, banks_coded, standing
from quiz_app.banks.questions import QuestionText
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionBasis, QuestionVersion
from quiz_app.banks.text_format.grammar import BankFile, BankHeader
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.problems import Problem, refused
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit
from quiz_app.regulations import actions as regulations
from quiz_app.regulations.queries import version_ids
from quiz_app.regulations.registry import Registry


@dataclass(slots=True)
class BankLoad:
    """What a load did, by question code.

    `kept` were edited on the site and say something else there; `withheld` have a new version that is not published,
    since somebody on the site decided what papers may draw of them; `removed` are in no file any more and were
    retired; `returned` are in their file again.
    """

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)


def load(
    session: Session, actor: Actor, root: Unit, banks: Sequence[BankFile], registry: Registry, *, at: datetime
) -> BankLoad:
    """Load whole banks into `root`: all of them or, if anything is wrong with one, none.

    The register of documents is loaded with them. A question is known by its code; what it says decides whether it
    changed. Questions that rest on a superseded version are loaded too: nothing draws them until they are mended.
    """
    require(actor, Permission.QUESTION_WRITE, root.path)
    _refuse([problem for bank in banks for problem in refused(bank.problems)])
    regulations.load(session, actor, root, registry)
    headers = [bank.header for bank in banks]
    known = banks_coded(session, [header.code for header in headers])
    homes = {header.code: _bank(session, root, header, known.get(header.code)) for header in headers}
    session.flush()
    plan = _plan(session, banks, {code: bank.id for code, bank in homes.items()}, at)
    _refuse(_faults([change.text for change in plan.changes], registry))
    _write(session, plan)
    return plan.summary


@dataclass(frozen=True, slots=True)
class _Change:
    """A version to be written; `before` is None for a new question.

    Unless it `follows` its file, somebody on the site decided what papers may draw, and that stays.
    """

    text: QuestionText
    bank_id: int
    before: Standing | None

    @property
    def follows(self) -> bool:
        return self.before is None or self.before.follows_its_file

    @property
    def number(self) -> int:
        return self.before.latest_number + 1 if self.before else 1


@dataclass(slots=True)
class _Plan:
    """What is to be written. `updates` are columns by question id."""

    at: datetime
    summary: BankLoad = field(default_factory=BankLoad)
    changes: list[_Change] = field(default_factory=list)
    updates: dict[int, dict[str, Any]] = field(default_factory=dict)

    def update(self, known: Standing, **values: Any) -> None:
        row = self.updates.setdefault(known.question_id, {"id": known.question_id, "version": known.version + 1})
        row.update(values)


def _bank(session: Session, root: Unit, header: BankHeader, known: QuestionBank | None) -> QuestionBank:
    """The bank of a file; one whose own words were never edited on the site says what the file says."""
    if known is not None and known.unit_id != root.id:
        raise Conflict(f"编码“{header.code}”已经是别的单位的题库在用：给文件里的题库换一个编码。")
    bank = known or QuestionBank(code=header.code, unit_id=root.id, version=1)
    if bank.version == 1:
        bank.title, bank.area, bank.description = header.title, header.area, header.description
    session.add(bank)
    return bank


def _plan(session: Session, banks: Sequence[BankFile], homes: dict[str, int], at: datetime) -> _Plan:
    plan = _Plan(at)
    codes = [question.code for bank in banks for question in bank.questions]
    known = standing(session, codes, homes.values())
    for bank in banks:
        for text in bank.questions:
            if text.draft_reason is not None:
                plan.summary.drafts.append(text.code)
            _plan_question(plan, text, homes[bank.header.code], homes, known.pop(text.code, None))
    for left in known.values():
        if left.latest_origin == REPOSITORY and left.retired_at is None:
            plan.summary.removed.append(left.code)
            plan.update(left, retired_at=at, retired_by=None)
    return plan


def _plan_question(
    plan: _Plan, text: QuestionText, bank_id: int, homes: dict[str, int], known: Standing | None
) -> None:
    summary = plan.summary
    if known is None:
        summary.new.append(text.code)
        plan.changes.append(_Change(text, bank_id, None))
        return
    says_the_same = known.digest == bytes.fromhex(text.digest)
    if known.was_edited_here or known.bank_id not in homes.values():
        (summary.unchanged if says_the_same else summary.kept).append(text.code)
        return
    if known.left_its_file:
        summary.returned.append(text.code)
        plan.update(known, retired_at=None)
    if known.bank_id != bank_id:
        plan.update(known, bank_id=bank_id)
    if says_the_same:
        summary.unchanged.append(text.code)
        return
    summary.changed.append(text.code)
    if not known.follows_its_file:
        summary.withheld.append(text.code)
    plan.changes.append(_Change(text, bank_id, known))


def _faults(texts: Sequence[QuestionText], registry: Registry) -> list[Problem]:
    """What is wrong with questions, except that a version they rest on was superseded."""
    documents = (
        replace(document, versions=tuple(replace(version, superseded_on=None) for version in document.versions))
        for document in registry.documents
    )
    lenient = Registry(tuple(documents))
    return [problem for text in texts for problem in refused(question_problems(text, lenient, None))]


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        more = f"共有 {len(problems)} 处，" if len(problems) > 1 else ""
        raise Invalid(
            f"题库文件有错，什么都没有装入。{problems[0]}{more}改正后再装入；全部问题用 banks check 查看。",
            fields={f"{problem.file}:{problem.line}": problem.reason for problem in problems},
        )


def _write(session: Session, plan: _Plan) -> None:
    """All in bulk: a statement each for questions, versions, bases, and for what of the questions changed."""
    by_question = _questions_of(session, plan.changes)
    versions = [
        version_row(
            change.text,
            question_id=question_id,
            number=change.number,
            origin=REPOSITORY,
            created_by=None,
            at=plan.at,
        )
        for question_id, change in by_question.items()
    ]
    if versions:
        returning = insert(QuestionVersion).returning(QuestionVersion.id, QuestionVersion.question_id)
        added = {question_id: version_id for version_id, question_id in session.execute(returning, versions)}
        texts = {added[question_id]: change.text for question_id, change in by_question.items()}
        _write_bases(session, texts)
        pictures.use(session, texts, at=plan.at)
        for question_id, change in by_question.items():
            _point_to(plan, question_id, change, added[question_id])
    if plan.updates:
        session.execute(update(Question), list(plan.updates.values()))


def _questions_of(session: Session, changes: Sequence[_Change]) -> dict[int, _Change]:
    """The changes by question id, for which new questions get their rows."""
    rows = [
        {"bank_id": change.bank_id, "code": change.text.code, "origin": REPOSITORY, "latest_number": 1}
        for change in changes
        if change.before is None
    ]
    ids: dict[str, int] = {}
    if rows:
        returning = insert(Question).returning(Question.code, Question.id)
        ids = dict(session.execute(returning, rows).all())
    return {change.before.question_id if change.before else ids[change.text.code]: change for change in changes}


def _write_bases(session: Session, texts: Mapping[int, QuestionText]) -> None:
    registered = version_ids(session)
    rows = [row for version_id, text in texts.items() for row in basis_rows(text, version_id, registered)]
    if rows:
        session.execute(insert(QuestionBasis), rows)


def _point_to(plan: _Plan, question_id: int, change: _Change, version_id: int) -> None:
    """The question has a new latest version, which is published too if the question follows its file."""
    row = plan.updates.setdefault(
        question_id, {"id": question_id, "version": change.before.version + 1 if change.before else 1}
    )
    row["latest_number"] = change.number
    if change.follows:
        row["published_version_id"] = version_id if change.text.draft_reason is None else None
