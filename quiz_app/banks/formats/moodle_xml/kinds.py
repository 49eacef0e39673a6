"""The question types of Moodle as interactions: one function for each, from the XML to the item."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from xml.etree.ElementTree import Element

from quiz_app.banks.formats.findings import Trouble
from quiz_app.banks.formats.labels import FILL_TAG
from quiz_app.banks.formats.markdown_texts import BLANK, blanks_in, decimal_text, one_line, with_one_blank
from quiz_app.banks.formats.moodle_xml.cloze import read_gaps
from quiz_app.banks.formats.moodle_xml.texts import Texts
from quiz_app.banks.formats.protocol import Item
from quiz_app.banks.formats.shapes import BETWEEN_CHOICES
from quiz_app.banks.formats.trees import words
from quiz_app.banks.formats.weights import FULL, NONE, all_right, one_right
from quiz_app.banks.types.protocol import Interaction

_PLACE = re.compile(r"\[\[([0-9]{1,3})\]\]")
_TRUE = ("true", "t", "1", "对", "正确")

Kind = Callable[[Element, Item, Texts], Item]


def _multichoice(element: Element, item: Item, texts: Texts) -> Item:
    answers = element.findall("answer")
    weights = [_weight(answer) for answer in answers]
    single = words(element.find("single")).strip().lower() in ("true", "1", "")
    choose = one_right if single else all_right
    return replace(
        item,
        interaction=Interaction.CHOOSE_ONE if single else Interaction.CHOOSE_MANY,
        stem=texts.read(element, "questiontext"),
        options=tuple(map(texts.markdown, answers)),
        feedback=tuple(texts.read(answer, "feedback") for answer in answers),
        key=choose(weights, texts.findings.miss),
    )


def _truefalse(element: Element, item: Item, texts: Texts) -> Item:
    right = [texts.line(answer).lower() for answer in element.findall("answer") if _weight(answer) > 0]
    if len(right) != 1:
        raise Trouble("答案", "判断题没有写明对还是错。", "在 Moodle 里选好正确答案再导出。")
    _name_feedback(element, texts, "判断题的反馈")
    key = (0,) if right[0] in _TRUE else (1,)
    return replace(item, interaction=Interaction.JUDGE, stem=texts.read(element, "questiontext"), key=key)


def _shortanswer(element: Element, item: Item, texts: Texts) -> Item:
    _name_feedback(element, texts, "填空答案的反馈")
    accepted: list[str] = []
    for answer in element.findall("answer"):
        text = texts.line(answer)
        if _weight(answer) == FULL and text:
            accepted.append(text.replace("\\*", "*"))
            if "*" in text.replace("\\*", ""):
                texts.findings.miss("答案里代表任意文字的 *")
        elif _weight(answer) > 0:
            texts.findings.miss("只得部分分的答案")
    stem = texts.read(element, "questiontext")
    stem = with_one_blank(stem) or (stem if blanks_in(stem) == 1 else f"{stem}\n{BLANK}")
    return replace(item, interaction=Interaction.FILL, stem=stem, key=(tuple(accepted),))


def _numerical(element: Element, item: Item, texts: Texts) -> Item:
    answers = element.findall("answer")
    _name_feedback(element, texts, "数值题答案的反馈")
    full = [answer for answer in answers if _weight(answer) == FULL]
    if not full:
        raise Trouble("答案", "数值题没有得满分的答案。", "在 Moodle 里给正确答案 100%。")
    if len(answers) > 1:
        texts.findings.miss("数值题的其他答案（只取第一个得满分的）")
    try:
        value = decimal_text(texts.line(full[0]))
        tolerance = decimal_text(words(full[0].find("tolerance")).strip() or "0")
    except ValueError as error:
        raise Trouble("答案", "答案或允许的误差不是数值。", "只写数字和小数点。") from error
    return replace(
        item, interaction=Interaction.NUMBER, stem=texts.read(element, "questiontext"), key=((value, tolerance),)
    )


def _matching(element: Element, item: Item, texts: Texts) -> Item:
    prompts: list[str] = []
    key: list[int] = []
    options: dict[str, int] = {}
    for pair in element.findall("subquestion"):
        answer = pair.find("answer")
        option = "" if answer is None else texts.markdown(answer)
        prompt = texts.markdown(pair)
        if not option and not prompt:
            continue
        place = options.setdefault(option, len(options))
        if prompt:
            prompts.append(prompt)
            key.append(place)
    return replace(
        item,
        interaction=Interaction.PAIR,
        stem=texts.read(element, "questiontext"),
        prompts=tuple(prompts),
        options=tuple(options),
        key=tuple(key),
    )


def _ordering(element: Element, item: Item, texts: Texts) -> Item:
    answers = sorted(element.findall("answer"), key=_weight)
    return replace(
        item,
        interaction=Interaction.ORDER,
        stem=texts.read(element, "questiontext"),
        options=tuple(map(texts.markdown, answers)),
        key=tuple(range(len(answers))),
    )


def _essay(element: Element, item: Item, texts: Texts) -> Item:
    notes = texts.read(element, "graderinfo")
    if notes and item.explanation:
        texts.findings.miss("评分说明")
    if words(element.find("attachments")).strip() not in ("", "0"):
        texts.findings.miss("要上传附件")
    return replace(
        item,
        interaction=Interaction.WRITE,
        stem=texts.read(element, "questiontext"),
        explanation=item.explanation or notes,
    )


def _cloze(element: Element, item: Item, texts: Texts) -> Item:
    question = element.find("questiontext")
    if question is None:
        raise Trouble("题干", "没有题干。", "在 Moodle 里补上题干再导出。")
    html, gaps = read_gaps(words(question.find("text")), texts.findings.miss)
    if not gaps:
        raise Trouble("答案", "完形填空里没有空。", "空要写成 {1:SHORTANSWER:=答案}。")
    prompts = tuple(gap.prompt for gap in gaps)
    key = tuple(gap.accepted for gap in gaps)
    tags = {one_line(words(tag)) for tag in element.iterfind("tags/tag")}
    if FILL_TAG in tags and not any(prompts):
        return replace(item, interaction=Interaction.FILL, stem=texts.markdown(question, html), key=key)
    stem = texts.markdown(question, html)
    return replace(item, interaction=Interaction.GAPS, stem=stem, prompts=prompts, key=key)


def _places(element: Element, item: Item, texts: Texts) -> Item:
    """Gaps `[[2]]` that take the second of the choices; a gap offers the choices of the same group."""
    question = element.find("questiontext")
    boxes = [*element.findall("selectoption"), *element.findall("dragbox")]
    choices = [(one_line(texts.markdown(box)).replace(BETWEEN_CHOICES, "/"), words(box.find("group"))) for box in boxes]
    text = "" if question is None else words(question.find("text"))
    numbers = [int(match[1]) - 1 for match in _PLACE.finditer(text)]
    if question is None or any(not 0 <= number < len(choices) for number in numbers):
        raise Trouble("题干", "题干里的空指向没有的选项。", "[[1]] 里的数字要在选项的序号以内。")
    offered = [[choice for choice, group in choices if group == choices[number][1]] for number in numbers]
    return replace(
        item,
        interaction=Interaction.GAPS,
        stem=texts.markdown(question, _PLACE.sub(BLANK, text)),
        prompts=tuple(BETWEEN_CHOICES.join(dict.fromkeys(each)) for each in offered),
        key=tuple((choices[number][0],) for number in numbers),
    )


KINDS: Mapping[str, Kind] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "ddmatch": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _places,
    "ddwtos": _places,
}


def _weight(answer: Element) -> Decimal:
    try:
        return Decimal(decimal_text(answer.get("fraction", "0")))
    except ValueError:
        return NONE


def _name_feedback(element: Element, texts: Texts, what: str) -> None:
    if any(words(feedback).strip() for feedback in element.iterfind("answer/feedback")):
        texts.findings.miss(what)
