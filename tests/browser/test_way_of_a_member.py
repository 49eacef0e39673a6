"""A member's whole way on a phone: from the notice of a contest to the certificate that anybody can check. The only
address that is typed is the site's own; the last one stands as a QR code on the paper."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from quiz_app.contests.actions import outcomes, planning, running
from quiz_app.contests.drafts import ContestDraft, StageDraft
from quiz_app.contests.queries.contests import held_contest
from quiz_app.contests.rules import AwardRule, PlacePoints, Rules
from quiz_app.contests.stages import Kind
from quiz_app.contests.templates import REVIEW
from quiz_app.core.db import Database
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.drafts import ExamDraft
from quiz_app.exams.modes import MOCK, OFFICIAL
from quiz_app.members.queries.people import actor_for
from quiz_app.members.tables import Member
from quiz_app.notices.actions import sending
from quiz_app.notices.kinds import ANNOUNCEMENT
from quiz_app.organizations.tables import Unit
from tests.browser.conftest import PHONE, Site, Watched, expect_paper
from tests.browser.contested import brought_to
from tests.browser.test_member import answer, attempt_of, right_answers, wait_for
from tests.browser.test_staff import unit_above_the_member
from tests.browser.ways import HOUR, let_pass, sat, stages_of

pytestmark = pytest.mark.browser

TITLE = "渔港党员应知应会竞赛"
RULES = Rules(
    part_points=2,
    place_points=(PlacePoints(1, 1, 5),),
    awards=(AwardRule("first", "一等奖", "member", 1), AwardRule("winner", "优胜奖", "member", 3)),
)
DAYS = timedelta(days=4)


def test_a_member_goes_from_the_notice_to_the_certificate_on_a_phone(
    site: Site, open_as: Callable[..., Page], watched: Callable[..., Watched]
) -> None:
    contest, others = announced(site)
    _, official = stages_of(site, contest)
    phone = open_as("member", PHONE)
    read_the_notice(phone)
    tried_the_mock(phone)
    let_pass(site, contest, 2 * HOUR)
    sat(site, official, others)
    sat_officially(site, phone)
    found_the_own_place(site, phone, len(others) + 1)

    let_pass(site, contest, 2 * HOUR)
    brought_to(site, contest, "closed")
    settled(site, contest, outcomes.ask_to_publish, "under_appeal")
    phone.reload()
    expect(verdict(phone)).to_contain_text("公示中")
    expect(phone.get_by_role("link", name="我的证书")).to_have_count(0)
    expect(phone.get_by_role("link", name="竞赛通报")).to_have_count(0)
    let_pass(site, contest, DAYS)
    settled(site, contest, outcomes.ask_to_finalize, "final")
    was_awarded(phone)
    has_a_certificate(phone, watched(PHONE).page)


def announced(site: Site) -> tuple[int, list[int]]:
    """A contest of the member's county, a mock stage and an official one, that has opened; its other members."""
    county = unit_above_the_member(site, "county")
    database = Database(f"sqlite:///{site.database}")
    with database.transaction() as session:
        at = datetime.now(UTC).replace(microsecond=0)
        organizer = actor_for(session, session.scalars(select(Member.id).where(Member.number == "organizer")).one())
        unit = session.get_one(Unit, county)
        stages = (StageDraft(Kind.WARM_UP, "模拟答题"), StageDraft(Kind.PRELIMINARY, "正式答题"))
        draft = ContestDraft(TITLE, "", at - HOUR, at + 3 * HOUR, rules=RULES, stages=stages)
        exams = [exam("模拟", MOCK, at - HOUR, at + HOUR), exam("正式", OFFICIAL, at + HOUR, at + 3 * HOUR)]
        contest = planning.create(session, organizer, unit, draft, exams, at=at - 2 * HOUR)
        running.announce(session, organizer, contest, unit, at=at - 2 * HOUR)
        sending.announce(
            session,
            unit=unit,
            title=TITLE,
            body="规则、时间和入口都在竞赛页上。",
            kind=ANNOUNCEMENT,
            page={"endpoint": "contests.show", "contest_id": contest.id},
            sent_by=organizer.member_id,
            at=at,
        )
        running.open_contest(session, contest, unit, by=None, at=at - HOUR)
        below = select(Member.id).join(Unit, Unit.id == Member.unit_id).where(Unit.path.startswith(unit.path))
        others = session.scalars(below.where(Member.number != "member", Member.left_at.is_(None))).all()
        made = contest.id
    database.dispose()
    return made, list(others)


