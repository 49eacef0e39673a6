"""The courses of the project pass their own check; with the texts at hand, word for word."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from quiz_app.banks.text_format import reader as banks
from quiz_app.courses.checks import check, course_problems
from quiz_app.courses.text_format import CourseFiles, read
from quiz_app.regulations import registry
from quiz_app.regulations.registry import Registry
from quiz_app.regulations.texts import gather

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(path for path in (ROOT / "courses").iterdir() if path.is_dir())
TEXTS = os.environ.get("QUIZ_APP_REGULATION_TEXTS", "")
Asked = list[frozenset[str]]
needs_texts = pytest.mark.skipif(not TEXTS, reason="QUIZ_APP_REGULATION_TEXTS 没有设置：手边没有法规文本")


@pytest.fixture(scope="module")
def courses() -> list[CourseFiles]:
    return [read(_files(folder), folder.name) for folder in FOLDERS]


@pytest.fixture(scope="module")
def register() -> Registry:
    return registry.read((ROOT / "question_banks" / "regulations.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def asked() -> list[frozenset[str]]:
    """The knowledge points of each published question."""
    return [
        frozenset(question.knowledge_points)
        for path in (ROOT / "question_banks").glob("*.md")
        if path.name != "README.md"
        for question in banks.read(path.read_text("utf-8"), path.name).questions
        if question.draft_reason is None
    ]


def test_nothing_is_wrong_with_any_course(courses: list[CourseFiles], register: Registry, asked: Asked) -> None:
    report = check(courses, register, None, asked=asked)
    assert [str(problem) for problem in report.problems] == []
    assert report.courses >= 24
    assert report.lessons >= 100


@needs_texts
def test_every_clause_stands_in_the_texts(courses: list[CourseFiles], register: Registry, asked: Asked) -> None:
    texts = gather(register, {path.name: path.read_text("utf-8") for path in Path(TEXTS).glob("*.txt")})
    report = check(courses, register, texts, asked=asked)
    assert report.compared
    assert [str(problem) for problem in report.problems] == []


@needs_texts
def test_a_changed_character_in_any_clause_would_be_found(courses: list[CourseFiles], register: Registry) -> None:
    texts = gather(register, {path.name: path.read_text("utf-8") for path in Path(TEXTS).glob("*.txt")})
    for course in courses:
        for lesson in course.lessons:
            for passage in lesson.citations:
                altered = replace(passage, quotation=passage.quotation[:-1] + "〓")
                changed = replace(course, lessons=(replace(lesson, citations=(altered,)),))
                assert course_problems(changed, register, texts), lesson.file


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
