"""Statistics as trainers and organizers see them, and nobody else."""

import re
from time import perf_counter

import pytest
from sqlalchemy import insert, select

from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.psychometrics.sums import SCALE, ItemSums, names
from quiz_app.exams.tables.tallies import QuestionTally
from quiz_app.exams.tasks import count_attempts
from quiz_app.organizations.tables import RoleGrant
from tests.conftest import NOW
from tests.exams.browsing import begin, hand_in

AT_MOST_SECONDS = 0.3
TRIES = 20  # a page takes 30 ms of CPU; on a machine that does ten other things, one of several tries shows it


@pytest.fixture
def browsers(app, sign_in, cast):
    people = {name: getattr(cast, name) for name in ("ann", "ben", "cleo", "dora", "tom", "root")}
    return {name: sign_in(app.test_client(), actor) for name, actor in people.items()}


@pytest.fixture
def trainer(database, cast, browsers):
    """Tom, who here trains the province, whose bank the questions are in."""
    with database.transaction() as session:
        grant = session.scalars(select(RoleGrant).where(RoleGrant.member_id == cast.tom.member_id)).one()
        grant.unit_id = cast.units["东山省"].id
    return browsers["tom"]


@pytest.fixture
def bank_id(database, questions):
    with database.reading() as session:
        return session.scalars(select(QuestionBank.id)).one()


@pytest.fixture
def one_paper(publish_exam, questions):
    """An exam whose every paper has the same 48 questions."""
    return publish_exam(
        blueprint=Blueprint(tuple(Cell(12, 100, type=kind) for kind in {each.type for each in questions}))
    )


def tally(version_id: int, **changes) -> dict:
    """A row of sums as a million answers leave it, in part."""
    values = dict.fromkeys(names(ItemSums), 0) | {
        "version_id": version_id,
        "shown": 200 + version_id,
        "taken": 200,
        "answered": 200,
        "score": 100 * SCALE,
        "facility": None,
        "discrimination": None,
        "flags": 0,
    }
    lists = {name: [50] * 4 for name in ("chosen", "chosen_rest", "band_taken", "band_score", "seconds")}
    return values | lists | changes


def measure(database, version_id: int, **changes) -> None:
    with database.transaction() as session:
        session.execute(insert(QuestionTally), [tally(version_id, **changes)])


def codes(page) -> list[str]:
    return re.findall(r"(test-\d{4}) ·", page.text)


def test_a_question_is_told_once_there_are_enough_papers(trainer, database, questions):
    first = questions[0]
    address = f"/exams/statistics/questions/{first.question_id}"
    assert "还不够下结论" in trainer.get(address).text
    measure(database, first.id, score=150 * SCALE, chosen=[150, 30, 20, 0])
    page = trainer.get(address).text
    assert "75.0%" in page
    assert page.count(">答案<") == 1
    assert "还不够下结论" not in page


def test_a_wrong_key_is_said_in_words(trainer, database, questions):
    """Half of 200 know the rest of the paper and half do not: 90 of the former chose B, and the key says A."""
    measure(
        database,
        questions[0].id,
        score=50 * SCALE,
        score_squares=50 * SCALE**2,
        rest=100 * SCALE,
        rest_squares=100 * SCALE**2,
        score_rest=5 * SCALE**2,
        chosen=[50, 100, 30, 20],
        chosen_rest=[5 * SCALE, 90 * SCALE, 3 * SCALE, 2 * SCALE],
    )
    page = trainer.get(f"/exams/statistics/questions/{questions[0].question_id}").text
    assert "答案可能错了" in page
    assert "更多选选项 B" in page


def test_an_older_version_keeps_what_was_answered_then(trainer, database, questions):
    question = questions[0]
    measure(database, question.id)
    address = f"/exams/statistics/questions/{question.question_id}"
    assert trainer.get(f"{address}?version=1").status_code == 200
    assert trainer.get(f"{address}?version=2").status_code == 404


def test_the_pages_of_questions_lead_to_their_statistics(trainer, questions, bank_id):
    question_id = questions[0].question_id
    assert f'href="/exams/statistics/questions/{question_id}"' in trainer.get(f"/banks/questions/{question_id}").text
    assert f'href="/exams/statistics/banks/{bank_id}"' in trainer.get(f"/banks/{bank_id}").text


def test_whoever_neither_trains_nor_examines_there_finds_nothing(browsers, exam, questions, bank_id):
    """The bank is the province's: Tom and Dora, of the city, may not look at what others answered either."""
    pages = (f"/exams/statistics/questions/{questions[0].question_id}", f"/exams/statistics/banks/{bank_id}")
    for page in (*pages, f"/exams/manage/{exam.id}/statistics"):
        assert [browsers[name].get(page).status_code for name in ("ann", "ben", "cleo", "tom")] == [404] * 4, page
        assert browsers["root"].get(page).status_code == 200
    assert [browsers["dora"].get(page).status_code for page in pages] == [404, 404]


@pytest.mark.parametrize("order", ["flags", "facility", "discrimination", "shown"])
def test_a_bank_is_listed_with_what_needs_a_look_first(trainer, database, questions, bank_id, order):
    figures = {"flags": (2, 32), "facility": (9000, 1000), "discrimination": (4000, -3000), "shown": (10, 90)}
    for version, value in zip(questions[5:7], figures[order], strict=True):
        measure(database, version.id, **{order: value})
    listed = codes(trainer.get(f"/exams/statistics/banks/{bank_id}?order={order}"))
    assert listed[:2] == ["test-0006", "test-0005"]
    assert len(listed) == 48


