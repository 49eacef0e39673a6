"""The gaps of Moodle's cloze questions: `{2:SHORTANSWER:=半数~%50%一半#说明}`.

The grammar is that of https://docs.moodle.org/en/Embedded_Answers_(Cloze)_question_type.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

from quiz_app.banks.formats.findings import Trouble
from quiz_app.banks.formats.markdown_texts import BLANK, decimal_text, one_line
from quiz_app.banks.formats.shapes import BETWEEN_CHOICES

_KINDS = {
    **dict.fromkeys(("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"), "text"),
    **dict.fromkeys(("NUMERICAL", "NM"), "number"),
    **dict.fromkeys(("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"), "choice"),
    **dict.fromkeys(("MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"), "choice"),
    **dict.fromkeys(("MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS"), "many"),
    **dict.fromkeys(("MULTIRESPONSE_HS", "MRHS"), "many"),
}
_CASED = ("SHORTANSWER_C", "SAC", "MWC")
_GAP = re.compile(r"\{(?P<weight>[0-9]{0,4}):(?P<kind>[A-Z_]{2,16}):(?P<answers>(?:\\.|[^\\{}])*)\}", re.DOTALL)
_ANSWERS = re.compile(r"(?:\\.|[^\\~])+", re.DOTALL)
_ANSWER = re.compile(
    r"(?P<right>=)?(?:%(?P<weight>-?[0-9.]{1,8})%)?(?P<text>(?:\\.|&#|[^\\#])*)(?:#(?P<feedback>.*))?", re.DOTALL
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_NEEDS_ESCAPE = re.compile(r"[\\}~#=/\"{]")
_TAG = re.compile(r"<[^<>]{0,200}>")


@dataclass(frozen=True)
class Gap:
    """`prompt` and `accepted` as our gaps have them; a number is typed like a text."""

    prompt: str
    accepted: tuple[str, ...]
    weight: int


def read_gaps(html: str, miss: Callable[[str], None]) -> tuple[str, list[Gap]]:
    """The text with a blank where each gap stood, and the gaps. Raises `Trouble`."""
    gaps = [_gap(match, miss) for match in _GAP.finditer(html)]
    if len({gap.weight for gap in gaps}) > 1:
        miss("各空不同的分值")
    return re.sub(f"{BLANK}(?={BLANK})", f"{BLANK} ", _GAP.sub(BLANK, html)), gaps


def written_gap(choices: Sequence[str], accepted: Sequence[str]) -> str:
    """A gap, not yet escaped for HTML. Typed where there are no choices."""
    if not choices:
        texts = [_marked(text.replace("*", "\\*"), True) for text in accepted]
        return "{1:SHORTANSWER:" + "~".join(texts) + "}"
    texts = [_marked(choice, choice in accepted) for choice in choices]
    return "{1:MULTICHOICE:" + "~".join(texts) + "}"


def _gap(match: re.Match[str], miss: Callable[[str], None]) -> Gap:
    kind = _KINDS.get(match["kind"])
    if kind is None or kind == "many":
        reason = f"不认识完形填空里的 {match['kind']}。" if kind is None else "完形填空的一个空里要选几项。"
        raise Trouble("题干", reason, "改成 SHORTANSWER、NUMERICAL 或 MULTICHOICE，每个空一个答案。")
    if match["kind"] in _CASED:
        miss("填空区分大小写")
    answers = [_ANSWER.fullmatch(part) for part in _ANSWERS.findall(match["answers"])]
    read = [(_plain(answer["text"]), _weight(answer)) for answer in answers if answer]
    if any(answer and answer["feedback"] for answer in answers):
        miss("空的反馈")
    if any(0 < weight < 100 for _, weight in read):
        miss("只得部分分的答案")
    right = tuple(dict.fromkeys(text for text, weight in read if weight == 100 and text))
    if kind == "choice":
        return _choice([text for text, _ in read], right, match, miss)
    if kind == "text":
        if any("*" in text.replace("\\*", "") for text in right):
            miss("答案里代表任意文字的 *")
        right = tuple(text.replace("\\*", "*") for text in right)
    else:
        right = tuple(_number(text, miss) for text in right)
    if not right:
        raise Trouble("答案", "有一个空没有得满分的答案。", "在正确答案前写 =。")
    return Gap("", right, int(match["weight"] or 1))


def _choice(texts: list[str], right: tuple[str, ...], match: re.Match[str], miss: Callable[[str], None]) -> Gap:
    choices = [text.replace(BETWEEN_CHOICES, "/") for text in dict.fromkeys(texts) if text]
    if any(BETWEEN_CHOICES in text for text in texts):
        miss("选项里斜线两边的空格")
    if not right:
        raise Trouble("答案", "有一个空没有正确的选项。", "在正确选项前写 =。")
    accepted = tuple(text.replace(BETWEEN_CHOICES, "/") for text in right)
    return Gap(BETWEEN_CHOICES.join(choices), accepted, int(match["weight"] or 1))


def _number(text: str, miss: Callable[[str], None]) -> str:
    value, _, tolerance = text.partition(":")
    try:
        if tolerance and Decimal(decimal_text(tolerance)):
            miss("空里数值的允许误差")
        return decimal_text(value)
    except ValueError as error:
        raise Trouble("答案", f"“{text[:30]}”不是数值。", "写成 =数值:允许的误差。") from error


def _weight(answer: re.Match[str]) -> Decimal:
    if answer["right"]:
        return Decimal(100)
    try:
        return Decimal(decimal_text(answer["weight"])) if answer["weight"] else Decimal(0)
    except ValueError:
        return Decimal(0)


def _plain(text: str) -> str:
    """What an answer says: escapes, then the tags and entities of the HTML that it stands in."""
    return one_line(unescape(_TAG.sub("", _ESCAPE.sub(_unescaped, text))))


def _unescaped(match: re.Match[str]) -> str:
    """`\\*` stays, since it is an escape of the answer's own."""
    return match[0] if match[1] == "*" else match[1]


def _marked(text: str, is_right: bool) -> str:
    """A text that begins like a weight is given its own before it."""
    if not is_right:
        return "%0%" + _escaped(text)
    return ("%100%" if text.startswith("%") else "=") + _escaped(text)


def _escaped(text: str) -> str:
    return _NEEDS_ESCAPE.sub(lambda match: "\\" + match[0], text)
