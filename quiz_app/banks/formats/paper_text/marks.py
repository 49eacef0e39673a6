"""The marks that structure the text of a paper, and the backslash that keeps what only looks like one.

A line that begins like a number, a label or a heading, and words that look like an option's letter or an answer in
brackets, get a backslash when they are written and lose it when they are read.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from quiz_app.banks.formats import brackets
from quiz_app.banks.formats.answers import LETTERS
from quiz_app.banks.formats.type_names import UnknownType, interaction_named

LABELS = {
    "答案": "answer",
    "正确答案": "answer",
    "参考答案": "answer",
    "标准答案": "answer",
    "解析": "explanation",
    "答案解析": "explanation",
    "试题解析": "explanation",
    "难度": "difficulty",
    "知识点": "knowledge_points",
    "考点": "knowledge_points",
    "依据": "documents",
    "引文": "quotations",
    "编号": "code",
    "分类": "category",
    "分值": "points",
    "题型": "type_name",
}
_LABEL_NAMES = "|".join(sorted(LABELS, key=len, reverse=True))
_LABEL_MARK = rf"(?:【(?P<boxed>{_LABEL_NAMES})】[ 　]?[:：]?|(?P<label>{_LABEL_NAMES})[ 　]?[:：])[ \t　]*"
LABEL = re.compile(_LABEL_MARK)
_LABEL_WITHIN = re.compile(rf"(?:(?<=\s)|(?<!\\)(?=\\{{0,9}}【))(?P<marks>\\{{0,9}})(?P<whole>{_LABEL_MARK})")
KEY_HEADING = re.compile(r"[【\[]?(?:参考|标准|试题|正确)?答案(?:及解析|与解析|和解析|部分)?[】\]]?[ 　]?[:：]?")

_NUMBERED = re.compile(
    r"(?:(?P<dot>\d{1,5})[ 　]?[.．、]|[（(][ 　]?(?P<bracket>\d{1,5})[ 　]?[）)]"
    r"|第[ 　]?(?P<nth>\d{1,5})[ 　]?题[ 　]?[.．、:：]?|(?P<half>\d{1,5})[）)]|【(?P<box>\d{1,5})】)[ \t　]*"
)
_LETTER = re.compile(
    r"(?<![A-Za-z0-9Ａ-Ｚ\\])(?P<marks>\\{0,9})(?P<open>[（(]?)"
    r"(?P<letter>[A-ZＡ-Ｚ])(?P<sign>[ 　]{0,3}[.．、:：)）])[ \t　]*"
)
_TAG = re.compile(r"(?P<marks>\\{0,9})[（(【\[](?P<name>[^（(【\[）)】\]]{2,8})[）)】\]][ \t　]*")
_NUMERAL = r"[零一二三四五六七八九十百千]{1,7}"
_HEADING = re.compile(
    rf"(?P<numeral>{_NUMERAL}[ 　]?[、.．]|[（(]{_NUMERAL}[）)]|第{_NUMERAL}(?:部分|大题)[ 　]?[:：、]?)?[ 　]*"
    r"(?P<name>[^（(：:，,。；;、.．\d]{2,12})(?P<rest>[（(：:，,。].*)?"
)
_LONGEST_HEADING = 120
_EACH = re.compile(r"每[小]?[题空][计]?\s?(\d{1,4}(?:\.\d{1,4})?|\d{1,9}/\d{1,9})\s?分")
_COUNT = re.compile(r"共\s?(\d{1,4})\s?[小]?[题道]")
_TOTAL = re.compile(r"[共计]\s?(\d{1,5})\s?分")


@dataclass(frozen=True, slots=True)
class Number:
    """The number at the start of a stem, the way it is written, and where the stem begins."""

    value: int
    style: str
    end: int
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """An option's letter in a line: which one from 0, where it begins and where its text does."""

    place: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says of the questions below: their type and the points of each, "" for what it does not say."""

    type_name: str
    points: str


def number_of(line: str) -> Number | None:
    match = _NUMBERED.match(line)
    if match is None:
        return None
    style = match.lastgroup or ""
    follows = line[match.end() : match.end() + 1]
    doubtful = style == "dot" and follows.isdecimal() and match[0][-1] in ".．"
    return Number(int(match[style]), style, match.end(), doubtful)


def letters_in(line: str) -> Iterator[Letter]:
    """What could be the letters of options, in order."""
    for match in _LETTER.finditer(line):
        if not match["marks"] and _marks_option(match):
            place = LETTERS.index(unicodedata.normalize("NFKC", match["letter"]))
            yield Letter(place, match.start(), match.end())


def label_of(line: str) -> tuple[str, str] | None:
    """The field that a line's label names, and what follows it."""
    match = LABEL.match(line)
    return (LABELS[match["boxed"] or match["label"]], line[match.end() :].strip()) if match else None


