"""Every page in the hand and on the desk: by axe, within its width, within its policy; and no key before its time."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable
from html import unescape
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from quiz_app.app import create_app
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.exams.editions import EditionQuestion
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.queries import hot
from quiz_app.exams.tables.attempts import Attempt
from tests.browser.certified import certified
from tests.browser.conftest import DESKTOP, PHONE, Site, expect_paper
from tests.browser.corrected import applied, proposed_correction
from tests.browser.faults import faults
from tests.browser.secrets_told import letters, said_in, tells
from tests.browser.signalled import OPEN_EXAM, put_off, put_signal
from tests.browser.sittings import opened_to_helpers, printed_paper
from tests.browser.test_courses import changed_course
from tests.browser.test_member import attempt_of
from tests.browser.test_staff import unit_above_the_member, written_exam
from tests.browser.uploads import uploaded_questions, uploaded_roster

pytestmark = pytest.mark.browser

PAGES = {
    "member": """
        / /help /regulations /courses /courses/{course} /courses/{course}/lessons/{lesson} /exams /exams/{exam}
        /exams/{sat}/board /exams/attempts/{attempt}/result /exams/attempts/{attempt}/review
        /exams/attempts/{attempt}/course /boards
        /exams/{exam}/draw /exams/{sat}/draw
        /me /me/learning /me/results /me/points /me/devices /me/password
        /exams/reports /exams/attempts/{attempt}/report?no=1 /exams/reading
        /practice /practice/daily /practice/drill /practice/mistakes /practice/stars
        /me/certificates /check /check/{number} /notices /relief /suggestions
    """,
    "secretary": """
        / /boards?unit={branch} /branch /exams /exams/{exam} /exams/{exam}/branch /members /members/{member}
        /exams/{helped}/paper /exams/{helped}/paper?part=waiting /exams/{helped}/paper?part=ended
        /exams/{helped}/assisted /exams/{helped}/assisted/{member} /exams/paper/{paper} /certificates
        /notices/new /notices/sent
    """,
    "trainer": """
        / /courses /courses/manage /courses/upload /courses/{course} /courses/{course}/edit
        /courses/{course}/lessons/{lesson}/edit /courses/{course}/preview /courses/{course}/preview/{lesson}
        /courses/{changed}/publish /courses/superseded /banks/superseded /banks/reviews /banks/reports
        /exams/statistics/banks/{bank} /exams/statistics/questions/{question}
        /banks /banks/new /banks/citations /banks/{bank} /banks/{bank}/edit /banks/questions/{question}
        /banks/questions/{question}/edit /banks/{bank}/questions/new
        /banks/{bank}/bulk?scope=all&act=tag /banks/{bank}/bulk?scope=all&act=retire /banks/{bank}/acts
        /banks/{bank}/import /banks/uploads/{questions} /banks/uploads/{questions}/rows/1
        /me/jobs /me/jobs/{job}
    """,
    "organizer": """
        / /exams /exams/manage /exams/manage/new /exams/manage/{draft} /exams/manage/{draft}/edit
        /exams/manage/{draft}/publish /exams/manage/{draft}/fairness /exams/manage/{exam} /exams/manage/{exam}/watch
        /exams/manage/{exam}/corrections /exams/manage/{exam}/corrections/questions
        /exams/manage/{exam}/corrections/rule /exams/manage/{exam}/corrections/questions/0 /corrections/{correction}
        /corrections/{corrected}/undoing
        /exams/manage/{exam}/watch/absent /exams/manage/{exam}/statistics /exams/manage/{exam}/print
        /exams/manage/{exam}/entry /exams/manage/{unreleased}/results
        /exams/{exam}/branch /boards /branch /members
        /exams/manage/{exam}/signals?state=all /exams/manage/{exam}/signals/{signal}
        /exams/manage/{exam}/attempts/{seen}
        /suggestions/answering
    """,
    "admin": """
        / /units /units/{branch} /units/{branch}/move /units/{branch}/new /units/{branch}/rename /units/{branch}/roles
        /members /members/{member} /members/{member}/transfer /members/import /members/import/{upload} /boards /branch
        /changes /relief/reminder_quota /relief/quiet_hours
    """,
}
ON_THE_DESK = {
    "member": "/ /courses /exams /boards /me",
    "secretary": "/branch /members /certificates",
    "trainer": "/courses/{course}/edit /banks/{bank} /banks/questions/{question}/edit",
    "organizer": "/exams/manage/{draft} /exams/manage/{exam}/watch",
    "admin": "/units /units/{branch} /members/import /me/jobs",
}
WITHOUT_A_PAGE = re.compile(
    r"static|openapi\.|\w+_api\.|site\.health|members\.job_progress|exams\.watch\.(figures|export)|organizations\.children"
    r"|courses\.file|.*_(export|template)|banks\.((export|print)_questions|picture)|exams\.printing\.papers|exams\.paper\.(papers|find)|exams\.attempts\.print"
    r"|practice\.today|corrections\.(state|of_report)|certificates\.(paper|archive)"
)
"""What answers a GET with no page of its own: data, files, a fragment of a page."""
WALKED_ELSEWHERE = re.compile(r"contests\.|bulletins\.")
"""Whose pages need a contest: `test_contests` and `test_accessibility_of_afterwards` make one."""
SHOWN_ELSEWHERE = {
    "exams.assisted.show",
    "exams.assisted.confirm",
    "exams.assisted.back",
    "members.sign_in",
    "exams.attempts.show",
    "exams.attempts.confirm",
    "members.roster_result",
    "members.initial_password",
    "exams.marking.show",
    "exams.marking.publish",
    "exams.reading.show",
    "exams.reading.task",
    "practice.show",
    "practice.answered",
    "banks.report",
    "notices.show",
    "notices.receipts",
    "notices.own_suggestion",
    "notices.answer",
    "banks.undo_bulk",
    "banks.review_question",
    "banks.compare_versions",
}
MOST_PAGES, MOST_OF_A_KIND = 120, 6
LINK = re.compile(r'(?:href|src|hx-get)="(/[^"#]*)')


@pytest.fixture(scope="module")
def places(site: Site) -> dict[str, int | str]:
    """An instance of each thing that a page can be about, all within the reach of the demo's people."""
    [(home, member)] = site.sql("SELECT unit_id, id FROM members WHERE number = 'member'")
    [(branch,)] = site.sql("SELECT coalesce(parent_id, id) FROM units WHERE id = ? AND kind = 'party_group'", home)
    [(exam,)] = site.sql("SELECT id FROM exams WHERE title = ?", OPEN_EXAM)
    attempt, sat = site.sql(
        "SELECT a.id, x.id FROM attempts a JOIN exams x ON x.id = a.exam_id AND x.kind = 'exam'"
        " WHERE a.member_id = ? AND x.closes_at < unixepoch() * 1000 AND a.score >= 0 ORDER BY a.score LIMIT 1",
        member,
    )[0]
    course, lesson = site.sql("SELECT course_id, id FROM lessons ORDER BY id LIMIT 1")[0]
    bank, question = site.sql("SELECT bank_id, id FROM questions ORDER BY id LIMIT 1")[0]
    of_people = {"branch": branch, "member": member, "exam": exam, "attempt": attempt, "sat": sat}
    return of_people | {
        "number": certified(site),
        "course": course,
        "lesson": lesson,
        "bank": bank,
        "question": question,
    }


