"""What a trainer sends, as the files of a course folder: a zip of such a folder, or a Word document."""

import json
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import PurePosixPath

from quiz_app.core.files import kinds
from quiz_app.core.files.archives import WrongFile, unpack
from quiz_app.core.files.limited import LimitHit, Unreadable, run_limited
from quiz_app.core.problems import Problem, refused
from quiz_app.courses import drafts, text_format
from quiz_app.courses.drafts import CourseFields, LessonFields, course_file, lesson_file
from quiz_app.courses.text_format import COURSE_FILE, CourseFiles

CONVERT = "quiz_app.core.files.docx:convert"
SIGNS_A_MINUTE = 400
LEAST_MINUTES = 3
RENDER = "quiz_app.core.markdown:render_each"
RENDER_SECONDS = 3
NO_PICTURE = "不是图片，或者已损坏：换成 PNG、JPEG、GIF 或 WebP 图片。"
WORD_CODE = "docx-"
"""Begins the code of a course that came as a Word document: nobody wrote it, so nobody is shown it."""
LONGEST_TITLE = 60
LONGEST_SUMMARY = 200


@dataclass(frozen=True, slots=True)
class Package:
    """A course as it was sent, and what was left out of it, in sentences."""

    course: CourseFiles
    left_out: tuple[str, ...] = ()


class UnreadableCourse(WrongFile):
    """Some lines cannot be read, so that taking the rest in would lose what they mean; `problems` names them."""

    code = "unreadable_course"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"有 {len(problems)} 处读不懂，没有收下任何内容。请在文件里改好，重新压缩后再上传。")
        self.problems = tuple(problems)


def open_package(data: bytes, *, name: str, area: str, unit_id: int) -> Package:
    """Read an upload of whatever kind its content shows. Raises `WrongFile` and its like, with a sentence.

    `name` is the file's own; `area` (by code) and the unit are for Word documents, which say nothing of them.
    """
    match kinds.document(data):
        case kinds.ZIP:
            return Package(_read(_course_folder(unpack(data))))
        case kinds.DOCX:
            return _from_word(data, name, area, unit_id)
        case kinds.OLD_DOC:
            raise WrongFile("这是旧版 Word 文档（.doc）。请用 Word 或 WPS 另存为 .docx 后再上传。")
        case _:
            raise WrongFile("这个文件不是课程包。请上传课程文件夹压成的 zip，或 Word 文档（.docx）。")


def try_rendering(texts: Mapping[str, str]) -> None:
    """Refuse Markdown that takes beyond measure to render. `texts` by what they are called in the refusal."""
    if len(texts) > 1 and _renders(list(texts.values())):
        return
    for name, text in texts.items():
        if not _renders([text]):
            raise WrongFile(
                f"{name}的 Markdown 太复杂，{RENDER_SECONDS} 秒内排不出版。请检查有没有成串的方括号或层层嵌套的列表。"
            )


def _renders(texts: list[str]) -> bool:
    try:
        run_limited(RENDER, json.dumps(texts).encode(), seconds=RENDER_SECONDS)
    except (LimitHit, Unreadable):
        return False
    return True


def _read(files: Mapping[str, bytes]) -> CourseFiles:
    course = text_format.read(files)
    again = text_format.read(drafts.written(course, code="any-code"))
    mendable = {(problem.file, problem.reason) for problem in again.problems}
    lost = [each for each in refused(course.problems) if (each.file, each.reason) not in mendable]
    pictures = [Problem(each.path, 0, NO_PICTURE) for each in course.images if kinds.picture(each.data) is None]
    if lost or pictures:
        raise UnreadableCourse(lost + pictures)
    bodies = {f"第 {lesson.position} 课《{lesson.title}》": lesson.body for lesson in course.lessons}
    try_rendering({"课程介绍": course.header.introduction} | bodies)
    return course


def _course_folder(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files beside the one `course.md`, wherever in the archive its folder lies."""
    found = [PurePosixPath(path) for path in files if PurePosixPath(path).name == COURSE_FILE]
    if not found:
        raise WrongFile(f"压缩包里没有 {COURSE_FILE}，不是一个课程文件夹。请对照“课程文件”的说明整理后再压缩。")
    if len(found) > 1:
        raise WrongFile(f"压缩包里有 {len(found)} 个 {COURSE_FILE}。一个课程包只放一门课程，请分别压缩上传。")
    prefix = "" if found[0].parent == PurePosixPath(".") else f"{found[0].parent}/"
    return {path.removeprefix(prefix): content for path, content in files.items() if path.startswith(prefix)}


def _from_word(data: bytes, name: str, area: str, unit_id: int) -> Package:
    document = run_limited(CONVERT, data)
    sections = document["sections"]
    introduction = sections.pop(0)["markdown"] if len(sections) > 1 and not sections[0]["title"] else ""
    title = _one_line(document["title"] or PurePosixPath(name).stem or "未命名课程", LONGEST_TITLE)
    if not any(section["markdown"] for section in sections):
        raise WrongFile("文档里没有正文。请写好内容，用“标题 1”分课，再上传。")
    code = f"{WORD_CODE}{unit_id}-{blake2b(data, digest_size=5).hexdigest()}"
    summary = _one_line(introduction.split("\n\n")[0], LONGEST_SUMMARY)
    course = CourseFields(title, area, summary, "全体党员", introduction)
    files = {COURSE_FILE: course_file(code, course)}
    for number, section in enumerate(sections, start=1):
        files[f"{number:02d}-lesson.md"] = lesson_file(_lesson(section["title"] or title, section["markdown"]))
    files |= {path: b64decode(content) for path, content in document["pictures"].items()}
    return Package(_read(files), tuple(document["left_out"]))


def _lesson(title: str, body: str) -> LessonFields:
    minutes = max(LEAST_MINUTES, -(-len(body) // SIGNS_A_MINUTE))
    return LessonFields(_one_line(title, LONGEST_TITLE), minutes, 1, (), 0, body)


def _one_line(text: str, most: int) -> str:
    return " ".join(text.split())[:most]
