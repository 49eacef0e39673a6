"""Every page in the hand and on the desk: by axe, within its width, within its policy; and no key before its time."""

import json
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from openpyxl import load_workbook
from playwright.sync_api import APIResponse, Page, expect
from werkzeug.exceptions import HTTPException

from quiz_app.app import create_app
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.exams.editions import EditionQuestion
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.queries import hot
from quiz_app.exams.tables import Attempt
from tests.browser.conftest import DESKTOP, PHONE, Site
from tests.browser.test_member import attempt_of

pytestmark = pytest.mark.browser

OPEN_EXAM = "全省党支部工作知识测试"
PAGES = {
    "member": """
        / /help /regulations /courses /courses/{course} /courses/{course}/lessons/{lesson} /exams /exams/{exam}
        /exams/{sat}/board /exams/attempts/{attempt}/result /exams/attempts/{attempt}/review /boards
        /me /me/learning /me/results /me/points /me/devices /me/password
    """,
    "secretary": """
        / /boards?unit={branch} /branch /exams /exams/{exam} /exams/{exam}/branch /members /members/{member}
    """,
    "trainer": """
        / /courses /courses/manage /courses/upload /courses/{course} /courses/{course}/edit
        /courses/{course}/lessons/{lesson}/edit /courses/{course}/preview /courses/{course}/preview/{lesson}
        /banks /banks/new /banks/citations /banks/{bank} /banks/{bank}/edit /banks/questions/{question}
        /banks/questions/{question}/edit /banks/{bank}/questions/new
        /banks/{bank}/questions/new?type=multiple_choice /banks/{bank}/questions/new?type=true_false
        /banks/{bank}/questions/new?type=fill_blank
    """,
    "organizer": """
        / /exams /exams/manage /exams/manage/new /exams/manage/{draft} /exams/manage/{draft}/edit
        /exams/manage/{exam} /exams/manage/{exam}/watch /exams/manage/{exam}/watch/absent /exams/{exam}/branch
        /boards /branch /members
    """,
    "admin": """
        / /units /units/{branch} /units/{branch}/children /units/{branch}/move /units/{branch}/new
        /units/{branch}/rename /units/{branch}/roles /members /members/{member} /members/{member}/transfer
        /members/import /members/import/{upload} /boards /branch
    """,
}
ON_THE_DESK = {
    "member": "/ /courses /exams /boards /me",
    "secretary": "/branch /members",
    "trainer": "/courses/{course}/edit /banks/{bank} /banks/questions/{question}/edit",
    "organizer": "/exams/manage/{draft} /exams/manage/{exam}/watch",
    "admin": "/units /units/{branch} /members/import",
}
WITHOUT_A_PAGE = re.compile(r"static|openapi\.|\w+_api\.|site\.health|exams\.watch\.(figures|export)|courses\.file|.*_(export|template)")
"""What answers a GET with no page of its own: data, files, a fragment of a page."""
SHOWN_ELSEWHERE = {"members.sign_in", "exams.attempts.show"}
MOST_PAGES, MOST_OF_A_KIND = 120, 6
LINK = re.compile(r'(?:href|src|hx-get)="(/[^"#]*)')


@pytest.fixture(scope="module")
def places(site: Site) -> dict[str, object]:
    """An instance of each thing that a page can be about, all within the reach of the demo's people."""
    [(home, member)] = site.sql("SELECT unit_id, id FROM members WHERE number = 'member'")
    [(branch,)] = site.sql("SELECT coalesce(parent_id, id) FROM units WHERE id = ? AND kind = 'party_group'", home)
    [(exam,)] = site.sql("SELECT id FROM exams WHERE title = ?", OPEN_EXAM)
    attempt, sat = site.sql(
        "SELECT a.id, x.id FROM attempts a JOIN exams x ON x.id = a.exam_id AND x.kind = 'exam'"
        " WHERE a.member_id = ? AND x.review_rule <> 'never' AND a.submitted_at IS NOT NULL ORDER BY a.score LIMIT 1",
        member,
    )[0]
    course, lesson = site.sql("SELECT course_id, id FROM lessons ORDER BY id LIMIT 1")[0]
    bank, question = site.sql("SELECT bank_id, id FROM questions ORDER BY id LIMIT 1")[0]
    return locals()