@pytest.fixture(scope="module")
def served(site: Site) -> Flask:
    """The application once more, to ask it for its routes."""
    return create_app(Settings.read({"QUIZ_APP_INSTANCE": str(site.database.parent)}))


def test_the_pages_below_are_all_pages_that_the_site_has(served: Flask) -> None:
    routes = served.url_map.bind("localhost")
    numbers = dict.fromkeys(re.findall(r"{(\w+)}", str(PAGES)), 1)
    named = {routes.match(path.partition("?")[0])[0] for role in PAGES for path in addresses(PAGES[role], numbers)}
    pages = {
        rule.endpoint
        for rule in served.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not WITHOUT_A_PAGE.match(rule.endpoint)
    }
    assert named == {each for each in pages - SHOWN_ELSEWHERE if not WALKED_ELSEWHERE.match(each)}


@pytest.mark.parametrize("role", PAGES)
def test_every_page_of_a_role_is_accessible_and_fits_the_phone(
    site: Site, places: dict[str, int | str], open_as: Callable[..., Page], role: str
) -> None:
    page = open_as(role, PHONE)
    found = dict(places) | prepared(site, page, role)
    assert {path: each for path in addresses(PAGES[role], found) if (each := faults(page, path))} == {}


@pytest.mark.parametrize("role", ON_THE_DESK)
def test_pages_are_accessible_on_a_wide_screen(
    site: Site, places: dict[str, int | str], open_as: Callable[..., Page], role: str
) -> None:
    page = open_as(role, DESKTOP)
    found = dict(places) | {"draft": places["exam"]}
    assert {path: each for path in addresses(ON_THE_DESK[role], found) if (each := faults(page, path))} == {}


def test_the_sign_in_page_and_a_page_that_is_not_there_are_accessible(phone: Page) -> None:
    assert faults(phone, "/sign-in") == []
    assert faults(phone, "/nowhere", status=404) == []


def test_the_paper_and_its_dialogs_are_accessible(site: Site, open_as: Callable[..., Page]) -> None:
    page = open_as("trainer", PHONE)
    start(site, page)
    assert faults(page) == []
    for opener, dialog in (("#card-button", "#card"), ("#card [data-open=confirm]", "#confirm")):
        page.click(opener)
        expect(page.locator(dialog)).to_be_visible()
        assert faults(page) == []


