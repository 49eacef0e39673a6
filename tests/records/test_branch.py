"""The ledger of a branch is for who watches over it, and for nobody else."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import insert

from quiz_app.core.db import Database
from quiz_app.courses.tables import Lesson
from quiz_app.exams.tables.exams import Exam
from quiz_app.members.tables import Member
from tests.conftest import Cast
from tests.exams.conftest import Queries


def test_ben_sees_every_member_of_his_branch_with_the_years_figures(
    app: Flask,
    cast: Cast,
    exam: Exam,
    hand_in: Callable,
    lessons: list[Lesson],
    finish_lesson: Callable,
    settle: Callable,
    sign_in: Callable,
) -> None:
    finish_lesson(cast.ann, lessons[0])
    hand_in(cast.ann, exam)
    hand_in(cast.dora, exam, right=False)
    settle()
    page = sign_in(app.test_client(), cast.ben).get("/branch").get_data(as_text=True)
    rows = [row for row in page.split("<tr>") if 'scope="row"' in row]
    assert [row.split("<")[1].split(">")[1] for row in rows] == ["安然", "本立", "朵拉", "田明"]
    assert 'class="num">10<' in rows[0]
    assert 'class="num">1.5<' in rows[0]
    assert "1 / 1" in rows[0]
    assert "0 / 1" in rows[2]
    assert "在册 4 人" in page
    assert "柯立" not in page


def test_a_member_without_the_right_is_refused_and_other_units_do_not_exist(
    app: Flask, cast: Cast, sign_in: Callable
) -> None:
    ann, ben = sign_in(app.test_client(), cast.ann), sign_in(app.test_client(), cast.ben)
    assert ann.get("/branch").status_code == 403
    assert ann.get(f"/branch?unit={cast.ann.unit_id}").status_code == 403
    assert ben.get(f"/branch?unit={cast.units['海湾县'].id}").status_code == 403
    assert ben.get(f"/branch?unit={cast.units['云岭党支部'].id}").status_code == 404
    assert ben.get(f"/branch?unit={cast.units['港口第一党小组'].id}").status_code == 200


def test_dora_of_the_city_reads_the_city_and_the_way_down(app: Flask, cast: Cast, sign_in: Callable) -> None:
    dora = sign_in(app.test_client(), cast.dora)
    page = dora.get(f"/branch?unit={cast.units['临江市'].id}").get_data(as_text=True)
    assert "临江市 2026 年学习台账" in page
    assert f"/branch?unit={cast.units['海湾县'].id}" in page
    assert page.index("下级单位") < page.index("安然")
    assert "党组织负责人：" in page
    assert dora.get(f"/branch?unit={cast.units['远山市'].id}").status_code == 404


def test_the_administrator_begins_at_the_top(app: Flask, cast: Cast, sign_in: Callable) -> None:
    page = sign_in(app.test_client(), cast.root).get("/branch").get_data(as_text=True)
    assert "东山省 2026 年学习台账" in page


def test_a_ledger_costs_the_same_queries_for_4_and_for_400_members_and_goes_on_page_by_page(
    app: Flask, cast: Cast, database: Database, sign_in: Callable, queries: Queries
) -> None:
    ben = sign_in(app.test_client(), cast.ben)
    with queries:
        ben.get("/branch")
    few = len(queries)
    with database.transaction() as session:
        rows = [{"number": f"F{n}", "name": f"党员{n}", "unit_id": cast.ben.unit_id} for n in range(400)]
        session.execute(insert(Member), rows)
    names: list[str] = []
    address = "/branch"
    while address:
        with queries:
            page = ben.get(address).get_data(as_text=True)
        assert len(queries) <= few <= 12, queries.statements
        names += [part.split("<")[0] for part in page.split('<th scope="row">')[1:]]
        address = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert len(names) == 404
    assert len(set(names)) == 404
