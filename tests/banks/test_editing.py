"""Questions are written on the site: every change is a version, and two editors never overwrite each other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import select

from quiz_app.banks.actions import approving, banks, publishing, writing
from quiz_app.banks.actions.banks import BankDraft
from quiz_app.banks.actions.writing import Writing
from quiz_app.banks.queries.holdings import find_bank
from quiz_app.banks.queries.questions import find_question, versions
from quiz_app.banks.questions import LegalBasis, QuestionText
from quiz_app.banks.states import State
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionBasis, QuestionVersion
from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from quiz_app.organizations.actors import Actor, operator
from quiz_app.regulations import actions as regulations
from quiz_app.regulations import registry
from quiz_app.regulations.citations import Citation
from tests.banks.conftest import SUPERSEDED, Loader, act, approve, held, pilot_text, write
from tests.conftest import NOW, Cast

MENDED = "引航员上船之前先核对什么？"


def test_a_new_question_is_published_with_its_basis_under_a_code_of_its_bank(
    database: Database, cast: Cast, citys: QuestionBank, question: Question
) -> None:
    other = write(database, cast.tom, citys, cast.units["临江市"], pilot_text("缆绳由谁来系好？"), publish=False)
    assert (question.code, other.code) == ("city-s0001", "city-s0002")
    found = held(database, cast.tom, question)
    assert (found.state, found.question.origin, found.latest.created_by) == (
        State.PUBLISHED,
        "site",
        cast.tom.member_id,
    )
    with database.reading() as session:
        (stated,) = versions(session, question)
    assert [(basis.document, basis.version, basis.article) for basis in stated.bases] == [
        ("港口工作条例", "2019", "第三条")
    ]
    assert stated.author == "田明"
    assert held(database, cast.tom, other).state is State.UNPUBLISHED


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"bases": ()}, "bases"),
        ({"options": ("船名", "船名", "餐单")}, "options"),
        ({"options": ("船名", "餐单")}, "options"),
        ({"key": ()}, "right"),
        ({"explanation": "选项 A 是对的。"}, "explanation"),
        ({"knowledge_points": ()}, "knowledge_points"),
        ({"stem": "现任引航员登船前先核对什么？"}, "stem"),
        ({"type": "true_false"}, "right"),
        ({"type": "fill_blank", "options": (), "key": (("船名",),)}, "stem"),
        ({"type": "fill_blank", "options": (), "stem": "先核对____。", "key": (("",),)}, "answers"),
        ({"bases": (LegalBasis(Citation("港口工作条例", "1999", "第三条"), "原话", line=2),)}, "bases-1"),
        ({"bases": (LegalBasis(Citation("港口工作条例", "2019", "第三条"), "", line=1),)}, "bases-0"),
    ],
)
def test_each_fault_is_named_at_its_field_and_nothing_is_saved(
    database: Database, cast: Cast, citys: QuestionBank, fault: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        write(database, cast.tom, citys, cast.units["临江市"], pilot_text(**fault))
    assert field in refusal.value.fields
    with database.reading() as session:
        assert session.scalars(select(Question)).all() == []


def test_a_draft_may_lack_its_basis_but_is_not_published(database: Database, cast: Cast, citys: QuestionBank) -> None:
    draft = pilot_text(bases=(), draft_reason="条文还没有见到")
    with pytest.raises(Invalid) as refusal:
        write(database, cast.tom, citys, cast.units["临江市"], draft)
    assert list(refusal.value.fields) == ["draft_reason"]
    made = write(database, cast.tom, citys, cast.units["临江市"], draft, publish=False)
    with pytest.raises(Conflict, match="草稿"):
        act(database, cast.tom, made, approving.send, number=1, at=NOW)


def test_a_question_that_the_bank_asks_already_is_refused_by_name(
    database: Database, cast: Cast, citys: QuestionBank, question: Question
) -> None:
    with pytest.raises(Invalid) as refusal:
        write(database, cast.tom, citys, cast.units["临江市"], pilot_text("引航员登船前，先核对什么?"))
    assert question.code in refusal.value.fields["stem"]


def test_a_change_is_a_new_version_and_the_old_one_never_changes(
    database: Database, cast: Cast, question: Question
) -> None:
    before = _rows(database, question)
    written = _change(database, cast.tom, question, pilot_text(MENDED))
    after = _rows(database, question)
    assert set(before) < set(after)
    assert (written.number, written.stem) == (2, MENDED)
    approve(database, question)
    assert held(database, cast.tom, question).question.published_version_id == written.id


def test_saving_without_approval_leaves_papers_with_what_they_had(
    database: Database, cast: Cast, question: Question
) -> None:
    written = _change(database, cast.tom, question, pilot_text(MENDED), send=False)
    found = held(database, cast.tom, question)
    assert found.latest.id == written.id != found.question.published_version_id
    assert found.state is State.PUBLISHED


def test_saving_the_same_text_again_makes_no_version(database: Database, cast: Cast, question: Question) -> None:
    again = _change(database, cast.tom, question, pilot_text())
    assert again.number == 1
    assert len(_rows(database, question)) == 2  # the version and its basis


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(
    database: Database, cast: Cast, question: Question
) -> None:
    seen = held(database, cast.tom, question).question.version
    _change(database, cast.tom, question, pilot_text(MENDED), version=seen)
    with pytest.raises(Conflict) as refusal:
        _change(database, cast.root, question, pilot_text("引航员登船前最先要看什么？"), version=seen)
    assert refusal.value.code == "changed_meanwhile"
    assert held(database, cast.tom, question).latest.stem == MENDED


def test_of_editors_who_save_at_the_same_moment_exactly_one_succeeds(
    database: Database, cast: Cast, question: Question
) -> None:
    together, seen = Barrier(4), held(database, cast.tom, question).question.version

    def save(number: int) -> str:
        together.wait()
        try:
            _change(database, cast.tom, question, pilot_text(f"{MENDED}（{number}）"), version=seen)
        except Refusal as refusal:
            return refusal.code
        return "saved"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(save, range(4)))
    assert outcomes == ["changed_meanwhile"] * 3 + ["saved"]
    assert held(database, cast.tom, question).latest.number == 2


def test_an_earlier_version_can_be_published_again(database: Database, cast: Cast, question: Question) -> None:
    _change(database, cast.tom, question, pilot_text(MENDED))
    approve(database, question)
    act(database, cast.tom, question, approving.send, number=1, at=NOW)
    act(database, cast.root, question, approving.approve, number=1, at=NOW)
    published = held(database, cast.tom, question).question.published_version_id
    with database.reading() as session:
        assert session.get_one(QuestionVersion, published).number == 1


def test_a_version_that_rests_on_a_superseded_one_is_not_sent_again(
    database: Database, cast: Cast, question: Question
) -> None:
    act(database, cast.tom, question, publishing.withdraw, at=NOW)
    province = cast.units["东山省"]
    with database.transaction() as session:
        regulations.load(session, operator(province.path), province, registry.read(SUPERSEDED))
    with pytest.raises(Conflict, match="已被取代"):
        act(database, cast.tom, question, approving.send, number=1, at=NOW)
    with pytest.raises(Invalid) as refusal:
        _change(database, cast.tom, question, pilot_text(MENDED))
    assert "已于 2026-01-01 被取代" in refusal.value.fields["bases-0"]


def test_withdrawing_retiring_and_restoring(database: Database, cast: Cast, question: Question) -> None:
    act(database, cast.tom, question, publishing.retire, at=NOW)
    assert held(database, cast.tom, question).state is State.RETIRED
    with pytest.raises(Conflict, match="停用"):
        act(database, cast.tom, question, approving.send, number=1, at=NOW)
    with pytest.raises(Conflict, match="已经停用"):
        act(database, cast.tom, question, publishing.retire, at=NOW)
    act(database, cast.tom, question, publishing.restore, at=NOW)
    assert held(database, cast.tom, question).state is State.PUBLISHED
    act(database, cast.tom, question, publishing.withdraw, at=NOW)
    assert held(database, cast.tom, question).state is State.UNPUBLISHED


def test_a_button_on_an_old_page_changes_nothing(database: Database, cast: Cast, question: Question) -> None:
    _change(database, cast.tom, question, pilot_text(MENDED))
    for deed in (publishing.withdraw, publishing.restore):
        with pytest.raises(Conflict):
            act(database, cast.tom, question, deed, version=1, at=NOW)
    assert held(database, cast.tom, question).state is State.PUBLISHED


@pytest.mark.parametrize("name", ["ann", "ben", "cleo", "dora"])
def test_to_those_who_write_no_questions_here_neither_bank_nor_question_exists(
    database: Database, cast: Cast, citys: QuestionBank, question: Question, name: str
) -> None:
    somebody = getattr(cast, name)
    with database.reading() as session:
        with pytest.raises(NotFound):
            find_bank(session, somebody, citys.id)
        with pytest.raises(NotFound):
            find_question(session, somebody, question.id)


def test_tom_does_not_reach_the_provinces_bank(load: Loader, database: Database, cast: Cast) -> None:
    load()
    with database.reading() as session:
        bank = session.scalars(select(QuestionBank)).one()
        with pytest.raises(NotFound):
            find_bank(session, cast.tom, bank.id)


def test_actions_ask_for_the_right_themselves(
    database: Database, cast: Cast, citys: QuestionBank, question: Question
) -> None:
    found, city = held(database, cast.tom, question), cast.units["临江市"]
    deeds: list[Callable[..., object]] = [
        lambda session: writing.create(session, cast.dora, citys, city, Writing(pilot_text(), True), at=NOW),
        lambda session: writing.change(session, cast.dora, found, Writing(pilot_text(), True), version=1, at=NOW),
        lambda session: approving.send(session, cast.dora, found, number=1, version=1, at=NOW),
        lambda session: approving.take_back(session, cast.dora, found, version=1, at=NOW),
        lambda session: approving.approve(session, cast.dora, found, number=1, version=1, at=NOW),
        lambda session: approving.give_back(session, cast.dora, found, number=1, version=1, reason="错", at=NOW),
        lambda session: publishing.withdraw(session, cast.dora, found, version=1, at=NOW),
        lambda session: publishing.retire(session, cast.dora, found, version=1, at=NOW),
        lambda session: publishing.restore(session, cast.dora, found, version=1, at=NOW),
        lambda session: banks.create(session, cast.dora, city, code="x", draft=BankDraft("题库", "key_work")),
        lambda session: banks.change(session, cast.dora, citys, city, BankDraft("题库", "key_work"), version=1),
    ]
    for deed in deeds:
        with database.transaction() as session, pytest.raises(Forbidden):
            deed(session)


def test_a_bank_needs_a_name_an_area_and_a_code_of_its_own(database: Database, cast: Cast, citys: QuestionBank) -> None:
    city = cast.units["临江市"]
    for code, draft, field in (
        ("new", BankDraft("  ", "key_work"), "title"),
        ("new", BankDraft("新题库", "poetry"), "area"),
        ("city", BankDraft("新题库", "key_work"), "code"),
    ):
        with database.transaction() as session, pytest.raises(Invalid) as refusal:
            banks.create(session, cast.tom, city, code=code, draft=draft)
        assert list(refusal.value.fields) == [field]
    with database.transaction() as session:
        banks.change(session, cast.tom, citys, city, BankDraft("临江新题库", "key_work"), version=1)
    with database.transaction() as session, pytest.raises(Conflict):
        banks.change(session, cast.tom, citys, city, BankDraft("旧页面", "key_work"), version=1)


def _change(
    database: Database,
    actor: Actor,
    question: Question,
    text: QuestionText,
    *,
    send: bool = True,
    version: int | None = None,
) -> QuestionVersion:
    with database.transaction() as session:
        found = find_question(session, actor, question.id, lock=True)
        seen = found.question.version if version is None else version
        return writing.change(session, actor, found, Writing(replace(text), send), version=seen, at=NOW)


def _rows(database: Database, question: Question) -> list[tuple[object, ...]]:
    """Every row that a question's versions are made of."""
    with database.reading() as session:
        of_versions = select(*QuestionVersion.__table__.columns).where(QuestionVersion.question_id == question.id)
        ids = select(QuestionVersion.id).where(QuestionVersion.question_id == question.id)
        of_bases = select(*QuestionBasis.__table__.columns).where(QuestionBasis.question_version_id.in_(ids))
        found = [tuple(map(repr, row)) for row in session.execute(of_versions.order_by(QuestionVersion.number))]
        return found + [tuple(map(repr, row)) for row in session.execute(of_bases.order_by(QuestionBasis.id))]