def test_no_key_or_explanation_of_an_open_attempt_leaves_the_server_before_it_is_handed_in(
    site: Site, served: Flask, open_as: Callable[..., Page]
) -> None:
    page = open_as("secretary", PHONE)
    start(site, page)
    attempt = attempt_of(page)
    secrets = asked_for_the_first_time(site, attempt)
    assert len(secrets) >= 3
    answers = reachable(page, api_addresses(served, attempt))
    assert len(answers) > 40
    assert any(letters(question.stem) in said_in(text) for text in answers.values() for question in secrets)
    assert [
        (path, question.code) for path, text in answers.items() for question in secrets if tells(text, question)
    ] == []

    page.click(".exam-head [data-open=confirm]")
    page.click("#confirm [data-submit]")
    page.wait_for_url("**/result")
    site.sql(
        "UPDATE exams SET review_correctness = 'at_once', review_key = 'at_once', review_explanation = 'at_once'"
        " WHERE title = ?",
        OPEN_EXAM,
    )
    review = page.request.get(f"/exams/attempts/{attempt}/review").text()
    assert [question.code for question in secrets if not tells(review, question)] == []
    assert all(letters(question.explanation) in said_in(review) for question in secrets)


def addresses(listed: str, numbers: dict[str, int | str]) -> list[str]:
    return listed.format(**numbers).split()


def prepared(site: Site, page: Page, role: str) -> dict[str, int]:
    """What a role has to make before the pages about it can be opened."""
    if role == "organizer":
        draft = written_exam(page, "还在写的测试", unit_above_the_member(site, "county"))
        corrected = applied(site, proposed_correction(site, page, 1, "gift"))
        correction = proposed_correction(site, page, 0, "void")
        made = {"draft": draft, "corrected": corrected, "correction": correction, "unreleased": put_off(site)}
        return made | put_signal(site)
    if role == "secretary":
        helped = opened_to_helpers(site, OPEN_EXAM)
        return {"helped": helped, "paper": printed_paper(page, helped)}
    if role == "admin":
        return {"upload": uploaded_roster(page)}
    if role == "trainer":
        questions = uploaded_questions(page, site.sql("SELECT min(id) FROM question_banks")[0][0])
        job = site.sql("SELECT job_id FROM question_uploads WHERE id = ?", questions)[0][0]
        return {"changed": changed_course(page), "questions": questions, "job": job}
    return {}


def start(site: Site, page: Page) -> None:
    [(exam,)] = site.sql("SELECT id FROM exams WHERE title = ?", OPEN_EXAM)
    page.goto(f"/exams/{exam}")
    page.click("main :is(button, a):is(:text-is('开始答题'), :text-is('继续答题'), :text-is('再答一次'))")
    expect_paper(page)


def asked_for_the_first_time(site: Site, attempt_id: int) -> list[EditionQuestion]:
    """The questions of an attempt that its member has not had explained after an earlier one."""
    database = Database(f"sqlite:///{site.database}")
    with database.reading() as session:
        attempt = session.get_one(Attempt, attempt_id)
        earlier = session.query(Attempt).where(Attempt.member_id == attempt.member_id, Attempt.id != attempt_id)
        known = {question.code for each in earlier for question in paper_of(session, each)}
        asked = paper_of(session, attempt)
    database.dispose()
    return [question for question in asked if question.code not in known]


def paper_of(session: Session, attempt: Attempt) -> list[EditionQuestion]:
    edition, seed, *_ = hot.prepared_by_id(session, attempt.edition_id)
    return [
        edition.questions[item.question] for item in draw(edition, member_seed(seed, attempt.member_id), attempt.number)
    ]


def api_addresses(served: Flask, attempt: int) -> list[str]:
    """Every GET of the API, and what members have under a number of its own."""
    rules = [rule for rule in served.url_map.iter_rules() if "GET" in (rule.methods or ()) and "api" in rule.endpoint]
    return [
        re.sub(r"<int:(\w+)>", lambda at: str(attempt if at[1] == "attempt_id" else 1), rule.rule) for rule in rules
    ]


def reachable(page: Page, also: Iterable[str]) -> dict[str, str]:
    """The answers to every link from the open page and the home page on, a few of each kind, as text by address."""
    waiting = deque([urlsplit(page.url).path, "/", *also])
    kinds: Counter[str] = Counter()
    answers: dict[str, str] = {}
    while waiting and len(answers) < MOST_PAGES:
        path = unescape(waiting.popleft())
        kind = re.sub(r"\d+|=[^&]*", "#", path)
        if path in answers or kinds[kind] >= MOST_OF_A_KIND or path.startswith("/static/"):
            continue
        kinds[kind] += 1
        answer = page.request.get(path)
        answers[path] = answer.text() if "image" not in answer.headers.get("content-type", "") else ""
        waiting.extend(LINK.findall(answers[path]))
    return answers
