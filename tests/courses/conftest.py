"""Courses for tests: one of the city, loaded and published, with a lesson of each sort, and questions for its quiz."""

import zipfile
from base64 import b64decode
from collections.abc import Callable
from hashlib import blake2b
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.core.files.media import Media
from quiz_app.courses import text_format, uploads
from quiz_app.courses.actions.loading import load
from quiz_app.courses.tables import Course, CourseVersion, Lesson
from tests.conftest import NOW, Cast, SettableClock

PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
POINT = "党员义务"
COURSE = """编码: duties
名称: 党员的义务
领域: 党的基础知识
简介: 三课学完，能说清党员的义务。
对象: 全体党员
---

先读条文，再看例子。
"""
ENOUGH = "做到的才算履行了义务；一时做不到，就在组织生活会上说清原因，写明打算，下一次会上再说做得怎样。"
LESSON = """标题: {title}
时长: {minutes}
学时: 0.25
知识点: {points}
小测: {quiz}
---

## 规定是怎么说的

“必须”两个字说明，{title}不能选择。{enough}{more}
"""


def lesson_text(title: str, *, minutes: int = 10, points: str = POINT, quiz: int = 0, more: str = "") -> bytes:
    return LESSON.format(title=title, minutes=minutes, points=points, quiz=quiz, enough=ENOUGH, more=more).encode()


def course_files(**changes: bytes | None) -> dict[str, bytes]:
    """The files of the city's course; a keyword changes the file whose number it names, as in `lesson_2=…`."""
    files: dict[str, bytes] = {
        "course.md": COURSE.encode(),
        "01-eight.md": lesson_text("八项义务", quiz=5, more="\n\n![党徽](images/seal.png)"),
        "02-study.md": lesson_text("学习的义务"),
        "03-rare.md": lesson_text("少有人考的义务", points="没有题的知识点", quiz=5),
        "images/seal.png": PNG,
    }
    names = {"course": "course.md", "lesson_1": "01-eight.md", "lesson_2": "02-study.md", "lesson_3": "03-rare.md"}
    for key, content in changes.items():
        if content is None:
            del files[names[key]]
        else:
            files[names[key]] = content
    return files


def zipped(files: dict[str, bytes], folder: str = "党员的义务/") -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(folder + name, content)
    return target.getvalue()


def the_course(database: Database) -> Course:
    with database.reading() as session:
        return session.scalars(select(Course)).one()


def newest(database: Database, course: Course) -> CourseVersion:
    with database.reading() as session:
        query = select(CourseVersion).where(CourseVersion.course_id == course.id)
        return session.scalars(query.order_by(CourseVersion.number.desc())).first()


def lesson_ids(database: Database, course: Course) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(Lesson.id).where(Lesson.course_id == course.id).order_by(Lesson.slug)))


def counted(database: Database) -> tuple[int, int]:
    with database.reading() as session:
        return tuple(session.scalar(select(func.count()).select_from(table)) for table in (Course, CourseVersion))


@pytest.fixture(autouse=True)
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts that are traps are found out a little sooner."""
    monkeypatch.setattr(uploads, "RENDER_SECONDS", 2)


@pytest.fixture
def media(settings: Settings) -> Media:
    return Media(settings.media)


@pytest.fixture
def questions(database: Database, cast: Cast) -> list[QuestionVersion]:
    """A dozen published statements of the province, all of them right."""
    with database.transaction() as session:
        bank = QuestionBank(code="basics", title="基础", area="party_basics", unit_id=cast.units["东山省"].id)
        session.add(bank)
        session.flush()
        versions = []
        for number in range(12):
            question = Question(bank_id=bank.id, code=f"basics-{number}", origin="site", latest_number=1)
            session.add(question)
            session.flush()
            version = QuestionVersion(
                question_id=question.id,
                number=1,
                type="true_false",
                difficulty=1,
                area="party_basics",
                stem=f"第 {number} 项是党员的义务。",
                options=[],
                key=[0],
                explanation="党章就是这样写的。",
                knowledge_points=[POINT],
                digest=blake2b(question.code.encode(), digest_size=32).digest(),
                origin="site",
                created_at=NOW,
            )
            session.add(version)
            session.flush()
            question.published_version_id = version.id
            versions.append(version)
    return versions


@pytest.fixture
def load_course(database: Database, cast: Cast, clock: SettableClock, media: Media) -> Callable[..., str]:
    """Load files for the city as the command line does; the outcome comes back."""

    def run(files: dict[str, bytes] | None = None) -> str:
        read = text_format.read(files or course_files())
        with database.transaction() as session:
            return load(session, read, cast.units["临江市"], media=media, at=clock.now()).outcome

    return run


@pytest.fixture
def course(database: Database, questions: list[QuestionVersion], load_course: Callable[..., str]) -> Course:
    """The city's course. Its first lesson has a quiz, its second none, its third one that the banks cannot fill."""
    load_course()
    with database.reading() as session:
        return session.query(Course).one()


@pytest.fixture
def lessons(database: Database, course: Course) -> list[Lesson]:
    with database.reading() as session:
        return session.query(Lesson).order_by(Lesson.slug).all()


@pytest.fixture
def as_tom(app, cast: Cast, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    return sign_in(app.test_client(), cast.tom)


@pytest.fixture
def as_root(app, cast: Cast, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    return sign_in(app.test_client(), cast.root)


@pytest.fixture
def as_ann(app, cast: Cast, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    return sign_in(app.test_client(), cast.ann)


@pytest.fixture
def upload(as_tom: FlaskClient, cast: Cast) -> Callable[..., object]:
    """Tom sends a file for the city."""

    def send(data: bytes, name: str = "course.zip", unit: str = "临江市", client: FlaskClient = as_tom):
        form = {"package": (BytesIO(data), name), "unit": str(cast.units[unit].id), "area": "branch_daily_work"}
        return client.post("/courses/upload", data=form, content_type="multipart/form-data")

    return send


@pytest.fixture
def uploaded(upload, database: Database) -> Course:
    assert upload(zipped(course_files())).status_code == 302
    return the_course(database)
