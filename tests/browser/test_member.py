"""A member with a phone: from the sign-in to the record, with the network cut in the middle of the exam."""

import re

import pytest
from playwright.sync_api import Page, expect

from quiz_app.banks.types.table import TYPES
from quiz_app.core.db import Database
from quiz_app.exams.editions import EditionQuestion
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.queries import hot
from quiz_app.exams.sheets import LETTERS
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.points.rules.table import EXAM_PASSED, LESSON_FINISHED
from tests.browser.conftest import Site, expect_paper, picture, sign_in

pytestmark = pytest.mark.browser


def test_a_member_studies_sits_an_exam_through_a_cut_network_and_finds_the_points(site: Site, phone: Page) -> None:
    sign_in(phone, "member")
    picture(phone, "home-390")
    before = balance(phone)
    study_a_lesson(site, phone)
    phone.goto("/exams")
    phone.locator("a.btn:has-text('进入')").first.click()
    phone.click("main button:is(:has-text('开始答题'), :has-text('继续答题'), :has-text('再答一次'))")
    expect_paper(phone)
    attempt = attempt_of(phone)
    right = right_answers(site, attempt)
    unanswered = max(right)
    answer(phone, 1, right[1])
    expect(phone.locator("#saved")).to_contain_text("已保存")
    picture(phone, "exam-390")

    revision = stored_revision(site, attempt)
    phone.context.set_offline(True)
    for number in range(2, unanswered):
        answer(phone, number, right[number])
    expect(phone.locator("#offline")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.locator("#offline")).to_be_hidden()
    phone.wait_for_function("() => document.querySelector('#saved').textContent.includes('已保存')")
    assert wait_for(phone, lambda: stored_revision(site, attempt) > revision)

    phone.click("#card-button")
    picture(phone, "card-390")
    phone.click("#card [data-open=confirm]")
    expect(phone.locator("#open-questions .numbers")).to_have_text(re.compile(rf"^\s*{unanswered}\s*$"))
    phone.click("#confirm [data-submit]")
    phone.wait_for_url("**/result")
    expect(phone.locator("main")).to_contain_text("满分")
    expect(phone.locator("main")).to_contain_text("已合格")
    expect(phone.locator("main")).to_contain_text("解析")
    picture(phone, "result-390")

    wait_for(phone, lambda: site.sql("SELECT count(*) FROM standings WHERE folded_value IS NOT value")[0][0] == 0)
    phone.goto("/boards")
    expect(phone.locator("main")).to_contain_text("更新于")
    picture(phone, "board-390")
    phone.goto("/me/points")
    assert balance(phone) == before + LESSON_FINISHED.amount + EXAM_PASSED.amount
    phone.goto("/me/results")
    expect(phone.locator("main")).to_contain_text("合格")


def study_a_lesson(site: Site, phone: Page) -> None:
    """Read the next lesson, pass its quiz with the right answers, and see it finished within seconds."""
    phone.goto("/")
    phone.locator("a[href*='/lessons/']").first.click()
    expect(phone.locator("article.prose")).to_be_visible()
    picture(phone, "lesson-390")
    lesson = phone.url
    if phone.locator("main form button:has-text('读完了')").count():
        phone.click("main form button:has-text('读完了')")
        if "reading" in phone.url or phone.locator(".alert:has-text('还没有读够')").count():
            site.sql("UPDATE lesson_progress SET opened_at = opened_at - 3600000")
            phone.goto(lesson)
            phone.click("main form button:has-text('读完了')")
    else:
        phone.click("main a.btn.primary")
    phone.click("main button:is(:has-text('开始'), :has-text('继续答题'), :has-text('再答一次'))")
    expect_paper(phone)
    for number, values in right_answers(site, attempt_of(phone)).items():
        answer(phone, number, values)
    phone.click(".exam-head [data-open=confirm]")
    phone.click("#confirm [data-submit]")
    phone.wait_for_url("**/result")
    phone.click("main a:has-text('回到这一课')")
    assert phone.url == lesson
    assert wait_for(phone, lambda: phone.reload() and phone.locator(".chip:has-text('已学完')").count() == 1)


def answer(phone: Page, number: int, values: list[str]) -> None:
    """Go to a question by the answer sheet and answer it."""
    phone.click("#card-button")
    phone.click(f"#card [data-go='{number}']")
    question = phone.locator(f"#q{number}")
    expect(question).to_be_visible()
    for place, value in enumerate(values):
        if question.locator(".option").count():
            question.locator(f"label[for=q{number}-{value}]").click()
        else:
            question.locator("input[type=text]").nth(place).fill(value)


def attempt_of(phone: Page) -> int:
    return int(phone.url.rpartition("/")[2])


def right_answers(site: Site, attempt_id: int) -> dict[int, list[str]]:
    """The paper is drawn again, as for an appeal, and its keys are read off in the letters that it shows."""
    database = Database(f"sqlite:///{site.database}")
    with database.reading() as session:
        attempt = session.get_one(Attempt, attempt_id)
        edition, seed, *_ = hot.prepared_by_id(session, attempt.edition_id)
    database.dispose()
    paper = draw(edition, member_seed(seed, attempt.member_id), attempt.number)
    return {no: _right(edition.questions[item.question], item.order) for no, item in enumerate(paper, start=1)}


def _right(question: EditionQuestion, order: tuple[int, ...]) -> list[str]:
    if question.parts:
        return [texts[0] for _code, *texts in question.key]
    if not order:
        return [accepted[0] for accepted in question.key]
    if TYPES[question.type].is_sequence:
        return [LETTERS[order.index(index)] for index in question.key]
    return sorted(LETTERS[order.index(index)] for index in question.key)


def balance(phone: Page) -> int:
    return int(phone.evaluate("fetch('/api/v1/members/me/points').then(r => r.json()).then(b => b.balance)"))


def stored_revision(site: Site, attempt: int) -> int:
    return site.sql("SELECT revision FROM attempts WHERE id = ?", attempt)[0][0]


def wait_for(page: Page, condition, seconds: float = 15) -> bool:
    for _ in range(int(seconds * 10)):
        if condition():
            return True
        page.wait_for_timeout(100)
    return False
