"""A stage that counts points a minute: its board has no marks, so nobody is told how many passed, and no rule asks."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from quiz_app.boards.tables import Board, UnitSum
from quiz_app.bulletins.composing import compose
from quiz_app.bulletins.queries import facts
from quiz_app.contests.actions import entrants
from quiz_app.contests.queries.awarding import deciding_figures
from quiz_app.contests.queries.contests import stages_of
from quiz_app.contests.queries.readiness import checks
from quiz_app.contests.rules import AwardRule
from quiz_app.core.errors import Invalid
from quiz_app.exams.tables.exams import Exam
from quiz_app.organizations.kinds import BRANCH
from tests.conftest import bearer
from tests.contests.acting import TWO_STAGES, on_stage, opened
from tests.contests.browsing import *  # noqa: F403
from tests.contests.browsing import figures, rows
from tests.contests.conftest import RULES, Stand

SPEED = ({"counting": "speed"},)
BY_BRANCH = "?by=unit&kind=party_branch"


@pytest.fixture
def stand(write_contest: Callable[..., Stand]) -> Stand:
    """Ann has a hundred in ten minutes (10 a minute), Ben sixty in half a minute (120 a minute, which would be full
    marks and more)."""
    made = write_contest(exams=SPEED)
    made.announce()
    made.pass_to(made.contest().opens_at)
    made.sit(made.cast.ann, right=10, seconds=600)
    made.sit(made.cast.ben, right=6, seconds=30)
    made.catch_up()
    return made


def test_the_board_has_no_marks_and_its_sums_count_nobody_by_them(stand: Stand) -> None:
    with stand.database.reading() as session:
        board = session.get_one(Board, stand.exam().board_id)
        assert (board.pass_score, board.excellent_score, board.full_score) == (None, None, None)
        sums = session.execute(select(UnitSum.passed, UnitSum.excellent, UnitSum.full).distinct()).all()
    assert sums == [(0, 0, 0)]


def test_standings_of_units_have_their_places_and_no_rates_of_passing(stand: Stand, dora, app) -> None:
    page = dora.get(f"/contests/{stand.contest_id}/standings{BY_BRANCH}").text
    cells = dict(re.findall(r'<td class="num[^"]*" data-label="([^"]+)">\s*([^<]*?)\s*<', page))
    assert {name: cells[name] for name in ("合格率", "优秀率", "满分人数", "参赛均分")} == {
        "合格率": "—",
        "优秀率": "—",
        "满分人数": "—",
        "参赛均分": "65",
    }
    assert "所以没有合格率、优秀率和满分人数" in page
    for sort in ("pass_rate", "full_marks"):
        assert dora.get(f"/contests/{stand.contest_id}/standings{BY_BRANCH}&sort={sort}").status_code == 200


def test_the_api_says_null(stand: Stand, app) -> None:
    for path in (f"standings{BY_BRANCH}", "watch"):
        address = f"/api/v1/contests/{stand.contest_id}/{path}"
        token = bearer(stand.cast.dora)
        answer = app.test_client().get(address, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.text
        line = answer.json["items"][0] if path != "watch" else answer.json
        assert (line["entrants"], line["pass_rate"], line["excellence_rate"]) == (2, None, None)
        assert line.get("full_marks") is None


def test_the_watch_page_and_both_workbooks_say_nothing_of_passing(stand: Stand, dora) -> None:
    page = dora.get(f"/contests/manage/{stand.contest_id}/watch")
    assert figures(page)["平均分（参赛者）"] == ("65.0", "名册口径 32.5 · 优秀率 —")
    assert rows(page, "units")[0] == ["海湾县", "4", "2", "50.0%", "65.0", "32.5", "—"]
    assert "所以没有合格率和优秀率" in page.text
    inside = dora.get(f"/contests/manage/{stand.contest_id}/watch?unit={stand.cast.units['港口党支部'].id}")
    assert rows(inside, "units")[-1][-1] == "—"
    for address in (f"manage/{stand.contest_id}/watch.xlsx", f"{stand.contest_id}/standings/export{BY_BRANCH}"):
        sheet = load_workbook(BytesIO(dora.get(f"/contests/{address}").data)).worksheets[0]
        head, first, *_ = sheet.iter_rows(values_only=True)
        told = dict(zip(head, first, strict=True))
        assert [told[name] for name in told if name.startswith(("合格", "优秀", "满分"))] in ([None] * 2, [None] * 3)


def test_a_bulletin_says_means_and_no_rates_of_passing(stand: Stand) -> None:
    stand.pass_to(stand.contest().closes_at + timedelta(seconds=10))
    with stand.database.reading() as session:
        content = compose(facts(session, stand.contest(), at=stand.clock.now()))
    overall, units = content.sections[:2]
    assert overall.sentences[0].endswith("；平均 65.00 分。")
    (table,) = units.tables
    told = {column.title: cell for column, cell in zip(table.columns, table.rows[0], strict=True)}
    assert (told["平均分"], told["合格率（%）"], told["优秀率（%）"]) == (65, None, None)


def test_figures_of_units_say_that_nobody_was_held_against_marks(stand: Stand) -> None:
    with stand.database.reading() as session:
        contest = stand.contest()
        before = deciding_figures(session, contest, kind=BRANCH)
    assert [(each.passed, each.excellent, each.full, each.marks) for each in before if each.entrants] == [
        (0, 0, 0, False)
    ]


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"composite": "合格率 * 50% + 名册平均分 * 50%"}, "composite", "综合分的公式用了“合格率”"),
        ({"unit_ties": ("participation", "high_scores")}, "unit_ties", "单位并列时用了“高分奖励多的在前”"),
        (
            {"awards": (AwardRule("best", "优胜单位", "unit", 1, by="full_marks", level=BRANCH),)},
            "awards.best",
            "“优胜单位”按“满分人数”评",
        ),
    ],
)
def test_rules_that_ask_who_passed_are_refused_when_the_contest_is_published(
    write_contest: Callable[..., Stand], changes, field: str, said: str
) -> None:
    stand = write_contest(exams=SPEED, rules=replace(RULES, **changes))
    with pytest.raises(Invalid) as refused:
        stand.announce()
    assert refused.value.fields == {
        field: f"{said}，可是“初赛”按每分钟得分计分，分不出合格、优秀和满分。请换一个指标，或者改这个阶段的计分办法。"
    }
    with stand.database.reading() as session:
        contest = stand.contest()
        found = checks(session, contest, stand.cast.units["临江市"], stages_of(session, contest), at=stand.clock.now())
    assert [each.about for each in found if not each.is_right] == ["规则和公式"]


def test_the_same_rules_are_published_where_scores_are_on_the_scale(write_contest: Callable[..., Stand]) -> None:
    stand = write_contest(rules=replace(RULES, composite="合格率", unit_ties=("high_scores",)))
    stand.announce()
    assert stand.contest().state == "announced"


def test_a_later_stage_that_counts_otherwise_by_now_is_not_opened_under_rules_that_ask_for_marks(
    write_contest: Callable[..., Stand],
) -> None:
    stand = opened(write_contest, stages=TWO_STAGES, exams=({}, {}), rules=replace(RULES, composite="合格率"))
    with stand.database.transaction() as session:
        session.get_one(Exam, stand.exam(2).id).counting = "speed"
    with pytest.raises(Invalid) as refused:
        on_stage(stand, entrants.open_stage, 2, ())
    assert "“复赛”按每分钟得分计分" in refused.value.fields["composite"]
    assert stand.stage(2).opened_at is None
