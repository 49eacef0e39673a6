"""Pairs that no paper holds together: the file, the loader, the page of a question, and who may declare them."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from quiz_app.banks import enemies as files
from quiz_app.banks.actions import enemies
from quiz_app.banks.actions.reading import check_repository, read_repository
from quiz_app.banks.enemies import EnemyFile
from quiz_app.banks.queries.enemies import enemies_of, enemy_codes, pair_of
from quiz_app.banks.queries.questions import find_question
from quiz_app.banks.tables.questions import EnemyPair, Question
from quiz_app.core.db import Database
from quiz_app.core.errors import Forbidden, Invalid, NotFound
from quiz_app.organizations.actors import Actor, operator
from tests.banks.conftest import FILE, Loader, counted
from tests.conftest import NOW, Cast

ONE, OTHER, THIRD = "harbour-0001", "harbour-0002", "harbour-0003"


def pairs(*written: tuple[str, str, str]) -> EnemyFile:
    return files.read("".join(f'[[pair]]\nquestions = ["{a}", "{b}"]\nreason = "{why}"\n' for a, b, why in written))


@pytest.fixture
def load_pairs(database: Database, cast: Cast, load: Loader):
    """Load the banks, and then the pairs of a file."""
    load()

    def run(*written: tuple[str, str, str]) -> None:
        province = cast.units["东山省"]
        with database.transaction() as session:
            enemies.load(session, operator(province.path), province, pairs(*written), at=NOW)

    return run


def standing(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        return enemy_codes(session)


def question_id(database: Database, code: str) -> int:
    with database.reading() as session:
        return session.scalars(select(Question.id).where(Question.code == code)).one()


def declare(database: Database, actor: Actor, one: str, other: str, reason: str = "一题说出另一题的答案") -> EnemyPair:
    with database.transaction() as session:
        found = find_question(session, actor, question_id(database, one), lock=True)
        return enemies.declare(session, actor, found, code=other, reason=reason, at=NOW)


def end(database: Database, actor: Actor, code: str) -> None:
    with database.transaction() as session:
        found = find_question(session, actor, question_id(database, code), lock=True)
        [enemy] = enemies_of(session, actor, found.question)
        enemies.end(session, actor, found, pair_of(session, found.question, enemy.pair.id), at=NOW)


def test_a_file_names_pairs_and_why() -> None:
    [pair] = pairs((OTHER, ONE, "同一句话")).pairs
    assert (pair.codes, pair.reason, pair.line) == ((ONE, OTHER), "同一句话", 1)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[[pair]]\nquestions = [", 2, "不合 TOML"),
        ('[[pair]]\nquestions = ["a"]\nreason = "b"', 1, "写两个题号"),
        ('\n[[pair]]\nquestions = ["a", "a"]\nreason = "b"', 2, "是同一题"),
        ('[[pair]]\nquestions = ["a", "b"]\n', 1, "写明为什么"),
        ('[[pair]]\nquestions = ["a", "b"]\nreason = "' + "长" * 201 + '"', 1, "最多 200 字"),
        ('pair = "a"', 1, "写成 [[pair]]"),
        ('[[pair]]\nquestions = [1, 2]\nreason = "b"', 1, "写两个题号"),
        ('pair = ["a"]', 1, "写两个题号"),
    ],
)
def test_what_is_wrong_with_a_file_is_named_by_its_line(text: str, line: int, said: str) -> None:
    read = files.read(text)
    assert not read.pairs
    assert read.problems[0].line == line
    assert said in read.problems[0].reason


def test_questions_that_are_not_there_and_pairs_written_twice_are_named() -> None:
    found = files.problems(pairs((ONE, OTHER, "甲"), (OTHER, ONE, "乙"), (ONE, "nowhere-0001", "丙")), {ONE, OTHER})
    told = {each.line: each.reason for each in found}
    assert set(told) == {4, 7}
    assert "在第 1 行已经写过" in told[4]
    assert "没有题号 nowhere-0001" in told[7]


def test_checking_a_folder_reads_the_pairs_beside_its_banks(tmp_path) -> None:
    (tmp_path / "harbour.md").write_text(FILE, "utf-8")
    (tmp_path / "enemies.toml").write_text('[[pair]]\nquestions = ["harbour-0001", "x"]\nreason = "y"\n', "utf-8")
    found = [each for each in check_repository(read_repository([tmp_path])).problems if "enemies.toml" in each.file]
    assert [(each.line, "没有题号 x" in each.reason) for each in found] == [(1, True)]
    assert read_repository([tmp_path / "harbour.md"]).enemies.pairs == ()


def test_our_own_pairs_name_questions_that_we_have() -> None:
    repository = read_repository()
    codes = {question.code for bank in repository.banks for question in bank.questions}
    assert len(repository.enemies.pairs) >= 15
    assert files.problems(repository.enemies, codes) == ()


def test_loading_follows_the_file(database: Database, load_pairs) -> None:
    load_pairs((ONE, OTHER, "甲"), (OTHER, THIRD, "乙"))
    assert standing(database) == [(ONE, OTHER), (OTHER, THIRD)]
    load_pairs((ONE, OTHER, "丙"))
    assert standing(database) == [(ONE, OTHER)]
    with database.reading() as session:
        assert session.scalars(select(EnemyPair.reason)).one() == "丙"


def test_loading_the_same_again_writes_nothing(database: Database, load_pairs) -> None:
    load_pairs((ONE, OTHER, "甲"))
    with counted(database) as statements:
        load_pairs((ONE, OTHER, "甲"))
    assert not [each for each in statements if each.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len([each for each in statements if each.startswith("SELECT")]) <= 2


def test_what_was_decided_on_the_site_is_not_undone_by_loading(database: Database, cast: Cast, load_pairs) -> None:
    load_pairs((ONE, OTHER, "甲"))
    end(database, cast.root, ONE)
    declare(database, cast.root, OTHER, THIRD)
    load_pairs((ONE, OTHER, "甲"))
    assert standing(database) == [(OTHER, THIRD)]


def test_a_file_with_a_fault_loads_nothing(database: Database, load_pairs) -> None:
    with pytest.raises(Invalid, match="没有题号 x"):
        load_pairs((ONE, OTHER, "甲"), (ONE, "x", "乙"))
    assert standing(database) == []


def test_a_pair_that_was_ended_can_be_declared_again_from_the_other_side(database: Database, cast: Cast, load) -> None:
    load()
    declare(database, cast.root, ONE, OTHER)
    end(database, cast.root, OTHER)
    assert standing(database) == []
    declare(database, cast.root, OTHER, ONE, "想过了")
    assert standing(database) == [(ONE, OTHER)]


@pytest.mark.parametrize(
    ("code", "reason"), [("nowhere-0001", "因为"), (ONE, "因为"), (OTHER, " "), (OTHER, "长" * 201)]
)
def test_what_is_no_pair_is_refused_beside_its_field(
    database: Database, cast: Cast, load, code: str, reason: str
) -> None:
    load()
    with pytest.raises(Invalid) as refused:
        declare(database, cast.root, ONE, code, reason)
    assert set(refused.value.fields) <= {"code", "reason"}
    assert standing(database) == []


def test_whoever_may_not_write_the_question_finds_and_changes_nothing(database: Database, cast: Cast, load) -> None:
    load()
    for stranger in (cast.tom, cast.cleo, cast.dora):
        with pytest.raises(NotFound):
            declare(database, stranger, ONE, OTHER)
    with database.transaction() as session:
        found = find_question(session, cast.root, question_id(database, ONE))
        with pytest.raises(Forbidden):
            enemies.declare(session, cast.tom, found, code=OTHER, reason="因为", at=NOW)


def test_the_page_of_a_question_declares_shows_and_ends(
    client: FlaskClient, sign_in, database: Database, cast, load
) -> None:
    load()
    root, path = sign_in(client, cast.root), f"/banks/questions/{question_id(database, ONE)}"
    said = root.post(f"{path}/enemies", data={"code": OTHER, "reason": "答案在另一题里"}, follow_redirects=True).text
    assert "已记下" in said
    assert "答案在另一题里" in said
    assert OTHER in said
    assert "答案在另一题里" in root.get(f"/banks/questions/{question_id(database, OTHER)}").text
    button = re.search(r'action="([^"]+/enemies/\d+/end)"', said)[1]
    assert "答案在另一题里" not in root.post(button, follow_redirects=True).text
    assert root.post(button).status_code == 404


def test_a_refusal_keeps_what_was_typed(
    client: FlaskClient, sign_in, database: Database, cast: Cast, load: Loader
) -> None:
    load()
    root, path = sign_in(client, cast.root), f"/banks/questions/{question_id(database, ONE)}"
    said = root.post(f"{path}/enemies", data={"code": "nowhere-1", "reason": "因为"}, follow_redirects=True).text
    assert "没有找到题号“nowhere-1”" in said
    assert 'value="nowhere-1"' in said
    assert 'value="因为"' in said