def exam(title: str, mode: str, opens_at: datetime, closes_at: datetime) -> ExamDraft:
    return ExamDraft(
        title=f"{TITLE} · {title}",
        description="",
        opens_at=opens_at,
        closes_at=closes_at,
        minutes=10,
        attempts_allowed=2,
        pass_percent=60,
        credit_rule="none",
        review=REVIEW,
        blueprint=Blueprint((Cell(8, 1250, type="single_choice"),)),
        mode=mode,
    )


def read_the_notice(phone: Page) -> None:
    phone.goto("/")
    expect(phone.locator(".bell .count")).to_be_visible()
    phone.click(".bell")
    phone.locator("main .rows a", has_text=TITLE).click()
    phone.get_by_role("link", name="打开相关页面").click()
    expect(phone.locator("main")).to_contain_text("竞赛规则")
    expect(phone.locator("main details[open]")).to_be_visible()
    phone.locator("main summary", has_text="奖项").click()
    expect(phone.locator("main details[open]", has_text="一等奖")).to_be_visible()


def tried_the_mock(phone: Page) -> None:
    expect(phone.locator("section.lead")).to_contain_text("模拟答题")
    begin(phone)
    phone.locator(".question.current .option").first.click()
    hand_in(phone)
    expect(phone.locator("main")).to_contain_text("这是模拟考试，不记积分")
    phone.get_by_role("link", name="回到竞赛").click()


def sat_officially(site: Site, phone: Page) -> None:
    phone.reload()
    expect(phone.locator("section.lead")).to_contain_text("正式答题")
    begin(phone)
    for number, values in right_answers(site, attempt_of(phone)).items():
        answer(phone, number, values)
    hand_in(phone)
    expect(phone.locator("section.verdict .score")).to_have_text("100")
    expect(phone.locator("main")).to_contain_text("竞赛的积分不在交卷时记")


def begin(phone: Page) -> None:
    phone.get_by_role("link", name="进入答题").click()
    phone.get_by_role("button", name="开始答题").click()
    expect_paper(phone)


def hand_in(phone: Page) -> None:
    phone.click(".exam-head [data-open=confirm]")
    phone.click("#confirm [data-submit]")
    phone.wait_for_url("**/result")


def found_the_own_place(site: Site, phone: Page, people: int) -> None:
    """First of all, with those right behind, within seconds."""
    assert wait_for(phone, lambda: site.sql("SELECT 1 FROM standings WHERE folded_value IS NOT value LIMIT 1") == [])
    phone.get_by_role("link", name="看名次").click()
    expect(phone.locator(".pinned")).to_contain_text(f"参加的共 {people} 人")
    expect(phone.locator("ol.podium")).to_be_visible()
    phone.get_by_role("navigation", name="所在位置").get_by_role("link", name=TITLE).click()


def settled(site: Site, contest_id: int, ask: Callable[..., object], state: str) -> None:
    """The organizer asks for the long work, and the server does it."""
    database = Database(f"sqlite:///{site.database}")
    with database.transaction() as session:
        organizer = actor_for(session, session.scalars(select(Member.id).where(Member.number == "organizer")).one())
        contest = held_contest(session, contest_id)
        ask(session, organizer, contest, session.get_one(Unit, contest.unit_id), at=datetime.now(UTC))
    database.dispose()
    brought_to(site, contest_id, state)


def verdict(phone: Page):
    return phone.locator("section.verdict")


def was_awarded(phone: Page) -> None:
    phone.reload()
    expect(verdict(phone).locator(".score")).to_have_text("1")
    expect(verdict(phone)).to_contain_text("一等奖")
    verdict(phone).get_by_role("link", name="看总名次").click()
    expect(phone.locator(".pinned")).to_contain_text("100 分")
    phone.get_by_role("navigation", name="所在位置").get_by_role("link", name=TITLE).click()


def has_a_certificate(phone: Page, stranger: Page) -> None:
    """The paper in the hand, and what anybody reads who scans its code."""
    verdict(phone).get_by_role("link", name="我的证书").click()
    mine = phone.locator("main li", has_text="一等奖").first
    with phone.expect_download() as download:
        mine.get_by_role("link", name="下载 PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    mine.get_by_role("link").first.click()
    expect(phone.locator(".checked-number.good")).to_contain_text("有效")
    stranger.goto(phone.url)
    expect(stranger.locator(".checked-number.good")).to_contain_text("有效")
    expect(stranger.locator("main")).to_contain_text("一等奖")
