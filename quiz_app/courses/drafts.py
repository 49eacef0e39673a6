"""Course files as they are written from what is known: the way back from stored or typed values to text."""

from dataclasses import dataclass

from quiz_app.banks.areas import AREAS
from quiz_app.core import front_matter
from quiz_app.courses.text_format import COURSE_FILE, CourseFiles

MOST_SIGNS = 50_000
"""Of one text: as a form it is half a megabyte, which is what the server takes."""


@dataclass(frozen=True, slots=True)
class CourseFields:
    """What a course says of itself; `area` by its code."""

    title: str
    area: str
    summary: str
    audience: str = ""
    introduction: str = ""


@dataclass(frozen=True, slots=True)
class LessonFields:
    """One lesson; study hours in quarters."""

    title: str
    minutes: int
    quarter_hours: int
    knowledge_points: tuple[str, ...]
    quiz_questions: int
    body: str


def lessons_of(files: CourseFiles) -> dict[str, LessonFields]:
    """What the lessons of a course that was read say, by slug."""
    return {
        each.slug: LessonFields(
            each.title, each.minutes, int(each.hours * 4), each.knowledge_points, each.quiz_count, each.body
        )
        for each in files.lessons
    }


def course_file(code: str, fields: CourseFields) -> bytes:
    header = {
        "编码": code,
        "名称": fields.title,
        "领域": AREAS.get(fields.area, fields.area),
        "简介": fields.summary,
        "对象": fields.audience,
    }
    return _file(header, fields.introduction)


def lesson_file(fields: LessonFields) -> bytes:
    header = {
        "标题": fields.title,
        "时长": str(fields.minutes),
        "学时": f"{fields.quarter_hours / 4:g}",
        "知识点": "；".join(fields.knowledge_points),
        "小测": str(fields.quiz_questions),
    }
    return _file(header, fields.body)


def lesson_name(slug: str) -> str:
    """The file that a lesson stands in."""
    return f"{slug}.md"


def written(files: CourseFiles, code: str) -> dict[str, bytes]:
    """A course that was read, as files again; pictures without their content."""
    header = files.header
    course = CourseFields(header.title, header.area, header.summary, header.audience, header.introduction)
    texts = {lesson_name(slug): lesson_file(fields) for slug, fields in lessons_of(files).items()}
    return {COURSE_FILE: course_file(code, course)} | texts | {image.path: b"" for image in files.images}


def first_body_line(content: bytes) -> int:
    """The line of the file, from 1, in which its body begins."""
    return content.decode().split("\n").index(front_matter.END) + 3


def _file(header: dict[str, str], body: str) -> bytes:
    return f"{front_matter.write(header)}\n{body.strip()}\n".replace("\0", "").encode()
