"""Those who prepare: a course and a question by the trainer, an exam by the organizer, sat on two devices."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Page, expect

from quiz_app.core.calendar import ZONE
from tests.browser.conftest import DESKTOP, PHONE, Site, expect_paper, picture, sign_in
from tests.browser.test_member import answer, attempt_of, right_answers, stored_revision, wait_for

pytestmark = pytest.mark.browser

COURSE = """编码: harbour-safety
名称: 港口党支部的一次会
领域: 党的基础知识
简介: 一课学完，能说出支部开会前要准备什么。
对象: 全体党员
---
"""
LESSON = """标题: 会前准备
时长: 1
学时: 0.25
知识点: 三会一课
小测: 0
---

学完这一课，你能说出开会前要做的三件事。

## 先定议题

支部委员先碰头，把要讨论的事写成一句话，再通知每一名党员。

![](images/board.png)

/// checklist | 会前三件事
- 定下议题，写成一句话。
- 通知到每一名党员。
- 准备好签到表。
///
"""
WITHOUT_TEXT, WITH_TEXT = "![](images/board.png)", "![支部公告栏的示意图](images/board.png)"
STEM = "港口党支部准备吸收一名新党员，讨论时首先要对照党章第三条核对的是什么？"


def test_a_trainer_uploads_a_course_mends_what_the_check_names_and_a_member_reads_it(
    site: Site, open_as: Callable[..., Page], tmp_path: Path
) -> None:
    trainer = open_as("trainer", DESKTOP)
    trainer.goto("/courses/upload")
    trainer.set_input_files("input[name=package]", packed(tmp_path / "course.zip"))
    trainer.select_option("select[name=unit]", str(unit_above_the_member(site, "province")))
    trainer.click("main button.primary")
    trainer.wait_for_url("**/edit")
    expect(trainer.locator("main")).to_contain_text("图片没有替代文字")
    expect(trainer.locator("button:has-text('发布')")).to_be_disabled()
    course = int(trainer.url.split("/")[-2])

    trainer.locator("section[aria-label=检查结果] a").first.click()
    body = trainer.locator("textarea[name=body]")
    assert WITHOUT_TEXT in body.input_value()
    body.fill(body.input_value().replace(WITHOUT_TEXT, WITH_TEXT))
    trainer.click("main .submit-row button.primary")
    expect(trainer.locator("main")).to_contain_text("保存好了")
    expect(trainer.locator("main")).not_to_contain_text("图片没有替代文字")

    trainer.click("main a:has-text('预览')")
    frame = trainer.frame_locator("iframe")
    expect(frame.locator("h1")).to_have_text("会前准备")
    expect(frame.get_by_alt_text("支部公告栏的示意图")).to_be_visible()
    assert trainer.locator("iframe").evaluate("frame => frame.clientWidth") == 390
    assert frame.locator("html").evaluate("html => html.scrollWidth") <= 390

    trainer.goto(f"/courses/{course}/edit")
    trainer.click("main button:has-text('发布')")
    expect(trainer.locator("main")).to_contain_text("发布了")

    member = open_as("member", PHONE)
    member.goto(f"/courses/{course}")
    member.click("main a:has-text('会前准备')")
    expect(member.locator("article.prose")).to_contain_text("通知到每一名党员")
    shown = member.get_by_alt_text("支部公告栏的示意图")
    shown.scroll_into_view_if_needed()
    assert wait_for(member, lambda: shown.evaluate("picture => picture.naturalWidth") == 320)


def test_a_trainer_writes_a_question_with_its_legal_basis_and_another_person_publishes_it(
    open_as: Callable[..., Page],
) -> None:
    trainer = open_as("trainer", DESKTOP)
    trainer.goto("/banks")
    trainer.locator("main .rows a[href^='/banks/']").first.click()
    trainer.click("main a:text-is('写一道题')")
    expect(trainer.locator("input[name=options-4]")).to_be_hidden()
    trainer.click("summary:has-text('再加选项')")
    expect(trainer.locator("input[name=options-4]")).to_be_visible()
    trainer.click("button[value=send]")
    for field in ("stem", "options", "right", "explanation", "knowledge_points", "bases"):
        expect(trainer.locator(f"#{field}-error")).to_be_visible()
    trainer.fill("textarea[name=stem]", STEM)
    for place, option in enumerate(["本人的经济收入", "是否愿意履行党员的义务", "在单位工作的年数"]):
        trainer.fill(f"input[name=options-{place}]", option)
    trainer.check("#right-1")
    trainer.fill("textarea[name=explanation]", "第三条列出党员必须履行的义务；收入和工作年数都不在其中。")
    trainer.fill("input[name=knowledge_points]", "党员义务")
    versions = trainer.locator("select[name='bases-0-regulation_version_id']")
    versions.select_option(versions.locator("option:has-text('中国共产党章程')").first.get_attribute("value"))
    trainer.fill("input[name='bases-0-article']", "第三条")
    trainer.fill("input[name='bases-0-quotation']", "党员必须履行下列义务")
    trainer.click("button[value=send]")
    expect(trainer.locator("main")).to_contain_text("审核中")
    expect(trainer.locator("main")).to_contain_text(STEM)
    question = trainer.url
    trainer.click("main a:text-is('看审核的人看到的')")
    expect(trainer.locator("main")).to_contain_text("要请另一个人来审")
    expect(trainer.locator("button[value=approve]")).to_have_count(0)

    admin = open_as("admin", DESKTOP)
    admin.goto("/banks/reviews")
    admin.locator(f"main .rows a:has-text('{STEM}')").click()
    admin.fill("textarea[name=reason]", "对过党章第三条。")
    admin.click("button[value=approve]")
    expect(admin.locator("main")).to_contain_text("已发布")

    trainer.goto(question)
    expect(trainer.locator("main")).to_contain_text("发布中")
    expect(trainer.locator("main")).to_contain_text("对过党章第三条。")
    trainer.click("main a:text-is('修改')")
    expect(trainer.locator("textarea[name=stem]")).to_have_value(STEM)
    picture(trainer, "question-1280")


def test_an_organizer_makes_an_exam_and_sees_who_took_part(site: Site, open_as: Callable[..., Page]) -> None:
    organizer = open_as("organizer", DESKTOP)
    exam = published_exam(organizer, "青屿县业务知识小考", unit_above_the_member(site, "county"))
    organizer.goto(f"/exams/manage/{exam}/watch")
    assert entrants(organizer) == 0

    member = open_as("member", PHONE)
    member.goto("/exams")
    member.click(f"main a[href='/exams/{exam}']")
    member.click("main button:has-text('开始答题')")
    expect_paper(member)
    for number, values in right_answers(site, attempt_of(member)).items():
        answer(member, number, values)
    member.click(".exam-head [data-open=confirm]")
    member.click("#confirm [data-submit]")
    member.wait_for_url("**/result")
    expect(member.locator("main")).to_contain_text("已合格")

    assert wait_for(organizer, lambda: entrants(organizer) == 1)
    organizer.reload()
    expect(organizer.locator("main table.gridded")).to_be_visible()
    expect(organizer.locator("main [data-table=hours] svg")).to_be_visible()
    picture(organizer, "watch-1280")
    with organizer.expect_download() as download:
        organizer.click("main a:has-text('导出')")
    sheets = load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    assert sheets["按单位"].max_row > 1
    people = {row[0]: row for row in sheets["按人员"].iter_rows(values_only=True)}
    assert people["member"][3:6] == ("是", 1, 100)
    assert people["secretary"][3:6] == ("否", 0, None)


def test_a_second_device_takes_an_attempt_over_and_the_first_is_told(
    site: Site, open_as: Callable[..., Page], phone: Page
) -> None:
    first = open_as("secretary", PHONE)
    first.goto("/exams")
    first.click("main li:has-text('青屿县基层组织建设知识测验') a")
    first.click("main button:has-text('开始答题')")
    expect_paper(first)
    attempt = attempt_of(first)
    right = right_answers(site, attempt)
    answer(first, 1, right[1])
    assert wait_for(first, lambda: stored_revision(site, attempt) > 0)

    sign_in(phone, "secretary")
    phone.goto(f"/exams/attempts/{attempt}")
    takeover = phone.locator("[data-screen=takeover]")
    expect(takeover).to_be_visible()
    expect(phone.locator("#q1")).to_be_hidden()
    takeover.locator("button").click()
    expect_paper(phone)
    expect(phone.locator("#saved")).to_contain_text("已保存")
    assert phone.locator("#q1 input:checked").count() == 1 or phone.locator("#q1 input[type=text]").first.input_value()

    before = stored_revision(site, attempt)
    answer(first, 2, right[2])
    expect(first.locator("[data-screen=moved]")).to_be_visible()
    assert stored_revision(site, attempt) == before
    answer(phone, 2, right[2])
    assert wait_for(phone, lambda: stored_revision(site, attempt) > before)


def published_exam(organizer: Page, title: str, unit: int) -> int:
    written_exam(organizer, title, unit)
    organizer.click("main a:text-is('发布')")
    expect(organizer.locator("main")).to_contain_text("发布后不能撤回")
    organizer.click("main button:has-text('确认发布')")
    organizer.wait_for_url("**/watch")
    return int(organizer.url.split("/")[-2])


def written_exam(organizer: Page, title: str, unit: int) -> int:
    """A draft: five questions with one right option each, open since an hour."""
    organizer.goto("/exams/manage/new")
    organizer.fill("input[name=title]", title)
    organizer.select_option("select[name=unit]", str(unit))
    now = datetime.now(ZONE)
    organizer.fill("input[name=opens_at]", f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    organizer.fill("input[name=closes_at]", f"{now + timedelta(days=2):%Y-%m-%dT%H:%M}")
    organizer.fill("input[name=minutes]", "20")
    organizer.select_option("select[name='cells-0-type']", "single_choice")
    organizer.fill("input[name='cells-0-count']", "5")
    organizer.fill("input[name='cells-0-points']", "20")
    organizer.click(".submit-row button[value=save]")
    expect(organizer.locator("main")).to_contain_text("还没有发布，谁也看不到")
    return int(organizer.url.split("/")[-1])


def entrants(organizer: Page) -> int:
    return int(organizer.locator("#figures").inner_text().split("已参加")[1].split()[0])


def unit_above_the_member(site: Site, kind: str) -> int:
    """The unit of a kind that the demo's `member` belongs to."""
    home = "SELECT u.path FROM members m JOIN units u ON u.id = m.unit_id WHERE m.number = 'member'"
    [(found,)] = site.sql(f"SELECT id FROM units WHERE kind = ? AND substr(({home}), 1, length(path)) = path", kind)
    return found


def packed(path: Path) -> Path:
    """The course as a zip of its folder."""
    board = BytesIO()
    Image.new("RGB", (320, 160), "#b3131b").save(board, "PNG")
    with ZipFile(path, "w") as archive:
        archive.writestr("harbour-safety/course.md", COURSE)
        archive.writestr("harbour-safety/01-before.md", LESSON)
        archive.writestr("harbour-safety/images/board.png", board.getvalue())
    return path
