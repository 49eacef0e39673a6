"""The contest's page and its standings, as members, their secretary and its organizer see them."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from quiz_app.contests.actions import running
from quiz_app.contests.drafts import StageDraft
from quiz_app.contests.posters import MOST_STAGES, TEMPLATE, PosterStage, content
from quiz_app.contests.rules import SmallUnits
from quiz_app.contests.stages import Kind
from quiz_app.core.printing.pdf import write_pdfs
from quiz_app.core.sheets import read_rows
from quiz_app.notices.actions.relief import show_name
from quiz_app.organizations.actors import Actor
from tests.conftest import NOW
from tests.contests.conftest import RULES, Stand
from tests.contests.crowd import Crowd, as_actor, crowd  # noqa: F401
from tests.contests.test_course import finished

HOUR = timedelta(hours=1)
Ask = Callable[..., str]


@pytest.fixture
def stand(write_contest: Callable[..., Stand], crowd: Crowd) -> Stand:  # noqa: F811
    """A contest that runs, in which five people of two branches have sat; units below two stand outside."""
    stand = write_contest(rules=replace(RULES, small_units=SmallUnits(least=2)))
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    for who, right in ((stand.cast.ann, 7), (crowd.harbour[0], 9), (crowd.pier[0], 8), (crowd.pier[1], 6)):
        stand.sit(who, right=right)
    stand.sit(crowd.wharf, right=10)
    stand.catch_up()
    return stand


@pytest.fixture
def ask(app: Flask, stand: Stand) -> Ask:
    """A page of the contest as words alone."""

    def get(who: Actor, path: str = "", status: int = 200) -> str:
        answer = as_actor(app, who).get(f"/contests/{stand.contest_id}{path}")
        assert answer.status_code == status, answer.text
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text.partition("<main")[2].partition("</main>")[0]))

    return get


def test_the_contest_lists_its_stages_with_ones_own_score_and_prints_its_rules(stand: Stand, ask: Ask) -> None:
    page = ask(stand.cast.ann)
    assert "支部工作知识竞赛" in page
    assert "还剩 23 小时，你有 1 次机会" in page
    assert "70 分" in page
    assert "综合分 = 参赛率 * 50% + 名册平均分 * 50%" in page
    assert "记 5 分" in page
    assert "第一次合格记" not in page, "a stage brings no points of its own"


def test_members_stand_by_score_with_masks_and_ones_own_place_and_distance(
    stand: Stand,
    ask: Ask,
    crowd: Crowd,  # noqa: F811
) -> None:
    page = ask(stand.cast.ann, "/standings")
    assert "孤*" in page
    assert "郝*海" in page, "who did not agree is masked in the own branch too"
    assert "再多 10 分可到第 3 名" in page
    assert "本支部第 2" in page
    with stand.database.transaction() as session:
        show_name(session, crowd.harbour[0], at=stand.clock.now())
    assert "郝大海" in ask(stand.cast.ann, "/standings")
    assert "郝*海" in ask(crowd.pier[0], "/standings")
    assert "林二三" in ask(stand.cast.dora, "/standings"), "the organizer watches over everybody"


def test_a_page_without_ones_own_line_shows_two_above_and_two_below(stand: Stand, ask: Ask) -> None:
    page = ask(stand.cast.ann, "/standings?limit=1")
    assert re.search(r"我的前后.* 2 郝\*海 .* 3 林\* .* 4 安然 我 .* 5 林\*三 ", page)
    assert "孤" not in page.partition("我的前后")[2].partition("本支部以外")[0]


def test_units_rank_by_the_composite_and_the_small_ones_stand_apart(
    stand: Stand,
    ask: Ask,
    crowd: Crowd,  # noqa: F811
) -> None:
    page = ask(stand.cast.ann, "/standings?by=unit&kind=party_branch").partition("人均次数")[2]
    first, second, apart = page.index("码头党支部"), page.index("港口党支部"), page.index("不参加排名的单位")
    assert first < second < apart < page.index("栈桥党支部")
    assert "2 / 4 人" in page
    assert "2 / 8 人" in page
    by_total = ask(stand.cast.ann, "/standings?by=unit&kind=party_branch&sort=entrant_mean&ascending=1")
    by_total = by_total.partition("人均次数")[2]
    assert by_total.index("码头党支部") < by_total.index("港口党支部") < by_total.index("栈桥党支部")
    inside = ask(stand.cast.ann, f"/standings?unit={crowd.units['码头党支部'].id}")
    assert "林*" in inside
    assert "安然" not in inside
    ask(stand.cast.ann, f"/standings?unit={stand.cast.units['云岭县'].id}", status=404)


def test_who_is_outside_the_scope_finds_no_contest(stand: Stand, ask: Ask) -> None:
    for path in ("", "/standings", "/standings/export", "/screen", "/poster"):
        ask(stand.cast.cleo, path, status=404)


def test_while_frozen_all_but_the_organizer_read_the_instant_of_the_freeze(
    stand: Stand,
    ask: Ask,
    crowd: Crowd,  # noqa: F811
) -> None:
    stand.act(running.freeze_from, freezes_at=stand.clock.now() + HOUR)
    stand.pass_to(stand.clock.now() + 2 * HOUR)
    paths = ("/standings", "/standings?by=unit&kind=party_branch")
    before = [ask(stand.cast.ben, path) for path in paths]
    assert "停在" in before[0]
    stand.sit(crowd.pier[2], right=10, seconds=5)
    stand.sit(crowd.pier[1], right=10, seconds=5)
    stand.catch_up()
    assert [ask(stand.cast.ben, path) for path in paths] == before
    assert "林四" in ask(stand.cast.dora, "/standings")
    assert "3 / 4 人" in ask(stand.cast.dora, "/standings?by=unit&kind=party_branch")
    stand.pass_to(stand.contest().closes_at + timedelta(seconds=10))
    stand.act(running.reveal)
    stand.catch_up()
    assert "3 / 4 人" in ask(stand.cast.ben, "/standings?by=unit&kind=party_branch")


def test_once_published_final_places_awards_and_ones_own_place_are_shown(
    stand: Stand, ask: Ask, run_jobs: Callable[[], int]
) -> None:
    stand.pass_to(stand.contest().closes_at + timedelta(seconds=10))
    finished(stand, run_jobs)
    page = ask(stand.cast.ann)
    assert "我的名次 4" in page
    assert "获奖名单" in page
    assert "孤*" in page
    standings = ask(stand.cast.ann, "/standings")
    assert "总名次" in standings
    assert "再多 10 分可到第 3 名" in standings
    beside = ask(stand.cast.ann, "/standings?limit=1")
    assert re.search(r"我的前后.* 2 郝\*海 .* 3 林\* .* 4 安然 我 .* 5 林\*三 ", beside)
    branch = ask(stand.cast.ann, f"/standings?unit={stand.cast.units['港口党支部'].id}")
    assert "林*" not in branch


def test_the_export_holds_what_the_page_shows_and_never_a_formula(
    app: Flask, sign_in: Callable[..., FlaskClient], stand: Stand
) -> None:
    with stand.database.transaction() as session:
        unit = session.merge(stand.cast.units["港口党支部"])
        unit.name = "=HYPERLINK(1)"
    client = sign_in(app.test_client(), stand.cast.ann)
    members = client.get(f"/contests/{stand.contest_id}/standings/export")
    assert members.status_code == 200
    rows = read_rows(members.data)
    assert [row.cells[:2] for row in rows[1:4]] == [(1, "孤*"), (2, "郝*海"), (3, "林*")]
    assert members.data == client.get(f"/contests/{stand.contest_id}/standings/export").data
    units = read_rows(client.get(f"/contests/{stand.contest_id}/standings/export?by=unit&kind=party_branch").data)
    assert [row.cells[0] for row in units[1:]] == [1, 2, "不排名"]
    assert b"<f>" not in BytesIO(members.data).getvalue()


def test_a_stage_whose_scores_are_withheld_has_no_standings_for_members(
    write_contest: Callable[..., Stand], app: Flask, sign_in: Callable[..., FlaskClient]
) -> None:
    stages = (StageDraft(Kind.WARM_UP, "预热"), StageDraft(Kind.PRELIMINARY, "初赛"))
    stand = write_contest(exams=({"mode": "mock"}, {}), stages=stages)
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    with stand.database.transaction() as session:
        session.merge(stand.exam(2)).review_score = "after_window"
    stand.sit(stand.cast.ann, right=5, position=2)
    stand.catch_up()
    page = sign_in(app.test_client(), stand.cast.ann).get(f"/contests/{stand.contest_id}/standings").text
    assert "排行与成绩同时公布" in page
    assert "安然" in sign_in(app.test_client(), stand.cast.dora).get(f"/contests/{stand.contest_id}/standings").text


def test_the_big_screen_is_for_organizers_and_masks_names_unless_asked(stand: Stand, ask: Ask) -> None:
    ask(stand.cast.ann, "/screen", status=403)
    ask(stand.cast.ben, "/screen", status=403)
    assert "郝*海" in ask(stand.cast.dora, "/screen")
    assert "郝大海" in ask(stand.cast.dora, "/screen?whole=1")
    assert "码头党支部" in ask(stand.cast.dora, "/screen?by=unit&kind=party_branch")


def test_the_poster_is_a_page_of_pdf(app: Flask, sign_in: Callable[..., FlaskClient], stand: Stand) -> None:
    answer = sign_in(app.test_client(), stand.cast.ann).get(f"/contests/{stand.contest_id}/poster")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF")


def test_the_exams_own_pages_lead_back_to_the_contest(
    app: Flask, sign_in: Callable[..., FlaskClient], stand: Stand
) -> None:
    client, exam = sign_in(app.test_client(), stand.cast.ann), stand.exam()
    board = client.get(f"/exams/{exam.id}/board")
    assert board.status_code == 302
    assert board.location == f"/contests/{stand.contest_id}/standings?exam={exam.id}"
    assert "初赛" in client.get(board.location).text
    assert f'href="/contests/{stand.contest_id}"' in client.get(f"/exams/{exam.id}").text


def test_home_leads_with_the_contest_that_runs(
    app: Flask,
    stand: Stand,
    crowd: Crowd,  # noqa: F811
) -> None:
    page = re.sub(r"\s+", " ", as_actor(app, crowd.pier[3]).get("/").text)
    card = page.partition('class="lead"')[2].partition("</section>")[0]
    assert "支部工作知识竞赛 · 初赛" in card
    assert "你有 2 次机会" in card
    assert "本支部参赛率 50%" in card
    assert f'href="/exams/{stand.exam().id}"' in card
    assert f'href="/contests/{stand.contest_id}"' in page
    listed = as_actor(app, crowd.pier[3]).get("/contests").text
    assert "支部工作知识竞赛" in listed
    assert 'href="/boards"' in listed


def test_a_poster_of_as_many_stages_as_there_may_be_stays_on_one_page() -> None:
    stage = PosterStage("初赛", "每日答题", NOW, NOW + timedelta(days=30), "30 分钟一次 · 每天最多 5 次")
    given = content(
        "知识竞赛" * 15, "海湾县港务局党委" * 4, NOW, NOW, [stage] * MOST_STAGES, "https://quiz.cn/contests/1", "站"
    )
    [data] = write_pdfs(TEMPLATE, [given])
    assert len(PdfReader(BytesIO(data)).pages) == 1
