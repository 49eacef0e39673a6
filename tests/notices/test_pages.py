"""The pages and the API: from writing a notice to reading it, the switches, the box."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz_app.core.db import Database
from quiz_app.notices.actions import sending
from quiz_app.notices.kinds import AWARD
from quiz_app.organizations.actors import Actor
from tests.conftest import NOW, Cast, SettableClock, bearer
from tests.exams.conftest import Queries
from tests.notices.conftest import Say

Open = Callable[[Actor], FlaskClient]


@pytest.fixture
def as_(app: Flask, sign_in: Callable) -> Open:
    return lambda actor: sign_in(app.test_client(), actor)


def test_a_secretary_writes_looks_sends_and_sees_who_has_read(as_: Open, cast: Cast, crowd: list[int]) -> None:
    ben, ann = as_(cast.ben), as_(cast.ann)
    words = {
        "unit": str(cast.units["港口党支部"].id),
        "title": "支部大会",
        "body": "**周五** 下午。\n\n<script>alert(1)</script>",
    }
    preview = ben.post("/notices/new", data=words | {"do": "preview"}).text
    assert "<strong>周五</strong>" in preview
    assert "<script>alert" not in preview
    assert "发给 44 人" in preview
    assert "支部大会" not in ann.get("/notices").text, "a preview sends nothing"
    assert ben.post("/notices/new", data=words | {"do": "send"}).headers["Location"] == "/notices/sent"
    assert "消息，1 条未读" in ann.get("/").text
    listed = ann.get("/notices").text
    assert "支部大会" in listed
    assert "未读：" in listed
    assert "<strong>周五</strong>" in ann.get("/notices/1").text
    assert "未读：" not in ann.get("/notices").text
    assert "已读 1 · 发给 44 人" in ben.get("/notices/sent").text
    page = ben.get("/notices/1/receipts").text
    assert "朵拉" in page
    assert "安然" not in page
    assert as_(cast.cleo).get("/notices/1").status_code == 404


def test_a_secretary_reminds_who_has_not_read_within_the_quota(
    as_: Open, cast: Cast, say: Say, clock: SettableClock
) -> None:
    say("港口党支部", "支部大会", by=cast.ben)
    ben, unit = as_(cast.ben), str(cast.units["港口党支部"].id)
    as_(cast.ann).get("/notices/1")
    said = ben.post("/notices/1/remind", data={"unit": unit}, follow_redirects=True).text
    assert "已提醒 3 人。" in said
    ben.post("/notices/1/remind", data={"unit": unit})
    said = ben.post("/notices/1/remind", data={"unit": unit}, follow_redirects=True).text
    assert "3 人 7 天内已经提醒过 2 次" in said
    assert "还有一条通知没有读" in as_(cast.dora).get("/notices").text
    assert "还有一条通知没有读" not in as_(cast.ann).get("/notices").text
    assert ben.post("/notices/2/remind", data={"unit": unit}).status_code == 409, "no reminder of a reminder"


def test_a_waiting_reminder_is_not_open_to_whom_it_will_reach(
    as_: Open, cast: Cast, say: Say, clock: SettableClock
) -> None:
    say("港口党支部", "支部大会", by=cast.ben)
    clock.pass_by(hours=8)
    ben = as_(cast.ben)
    said = ben.post("/notices/1/remind", data={"unit": str(cast.units["港口党支部"].id)}, follow_redirects=True).text
    assert "自动发给 4 人" in said
    assert "等待发出" in ben.get("/notices/sent").text
    assert as_(cast.ann).get("/notices/2").status_code == 404
    clock.pass_by(hours=10)
    assert as_(cast.ann).get("/notices/2").status_code == 200


def test_a_notice_leads_to_its_page_and_stands_where_that_page_is_gone(
    database: Database, as_: Open, cast: Cast
) -> None:
    said = {"title": "获奖", "body": "祝贺。", "kind": AWARD, "sent_by": None, "at": NOW}
    with database.transaction() as session:
        for page in ({"endpoint": "boards.index", "period": "2026-11"}, {"endpoint": "gone.away"}):
            sending.tell(session, member_ids=[cast.ann.member_id], page=page, **said)
    ann = as_(cast.ann)
    assert 'href="/boards?period=2026-11"' in ann.get("/notices/1").text
    assert "打开相关页面" not in ann.get("/notices/2").text


def test_the_api_lists_and_marks_as_read(app: Flask, cast: Cast, say: Say) -> None:
    for number in range(3):
        say("临江市", f"第 {number} 条", by=cast.dora)
    client, proof = app.test_client(), {"Authorization": f"Bearer {bearer(cast.ann)}"}
    first = client.get("/api/v1/notices?limit=2", headers=proof).get_json()
    assert [each["title"] for each in first["items"]] == ["第 2 条", "第 1 条"]
    assert (first["unread"], first["items"][0]["unit"], first["items"][0]["sender"]) == (3, "临江市", "朵拉")
    rest = client.get(f"/api/v1/notices?limit=2&after={first['next']}", headers=proof).get_json()
    assert ([each["title"] for each in rest["items"]], rest["next"]) == (["第 0 条"], None)
    read = [client.post("/api/v1/notices/3/read", headers=proof).get_json() for _ in range(2)]
    assert read[0] == read[1]
    assert client.get("/api/v1/notices", headers=proof).get_json()["unread"] == 2
    strangers = {"Authorization": f"Bearer {bearer(cast.cleo)}"}
    assert client.post("/api/v1/notices/3/read", headers=strangers).status_code == 404


def test_the_inbox_costs_the_same_at_1_and_at_25_notices(as_: Open, cast: Cast, say: Say, queries: Queries) -> None:
    client, found = as_(cast.ann), []
    for count in (1, 24):
        for number in range(count):
            say("临江市", f"通知 {number}")
        with queries:
            assert client.get("/notices").status_code == 200
        found.append(len(queries))
    assert found[0] == found[1] <= 6, queries.statements


def test_everybody_reads_the_switches_and_only_an_administrator_gets_to_change_them(as_: Open, cast: Cast) -> None:
    page = as_(cast.ann).get("/relief").text
    for words in ("个人排行由本人自愿", "登录和在线时长不计积分", "21:00 至次日 8:00", "没有人改过", "第一百三十二条"):
        assert words in page
    assert "改这一项" not in page
    root = as_(cast.root)
    root.post("/relief/quiet_hours", data={"begins": "20:00", "ends": "09:00", "reason": "冬天早些。"})
    page = as_(cast.ann).get("/relief").text
    assert "20:00 至次日 9:00" in page
    assert "管理员 2026年11月23日 14:00 改的：冬天早些。" in page
    assert root.get("/relief/nothing").status_code == 404
    assert root.post("/relief/reminder_quota", data={"value": "9", "reason": "x"}).status_code == 422


def test_ones_own_page_has_the_switch_of_the_name(as_: Open, cast: Cast) -> None:
    ann = as_(cast.ann)
    assert "排行上你的姓名遮住" in ann.get("/me").text
    ann.post("/me/name", data={"show": "yes"})
    assert "本支部的排行显示你的姓名" in ann.get("/me").text
    ann.post("/me/name", data={"show": "no"})
    assert "排行上你的姓名遮住" in ann.get("/me").text


def test_the_foot_of_every_page_leads_to_the_box_and_asks_to_sign_in(
    client: FlaskClient, as_: Open, cast: Cast
) -> None:
    assert 'href="/suggestions"' in client.get("/sign-in").text
    assert client.get("/suggestions").headers["Location"] == "/sign-in?next=/suggestions"
    for path in ("/", "/notices", "/exams", "/relief", "/no-such-page"):
        assert 'href="/suggestions"' in as_(cast.ann).get(path).text, path


def test_from_a_suggestion_to_its_answer(as_: Open, cast: Cast) -> None:
    ann, dora = as_(cast.ann), as_(cast.dora)
    sent = ann.post("/suggestions", data={"text": "提醒太多了。", "anonymous": "y"}, follow_redirects=True).text
    assert "收到了" in sent
    assert "答复意见（1 条在等）" in dora.get("/suggestions").text
    for path in ("/suggestions/answering", "/suggestions/1/answer"):
        page = dora.get(path).text
        assert "提醒太多了。" in page
        assert "匿名" in page
        assert "安然" not in page
    assert "答复意见" not in ann.get("/suggestions").text
    dora.post("/suggestions/1/answer", data={"text": "改成每周一次。"})
    assert "改成每周一次。" in ann.get("/suggestions/1").text
    assert "你的意见有答复了" in ann.get("/notices").text
    assert 'href="/suggestions/1"' in ann.get("/notices/1").text
    assert dora.post("/suggestions/1/answer", data={"text": "再答一次。"}).status_code == 422


def test_the_fourth_of_a_day_is_refused_with_what_to_do(as_: Open, cast: Cast) -> None:
    ann = as_(cast.ann)
    answers = [ann.post("/suggestions", data={"text": f"第 {number} 条"}) for number in range(4)]
    assert [each.status_code for each in answers] == [303, 303, 303, 429]
    assert "请明天再来" in answers[-1].text
    assert "第 3 条" in answers[-1].text, "what was written is still there"