def labels_within(text: str) -> list[tuple[str, str]]:
    """The texts of further labels in a line: `B  解析：…` is an answer without a label and an explanation."""
    parts, field, start = [], "", 0
    for match in _LABEL_WITHIN.finditer(text):
        if not match["marks"]:
            parts.append((field, text[start : match.start()].strip()))
            field, start = LABELS[match["boxed"] or match["label"]], match.end()
    return [*parts, (field, text[start:].strip())]


def heading_of(line: str) -> Heading | None:
    if len(line) > _LONGEST_HEADING or (match := _HEADING.fullmatch(line)) is None:
        return None
    name = match["name"].strip()
    if not (name.endswith("题") or (match["numeral"] and _is_type(name))):
        return None
    if not match["numeral"] and not _is_type(name):
        return None
    return Heading(name, _points(unicodedata.normalize("NFKC", match["rest"] or "")))


def tag_of(stem: str) -> tuple[str, str]:
    """The type in brackets before a stem, and the stem without it; "" where there is none."""
    match = _TAG.match(stem)
    if match is None or match["marks"] or not _is_type(match["name"]):
        return "", stem
    return match["name"], stem[match.end() :]


def kept_line(line: str) -> str:
    """A further line of a text as it is written, so that it does not read as structure."""
    return "\\" + line if _is_structure(line.lstrip("\\")) else line


def restored_line(line: str) -> str:
    return line[1:] if line.startswith("\\") and _is_structure(line.lstrip("\\")) else line


def kept_letters(text: str) -> str:
    return _LETTER.sub(lambda m: _with_marks(m, m["marks"] + "\\") if _marks_option(m) else m[0], text)


def restored_letters(text: str) -> str:
    return _LETTER.sub(lambda m: _with_marks(m, m["marks"][1:]) if _marks_option(m) else m[0], text)


def kept_stem(stem: str) -> str:
    text = kept_letters(brackets.kept(stem))
    return "\\" + text if (match := _TAG.match(text)) and _is_type(match["name"]) else text


def restored_stem(stem: str) -> str:
    match = _TAG.match(stem)
    text = stem[1:] if match and match["marks"] and _is_type(match["name"]) else stem
    return brackets.restored(restored_letters(text))


def kept_labels(text: str) -> str:
    return _LABEL_WITHIN.sub(r"\\\g<marks>\g<whole>", text)


def restored_labels(text: str) -> str:
    return _LABEL_WITHIN.sub(lambda m: m["marks"][1:] + m["whole"], text)


def _is_structure(line: str) -> bool:
    return bool(number_of(line) or LABEL.match(line) or KEY_HEADING.fullmatch(line) or heading_of(line))


def _is_type(name: str) -> bool:
    try:
        interaction_named(name)
    except UnknownType:
        return False
    return bool(name.strip())


def _marks_option(match: re.Match[str]) -> bool:
    """A full stop makes a letter an option's anywhere, other signs only after a blank or at the start of a line."""
    before = match.string[match.start() - 1 : match.start()]
    return match["sign"][-1] in ".．" or not before or before.isspace()


def _with_marks(match: re.Match[str], marks: str) -> str:
    whole = match[0]
    return marks + whole[len(match["marks"]) :]


def _points(words: str) -> str:
    if each := _EACH.search(words):
        return each[1]
    count, total = _COUNT.search(words), _TOTAL.search(words)
    if count and total and int(count[1]) and int(total[1]) % int(count[1]) == 0:
        return str(int(total[1]) // int(count[1]))
    return ""
