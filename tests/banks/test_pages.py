"""The pages of trainers: what they show, what they refuse, and that nothing typed is lost."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from quiz_app.banks.actions import publishing
from quiz_app.banks.tables import Question, QuestionBank, QuestionVersion
from quiz_app.core.db import Database
from quiz_app.organizations.actors import Actor
from tests.banks.conftest import FILE, PILOT, SUPERSEDED, Loader, act, counted, pilot_text, write
from tests.banks.forms_sent import as_sent
from tests.conftest import NOW, Cast, bearer

SignIn = Callable[[FlaskClient, Actor], FlaskClient]
BASIS = {
    "bases-0-article": "第三条",
    "bases-0-quotation": "引航员应当先核对船名和吃水",
}
COMMON = {
    "version": "0",
    "explanation": "引航从核对船名和吃水开始，其余与靠泊无关。",
    "difficulty": "2",
    "area": "branch_daily_work",
    "knowledge_points": "引航；靠泊",
    "then": "publish",
}
TYPED = {
    "single_choice": {
        "stem": "引航员登船前先核对什么？",
        "options-0": "船名和吃水",
        "options-1": "船员的餐单",
        "options-4": "码头的颜色",
        "right": ["0"],
    },
    "multiple_choice": {
        "stem": "夜间值班要带哪些物品？",
        "options-0": "手电筒",
        "options-2": "遮阳伞",
        "options-3": "对讲机",
        "right": ["0", "3"],
    },
    "true_false": {"stem": "大风天可以继续吊装作业。", "right": ["1"]},
    "fill_blank": {"stem": "潮位每____小时记一次，存____年。", "answers-0": "两 / 2", "answers-1": "五"},
}
KEYS = {"single_choice": [0], "multiple_choice": [0, 2], "true_false": [1], "fill_blank": [["两", "2"], ["五"]]}


@pytest.fixture
def tom(client: FlaskClient, cast: Cast, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, cast.tom)


@pytest.fixture
def question(database: Database, cast: Cast, citys: QuestionBank) -> Question:
    return write(database, cast.tom, citys, cast.units["临江市"], pilot_text())


@pytest.mark.parametrize("kind", list(TYPED))
def test_tom_writes_a_question_of_each_type_and_sees_it_published(
    tom: FlaskClient, database: Database, citys: QuestionBank, kind: str
) -> None:
    path = f"/banks/{citys.id}/questions/new?type={kind}"
    page = tom.get(path).text
    answer = tom.post(path, data=as_sent(page) | COMMON | TYPED[kind] | BASIS | _first_version(page))
    assert answer.status_code == 302, _errors(answer.text)
    shown = tom.get(answer.location).text
    assert "已发布" in shown and "《港口工作条例》（2019）第三条" in shown
    assert "2019-06-01 起施行" in shown and "引航从核对船名和吃水开始" in shown
    assert 'class="chip jade">正确' in shown and "你的答案" not in shown
    with database.reading() as session:
        made = session.scalars(select(Question)).one()
    assert answer.location.endswith(f"/banks/questions/{made.id}")
    latest = _latest(database, made)
    assert (latest.type, latest.key, latest.knowledge_points) == (kind, KEYS[kind], ["引航", "靠泊"])


@pytest.mark.parametrize("kind", list(TYPED))
def test_the_edit_page_shows_what_was_written_so_that_saving_it_changes_nothing(
    tom: FlaskClient, database: Database, citys: QuestionBank, kind: str
) -> None:
    new = f"/banks/{citys.id}/questions/new?type={kind}"
    empty = tom.get(new).text
    page = tom.post(new, data=as_sent(empty) | COMMON | TYPED[kind] | BASIS | _first_version(empty)).location
    edit = tom.get(f"{page}/edit").text
    answer = tom.post(f"{page}/edit", data=as_sent(edit) | {"then": "keep"})
    assert answer.status_code == 302, _errors(answer.text)
    with database.reading() as session:
        made = session.scalars(select(Question)).one()
    assert (made.latest_number, _latest(database, made).key) == (1, KEYS[kind])


def test_a_fault_stands_at_its_field_and_everything_typed_is_still_there(tom: FlaskClient, citys: QuestionBank) -> None:
    path = f"/banks/{citys.id}/questions/new?type=single_choice"
    typed = COMMON | TYPED["single_choice"] | {"options-1": "船名和吃水", "difficulty": "3"} | BASIS
    empty = tom.get(path).text
    page = tom.post(path, data=as_sent(empty) | typed | _first_version(empty))
    assert page.status_code == 200
    assert "选项 A 和 B 相同" in page.text
    assert 'id="options-error"' in page.text and 'href="#options"' in page.text
    again = as_sent(page.text)
    assert again["stem"] == typed["stem"] and again["options-4"] == "码头的颜色" and again["right"] == ["0"]
    assert again["explanation"] == typed["explanation"] and again["difficulty"] == "3"
    assert again["bases-0-quotation"] == BASIS["bases-0-quotation"]
    assert again["knowledge_points"] == "引航；靠泊"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"right": ["5"]}, "right"),
        ({"bases-0-regulation_version_id": ""}, "bases-0-article"),
        ({"bases-0-article": " "}, "bases-0-article"),
        ({"bases-0-quotation": ""}, "bases-0-article"),
        ({"stem": "短" * 2001}, "stem"),
        ({"explanation": ""}, "explanation"),
        ({"knowledge_points": "；"}, "knowledge_points"),
        ({"draft_reason": "还要核对"}, "draft_reason"),
        ({"options-0": "长" * 301}, "options-0"),
    ],
)
def test_each_kind_of_slip_is_told_where_it_is(
    tom: FlaskClient, database: Database, citys: QuestionBank, change: dict[str, object], field: str
) -> None:
    path = f"/banks/{citys.id}/questions/new"
    empty = tom.get(path).text
    sent = as_sent(empty) | COMMON | TYPED["single_choice"] | BASIS | _first_version(empty) | change
    page = tom.post(path, data=sent)
    assert page.status_code == 200
    assert f'id="{field}-error"' in page.text
    assert 'class="error-summary"' in page.text
    with database.reading() as session:
        assert session.scalars(select(Question)).all() == []


def test_rows_without_any_basis_are_told_at_the_bases(tom: FlaskClient, citys: QuestionBank) -> None:
    page = tom.post(f"/banks/{citys.id}/questions/new", data=COMMON | TYPED["single_choice"])
    assert 'id="bases-error"' in page.text and "没有依据" in page.text


def test_a_superseded_version_is_not_offered_but_a_question_that_has_it_still_shows_it(
    tom: FlaskClient, load: Loader, database: Database, cast: Cast, citys: QuestionBank, question: Question
) -> None:
    load(register=SUPERSEDED)
    new = tom.get(f"/banks/{citys.id}/questions/new").text
    assert "《港口工作条例》（2019）" not in new and "《港口工作新条例》（2026）" in new
    edit = tom.get(f"/banks/questions/{question.id}/edit").text
    assert "《港口工作条例》（2019），已被取代" in edit
    shown = tom.get(f"/banks/questions/{question.id}").text
    assert "2026-01-01 被取代" in shown and "待审" in shown
    aside = tom.get("/banks/citations").text
    assert question.code in aside and "《港口工作条例》" in aside


def test_the_second_editor_sees_both_texts_and_may_go_on_from_there(
    tom: FlaskClient, database: Database, cast: Cast, question: Question
) -> None:
    path = f"/banks/questions/{question.id}/edit"
    mine = as_sent(tom.get(path).text) | {"then": "publish"}
    theirs = mine | {"stem": "引航员上船之前先核对什么？"}
    assert tom.post(path, data=theirs).status_code == 302
    page = tom.post(path, data=mine | {"stem": "引航员登船前最先看的是什么？"})
    assert page.status_code == 409
    assert "引航员上船之前先核对什么？" in page.text
    assert as_sent(page.text)["stem"] == "引航员登船前最先看的是什么？"
    assert "田明" in page.text
    assert _latest(database, question).number == 2
    assert tom.post(path, data=as_sent(page.text) | {"then": "publish"}).status_code == 302
    assert _latest(database, question).stem == "引航员登船前最先看的是什么？"


def test_the_page_shows_every_version_and_publishes_an_earlier_one(
    tom: FlaskClient, database: Database, question: Question
) -> None:
    path = f"/banks/questions/{question.id}"
    tom.post(
        f"{path}/edit",
        data=as_sent(tom.get(f"{path}/edit").text) | {"stem": "上船前核对什么？", "then": "publish"},
    )
    page = tom.get(path).text
    assert "第 2 版" in page and "第 1 版" in page
    assert "引航员登船前先核对什么？" in tom.get(f"{path}?version=1").text
    assert tom.get(f"{path}?version=3").status_code == 404
    (publish,) = re.findall(r'action="([^"]+/publication[^"]*)"', page)
    assert tom.post(publish.replace("&amp;", "&")).status_code == 302
    with database.reading() as session:
        published = session.get_one(Question, question.id).published_version_id
    assert _latest(database, question).id != published


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
    codes = re.findall(r"(?:harbour|berth)-\d{4}", first + second)
    assert len(codes) == len(set(codes)) == 63
    assert _listed(root, f"{path}?q=7号泊位") == ["第7号", "第17号", "第27号", "第37号", "第47号", "第57号"]
    assert _listed(root, f"{path}?q=berth-0002") == ["第2号"]
    assert len(_listed(root, f"{path}?state=unpublished")) == 30
    assert _listed(root, f"{path}?difficulty=1") == []
    assert "harbour-0004" in root.get(f"{path}?state=retired&type=true_false").text
    assert "没有符合条件的题" in root.get(f"{path}?area=key_work").text
    assert "difficulty=3" in _following(root.get(f"{path}?difficulty=3").text)
    assert root.get(f"{path}?difficulty=99&type=x&q=%25").status_code == 200
    assert root.get(f"{path}?after=broken").status_code == 422


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
    for deed in ("edit", "publication", "withdrawal", "retirement", "restoration"):
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
        f"/banks/{bank.id}/questions/new",
        f"/banks/questions/{question.id}",
        f"/banks/questions/{question.id}/edit",
    )


def _berth(number: int) -> str:
    """A question about one of many berths; those with odd numbers are drafts."""
    said = PILOT.replace("harbour-0001 单选 易", f"berth-{number:04d} 单选 难")
    said = said.replace("引航员登船前先核对什么？", f"第{number}号泊位的水深由谁来测？")
    return said + "草稿: 还要核对\n" if number % 2 else said


def _following(page: str) -> str:
    return re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")


def _latest(database: Database, question: Question) -> QuestionVersion:
    with database.reading() as session:
        mine = select(QuestionVersion).where(QuestionVersion.question_id == question.id)
        return session.scalars(mine.order_by(QuestionVersion.number.desc())).first()


def _first_version(page: str) -> dict[str, str]:
    """The first basis row with the first version of a document that the page offers."""
    return {"bases-0-regulation_version_id": re.search(r'<option value="(\d+)">《港口工作条例》', page)[1]}


def _listed(client: FlaskClient, path: str) -> list[str]:
    return re.findall(r"第\d+号", client.get(path).text)


def _errors(page: str) -> list[str]:
    return re.findall(r'id="[^"]+-error">.*?<span>([^<]*)', page, re.S)
