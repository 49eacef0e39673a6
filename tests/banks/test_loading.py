"""Banks load from files: what changed is a new version, what was edited on the site stays."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from quiz_app.banks.actions import approving, banks, loading, publishing, writing
from quiz_app.banks.actions.banks import BankDraft
from quiz_app.banks.actions.reading import read_repository
from quiz_app.banks.actions.writing import Writing
from quiz_app.banks.queries.drawing import drawable
from quiz_app.banks.queries.holdings import find_bank
from quiz_app.banks.queries.questions import find_question, text_of, versions
from quiz_app.banks.states import State
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.organizations.actors import operator
from quiz_app.regulations import registry
from tests.banks.conftest import (
    CRANE,
    FILE,
    HEAD,
    PILOT,
    REGISTER,
    SUPERSEDED,
    TIDE,
    WATCH,
    Loader,
    act,
    counted,
    pilot_text,
)
from tests.conftest import NOW, Cast

MENDED = FILE.replace("引航员登船前先核对什么？", "引航员上船之前先核对什么？")


def test_the_questions_of_a_file_are_published_with_their_bases(load: Loader, database: Database, cast: Cast) -> None:
    done = load()
    assert done.new == ["harbour-0001", "harbour-0002", "harbour-0003", "harbour-0004"]
    with database.reading() as session:
        drawn = drawable(session, cast.units["港口党支部"])
    assert [each.code for each in drawn] == done.new
    tide = drawn[2]
    assert tide.version.key == [["两", "2"], ["五", "5"]]
    assert tide.version.knowledge_points == ["潮汐"]
    assert [(basis.document, basis.version, basis.article) for basis in tide.bases] == [
        ("潮汐观测办法", "2022", "第一条")
    ]
    assert drawn[0].bases[0].effective_on == "2019-06-01"
    assert drawn[0].bases[0].quotation == "引航员应当先核对船名和吃水"


def test_loading_the_same_file_again_writes_nothing(load: Loader, database: Database) -> None:
    load()
    with counted(database) as statements:
        again = load()
    assert again.unchanged == ["harbour-0001", "harbour-0002", "harbour-0003", "harbour-0004"]
    assert not (again.new or again.changed or again.kept or again.removed)
    assert not [each for each in statements if each.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len([each for each in statements if each.startswith("SELECT")]) <= 5


def test_a_changed_question_is_a_new_version_and_the_old_one_stays(load: Loader, database: Database) -> None:
    load()
    before = _versions(database, "harbour-0001")
    done = load(MENDED)
    assert done.changed == ["harbour-0001"] and len(done.unchanged) == 3
    old, new = _versions(database, "harbour-0001")
    assert [(old.id, old.stem, old.digest)] == [(each.id, each.stem, each.digest) for each in before]
    assert (new.number, new.stem) == (2, "引航员上船之前先核对什么？")
    assert _question(database, "harbour-0001").published_version_id == new.id


def test_what_was_edited_on_the_site_survives_a_load_and_is_named(load: Loader, database: Database, cast: Cast) -> None:
    load()
    mine = _edit(database, cast, "harbour-0001", "引航员登船前要先核对哪一项？")
    done = load(MENDED)
    assert done.kept == ["harbour-0001"]
    assert len(_versions(database, "harbour-0001")) == 2
    assert _question(database, "harbour-0001").published_version_id == mine


def test_a_file_that_says_what_the_site_says_is_no_conflict(load: Loader, database: Database, cast: Cast) -> None:
    load()
    _edit(database, cast, "harbour-0001", "引航员上船之前先核对什么？")
    done = load(MENDED)
    assert done.kept == [] and "harbour-0001" in done.unchanged


def test_what_was_withdrawn_on_the_site_is_not_published_by_a_load(
    load: Loader, database: Database, cast: Cast
) -> None:
    load()
    with database.transaction() as session:
        found = find_question(session, cast.root, _question(database, "harbour-0001").id)
        publishing.withdraw(session, cast.root, found, version=found.question.version, at=NOW)
    done = load(MENDED)
    assert done.changed == done.withheld == ["harbour-0001"]
    assert _question(database, "harbour-0001").published_version_id is None


def test_a_draft_is_loaded_and_not_drawn_until_its_file_calls_it_done(
    load: Loader, database: Database, cast: Cast
) -> None:
    draft = CRANE.replace("依据:", "草稿: 条文还没有见到\n依据:")
    done = load(HEAD + PILOT + draft)
    assert done.drafts == ["harbour-0004"]
    assert _drawn(database, cast) == ["harbour-0001"]
    load(HEAD + PILOT + CRANE)
    assert _drawn(database, cast) == ["harbour-0001", "harbour-0004"]
    load(HEAD + PILOT + draft)
    assert _drawn(database, cast) == ["harbour-0001"]


def test_a_question_that_left_its_file_is_retired_and_may_come_back(
    load: Loader, database: Database, cast: Cast
) -> None:
    load()
    done = load(HEAD + PILOT + WATCH + TIDE)
    assert done.removed == ["harbour-0004"]
    assert "harbour-0004" not in _drawn(database, cast)
    assert load().returned == ["harbour-0004"]
    assert "harbour-0004" in _drawn(database, cast)


def test_what_was_retired_on_the_site_stays_retired(load: Loader, database: Database, cast: Cast) -> None:
    load()
    with database.transaction() as session:
        found = find_question(session, cast.root, _question(database, "harbour-0004").id)
        publishing.retire(session, cast.root, found, version=found.question.version, at=NOW)
    done = load(FILE.replace("大风天可以继续吊装作业。", "刮大风时可以继续吊装作业。"))
    assert done.returned == [] and done.changed == ["harbour-0004"]
    assert "harbour-0004" not in _drawn(database, cast)


def test_a_question_that_moves_to_another_file_moves_to_its_bank(load: Loader, database: Database, cast: Cast) -> None:
    load()
    other = HEAD.replace("harbour", "crane").replace("港口题库", "吊装题库") + CRANE
    done = load(HEAD + PILOT + WATCH + TIDE, other)
    assert done.removed == [] and len(done.unchanged) == 4
    with database.reading() as session:
        home = session.scalar(select(QuestionBank.id).where(QuestionBank.code == "crane"))
    assert _question(database, "harbour-0004").bank_id == home
    assert "harbour-0004" in _drawn(database, cast)


def test_one_fault_keeps_everything_out(load: Loader, database: Database) -> None:
    with pytest.raises(Invalid) as refusal:
        load(HEAD + PILOT + WATCH.replace("C. 遮阳伞", "C. 手电筒"))
    assert "选项 A 和 C 相同" in refusal.value.message
    assert list(refusal.value.fields) == ["file1.md:22"]
    with database.reading() as session:
        assert session.scalars(select(QuestionBank)).all() == []


def test_a_document_that_is_not_registered_is_refused(load: Loader) -> None:
    with pytest.raises(Invalid, match="没有登记"):
        load(FILE.replace("《潮汐观测办法》（2022）", "《潮汐观测办法》（1999）"))


def test_a_file_that_cannot_be_read_is_refused(load: Loader) -> None:
    with pytest.raises(Invalid, match=r"file1\.md:7"):
        load(FILE.replace("## harbour-0001 单选 易", "## harbour-0001 猜谜 易"))


def test_when_a_version_is_superseded_its_questions_are_set_aside_by_themselves(
    load: Loader, database: Database, cast: Cast
) -> None:
    load()
    done = load(register=SUPERSEDED)
    assert len(done.unchanged) == 4
    assert _drawn(database, cast) == ["harbour-0003"]
    with database.reading() as session:
        found = find_question(session, cast.root, _question(database, "harbour-0001").id)
    assert found.state is State.SET_ASIDE
    load(FILE.replace("《港口工作条例》（2019）", "《港口工作新条例》（2026）"), register=SUPERSEDED)
    assert len(_drawn(database, cast)) == 4


def test_questions_on_a_superseded_version_still_load(load: Loader, database: Database, cast: Cast) -> None:
    assert len(load(register=SUPERSEDED).new) == 4
    assert _drawn(database, cast) == ["harbour-0003"]


def test_a_code_that_another_unit_uses_is_refused(load: Loader, database: Database, cast: Cast) -> None:
    with database.transaction() as session:
        draft = BankDraft("我们的题库", "key_work")
        banks.create(session, cast.tom, cast.units["临江市"], code="harbour", draft=draft)
    with pytest.raises(Conflict, match="别的单位"):
        load()


def test_a_question_code_that_the_site_took_first_is_kept_and_named(
    load: Loader, database: Database, cast: Cast, citys: QuestionBank
) -> None:
    with database.transaction() as session:
        made = writing.create(session, cast.tom, citys, cast.units["临江市"], Writing(pilot_text(), send=True), at=NOW)
        made.code = "harbour-0001"
    done = load()
    assert done.kept == ["harbour-0001"] and len(done.new) == 3


def test_the_words_of_a_bank_that_were_edited_on_the_site_stay(load: Loader, database: Database, cast: Cast) -> None:
    load()
    load(FILE.replace("名称: 港口题库", "名称: 海港题库"))
    with database.transaction() as session:
        bank = session.scalars(select(QuestionBank)).one()
        assert bank.title == "海港题库"
        bank, unit = find_bank(session, cast.root, bank.id)
        banks.change(session, cast.root, bank, unit, BankDraft("深水港题库", "key_work"), version=bank.version)
    load()
    with database.reading() as session:
        assert session.scalars(select(QuestionBank.title)).one() == "深水港题库"


def test_tom_who_trains_the_city_may_not_load_into_the_province(database: Database, cast: Cast) -> None:
    province = cast.units["东山省"]
    with database.transaction() as session, pytest.raises(Forbidden):
        loading.load(session, cast.tom, province, [], registry.read(REGISTER), at=NOW)


def test_our_own_banks_load_in_seconds_and_reload_at_once(database: Database, cast: Cast) -> None:
    repository = read_repository()
    province = cast.units["东山省"]
    took = []
    for _ in range(2):
        begun = time.perf_counter()
        with database.transaction() as session:
            done = loading.load(
                session, operator(province.path), province, repository.banks, repository.registry, at=NOW
            )
        took.append(time.perf_counter() - begun)
    assert len(done.unchanged) == sum(len(bank.questions) for bank in repository.banks) >= 240
    assert took[0] < 3
    assert took[1] < 0.5


def test_what_is_read_back_says_what_the_file_said(load: Loader, database: Database, cast: Cast) -> None:
    load()
    with database.reading() as session:
        for question in session.scalars(select(Question)):
            stated = versions(session, question)[0]
            text = text_of(question.code, stated.version, stated.bases)
            assert bytes.fromhex(text.digest) == stated.version.digest


def test_a_path_that_holds_no_bank_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="没有题库文件"):
        read_repository([tmp_path])
    with pytest.raises(Invalid, match="没有找到"):
        read_repository([tmp_path / "nowhere.md"])
    (tmp_path / "latin.md").write_bytes("编码: é".encode("latin-1", "replace"))
    with pytest.raises(Invalid, match="UTF-8"):
        read_repository([tmp_path])


def _question(database: Database, code: str) -> Question:
    with database.reading() as session:
        return session.scalars(select(Question).where(Question.code == code)).one()


def _versions(database: Database, code: str) -> list[QuestionVersion]:
    with database.reading() as session:
        mine = select(QuestionVersion).join(Question, Question.id == QuestionVersion.question_id)
        return list(session.scalars(mine.where(Question.code == code).order_by(QuestionVersion.number)))


def _drawn(database: Database, cast: Cast) -> list[str]:
    with database.reading() as session:
        return [each.code for each in drawable(session, cast.units["港口党支部"])]


def _edit(database: Database, cast: Cast, code: str, stem: str) -> int:
    """Root edits a question on the site and the operator approves it; returns the id of the new version."""
    with database.transaction() as session:
        question = session.scalars(select(Question).where(Question.code == code)).one()
        found = find_question(session, cast.root, question.id, lock=True)
        stated = versions(session, question)[0]
        text = text_of(code, stated.version, stated.bases)
        changed = Writing(replace(text, stem=stem), send=True)
        written = writing.change(session, cast.root, found, changed, version=question.version, at=NOW)
    act(database, operator(cast.units["东山省"].path), question, approving.approve, number=written.number, at=NOW)
    return written.id
