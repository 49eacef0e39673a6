"""The text of a paper, as it is pasted or typed (txt) and in a Word document (docx)."""

import re
from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import replace

from quiz_app.banks.formats import encodings, offers
from quiz_app.banks.formats.assembling import WRITTEN, as_carried, assemble, lost_of, unwritable
from quiz_app.banks.formats.markdown_texts import PICTURE
from quiz_app.banks.formats.paper_text.docx_pictures import as_word_carries
from quiz_app.banks.formats.paper_text.docx_writing import document
from quiz_app.banks.formats.paper_text.questions import Paper
from quiz_app.banks.formats.paper_text.writing import paper
from quiz_app.banks.formats.protocol import Item, Picture, Reading, Unreadable, Unsupported, Written
from quiz_app.banks.formats.texts import clean, has_unseen, tidy
from quiz_app.core.errors import Refusal
from quiz_app.core.files import archives
from quiz_app.core.files.limited import run_limited

MOST_LINES = 300_000
MOST_QUESTIONS = 20_000
LONGEST_LINE = 40_000
MOST_DOCX_BYTES = 20 * 1024 * 1024

_NUMBERED = re.compile(r"^[ \t　]*(?:\d{1,4}[.．、]|[（(]\d{1,4}[）)]|第\d{1,4}题)", re.MULTILINE)
_CHINESE_MARKS = re.compile(
    r"^[ \t　]*(?:【?答案】?[:：】]|[一二三四五]、.{0,6}题)|[（(][ 　]*[A-H√×]?[ 　]*[）)]", re.MULTILINE
)
_LOOKED_AT = 20_000

Shown = Callable[[Item], Item]
"""An item with the pictures that a paper can show, and its texts naming them as the paper will."""


class PaperText:
    code = "paper_text"
    label = "试卷文本"
    suffix = ".txt"
    interactions = WRITTEN

    def recognises(self, data: bytes, name: str) -> bool:
        if data.startswith((b"PK", b"<", b"{")):
            return False
        try:
            text = encodings.decode(data).text[:_LOOKED_AT]
        except Unreadable:
            return False
        return bool(_NUMBERED.search(text) and _CHINESE_MARKS.search(text))

    def read(self, data: bytes) -> Reading:
        return read_text(encodings.decode(data).text)

    def write(self, items: Sequence[Item], title: str) -> Written:
        kept, lost = _kept(items, _without_pictures)
        return Written("\n".join(paper(kept, title)).encode(), lost)

    def carries(self, item: Item) -> Item:
        return _carried(item, _without_pictures)


class Docx:
    code = "docx"
    label = "Word 试卷"
    suffix = ".docx"
    interactions = WRITTEN

    def recognises(self, data: bytes, name: str) -> bool:
        return data.startswith(b"PK") and b"word/document.xml" in data

    def read(self, data: bytes) -> Reading:
        if len(data) > MOST_DOCX_BYTES:
            raise Unreadable(f"文件超过 {MOST_DOCX_BYTES // 1024 // 1024} MB。请缩小图片，或拆成几个文件。")
        try:
            if "word/document.xml" not in archives.names(data):
                raise Unreadable("这不是 Word 文档。请在 Word 或 WPS 里另存为 .docx 后再上传。")
            found = run_limited("quiz_app.banks.formats.paper_text.docx_lines:lines", data)
        except Refusal as refusal:
            raise Unreadable(refusal.message) from refusal
        reading = read_text("\n".join(found["lines"]))
        pictures = {name: Picture(name, b64decode(content)) for name, content in found["pictures"].items()}
        left_out = tuple(Unsupported(1, what) for what in found["left_out"])
        return replace(
            reading,
            items=tuple(_with_pictures(item, pictures) for item in reading.items),
            unsupported=left_out + reading.unsupported,
            offers=tuple(replace(offer, mended=_with_pictures(offer.mended, pictures)) for offer in reading.offers),
        )

    def write(self, items: Sequence[Item], title: str) -> Written:
        kept, lost = _kept(items, as_word_carries)
        pictures = {picture.name: picture.data for item in kept for picture in item.pictures}
        return Written(document(paper(kept, title), bool(title.strip()), pictures), lost)

    def carries(self, item: Item) -> Item:
        return _carried(item, as_word_carries)


def read_text(text: str) -> Reading:
    """The questions in the text of a paper; rows are its lines. Raises `Unreadable`."""
    cleaned = clean(text)
    if cleaned.count("\n") > MOST_LINES:
        raise Unreadable(f"文本超过 {MOST_LINES} 行。请拆成几份再导入。")
    lines = [line.strip() for line in cleaned.split("\n")]
    for row, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE:
            raise Unreadable(f"第 {row} 行有 {len(line)} 个字，太长了。请让每道题、每个选项各占一行。")
    found = Paper(lines)
    if not found.questions:
        raise Unreadable("没有找到试题。每道题要以题号开头，例如“1. 题干”，选项写成“A. …”，答案写成“答案：B”。")
    if len(found.questions) > MOST_QUESTIONS:
        raise Unreadable(f"试题超过 {MOST_QUESTIONS} 道。请拆成几份再导入。")
    items: list[Item] = []
    refused, unsupported = list(found.refused), list(found.unsupported)
    for question in found.questions:
        if not question.problem:
            assembled = assemble(question.parts())
            refused += assembled.refused
            unsupported += assembled.unsupported
            items += [assembled.item] if assembled.item else []
    if has_unseen(text):
        unsupported.append(Unsupported(1, "有不可见的控制字符，已经去掉。"))
    return Reading(tuple(items), tuple(sorted(refused)), tuple(sorted(unsupported)), offers.offered(items))


def _kept(items: Sequence[Item], shown: Shown) -> tuple[list[Item], tuple[Unsupported, ...]]:
    """The items that can be written, as they are carried, and what is lost."""
    kept, lost = [], []
    for place, item in enumerate(items, start=1):
        if reason := unwritable(item):
            lost.append(Unsupported(place, reason))
            continue
        carried = _carried(item, shown)
        lost += [Unsupported(place, what) for what in lost_of(replace(shown(item), pictures=item.pictures), carried)]
        kept.append(carried)
    return kept, tuple(lost)


def _carried(item: Item, shown: Shown) -> Item:
    there = shown(item)
    return replace(as_carried(there, tidy), pictures=there.pictures)


def _without_pictures(item: Item) -> Item:
    return replace(item, pictures=())


def _with_pictures(item: Item, pictures: dict[str, Picture]) -> Item:
    """The item with the pictures that its texts show."""
    texts = "\n".join((item.stem, *item.options, item.explanation))
    shown = dict.fromkeys(match["name"] for match in PICTURE.finditer(texts) if match["name"] in pictures)
    return replace(item, pictures=tuple(pictures[name] for name in shown)) if shown else item


PAPER_TEXT = PaperText()
DOCX = Docx()
