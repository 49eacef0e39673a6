"""Importing in the browser: the bar is seen, refused rows are mended in place, taken in and taken back."""

import re
from collections.abc import Callable, Iterable
from io import BytesIO

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site
from tests.browser.test_accessibility import faults
from tests.browser.uploads import PATIENCE

pytestmark = pytest.mark.browser

TITLES = ("题型", "题干", "选项A", "选项B", "选项C", "答案", "解析")
GOOD = ("单选", "港口里的浮标按规定多久检查一次才算合格？", "每月", "每季", "每年", "B", "按季检查。")
TWO_ALIKE = ("单选", "港口里的潮位按规定多久记录一次才算合格？", "一小时", "一 小时", "四小时", "C", "按时记录。")
NO_KEY = ("单选", "港口里的缆绳破损几股就不能再用了？", "一股", "两股", "三股", None, "一股也不行。")
MENDED = """## row-{row} 单选 中

港口里的潮位按规定多久记录一次才算合格？

A. 一小时
B. 两小时
C. 四小时

答案: C
解析: 四小时记录一次，别和值班的间隔混淆。
"""


def test_a_trainer_sees_the_bar_mends_refused_rows_takes_the_rest_and_takes_it_all_back(
    site: Site, open_as: Callable[..., Page]
) -> None:
    [(bank, title)] = site.sql("SELECT id, title FROM question_banks ORDER BY id LIMIT 1")
    [(before,)] = site.sql("SELECT count(*) FROM questions")
    page = open_as("trainer", PHONE)
    send(page, bank, "浮标.xlsx", [GOOD, TWO_ALIKE, NO_KEY])
    expect(page.get_by_role("heading", name="会收下什么")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("main")).to_contain_text("选项 A 和 B 相同")
    expect(page.get_by_role("button", name="收下 1 题")).to_be_visible()

    row = page.get_by_role("row").filter(has_text="选项 A 和 B 相同")
    number = row.get_by_role("cell").first.inner_text()
    row.get_by_role("link", name="就地改").click()
    page.fill("textarea[name=text]", MENDED.format(row=number))
    page.get_by_role("button", name="改好").click()
    expect(page.locator("main")).not_to_contain_text("选项 A 和 B 相同")

    page.get_by_role("button", name="收下 2 题").click()
    page.wait_for_url(re.compile(r"/me/jobs/\d+$"))
    expect(page.get_by_role("status")).to_contain_text("收下了 2 题", timeout=PATIENCE)
    assert faults(page) == []
    assert site.sql("SELECT count(*) FROM questions") == [(before + 2,)]
    page.get_by_role("link", name="去看结果").click()
    expect(page.locator("main")).to_contain_text(MENDED.split("\n")[2])

    page.goto(f"/banks/{bank}/import")
    page.locator("li", has_text="浮标.xlsx").get_by_role("button", name="整批撤回").first.click()
    expect(page.get_by_role("status").first).to_contain_text("撤回了“浮标.xlsx”带来的 2 题")
    assert site.sql("SELECT count(*) FROM questions") == [(before,)]
    assert title


def test_the_bar_of_a_long_import_moves_and_the_page_shows_the_result_by_itself(
    site: Site, open_as: Callable[..., Page]
) -> None:
    [(bank,)] = site.sql("SELECT min(id) FROM question_banks")
    page = open_as("trainer", DESKTOP)
    many = [
        ("单选", f"{n} 号泊位的系缆桩编在第几组里？", f"{n} 组", f"{n + 1} 组", f"{n + 2} 组", "A", "")
        for n in range(4000)
    ]
    send(page, bank, "泊位.xlsx", many)
    result = page.get_by_role("heading", name="会收下什么")
    expect(result).to_be_visible(timeout=PATIENCE)
    [(job, told)] = site.sql("SELECT id, step FROM jobs WHERE title = '读取“泊位.xlsx”'")
    assert re.fullmatch("读表格|逐题检查|查找重复", told)

    bar = page.get_by_role("progressbar")
    stand(site, job, "working", done=1000)
    page.reload()
    expect(bar).to_have_attribute("aria-valuenow", "25")
    assert faults(page) == []
    stand(site, job, "working", done=3000)
    expect(bar).to_have_attribute("aria-valuenow", "75")
    expect(bar).to_have_attribute("aria-valuetext", "逐题检查")
    stand(site, job, "done", done=4000)
    expect(result).to_be_visible()
    page.goto("/me/jobs")
    expect(page.locator("li", has_text="读取“泊位.xlsx”")).to_contain_text("还没有收下")


def test_a_file_that_cannot_be_read_ends_in_a_sentence_and_the_way_back(
    site: Site, open_as: Callable[..., Page]
) -> None:
    [(bank,)] = site.sql("SELECT min(id) FROM question_banks")
    page = open_as("trainer", PHONE)
    page.goto(f"/banks/{bank}/import")
    broken = {"name": "坏.xlsx", "mimeType": "application/octet-stream", "buffer": b"PK\x03\x04broken"}
    page.set_input_files("input[name=file]", broken)
    page.click("main button:has-text('读取并预览')")
    expect(page.get_by_role("alert")).to_contain_text("。", timeout=PATIENCE)
    assert faults(page) == []
    page.get_by_role("link", name="换一份文件").click()
    page.wait_for_url(f"**/banks/{bank}/import")


def stand(site: Site, job: int, state: str, *, done: int) -> None:
    """Let a job that has ended stand somewhere on its way again, so that no page has to be quick to see it there. Its
    runner is heard of in the far future: nobody takes the job up."""
    values = "state = ?, step = '逐题检查', done = ?, total = 4000, heard_at = 9999999999999"
    site.sql(f"UPDATE jobs SET {values} WHERE id = ?", state, done, job)


def send(page: Page, bank: int, name: str, rows: Iterable[tuple]) -> None:
    book, data = Workbook(), BytesIO()
    for row in (TITLES, *rows):
        book.active.append(row)
    book.save(data)
    page.goto(f"/banks/{bank}/import")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data.getvalue()}
    page.set_input_files("input[name=file]", file)
    page.click("main button:has-text('读取并预览')")
    page.wait_for_url(re.compile(r"/banks/uploads/\d+$"))
