"""Aiken, the plain text format for single choice: https://docs.moodle.org/en/Aiken_format.

A question, its options `A.` or `A)` one a line, and `ANSWER: B`. The row of a question is the line that it begins on.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from quiz_app.banks.formats.findings import Findings, Trouble, written_and_lost
from quiz_app.banks.formats.lines import decoded
from quiz_app.banks.formats.markdown_texts import checked_length, one_line, tidy
from quiz_app.banks.formats.protocol import Item, Reading, Unreadable, Written
from quiz_app.banks.formats.shapes import malformed, normal, places
from quiz_app.banks.types.protocol import Interaction

_OPTION = re.compile(r"(?P<letter>[A-Z])[.)](?:\s+(?P<text>.*)|$)")
_ANSWER = re.compile(r"ANSWER:\s*(?P<letters>.*)", re.IGNORECASE)
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SAMPLE = 64 * 1024


class Aiken:
    code = "aiken"
    label = "Aiken 文本"
    suffix = ".txt"
    interactions = frozenset({Interaction.CHOOSE_ONE})

    def recognises(self, data: bytes, name: str) -> bool:
        if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            return False
        try:
            lines = decoded(data[:_SAMPLE].rpartition(b"\n")[0] if len(data) > _SAMPLE else data).split("\n")
        except Unreadable:
            return False
        places = [place for place, line in enumerate(lines) if re.match(r"ANSWER:\s*[A-Z]\s*$", line)]
        return any(_OPTION.match(_line_before(lines, place)) for place in places)

    def read(self, data: bytes) -> Reading:
        findings = Findings()
        for block in _blocks(decoded(data)):
            findings.turn_to(block.line)
            try:
                findings.items.append(_item(block))
            except Trouble as trouble:
                findings.refuse(trouble)
        if not findings.items and not findings.refused:
            raise Unreadable("文件是空的，没有找到题目。")
        return findings.reading

    def write(self, items: Sequence[Item], title: str) -> Written:
        kept, lost = written_and_lost(items, _obstacle, self.carries)
        return Written("\n".join(map(_written, kept)).encode(), lost)

    def carries(self, item: Item) -> Item:
        kept = normal(item)
        options = tuple(map(one_line, kept.options))
        return Item(item.interaction, one_line(kept.stem), options=options, key=kept.key)


FORMAT = Aiken()


@dataclass
class _Block:
    """The lines of one question, up to its answer."""

    line: int
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    answer: str | None = None


def _line_before(lines: list[str], place: int) -> str:
    return next((line.strip() for line in reversed(lines[:place][-3:]) if line.strip()), "")


def _blocks(text: str) -> Iterator[_Block]:
    block: _Block | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        bare = tidy(line)
        if not bare:
            continue
        answer, option = _ANSWER.fullmatch(bare), _OPTION.fullmatch(bare)
        if block and block.options and not option and not answer:
            yield block
            block = None
        block = block or _Block(number)
        if answer:
            block.answer = answer["letters"].strip()
            yield block
            block = None
        elif option and block.stem:
            block.options.append((option["letter"], one_line(option["text"] or "")))
        else:
            block.stem.append(one_line(bare))
    if block:
        yield block


def _item(block: _Block) -> Item:
    stem = checked_length("\n".join(block.stem))
    if not stem:
        raise Trouble("题干", "没有题干。", "在选项前面写上题目。")
    if len(block.options) < 2:
        raise Trouble("选项", f"有 {len(block.options)} 个选项，至少要两个。", "选项每行一个，以“A. ”“B. ”开头。")
    letters = "".join(letter for letter, _ in block.options)
    options = tuple(checked_length(text) for _, text in block.options)
    if not _ALPHABET.startswith(letters):
        raise Trouble("选项", f"选项的字母是 {letters}，没有从 A 起依次写。", "改成 A、B、C……。")
    if not all(options):
        raise Trouble("选项", "有选项是空的。", "写上内容，或者删去这一行。")
    if block.answer is None:
        raise Trouble("答案", "选项后面没有 ANSWER 一行。", "在最后一个选项的下一行写“ANSWER: B”，写正确选项的字母。")
    answer = block.answer.upper().rstrip(".)")
    if len(answer) != 1 or answer not in letters:
        mend = "写一个选项的字母，如“ANSWER: B”；多选题请用别的格式导入。"
        raise Trouble("答案", f"答案“{block.answer[:20]}”不是一个选项的字母。", mend)
    return Item(Interaction.CHOOSE_ONE, stem, options=options, key=(letters.index(answer),), row=block.line)


def _obstacle(item: Item) -> str:
    if item.interaction is not Interaction.CHOOSE_ONE:
        return "Aiken 只有单选题"
    carried = FORMAT.carries(item)
    if _OPTION.fullmatch(carried.stem) or _ANSWER.fullmatch(carried.stem):
        return "题干看上去像选项或答案行"
    if len(carried.options) > len(_ALPHABET):
        return "选项超过 26 个"
    return malformed(carried)


def _written(item: Item) -> str:
    options = [f"{letter}. {option}" for letter, option in zip(_ALPHABET, item.options, strict=False)]
    return "\n".join([item.stem, *options, f"ANSWER: {_ALPHABET[places(item.key)[0]]}", ""])
