"""The question banks of the project pass their own check; with the texts at hand, word for word."""

import os
import re
from collections import Counter
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

from quiz_app.banks.checks import check, question_problems
from quiz_app.banks.coverage import cover, table
from quiz_app.banks.text_format.grammar import BankFile
from quiz_app.banks.text_format.reader import read
from quiz_app.banks.text_format.writer import write
from quiz_app.core.markdown import inline
from quiz_app.core.passages import block
from quiz_app.regulations import registry
from quiz_app.regulations.registry import Registry
from quiz_app.regulations.texts import gather

FOLDER = Path(__file__).parents[2] / "question_banks"
FILES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
TEXTS = os.environ.get("QUIZ_APP_REGULATION_TEXTS", "")
needs_texts = pytest.mark.skipif(not TEXTS, reason="QUIZ_APP_REGULATION_TEXTS 没有设置：手边没有法规文本")


@pytest.fixture(scope="module")
def banks() -> list[BankFile]:
    return [read(path.read_text("utf-8"), path.name) for path in FILES]


@pytest.fixture(scope="module")
def register() -> Registry:
    return registry.read((FOLDER / "regulations.toml").read_text("utf-8"))


def test_all_of_our_texts_look_as_before_there_were_tables_formulas_and_pictures(banks: list[BankFile]) -> None:
    questions = [question for bank in banks for question in bank.questions]
    assert len(questions) >= 1445
    for question in questions:
        for text in (question.stem, question.explanation):
            assert block(text) == _as_before(text)
        for text in (*question.options, *question.prompts):
            assert inline(text) == _as_before(text)


def _as_before(text: str) -> str:
    html = re.sub(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*", r"<strong>\1</strong>", escape(text.strip()))
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", html).replace("\n", "<br>")


def test_every_area_has_a_bank_and_nothing_is_wrong_with_any(banks: list[BankFile], register: Registry) -> None:
    report = check(banks, register, None)
    assert [str(problem) for problem in report.problems] == []
    assert {bank.header.area for bank in banks} >= {
        "party_basics",
        "grassroots_organizations",
        "branch_daily_work",
        "key_work",
    }
    assert report.published >= 1200
    areas = Counter(bank.header.area for bank in banks for each in bank.questions if each.draft_reason is None)
    assert min(areas.values()) >= 200


def test_the_coverage_in_the_readme_is_that_of_the_banks(banks: list[BankFile]) -> None:
    shown = (FOLDER / "README.md").read_text("utf-8").partition("## 覆盖情况\n")[2]
    lines = table(cover(question for bank in banks for question in bank.questions))
    assert shown.strip().splitlines()[-len(lines) :] == lines, "run make coverage"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_writing_a_bank_changes_no_byte_of_its_file(path: Path) -> None:
    text = path.read_text("utf-8")
    assert write(read(text, path.name)) == text


@needs_texts
def test_every_article_and_quotation_stands_in_the_texts(banks: list[BankFile], register: Registry) -> None:
    texts = gather(register, {path.name: path.read_text("utf-8") for path in Path(TEXTS).glob("*.txt")})
    report = check(banks, register, texts)
    assert [str(problem) for problem in report.problems] == []


@needs_texts
def test_a_changed_character_in_any_quotation_would_be_found(banks: list[BankFile], register: Registry) -> None:
    texts = gather(register, {path.name: path.read_text("utf-8") for path in Path(TEXTS).glob("*.txt")})
    for bank in banks:
        for question in bank.questions:
            for place, basis in enumerate(question.bases):
                altered = replace(basis, quotation=basis.quotation[:-1] + "〓")
                bases = (*question.bases[:place], altered, *question.bases[place + 1 :])
                assert question_problems(replace(question, bases=bases), register, texts), question.code