def test_an_order_that_does_not_exist_is_refused(trainer, bank_id):
    assert trainer.get(f"/exams/statistics/banks/{bank_id}?order=drop").status_code == 422
    assert trainer.get(f"/exams/statistics/banks/{bank_id}?after=zzz").status_code == 422


def test_an_exam_that_draws_says_why_it_has_no_reliability(browsers, exam, database, clock, cast, right_answers):
    hand_in(browsers["ann"], exam, right_answers(exam, cast.ann.member_id))
    hand_in(browsers["ben"], exam)
    count_attempts(database, clock)
    page = browsers["dora"].get(f"/exams/manage/{exam.id}/statistics").text
    assert "这场考试没有信度" in page
    assert re.search(r"计入的答卷</dt><dd>2</dd><dd>其中可统计 1 份", page)
    assert "KR-20 信度" not in page


def test_an_exam_with_one_paper_has_reliability_and_error(browsers, one_paper, database, clock, cast, right_answers):
    for name, right in (("ann", 48), ("ben", 12), ("tom", 30), ("dora", 40)):
        answers = right_answers(one_paper, getattr(cast, name).member_id)
        hand_in(browsers[name], one_paper, dict(list(answers.items())[:right]))
    count_attempts(database, clock)
    page = browsers["dora"].get(f"/exams/manage/{one_paper.id}/statistics").text
    assert "KR-20 信度" in page
    assert re.search(r"测量标准误 \d\.\d 分", page)
    assert "这场考试没有信度" not in page


def test_the_distribution_is_a_chart_with_a_table_of_the_same(browsers, exam, database, clock, cast, right_answers):
    hand_in(browsers["ann"], exam, right_answers(exam, cast.ann.member_id))
    hand_in(browsers["ben"], exam, dict(list(right_answers(exam, cast.ben.member_id).items())[:3]))
    count_attempts(database, clock)
    page = browsers["dora"].get(f"/exams/manage/{exam.id}/statistics").text
    assert 'data-chart="columns" data-table="scores"' in page
    drawn = r'<th scope="row" class="text-nowrap">([^<]+)</th><td class="num" data-v="(\d+)">(\d+)</td>'
    assert all(value == shown for _label, value, shown in re.findall(drawn, page))
    rows = [(label, shown) for label, _value, shown in re.findall(drawn, page)]
    assert len(rows) == 11
    assert {label: count for label, count in rows if count != "0"} == {"30–39%": "1", "100%": "1"}


def test_before_anybody_handed_in_the_page_says_so(browsers, exam, database, clock, unpublished):
    begin(browsers["ann"], exam)
    count_attempts(database, clock)
    assert "还没有答卷" in browsers["dora"].get(f"/exams/manage/{exam.id}/statistics").text
    assert browsers["dora"].get(f"/exams/manage/{unpublished.id}/statistics").status_code == 404


@pytest.mark.parametrize("size", [1000, pytest.param(5000, marks=pytest.mark.slow)])
def test_a_large_bank_opens_at_once_in_few_queries_and_pages_to_its_end(trainer, database, bank_id, queries, size):
    """5,000 questions with a million answers: whatever was answered, a question is one row."""
    fill_bank(database, bank_id, size)
    for order in ("flags", "facility", "discrimination", "shown"):
        address = f"/exams/statistics/banks/{bank_id}?order={order}"
        assert any(seconds_to_open(trainer, address) < AT_MOST_SECONDS for _ in range(TRIES)), order
        with queries:
            trainer.get(address)
        assert len(queries) <= 9, queries.statements
    seen: list[str] = []
    while address:
        page = trainer.get(address).text
        seen += re.findall(r"(?:test|many)-(\d{4}) ·", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following and following[1].replace("&amp;", "&")
    assert len(seen) == size + 48
    assert len({*seen}) >= size


def seconds_to_open(browser, address: str) -> float:
    begun = perf_counter()
    assert browser.get(address).status_code == 200
    return perf_counter() - begun


def fill_bank(database, bank_id: int, size: int) -> None:
    """Published questions with 200 answers each, of all facilities and flags."""
    with database.transaction() as session:
        made = [Question(bank_id=bank_id, code=f"many-{n:04d}", origin="site", latest_number=1) for n in range(size)]
        session.add_all(made)
        session.flush()
        said = [_version(question.id, n) for n, question in enumerate(made)]
        session.add_all(said)
        session.flush()
        for question, version in zip(made, said, strict=True):
            question.published_version_id = version.id
        session.flush()
        session.execute(
            insert(QuestionTally),
            [
                tally(each.id, facility=n * 7919 % SCALE, discrimination=n * 104729 % SCALE - 2000, flags=n % 64)
                for n, each in enumerate(said)
            ],
        )


def _version(question_id: int, n: int) -> QuestionVersion:
    return QuestionVersion(
        question_id=question_id,
        number=1,
        type="single_choice",
        difficulty=1,
        area="basics",
        stem=f"第 {n} 题：下列哪一项正确？" * 5,
        options=["甲", "乙", "丙", "丁"],
        key=[0],
        explanation="",
        knowledge_points=[],
        digest=bytes(32),
        origin="site",
        created_at=NOW,
    )
