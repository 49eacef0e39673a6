"""The pages of trainers: banks, lists of questions, the buttons, and that they exist for nobody else."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from quiz_app.banks.actions import publishing
from quiz_app.banks.tables.questions import Question, QuestionBank
from quiz_app.core.db import Database
from quiz_app.organizations.actors import Actor
from tests.banks.conftest import FILE, PILOT, Loader, act, counted
from tests.banks.forms_sent import as_sent
from tests.conftest import NOW, Cast, bearer

SignIn = Callable[[FlaskClient, Actor], FlaskClient]


def test_the_buttons_withdraw_retire_and_restore(tom: FlaskClient, database: Database, question: Question) -> None:
    path = f"/banks/questions/{question.id}"
    for name, said in (("withdrawal", "未发布"), ("retirement", "已停用"), ("restoration", "未发布")):
        button = re.search(rf'action="([^"]+/{name}[^"]*)"', tom.get(path).text)
        answer = tom.post(button[1].replace("&amp;", "&"), follow_redirects=True)
        assert answer.status_code == 200 and said in answer.text
    assert tom.post(f"{path}/retirement?version=1").status_code == 409
    assert tom.get(f"{path}/retirement").status_code == 405


def test_the_list_is_searched_narrowed_and_paged(
    client: FlaskClient, sign_in: SignIn, database: Database, cast: Cast, load: Loader
) -> None:
    root = sign_in(client, cast.root)
    berths = [_berth(number) for number in range(60)]
    load(FILE + "".join(berths))
    with database.reading() as session:
        bank = session.scalars(select(QuestionBank)).one()
        retired = session.scalars(select(Question).where(Question.code == "harbour-0004")).one()
    act(database, cast.root, retired, publishing.retire, at=NOW)
    path = f"/banks/{bank.id}"
    first = root.get(path).text
    assert first.count('href="/banks/questions/') == 50
    second = root.get(_following(first)).text
    assert second.count('href="/banks/questions/') == 13
    codes = re.findall(r"muted\">((?:harbour|berth)-\d{4})", first + second)
    assert len(codes) == len(set(codes)) == 63
    assert "第 1–50 题，共 63 题" in first and "第 51–63 题，共 63 题" in second
    back = root.get(re.search(r'rel="prev" href="([^"]+)"', second)[1].replace("&amp;", "&")).text
    assert "第 1–50 题" in back and 'rel="prev"' not in back
    assert re.findall(r"muted\">(\S+-\d{4})", back) == re.findall(r"muted\">(\S+-\d{4})", first)
    assert _listed(root, f"{path}?q=7号泊位") == ["第7号", "第17号", "第27号", "第37号", "第47号", "第57号"]
    assert _listed(root, f"{path}?q=berth-0002") == ["第2号"]
    assert len(_listed(root, f"{path}?state=unpublished")) == 30
    assert _listed(root, f"{path}?difficulty=1") == []
    assert "harbour-0004" in root.get(f"{path}?state=retired&type=true_false").text
    assert "没有符合条件的题" in root.get(f"{path}?area=key_work").text
    assert "difficulty=3" in _following(root.get(f"{path}?difficulty=3").text)
    assert root.get(f"{path}?difficulty=99&type=x&q=%25").status_code == 200
    assert root.get(f"{path}?after=broken").status_code == 422


def test_the_filters_say_how_many_questions_each_would_leave(
    client: FlaskClient, sign_in: SignIn, database: Database, cast: Cast, load: Loader
) -> None:
    root = sign_in(client, cast.root)
    load()
    with database.reading() as session:
        bank = session.scalars(select(QuestionBank)).one()
        retired = session.scalars(select(Question).where(Question.code == "harbour-0004")).one()
    act(database, cast.root, retired, publishing.retire, at=NOW)
    path = f"/banks/{bank.id}"
    assert _facets(root.get(path).text) == {
        "全部": 3, "已发布": 3, "已停用": 1, "单选": 1, "多选": 1, "填空": 1, "易": 1, "中": 1, "难": 1
    }  # fmt: skip
    assert _facets(root.get(f"{path}?difficulty=1").text) == {
        "全部": 1, "已发布": 1, "已停用": 1, "单选": 1, "易": 1, "中": 1, "难": 1
    }  # fmt: skip
    assert _facets(root.get(f"{path}?q=引航&state=published").text) == {"全部": 1, "已发布": 1, "单选": 1, "易": 1}
    page = root.get(f"{path}?type=fill_blank&q=潮位").text
    assert re.search(r'href="([^"]+)" aria-current="true">填空', page)[1] == f"{path}?q=%E6%BD%AE%E4%BD%8D"


def _facets(page: str) -> dict[str, int]:
    return {name: int(count) for name, count in re.findall(r'class="facet"[^>]*>(\S+) <b>(\d+)</b>', page)}


def test_tom_makes_a_bank_and_renames_it(tom: FlaskClient, database: Database, cast: Cast, register: None) -> None:
    page = tom.get("/banks/new").text
    assert "临江市" in page and "海湾县" in page and "远山市" not in page and "东山省" not in page
    draft = {"title": "海湾题库", "area": "key_work", "description": "", "unit_id": cast.units["海湾县"].id}
    assert "只用小写字母" in tom.post("/banks/new", data=draft | {"code": "Bad Code"}).text
    answer = tom.post("/banks/new", data=draft | {"code": "bay"})
    assert answer.status_code == 302
    assert 'id="code-error"' in tom.post("/banks/new", data=draft | {"code": "bay"}).text
    elsewhere = draft | {"code": "far", "unit_id": cast.units["远山市"].id}
    assert tom.post("/banks/new", data=elsewhere).status_code == 200
    edit = f"{answer.location}/edit"
    sent = as_sent(tom.get(edit).text) | {"title": "海湾新题库"}
    assert tom.post(edit, data=sent).status_code == 302
    assert tom.post(edit, data=sent).status_code == 409
    assert "海湾新题库" in tom.get("/banks").text
    with database.reading() as session:
        assert [bank.code for bank in session.scalars(select(QuestionBank))] == ["bay"]


def test_the_provinces_bank_is_counted_for_tom_but_not_opened(
    tom: FlaskClient, load: Loader, database: Database
) -> None:
    load()
    page = tom.get("/banks").text
    assert "港口题库" in page and "可抽 4" in page
    with database.reading() as session:
        bank = session.scalars(select(QuestionBank)).one()
        question = session.scalars(select(Question)).first()
    assert f"/banks/{bank.id}" not in page
    for path in (f"/banks/{bank.id}", f"/banks/{bank.id}/edit", f"/banks/questions/{question.id}"):
        assert tom.get(path).status_code == 404


@pytest.mark.parametrize("name", ["ann", "ben", "cleo", "dora"])
def test_to_everybody_else_no_page_and_no_address_of_this_room_exists(
    client: FlaskClient, sign_in: SignIn, cast: Cast, citys: QuestionBank, question: Question, name: str
) -> None:
    somebody = getattr(cast, name)
    sign_in(client, somebody)
    for path in _pages(citys, question):
        assert client.get(path).status_code == 404, path
    for path in ("/banks/new", f"/banks/{citys.id}/questions/new", f"/banks/{citys.id}/edit"):
        assert client.post(path, data={}).status_code == 404, path
    for deed in ("edit", "review", "submission", "submission/end", "withdrawal", "retirement", "restoration"):
        assert client.post(f"/banks/questions/{question.id}/{deed}?version=1").status_code == 404, deed
    for path in ("/api/v1/banks", f"/api/v1/banks/{citys.id}/questions"):
        answer = client.get(path, headers={"Authorization": f"Bearer {bearer(somebody)}"})
        assert answer.status_code == 404 and answer.json["error"] == "not_found"
        assert "船名" not in answer.text


def test_nobody_reads_a_bank_without_signing_in(client: FlaskClient, citys: QuestionBank, question: Question) -> None:
    for path in _pages(citys, question):
        answer = client.get(path)
        assert answer.status_code == 302 and answer.location.startswith("/sign-in")
    assert client.get(f"/api/v1/banks/{citys.id}/questions").status_code == 401


def test_the_api_gives_toms_own_banks_and_questions_with_their_keys(
    client: FlaskClient, cast: Cast, citys: QuestionBank, question: Question
) -> None:
    headers = {"Authorization": f"Bearer {bearer(cast.tom)}"}
    (bank,) = client.get("/api/v1/banks", headers=headers).json["items"]
    assert (bank["id"], bank["code"], bank["published"], bank["set_aside"]) == (citys.id, "city", 1, 0)
    answer = client.get(f"/api/v1/banks/{citys.id}/questions?q=引航&difficulty=1", headers=headers).json
    (item,) = answer["items"]
    assert answer["next"] is None
    assert (item["code"], item["key"], item["state"], item["is_published"]) == ("city-s0001", [0], "published", True)
    assert item["bases"][0]["article"] == "第三条"
    assert client.get(f"/api/v1/banks/{citys.id}/questions?state=retired", headers=headers).json["items"] == []
    wrong = client.get(f"/api/v1/banks/{citys.id}/questions?colour=red", headers=headers)
    assert wrong.status_code == 422 and wrong.json["fields"] == {"colour": "没有这一项"}


def test_no_page_asks_the_database_more_than_twelve_times(
    client: FlaskClient,
    sign_in: SignIn,
    load: Loader,
    database: Database,
    cast: Cast,
    citys: QuestionBank,
    question: Question,
) -> None:
    root = sign_in(client, cast.root)
    load(FILE + "".join(_berth(number) for number in range(200)))
    with database.reading() as session:
        provinces = session.scalars(select(QuestionBank.id).where(QuestionBank.code == "harbour")).one()
    for path in (
        *_pages(citys, question),
        f"/banks/{provinces}",
        "/regulations",
        f"/api/v1/banks/{citys.id}/questions",
    ):
        with counted(database) as statements:
            assert root.get(path).status_code == 200, path
        assert len(statements) <= 12, (path, len(statements))


def _pages(bank: QuestionBank, question: Question) -> tuple[str, ...]:
    return (
        "/banks",
        "/banks/new",
        "/banks/citations",
        f"/banks/{bank.id}",
        f"/banks/{bank.id}/edit",
        f"/banks/{bank.id}/acts",
        f"/banks/{bank.id}/bulk?scope=all&act=send",
        f"/banks/{bank.id}/bulk?scope=all&act=move",
        f"/banks/{bank.id}/questions/new",
        f"/banks/questions/{question.id}",
        f"/banks/questions/{question.id}/edit",
        f"/banks/questions/{question.id}/compare",
        "/banks/reviews",
        "/banks/reports",
        "/banks/superseded",
    )


def _berth(number: int) -> str:
    """A question about one of many berths; those with odd numbers are drafts."""
    said = PILOT.replace("harbour-0001 单选 易", f"berth-{number:04d} 单选 难")
    said = said.replace("引航员登船前先核对什么？", f"第{number}号泊位的水深由谁来测？")
    return said + "草稿: 还要核对\n" if number % 2 else said


def _following(page: str) -> str:
    return re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")


def _listed(client: FlaskClient, path: str) -> list[str]:
    return re.findall(r"第\d+号", client.get(path).text)
