"""A course as a folder of text files; `courses/README.md` describes the format for those who write them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from quiz_app.banks.areas import AREAS, area_of
from quiz_app.core import front_matter
from quiz_app.core.front_matter import FrontMatter
from quiz_app.core.problems import Problem
from quiz_app.courses.passages import Passage, passages

COURSE_FILE = "course.md"
IMAGE_FOLDER = "images/"
COURSE_LABELS = ("编码", "名称", "领域", "简介", "对象")
LESSON_LABELS = ("标题", "时长", "学时", "知识点", "小测")
LONGEST_LESSON_MINUTES = 240
MOST_HOURS = Decimal(8)
MOST_QUIZ_QUESTIONS = 50

_LESSON_FILE = re.compile(r"(?P<slug>(?P<number>\d{2,3})-[a-z0-9]+(?:-[a-z0-9]+)*)\.md")
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_CODE = 64
_IMAGE = re.compile(r"images/[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff._-]*\.(?P<ending>[A-Za-z0-9]+)")
_IMAGE_ENDINGS = ("png", "jpg", "jpeg", "webp", "gif")
_BETWEEN_POINTS = re.compile(r"[;；]")
_QUARTER = Decimal("0.25")


@dataclass(frozen=True)
class CourseHeader:
    """What `course.md` says. `area` is the code of a content area, "" where the file names none."""

    code: str
    title: str
    area: str
    summary: str
    audience: str
    introduction: str


@dataclass(frozen=True)
class LessonText:
    """One lesson. `slug` is its file name without the ending; `body` is Markdown that begins in line `body_line`.

    `minutes` is the time that reading takes, `hours` the study hours it gives, a multiple of 0.25.
    """

    position: int
    slug: str
    title: str
    minutes: int
    hours: Decimal
    knowledge_points: tuple[str, ...]
    quiz_count: int
    body: str
    body_line: int
    citations: tuple[Passage, ...]
    file: str


@dataclass(frozen=True)
class CourseImage:
    path: str
    data: bytes


@dataclass(frozen=True)
class CourseFiles:
    """A course as read: its lessons in order, the pictures beside them, and what is wrong, by file and line.

    `file` is where its `course.md` was read.
    """

    header: CourseHeader
    lessons: tuple[LessonText, ...]
    images: tuple[CourseImage, ...]
    problems: tuple[Problem, ...]
    file: str = COURSE_FILE


def read(files: Mapping[str, bytes], folder: str = "") -> CourseFiles:
    """The course in `files` (contents by path in the course's folder); `folder` stands before names in problems."""
    reader = _Reader(folder)
    header = reader.course(files.get(COURSE_FILE))
    lessons: list[LessonText] = []
    images: list[CourseImage] = []
    for path in sorted(files):
        image = _IMAGE.fullmatch(path)
        if path == COURSE_FILE or _is_litter(path):
            continue
        if match := _LESSON_FILE.fullmatch(path):
            lessons += reader.lesson(path, match["slug"], len(lessons) + 1, files[path])
        elif image and image["ending"].lower() in _IMAGE_ENDINGS:
            images.append(CourseImage(path, files[path]))
        else:
            reader.fault(path, 0, _misplaced(path))
    if not lessons:
        reader.fault(COURSE_FILE, 0, "没有一课：课的文件名要写成 01-duties.md 这样，两位数字、连字符、小写字母。")
    return CourseFiles(
        header, tuple(lessons), tuple(images), tuple(sorted(reader.problems)), reader.folder + COURSE_FILE
    )


class _Reader:
    """Reads the files of one course and notes what is wrong with them."""

    def __init__(self, folder: str) -> None:
        self.folder = f"{folder.rstrip('/')}/" if folder else ""
        self.problems: list[Problem] = []

    def fault(self, file: str, line: int, reason: str) -> None:
        self.problems.append(Problem(self.folder + file, line, reason))

    def course(self, content: bytes | None) -> CourseHeader:
        if content is None:
            self.fault(COURSE_FILE, 0, f"没有 {COURSE_FILE}：请写上课程的编码、名称、领域、简介和对象。")
            return CourseHeader("", "", "", "", "", "")
        front = self._front(COURSE_FILE, content, COURSE_LABELS, ("编码", "名称", "领域", "简介"))
        code, area = front.value("编码"), area_of(front.value("领域"))
        if code and (len(code) > _LONGEST_CODE or not _CODE.fullmatch(code)):
            self.fault(COURSE_FILE, front.line("编码"), f"编码“{code}”只能用小写字母、数字和连字符。")
        if front.value("领域") and area is None:
            reason = f"“{front.value('领域')}”不是四方面内容之一：写{'、'.join(AREAS.values())}。"
            self.fault(COURSE_FILE, front.line("领域"), reason)
        return CourseHeader(
            code=code,
            title=front.value("名称"),
            area=area or "",
            summary=front.value("简介"),
            audience=front.value("对象"),
            introduction=front.body.strip("\n"),
        )

    def lesson(self, path: str, slug: str, position: int, content: bytes) -> Iterator[LessonText]:
        front = self._front(path, content, LESSON_LABELS, ("标题", "时长", "学时", "小测"))
        body = front.body.strip("\n")
        body_line = front.body_line + (front.body.index(body) if body else 0)
        if not front.fields:
            return
        points = tuple(point.strip() for point in _BETWEEN_POINTS.split(front.value("知识点")) if point.strip())
        quiz_count = self._whole(front, path, "小测", 0, MOST_QUIZ_QUESTIONS)
        if quiz_count and not points:
            self.fault(path, front.line("小测"), "小测按知识点抽题，请写“知识点”，或者把“小测”写成 0。")
        if not body:
            self.fault(path, body_line, "没有正文，请补上。")
        yield LessonText(
            position=position,
            slug=slug,
            title=front.value("标题"),
            minutes=self._whole(front, path, "时长", 1, LONGEST_LESSON_MINUTES),
            hours=self._hours(front, path),
            knowledge_points=points,
            quiz_count=quiz_count,
            body=body,
            body_line=body_line,
            citations=passages(body, body_line),
            file=self.folder + path,
        )

    def _front(self, path: str, content: bytes, labels: tuple[str, ...], required: tuple[str, ...]) -> FrontMatter:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.fault(path, 0, "不是 UTF-8 编码的文本：用编辑器另存为 UTF-8。")
            return FrontMatter({}, "", 1, ())
        if "\x00" in text:
            self.fault(path, 0, "不是文本文件：里面有空字符。")
            return FrontMatter({}, "", 1, ())
        front = front_matter.read(text, self.folder + path, labels=labels, required=required)
        self.problems += front.problems
        return front

    def _whole(self, front: FrontMatter, path: str, label: str, least: int, most: int) -> int:
        value = front.value(label)
        if not value:
            return least
        if not (value.isascii() and value.isdigit() and len(value) < 5 and least <= int(value) <= most):
            self.fault(path, front.line(label), f"“{label}”要写 {least} 到 {most} 的整数，现在是“{value}”。")
            return least
        return int(value)

    def _hours(self, front: FrontMatter, path: str) -> Decimal:
        value = front.value("学时")
        try:
            hours = Decimal(value or "0")
        except InvalidOperation:
            hours = Decimal(-1)
        if not (hours.is_finite() and 0 <= hours <= MOST_HOURS and hours % _QUARTER == 0):
            reason = f"“学时”以 0.25 为单位，从 0 到 {MOST_HOURS}，现在是“{value}”。"
            self.fault(path, front.line("学时"), reason)
            return Decimal(0)
        return hours


def _misplaced(path: str) -> str:
    if path.startswith(IMAGE_FOLDER):
        endings = "、".join(_IMAGE_ENDINGS)
        return f"图片只收 {endings}，名称只用字母、数字、汉字、点、连字符和下划线：请转换或者改名。"
    if path.endswith(".md"):
        return "课的文件名要写成 01-duties.md 这样：两位数字、连字符、小写字母。"
    return f"课程文件夹里不收这个文件：图片放在 {IMAGE_FOLDER}，其余请删去。"


def _is_litter(path: str) -> bool:
    """Files that systems leave in folders and archives."""
    parts = path.split("/")
    return parts[0] == "__MACOSX" or parts[-1] in (".DS_Store", "Thumbs.db", "desktop.ini") or path.endswith("/")
