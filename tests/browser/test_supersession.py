"""A regulation gets a new version: its questions and lessons are aside at once, are mended, and are back."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site
from tests.browser.faults import faults

pytestmark = pytest.mark.browser
DOCUMENT = "中国共产党基层组织选举工作条例"
NEW = "2026"


@pytest.fixture
def superseded(site: Site) -> Iterator[str]:
    """The label of the version that another, in force now, has replaced; undone at the end."""
    [(version, label)] = site.sql(
        "SELECT v.id, v.label FROM regulation_versions v JOIN regulation_documents d ON d.id = v.document_id"
        " WHERE d.title = ? AND v.superseded_on IS NULL",
        DOCUMENT,
    )
    site.sql("UPDATE regulation_versions SET superseded_on = '2026-11-01' WHERE id = ?", version)
    site.sql(
        "INSERT INTO regulation_versions (document_id, label, issued_on, effective_on, coverage, note)"
        " SELECT document_id, ?, '2026-11-01', '2026-11-01', 'full', '' FROM regulation_versions WHERE id = ?",
        *(NEW, version),
    )
    yield label
    site.sql("UPDATE regulation_versions SET superseded_on = NULL WHERE id = ?", version)


def test_questions_and_lessons_of_a_superseded_version_are_aside_until_they_are_mended(
    site: Site, open_as: Callable[..., Page], superseded: str
) -> None:
    trainer, admin = open_as("trainer", DESKTOP), open_as("admin", DESKTOP)
    trainer.goto("/banks/superseded")
    expect(trainer.locator("main")).to_contain_text(f"《{DOCUMENT}》（{superseded}）")
    expect(trainer.locator("main")).to_contain_text(f"《{DOCUMENT}》（{NEW}）")
    assert faults(trainer) == []
    before = trainer.locator("main section:has(a:text-is('修改'))").count()
    question = mended_question(trainer)
    approved(admin, question)
    trainer.goto("/banks/superseded")
    assert trainer.locator("main section:has(a:text-is('修改'))").count() == before - 1
    trainer.goto(f"/banks/questions/{question}")
    expect(trainer.locator("main")).to_contain_text("发布中")

    course, lesson = lesson_that_quotes(site)
    member = open_as("member", PHONE)
    member.goto(f"/courses/{course}/lessons/{lesson}")
    expect(member.locator("main")).to_contain_text("这一课正在修订")
    assert faults(member) == []
    trainer.goto("/courses/superseded")
    trainer.click(f"main a[href='/courses/{course}/lessons/{lesson}/edit']")
    body = trainer.locator("textarea[name=body]")
    body.fill(body.input_value().replace(f"《{DOCUMENT}》（{superseded}）", f"《{DOCUMENT}》（{NEW}）"))
    trainer.click("main .submit-row button.primary")
    expect(trainer.locator("main")).to_contain_text("保存好了")
    trainer.goto(f"/courses/{course}/publish")
    trainer.click("main button.primary")
    expect(trainer.locator("main")).to_contain_text("发布了")
    member.goto(f"/courses/{course}/lessons/{lesson}")
    expect(member.locator("article.prose")).to_be_visible()


def mended_question(trainer: Page) -> int:
    """Cite the new version in the first question of the list and send it to review."""
    trainer.locator("main section a:text-is('修改')").first.click()
    trainer.wait_for_url("**/edit")
    question = int(trainer.url.split("/")[-2])
    for version in trainer.locator("select[name$='-regulation_version_id']").all():
        chosen = version.evaluate("select => select.selectedOptions[0].textContent")
        if f"《{DOCUMENT}》" in chosen:
            label = version.locator(f"option:has-text('《{DOCUMENT}》（{NEW}）')").get_attribute("value")
            version.select_option(label)
    trainer.click("button[value=send]")
    expect(trainer.locator("main")).to_contain_text("审核")
    return question


def approved(admin: Page, question: int) -> None:
    admin.goto(f"/banks/questions/{question}/review")
    admin.fill("textarea[name=reason]", "对过新版本。")
    admin.click("button[value=approve]")
    expect(admin.locator("main")).to_contain_text("已发布")


def lesson_that_quotes(site: Site) -> tuple[int, int]:
    """A published lesson with a quotation from the document."""
    [(course, lesson)] = site.sql(
        "SELECT c.id, v.lesson_id FROM lesson_versions v JOIN courses c ON c.published_version_id = v.course_version_id"
        " WHERE v.body LIKE ? LIMIT 1",
        f"%> ——《{DOCUMENT}》%",
    )
    return course, lesson
