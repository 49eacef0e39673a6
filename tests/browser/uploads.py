"""What is sent as a file before the pages about it can be opened."""

import re
from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import Page

PATIENCE = 60_000  # milliseconds: on a busy machine the process that runs jobs takes a while to start
PAPER = """1. 缆绳多久检查一次？（ B ）
A．每月
B．每季
C．每年
解析：按季检查。
2. 没有答案的一题
A．甲
B．乙
C．丙
"""


def uploaded_roster(page: Page) -> int:
    """Fill the template with somebody new and send it."""
    book = load_workbook(BytesIO(page.request.get("/members/template.xlsx").body()))
    sheet = book.worksheets[0]
    sheet.append(["NEW0001", "安然", "第一中学高中部党支部"])
    filled = BytesIO()
    book.save(filled)
    page.goto("/members/import")
    file = {"name": "roster.xlsx", "mimeType": "application/octet-stream", "buffer": filled.getvalue()}
    page.set_input_files("input[name=file]", file)
    page.click("main button:has-text('上传并预览')")
    page.wait_for_url(re.compile(r"/members/import/\d+$"))
    page.get_by_role("button", name="确认导入").wait_for(timeout=PATIENCE)
    return int(page.url.rpartition("/")[2])


def uploaded_questions(page: Page, bank: int) -> int:
    """Paste a paper of which one question has no key."""
    page.goto(f"/banks/{bank}/import")
    page.fill("textarea[name=text]", PAPER)
    page.click("main button:has-text('读取并预览')")
    page.wait_for_url(re.compile(r"/banks/uploads/\d+$"))
    page.get_by_role("heading", name="会收下什么").wait_for(timeout=PATIENCE)
    return int(page.url.rpartition("/")[2])
