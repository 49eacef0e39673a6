"""What stands between the braces of a GIFT question."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from quiz_app.banks.formats.findings import Findings, Trouble
from quiz_app.banks.formats.gift.grammar import plain
from quiz_app.banks.formats.markdown_texts import decimal_text, one_line
from quiz_app.banks.formats.protocol import Item
from quiz_app.banks.formats.weights import all_right, one_right
from quiz_app.banks.types.protocol import Interaction

_VERDICT = re.compile(r"(?P<verdict>T|TRUE|F|FALSE)\s*(?P<feedback>#.*)?", re.IGNORECASE | re.DOTALL)
_EACH = re.compile(r"(?=[=~])")
_WEIGHT = re.compile(r"\s*%(?P<weight>[+-]?[0-9]{1,3}(?:\.[0-9]{0,10})?)%")


@dataclass(frozen=True)
class _Answer:
    """One answer: `mark` is = or ~; `weight` in percent; `text` and `feedback` as they stand, still guarded."""

    mark: str
    weight: Decimal | None
    text: str
    feedback: str


def read_answers(body: str, item: Item, texts: Callable[[str], str], findings: Findings) -> Item:
    """The item with interaction, options and key as the braces say. `texts` makes Markdown of guarded text."""
    body = body.strip()
    if not body:
        return replace(item, interaction=Interaction.WRITE)
    if body.startswith("#"):
        return _number(body[1:], item, findings)
    verdict = _VERDICT.fullmatch(body)
    if verdict:
        if verdict["feedback"] and verdict["feedback"].strip("# \n"):
            findings.miss("判断题的反馈")
        return replace(item, interaction=Interaction.JUDGE, key=(int(verdict["verdict"].upper().startswith("F")),))
    if "~" in body:
        return _choices(_answers(body), item, texts, findings)
    if body.startswith("=") and "->" in body:
        return _pairs(_answers(body), item, texts, findings)
    return _blank(_answers(body if body.startswith("=") else "=" + body), item, findings)


def _answers(body: str) -> list[_Answer]:
    before, *parts = _EACH.split(body)
    if before.strip():
        mend = "每个答案前面写 =（对）或 ~（错）；文字里的 = 和 ~ 前面加反斜杠。"
        raise Trouble("答案", "花括号里的第一个答案前面没有 = 或 ~。", mend)
    return [_answer(part) for part in parts]


def _answer(part: str) -> _Answer:
    weight = _WEIGHT.match(part, 1)
    text, _, feedback = part[weight.end() if weight else 1 :].partition("#")
    return _Answer(part[0], Decimal(weight["weight"]) if weight else None, text.strip(), feedback.strip())


def _choices(answers: list[_Answer], item: Item, texts: Callable[[str], str], findings: Findings) -> Item:
    options = tuple(texts(answer.text) for answer in answers)
    feedback = tuple(texts(answer.feedback) for answer in answers)
    one = any(answer.mark == "=" for answer in answers)
    weights = [_weight(answer) for answer in answers]
    key = one_right(weights, findings.miss) if one else all_right(weights, findings.miss)
    return replace(
        item,
        interaction=Interaction.CHOOSE_ONE if one else Interaction.CHOOSE_MANY,
        options=options,
        key=key,
        feedback=feedback if any(feedback) else (),
    )


def _weight(answer: _Answer) -> Decimal:
    if answer.weight is not None:
        return answer.weight
    return Decimal(100 if answer.mark == "=" else 0)


def _pairs(answers: list[_Answer], item: Item, texts: Callable[[str], str], findings: Findings) -> Item:
    prompts: list[str] = []
    options: dict[str, int] = {}
    key: list[int] = []
    for answer in answers:
        left, arrow, right = answer.text.partition("->")
        option = texts(right)
        if not arrow or not option:
            raise Trouble("答案", "连线题里有一对没有写全。", "每一对写成 =左项 -> 右项。")
        place = options.setdefault(option, len(options))
        if prompt := texts(left):
            prompts.append(prompt)
            key.append(place)
        if answer.feedback:
            findings.miss("连线题各对的反馈")
    return replace(item, interaction=Interaction.PAIR, prompts=tuple(prompts), options=tuple(options), key=tuple(key))


def _blank(answers: list[_Answer], item: Item, findings: Findings) -> Item:
    accepted: dict[str, None] = {}
    for answer in answers:
        pattern = one_line(plain(answer.text))
        if _weight(answer) == 100 and pattern:
            accepted[pattern.replace("\\*", "*")] = None
            if "*" in pattern.replace("\\*", ""):
                findings.miss("答案里代表任意文字的 *")
        elif _weight(answer) != 100:
            findings.miss("只得部分分的答案")
        if answer.feedback:
            findings.miss("填空答案的反馈")
    if not accepted:
        raise Trouble("答案", "没有一个得满分的答案。", "写上正确答案，如 {=半数}。")
    return replace(item, interaction=Interaction.FILL, key=(tuple(accepted),))


def _number(body: str, item: Item, findings: Findings) -> Item:
    answers = [_answer(part) for part in _EACH.split(body if "=" in body else "=" + body) if part.strip()]
    full = [answer for answer in answers if answer.mark == "=" and _weight(answer) == 100 and answer.text]
    if not full:
        raise Trouble("答案", "数值题没有得满分的答案。", "写成 {#数值:允许的误差} 或 {#最小..最大}。")
    if len(answers) > 1:
        findings.miss("数值题的其他答案（只取第一个得满分的）")
    if any(answer.feedback for answer in answers):
        findings.miss("数值题答案的反馈")
    return replace(item, interaction=Interaction.NUMBER, key=(_value_and_tolerance(one_line(plain(full[0].text))),))


def _value_and_tolerance(text: str) -> tuple[str, str]:
    try:
        low, dots, high = text.partition("..")
        if dots:
            least, most = Decimal(decimal_text(low)), Decimal(decimal_text(high))
            return decimal_text(str((least + most) / 2)), decimal_text(str(abs(most - least) / 2))
        value, _, tolerance = text.partition(":")
        return decimal_text(value), decimal_text(tolerance.strip() or "0")
    except ValueError as error:
        mend = "写成 {#数值:允许的误差} 或 {#最小..最大}，只用数字和小数点。"
        raise Trouble("答案", f"“{text[:30]}”不是数值。", mend) from error
