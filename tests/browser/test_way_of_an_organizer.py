"""An organizer's whole way, from the wizard to the bulletin, by clicking and typing alone: no address is ever typed,
and at each step the page says what comes next. Time goes by, and members sit, beside the browser."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from quiz_app.core.calendar import local
from tests.browser.conftest import DESKTOP, Site
from tests.browser.contested import brought_to
from tests.browser.ways import elsewhere, let_pass, sat, stages_of, until

pytestmark = pytest.mark.browser

TITLE = "港口系统应知应会竞赛"
DAYS = timedelta(days=4)


def test_an_organizer_goes_from_the_wizard_to_the_bulletin_by_clicks_alone(
    site: Site, open_as: Callable[..., Page]
) -> None:
    page = open_as("organizer", DESKTOP)
    scope, people = elsewhere(site)
    page.goto("/")
    contest = written(page, scope)
    preliminary, final = stages_of(site, contest)
    announced(page, len(people))

    let_pass(site, contest, until(site, "opens_at", preliminary))
    brought_to(site, contest, "open")
    sat(site, preliminary, people[:30])
    let_pass(site, contest, until(site, "closes_at", preliminary))
    went_on(page)
    let_pass(site, contest, until(site, "opens_at", final))
    finalists = [row[0] for row in site.sql("SELECT member_id FROM contest_qualifiers WHERE stage_id = ?", final)]
    sat(site, final, finalists[:3])
    frozen(page)
    brought_to(site, contest, "frozen")
    sat(site, final, finalists[3:])
    let_pass(site, contest, until(site, "closes_at", final))
    brought_to(site, contest, "closed")

    revealed(page)
    brought_to(site, contest, "under_appeal")
    under_appeal(page)
    let_pass(site, contest, DAYS)
    made_final(page)
    brought_to(site, contest, "final")
    has_certificates(page)
    has_bulletin(page)
    archived(page)


def next_step(page: Page) -> Locator:
    return page.locator("section.sheet", has=page.get_by_role("heading", name="下一步", exact=True))


def confirm(page: Page, opener: str, act: str) -> None:
    """Open what asks once more, and say yes."""
    step = next_step(page)
    step.locator("summary", has_text=opener).click()
    step.get_by_role("button", name=act, exact=True).click()


def written(page: Page, scope: int) -> int:
    """The draft: from a template, with a final for the best five, each stage at its own time."""
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="组织竞赛").click()
    page.get_by_role("link", name="新建竞赛").click()
    page.get_by_label("竞赛名称").fill(TITLE)
    page.get_by_label("面向哪个单位").select_option(str(scope))
    page.get_by_label("第一天").fill(day_from_now(1))
    page.get_by_role("radio", name="一天的竞赛").check()
    page.get_by_role("button", name="建立草稿").click()
    expect(page.locator("main")).to_contain_text("已建立草稿")
    home = page.url

    page.get_by_role("link", name="增减阶段").click()
    page.get_by_role("radio", name="决赛").check()
    page.locator("input[name=title]").fill("决赛")
    page.get_by_role("button", name="增加").click()
    page.get_by_role("link", name="回到竞赛").click()
    page.get_by_role("link", name="修改规则").click()
    page.get_by_label("谁晋级到下一阶段").select_option(label="前多少名")
    page.get_by_label("多少名，或多少分").fill("5")
    page.get_by_label("结束时间").fill(f"{day_from_now(2)}T21:00")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(next_step(page)).to_contain_text("才有晋级名单")
    expect(next_step(page).get_by_role("button", name="确认发布")).to_have_count(0)
    next_step(page).get_by_role("link", name="去改").click()
    page.get_by_label("开始时间").fill(f"{day_from_now(2)}T19:00")
    page.get_by_label("结束时间").first.fill(f"{day_from_now(2)}T21:00")
    page.locator("button[value=save]").last.click()
    page.get_by_role("link", name="回到竞赛").click()
    assert page.url == home
    expect(next_step(page)).not_to_contain_text("要改")
    expect(page.locator("main")).to_contain_text("前 5 名")
    return int(home.rpartition("/")[2])


def day_from_now(days: int) -> str:
    return f"{local(datetime.now(UTC)) + timedelta(days=days):%Y-%m-%d}"


def announced(page: Page, people: int) -> None:
    """The regulations are looked at, the members told, the poster printed."""
    regulations = page.locator("section.sheet", has=page.get_by_role("heading", name="竞赛规程"))
    expect(regulations).to_contain_text("初赛")
    expect(regulations).to_contain_text("最多 2 次")
    confirm(page, "发布竞赛", "确认发布")
    expect(page.locator("main")).to_contain_text("已发布。")
    expect(next_step(page)).to_contain_text(f"自动开始，那一刻的名册就是参赛名册；现在名册上有 {people} 人")
    with page.expect_download() as download:
        next_step(page).get_by_role("link", name="下载海报 PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def went_on(page: Page) -> None:
    """The contest runs, its first stage is over: the page asks for the list, and shows it once it stands."""
    page.reload()
    expect(next_step(page)).to_contain_text("“初赛”已经结束，请定“决赛”的晋级名单")
    next_step(page).get_by_role("link", name="看名单，定下来").click()
    page.locator("summary", has_text="定下这份名单").click()
    page.get_by_role("button", name="确认名单").click()
    expect(page.locator("main")).to_contain_text("名单已定")
    back(page)
    expect(next_step(page)).not_to_contain_text("晋级名单")
    expect(next_step(page)).to_contain_text("自动结束")


def back(page: Page) -> None:
    page.get_by_role("navigation", name="所在位置").get_by_role("link", name=TITLE).click()


def frozen(page: Page) -> None:
    page.reload()
    page.locator("main").get_by_role("link", name="比赛态势").click()
    expect(page.locator("table#units")).to_be_visible()
    back(page)
    confirm(page, "封榜", "确认封榜")
    expect(next_step(page)).to_contain_text("结束以后由你揭晓")


def revealed(page: Page) -> None:
    """The hall sees the places one by one, then everybody, then awards and appeals."""
    page.reload()
    expect(next_step(page)).to_contain_text("排行还停在")
    next_step(page).get_by_role("link", name="打开大屏").click()
    expect(page.locator("[data-place]").first).to_be_attached()
    page.go_back()
    confirm(page, "揭晓名次", "确认揭晓")
    expect(next_step(page)).to_contain_text("答卷已经收齐")
    confirm(page, "公示成绩", "确认公示")
    expect(page.get_by_role("progressbar").or_(page.locator("main", has_text="申诉期到")).first).to_be_visible()


def under_appeal(page: Page) -> None:
    page.reload()
    expect(next_step(page)).to_contain_text("还有 0 件申诉没有答复")
    expect(next_step(page)).to_contain_text("申诉期结束、申诉全部答复以后，才能定案")
    expect(next_step(page).get_by_role("link", name="起草通报")).to_be_visible()


def made_final(page: Page) -> None:
    page.reload()
    confirm(page, "定案", "确认定案")


def has_certificates(page: Page) -> None:
    page.reload()
    expect(next_step(page)).to_contain_text("接着写通报")
    next_step(page).get_by_role("link", name="看证书").click()
    expect(page.locator("main")).to_contain_text("优胜奖")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    page.go_back()


def has_bulletin(page: Page) -> None:
    """Written from the data, its words changed, looked at, published, downloaded in each form."""
    next_step(page).get_by_role("link", name="写通报").click()
    page.get_by_role("button", name="写通报").click()
    page.get_by_label("文号").fill("港竞〔2026〕1 号")
    page.get_by_label("结语").fill("望各支部学以致用，把规矩落到每一次会上。")
    page.get_by_role("button", name="保存，看样子").click()
    expect(page.locator("article.bulletin")).to_contain_text("学以致用")
    page.locator("summary", has_text="发布第 1 版").click()
    page.get_by_role("button", name="保存并发布第 1 版").click()
    paper = page.locator("article.bulletin")
    expect(paper).to_contain_text("港竞〔2026〕1 号")
    winner = paper.locator("table tbody th").last.text_content() or ""
    for label, starts in (("PDF", b"%PDF"), ("Word", b"PK"), ("xlsx", b"PK")):
        with page.expect_download() as download:
            page.locator("main .cluster a", has_text=label).click()
        data = Path(download.value.path()).read_bytes()
        assert data.startswith(starts)
        if label == "Word":
            assert "学以致用" in ZipFile(BytesIO(data)).read("word/document.xml").decode()
        if label == "xlsx":
            cells = [cell for sheet in load_workbook(BytesIO(data)) for row in sheet.values for cell in row]
            assert winner.strip() in cells


def archived(page: Page) -> None:
    page.get_by_role("link", name="写通报").click()
    back(page)
    expect(next_step(page)).to_contain_text("都办完了就归档")
    confirm(page, "归档", "确认归档")
    expect(next_step(page)).to_contain_text("已经归档，不再改变")
    changes = page.locator("section.sheet", has=page.get_by_role("heading", name="到了哪一步")).locator("li")
    expect(changes).to_have_count(7)
