"""One row of an import as text that a person mends, in the format of our bank files, and back."""

from dataclasses import replace

from quiz_app.banks.formats.protocol import Item
from quiz_app.banks.importing.illustrations import with_own_names, with_places
from quiz_app.banks.importing.items import give, take
from quiz_app.banks.markup import picture_names, texts_of
from quiz_app.banks.picture_files import unfit
from quiz_app.banks.questions import QuestionText
from quiz_app.banks.text_format import reader, writer
from quiz_app.banks.text_format.grammar import BankFile, BankHeader
from quiz_app.core.front_matter import lines_of
from quiz_app.regulations.registry import Registry

HEADER = BankHeader("import", "导入", "party_basics", "")
EMPTY = """## row-{row} 单选 中

在这里写题干

A. 第一个选项
B. 第二个选项
C. 第三个选项

答案: A
解析: 说清正确的为什么对，容易选错的混淆了什么
"""


class Miswritten(ValueError):
    """The text cannot be read; the message names the lines, in Chinese."""


def to_text(item: Item | None, row: int, registry: Registry) -> str:
    """The item as a question of a bank file; a pattern to fill in where there is none that we could write."""
    fit = replace(item, pictures=tuple(each for each in item.pictures if not unfit(each.data))) if item else None
    made = take(fit, area=HEADER.area, registry=registry) if fit else None
    text = getattr(made, "text", None)
    if not isinstance(text, QuestionText):
        return EMPTY.format(row=row)
    named = replace(text, code=f"row-{row}", draft_reason=None)
    return writer.write(BankFile(HEADER, (named,))).partition("---")[2].strip() + "\n"


def from_text(text: str, row: int, before: Item | None = None) -> Item:
    """The item that was written; it shows pictures of the item that was there `before`."""
    head = writer.write(BankFile(HEADER, ()))
    read = reader.read(head + "\n" + text.strip() + "\n", "")
    above = len(lines_of(head))
    if read.problems:
        raise Miswritten("".join(f"第 {max(1, each.line - above)} 行：{each.reason}" for each in read.problems))
    if len(read.questions) != 1:
        raise Miswritten("这里正好写一道题：第一行是“## 编号 题型 难度”。")
    own = with_own_names(before).pictures if before else ()
    names = picture_names(texts_of(read.questions[0]))
    kept = tuple(picture for picture in own if picture.name in names)
    return replace(with_places(replace(give(read.questions[0], {}), pictures=kept)), row=row, code="")
