"""What `courses check` refuses or advises, by file and line."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from posixpath import normpath

from quiz_app.core.markdown import BLOCKS
from quiz_app.core.problems import Problem
from quiz_app.courses.passages import Passage
from quiz_app.courses.text_format import CourseFiles, LessonText
from quiz_app.regulations.registry import Registry
from quiz_app.regulations.texts import Provision, Standing, Texts, quotes
from quiz_app.regulations.verification import citation_faults

FEWEST, SHORTEST, LONGEST = 50, 800, 2000
MOST_COLUMNS = 4

_FENCE = re.compile(r"\s*(?:```|~~~)")
_CODE_SPAN = re.compile(r"`[^`]*`")
_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+\S")
_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]*)(?:\s+\"[^\"]*\")?\)")
_TAG = re.compile(r"<(?P<name>/?[A-Za-z][A-Za-z0-9-]*|!--)[^>]*>?")
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^>\s]+>")
_BLOCK_START = re.compile(r"///[ \t]*(?P<name>[^|\s]*)(?:[ \t]*\|[ \t]*(?P<title>.*))?")
_TABLE_RULE = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?")
_MARKUP = re.compile(
    r"^\s*(?:>|#{1,6}|[-*+]|\d+\.|///.*)\s*|^[ |:-]+$|!(?=\[)|[*_`|>#\[\]]|\([^)\s]*\.(?:png|jpe?g|webp|gif|md)\)", re.M
)
_OUTSIDE = re.compile(r"(?:https?://|mailto:)", re.I)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)


@dataclass(frozen=True)
class Report:
    """What was found over all courses; `compared` tells whether clauses were compared with the texts of regulations."""

    courses: int
    lessons: int
    problems: tuple[Problem, ...]
    compared: bool


def check(
    courses: Sequence[CourseFiles],
    registry: Registry,
    texts: Texts | None,
    *,
    asked: Collection[frozenset[str]] | None = None,
) -> Report:
    """Check courses together. Without `texts`, clauses are not compared; without `asked` (the knowledge points of each
    question that a quiz may draw), quizzes are not."""
    problems = [problem for course in courses for problem in course_problems(course, registry, texts)]
    problems += _repeated_codes(courses)
    if asked is not None:
        problems += [problem for course in courses for problem in _quiz_problems(course, asked)]
    lessons = sum(len(course.lessons) for course in courses)
    return Report(len(courses), lessons, tuple(sorted(set(problems))), texts is not None)


def course_problems(course: CourseFiles, registry: Registry, texts: Texts | None) -> tuple[Problem, ...]:
    """What is wrong with one course, for a trainer who has just uploaded it."""
    problems = list(course.problems)
    paths = {image.path for image in course.images} | {f"{lesson.slug}.md" for lesson in course.lessons}
    for lesson in course.lessons:
        problems += _body_problems(lesson, paths)
        for passage in lesson.citations:
            problems += _passage_problems(lesson.file, passage, registry, texts)
        problems += _length_problems(lesson)
    return tuple(sorted(set(problems)))


def points_problems(course: CourseFiles) -> Iterator[Problem]:
    """Advice for a trainer: without a quiz nothing is verified, so nothing is credited."""
    for lesson in course.lessons:
        if not lesson.quiz_count:
            reason = "没有小测：党员读完只记学时，不计积分。要计积分，写明知识点和小测题数。"
            yield Problem(lesson.file, 1, reason, "warning")


def length(body: str) -> int:
    """How many characters a reader sees: without blanks, Markdown signs and the targets of links."""
    return len("".join(_MARKUP.sub("", body).split()))


def _body_problems(lesson: LessonText, paths: Collection[str]) -> Iterator[Problem]:
    level_above = 1
    for number, line in _prose(lesson):
        heading = _HEADING.match(line)
        if heading:
            level = len(heading["marks"])
            for reason in _heading_faults(level, level_above):
                yield Problem(lesson.file, number, reason)
            level_above = max(level, 2)
        for link in _LINK.finditer(line):
            for reason in _link_faults(link["image"] == "!", link["text"], link["target"], paths):
                yield Problem(lesson.file, number, reason)
        tags = _TAG.finditer(_AUTOLINK.sub("", _LINK.sub("", _CODE_SPAN.sub("", line))))
        for name in dict.fromkeys(tag["name"].strip("/") for tag in tags):
            yield Problem(lesson.file, number, f"HTML 标签 <{name}> 不会生效：装入时会被去掉，请改用 Markdown 的写法。")
        if _TABLE_RULE.fullmatch(line.strip()) and line.strip().strip("|").count("|") >= MOST_COLUMNS:
            yield Problem(lesson.file, number, f"表格超过 {MOST_COLUMNS} 列，手机上读不了：拆成几张或者改为清单。")
    yield from _block_problems(lesson)


def _prose(lesson: LessonText) -> Iterator[tuple[int, str]]:
    """The lines of a body that are not code, each with its number in the file."""
    fenced = False
    for number, line in enumerate(lesson.body.split("\n"), start=lesson.body_line):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield number, line


def _heading_faults(level: int, level_above: int) -> Iterator[str]:
    if level == 1:
        yield "正文的标题从二级“##”用起：一级标题是这一课的“标题”。"
    elif level > level_above + 1:
        yield f"标题跳了级：“{'#' * level}”上面要先有“{'#' * (level - 1)}”。"


def _link_faults(is_image: bool, text: str, target: str, paths: Collection[str]) -> Iterator[str]:
    if is_image and not text.strip():
        yield "图片没有替代文字：在 ![ ] 里写出图上说了什么。"
    if not is_image and not text.strip():
        yield "链接没有文字：在 [ ] 里写明通向哪里。"
    if not target:
        yield "链接没有地址，请补上。"
    elif is_image and (_SCHEME.match(target) or target.startswith("//")):
        yield "外部图片不会显示：把图片放进 images/ 文件夹。"
    elif _SCHEME.match(target) and not _OUTSIDE.match(target):
        yield f"链接“{target}”不会生效：只能用 https 地址或本课程里的文件。"
    elif not _OUTSIDE.match(target) and not target.startswith("#"):
        path = normpath(target.split("#", maxsplit=1)[0])
        if path not in paths:
            yield f"找不到“{target}”：核对文件名，{'图片放在 images/ 里' if is_image else '只链接本课程里的课'}。"


def _block_problems(lesson: LessonText) -> Iterator[Problem]:
    opened: int | None = None
    for number, line in _prose(lesson):
        match = _BLOCK_START.fullmatch(line.rstrip())
        if match is None:
            continue
        if not match["name"]:
            if opened is None:
                yield Problem(lesson.file, number, "这里的“///”没有开头，请删去或者在前面写“/// case | 标题”。")
            opened = None
            continue
        if opened is not None:
            yield Problem(lesson.file, opened, "这一块没有结束：在末尾单独写一行“///”。")
        opened = number
        if match["name"] not in BLOCKS:
            yield Problem(lesson.file, number, f"不认识“{match['name']}”：名称写 {'、'.join(BLOCKS)} 之一。")
        elif not (match["title"] or "").strip():
            yield Problem(lesson.file, number, f"缺少标题：写成“/// {match['name']} | 标题”。")
    if opened is not None:
        yield Problem(lesson.file, opened, "这一块没有结束：在末尾单独写一行“///”。")


def _passage_problems(file: str, passage: Passage, registry: Registry, texts: Texts | None) -> Iterator[Problem]:
    citation, line = passage.citation, passage.citation_line
    if citation is None:
        if passage.fault:
            yield Problem(file, line, passage.fault)
        else:
            reason = "引用块没有出处：最后一行写“——《文件名》（版本）第几条”，不是条文的不用引用块。"
            yield Problem(file, line, reason, "warning")
        return
    found = list(citation_faults(citation, registry))
    if not passage.quotation.strip():
        found.append("引用块里没有条文，只有出处：写上原话。")
    yield from (Problem(file, line, reason) for reason in found)
    if not found and texts is not None:
        yield from _text_problems(file, passage, citation.article, texts.look_up(citation))


def _text_problems(file: str, passage: Passage, article: str, provision: Provision | None) -> Iterator[Problem]:
    line = passage.citation_line
    if provision is None:
        yield Problem(file, line, f"手边的文本里没有{article}：核对条款；见不到原文的不要引用。")
        return
    for words in _unbroken(passage.quotation):
        if not quotes(provision.text, words):
            reason = f"“{_shortened(words)}”不在{article}里：一字不差地照抄原文，省略的地方写“……”。"
            yield Problem(file, line, reason)
    if provision.standing is Standing.RETOLD:
        yield Problem(file, line, f"手边只有{article}的大意或转述，不能当作原文引用。")
    elif provision.standing is Standing.NUMBER_UNSURE:
        yield Problem(file, line, f"手边的文本不能证明{article}的条号：正文不要依赖条号。", "warning")


def _unbroken(quotation: str) -> list[str]:
    """The parts of a quotation between its ellipses (……)."""
    return [part for part in re.split(r"…+", quotation) if part.strip()]


def _shortened(words: str) -> str:
    one_line = "".join(words.split())
    return one_line if len(one_line) <= 40 else f"{one_line[:40]}…"


def _length_problems(lesson: LessonText) -> Iterator[Problem]:
    size = length(lesson.body)
    if size < FEWEST:
        reason = f"正文只有 {size} 字，不成一课：至少写 {FEWEST} 字，或者并入别的课。"
        yield Problem(lesson.file, lesson.body_line, reason)
    elif not SHORTEST <= size <= LONGEST:
        reason = f"正文 {size} 字，一课以 {SHORTEST} 到 {LONGEST} 字为宜。"
        yield Problem(lesson.file, lesson.body_line, reason, "warning")


def _repeated_codes(courses: Iterable[CourseFiles]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for course in courses:
        code = course.header.code
        if code and code in seen:
            yield Problem(course.file, 1, f"编码“{code}”已经用在 {seen[code]}，请换一个。")
        seen.setdefault(code, course.file)


def _quiz_problems(course: CourseFiles, asked: Collection[frozenset[str]]) -> Iterator[Problem]:
    known = frozenset().union(*asked)
    for lesson in course.lessons:
        unknown = [point for point in lesson.knowledge_points if point not in known]
        if not lesson.quiz_count:
            if lesson.citations:
                yield Problem(lesson.file, 1, "这一课讲了条文，却没有小测：写明“小测”抽几道题。", "warning")
        elif unknown:
            for point in unknown:
                reason = f"题库里没有知识点“{point}”的题，小测抽不到：改用题库里的知识点。"
                yield Problem(lesson.file, 1, reason)
        else:
            yield from _pool_problems(lesson, sum(not points.isdisjoint(lesson.knowledge_points) for points in asked))


def _pool_problems(lesson: LessonText, size: int) -> Iterator[Problem]:
    wanted = lesson.quiz_count
    if size < wanted:
        reason = f"小测要抽 {wanted} 题，题库里这些知识点只有 {size} 题：加知识点、补题，或者少抽几题。"
        yield Problem(lesson.file, 1, reason)
    elif size < 2 * wanted:
        reason = f"题库里这些知识点只有 {size} 题，小测每次抽 {wanted} 题，重测几乎是原题：加知识点或者补题。"
        yield Problem(lesson.file, 1, reason, "warning")
