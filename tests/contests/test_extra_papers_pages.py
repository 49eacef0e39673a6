"""Extra papers as people meet them: the organizer opens one on a page, those who are equal find it, all read why."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask

from quiz_app.contests.actions import entrants, running
from quiz_app.contests.queries.contests import stages_of
from quiz_app.contests.queries.going_on import who_goes_on
from quiz_app.exams.forms.times import naive
from quiz_app.members import tokens
from quiz_app.organizations.actors import Actor
from tests.conftest import NOW, SECRET
from tests.contests.acting import on_stage
from tests.contests.conftest import Stand
from tests.contests.extra import HOUR, closed, extras, open_extra, over, published, sit_extra, ties
from tests.contests.signing import signed_in
from tests.contests.test_extra_papers_going_on import on_the_line
from tests.contests.worlds import crawl, differing

Write = Callable[..., Stand]


def as_typed(instant: datetime) -> str:
    typed = naive(instant)
    assert typed is not None
    return typed.strftime("%Y-%m-%dT%H:%M")


def test_the_organizer_opens_and_withdraws_one_on_a_page(write_contest: Write, app: Flask) -> None:
    stand = closed(write_contest, {"ann": 8, "ben": 8, "tom": 3})
    dora = signed_in(app, stand.database, stand.cast.dora)
    page = f"/contests/manage/{stand.contest_id}/extras"
    shown = dora.get(page).text
    assert "第 1 名并列的 2 人：安然、本立。决定“优胜奖”的最后 1 个名额" in shown
    assert page in dora.get(f"/contests/manage/{stand.contest_id}").text
    now = stand.clock.now()
    typed = {"tie": ties(stand)[0].name, "minutes": "10", "questions": "5"}
    typed |= {"opens_at": as_typed(now + HOUR), "closes_at": as_typed(now)}
    assert "结束时间要晚于开始时间" in dora.post(page, data=typed).text
    typed["closes_at"] = as_typed(now + 2 * HOUR)
    assert dora.post(page, data=typed).status_code == 303
    [made] = extras(stand)
    assert made.members == {stand.cast.ann.member_id, stand.cast.ben.member_id}
    shown = dora.get(page).text
    assert "等待结束" in shown and "朵拉 开于" in shown
    assert "开了加赛" in dora.get(f"/contests/manage/{stand.contest_id}").text
    withdrawal = f"{page}/{made.extra.id}/withdrawal"
    dora.post(withdrawal, data={"reason": ""})
    assert extras(stand)[0].is_running
    dora.post(withdrawal, data={"reason": "时间定错了"})
    assert not extras(stand)[0].is_running
    assert "已撤回" in dora.get(page).text


def test_those_who_are_equal_find_it_and_others_do_not(write_contest: Write, app: Flask) -> None:
    stand = closed(write_contest, {"ann": 8, "ben": 8, "tom": 3})
    found = open_extra(stand)
    page, exam = f"/contests/{stand.contest_id}", f"/exams/{found.exam.id}"
    ann, tom = (signed_in(app, stand.database, each) for each in (stand.cast.ann, stand.cast.tom))
    shown = ann.get(page).text
    assert "加赛 · 第 1 名并列" in shown and exam in shown
    assert exam in ann.get("/").text
    assert "请参加加赛" in ann.get("/notices").text
    assert "加赛：只在名次并列的人之间分先后" in ann.get(exam).text
    for address in (page, "/", "/notices"):
        assert exam not in tom.get(address).text and "加赛 · " not in tom.get(address).text
    assert tom.get(exam).status_code == 404
    mine = ann.get(f"/api/v1{page}", headers=bearer(stand.cast.ann)).get_json()["extras"]
    assert [(each["exam_id"], each["place"], each["status"]) for each in mine] == [(found.exam.id, 1, "open")]
    assert tom.get(f"/api/v1{page}", headers=bearer(stand.cast.tom)).get_json()["extras"] == []


def test_standings_say_how_it_came_out(write_contest: Write, app: Flask, run_jobs: Callable[[], int]) -> None:
    stand = closed(write_contest, {"ann": 8, "ben": 8, "tom": 3})
    found = open_extra(stand)
    sit_extra(stand, found, stand.cast.ben, right=4)
    over(stand)
    standings = f"/contests/{stand.contest_id}/standings"
    tom = signed_in(app, stand.database, stand.cast.tom)
    assert "加赛：第 1 名" not in tom.get(standings).text
    published(stand, run_jobs)
    shown = tom.get(f"{standings}?final=1").text
    assert "加赛：第 1 名并列的 2 人" in shown and "没有参加" in shown
    answer = tom.get(f"/api/v1{standings}?final=1", headers=bearer(stand.cast.tom)).get_json()
    [told] = answer["extras"]
    assert [(each["rank"], each["score"]) for each in told["lines"]] == [(1, 40.0), (2, None)]
    assert [each["rank"] for each in answer["items"]] == [1, 2, 3]
    rules = tom.get(f"/contests/{stand.contest_id}").text
    assert "没有参加加赛的，排在参加的后面" in rules


def test_while_frozen_nobody_else_reads_of_it(write_contest: Write, app: Flask) -> None:
    stand = on_the_line(write_contest)
    found = open_extra(stand)
    sit_extra(stand, found, stand.cast.ben, right=2)
    over(stand)
    with stand.database.reading() as session:
        chosen = who_goes_on(session, stand.contest(), stages_of(session, stand.contest())[0])
    on_stage(stand, entrants.open_stage, 2, chosen)
    of_stage = f"/contests/{stand.contest_id}/standings?stage={stand.stage(1).id}"
    tom, dora = (signed_in(app, stand.database, each) for each in (stand.cast.tom, stand.cast.dora))
    assert "加赛：第 1 名" in tom.get(of_stage).text, "the control: it is told where nothing is frozen"
    stand.act(running.freeze_from, freezes_at=stand.clock.now() + timedelta(minutes=1))
    stand.pass_to(stand.clock.now() + timedelta(minutes=2))
    stage, contest = stand.stage(1).id, stand.contest_id
    addresses = [
        f"{base}{query}"
        for base in (
            f"/contests/{contest}/standings",
            f"/contests/{contest}/standings/export",
            f"/api/v1/contests/{contest}/standings",
        )
        for query in ("", f"?stage={stage}")
    ]
    addresses += [f"/contests/{contest}", f"/api/v1/contests/{contest}", "/", f"/exams/{found.exam.id}/board"]
    signed_in(app, stand.database, stand.cast.ben)
    readers = {"tom": stand.cast.tom, "ben": stand.cast.ben}
    later = stand.clock.now() + HOUR
    stand.clock.moment = later
    before = crawl(app, readers, addresses)
    stand.clock.moment = later - HOUR / 2
    stand.act(entrants.disqualify, stand.cast.ann.member_id, reason="代答")
    stand.catch_up()
    stand.clock.moment = later
    assert differing(before, crawl(app, readers, addresses)) == []
    assert all("加赛：第 1 名".encode() not in body for _, body in before.values())
    assert {status for status, _ in before.values()} <= {200, 302, 404}
    assert "加赛：第 1 名" in dora.get(of_stage).text


def test_who_sat_one_may_appeal_against_it_like_against_any_paper(
    write_contest: Write, app: Flask, run_jobs: Callable[[], int]
) -> None:
    stand = closed(write_contest, {"ann": 8, "ben": 8, "tom": 3})
    found = open_extra(stand)
    attempt = sit_extra(stand, found, stand.cast.ben, right=4)
    over(stand)
    published(stand, run_jobs)
    base = f"/contests/{stand.contest_id}/appeals"
    ben = signed_in(app, stand.database, stand.cast.ben)
    assert f"{base}/new?attempt={attempt}" in ben.get(f"/exams/attempts/{attempt}/result").text
    assert "加赛（第 1 名并列）" in ben.get(f"{base}/new?attempt={attempt}").text
    written = {"about": "question", "sat": f"{stand.stage(1).id}.{attempt}", "question_no": "5"}
    written["words"] = "第 5 题有两个答案"
    sent = ben.post(f"{base}/new", data=written)
    assert sent.status_code == 303
    assert "加赛 第 5 题" in ben.get(sent.location).text
    dora, root = (signed_in(app, stand.database, each) for each in (stand.cast.dora, stand.cast.root))
    reading = f"{sent.location}/reading"
    page = dora.get(reading).text
    assert "第 5 题有两个答案" in page and "申诉人的答案" in page
    for reader in (dora, root):
        assert reader.post(reading, data={"verdict": "upheld", "reason": "确有两个答案"}).status_code == 303
    assert "申诉成立" in ben.get(sent.location).text
    assert f"/exams/manage/{found.exam.id}" in root.get(reading).text, "the way to correct the question"
    tom = signed_in(app, stand.database, stand.cast.tom)
    assert tom.get(f"{base}/new?attempt={attempt}").status_code == 404


def bearer(who: Actor) -> dict[str, str]:
    """The proof of a sign-in that `signed_in` has made last."""
    token = tokens.Token(who.sign_in_id, who.member_id, NOW + timedelta(days=30))
    return {"Authorization": f"Bearer {tokens.issue(SECRET.encode(), token)}"}
