"""Reads Moodle XML. The row of a question is its number among the questions of the file, categories not counted."""

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from quiz_app.banks.formats.categories import read_category
from quiz_app.banks.formats.findings import Findings, Trouble
from quiz_app.banks.formats.labels import read_tags
from quiz_app.banks.formats.markdown_texts import one_line, short
from quiz_app.banks.formats.moodle_xml.kinds import KINDS
from quiz_app.banks.formats.moodle_xml.texts import Texts
from quiz_app.banks.formats.protocol import Item, Reading, Unreadable
from quiz_app.banks.formats.shapes import malformed, normal, read_points
from quiz_app.banks.formats.trees import records, words
from quiz_app.banks.types.protocol import Interaction

_TEXTS_WITHOUT_PLACE = {
    "correctfeedback": "全部答对时的反馈",
    "partiallycorrectfeedback": "部分答对时的反馈",
    "incorrectfeedback": "答错时的反馈",
    "hint": "提示",
    "responsetemplate": "作答模板",
    "units": "单位",
}
_VALUES_WITHOUT_PLACE = {
    ("usecase", "1"): "填空区分大小写",
    ("hidden", "1"): "隐藏状态",
    ("shuffleanswers", "0"): "不打乱选项顺序",
    ("shuffleanswers", "false"): "不打乱选项顺序",
    ("responserequired", "0"): "可以不作答",
}
_USUAL_PENALTIES = {"", "0", "0.0", "0.0000000", "0.1", "0.1000000", "0.3333333", "1", "1.0", "1.0000000"}


def read(data: bytes) -> Reading:
    findings = Findings()
    category = ""
    for element in _questions(data):
        kind = element.get("type", "")
        if kind == "category":
            category = read_category(words(element.find("category/text")))
            if words(element.find("info/text")).strip():
                findings.miss("分类的说明")
            continue
        findings.turn_to(findings.row + 1)
        try:
            findings.items.append(_item(element, kind, category, findings))
        except Trouble as trouble:
            findings.refuse(trouble)
    if not findings.row:
        raise Unreadable("文件里没有题目。请在 Moodle 的题库里选“导出”，格式选 Moodle XML。")
    return findings.reading


def _questions(data: bytes) -> Iterator[Element]:
    found = records(data)
    root = next(found, None)
    if root is None or root.tag != "quiz":
        raise Unreadable("这不是 Moodle XML：最外层不是 quiz。请在 Moodle 的题库里选“导出”，格式选 Moodle XML。")
    return (element for element in found if element.tag == "question")


def _item(element: Element, kind: str, category: str, findings: Findings) -> Item:
    if kind == "description":
        raise Trouble("", "这是说明文字，没有要回答的。", "需要的话，把它写进相关题目的题干。")
    if kind not in KINDS:
        findings.miss(f"题型“{short(kind)}”")
        raise Trouble(
            "题型", f"没有和 Moodle 的“{short(kind)}”相当的题型。", "在 Moodle 里改成选择、判断、填空、匹配等题型。"
        )
    texts = Texts(findings)
    difficulty, points = read_tags(words(tag.find("text")) for tag in element.iterfind("tags/tag"))
    blank = Item(
        interaction=Interaction.WRITE,
        stem="",
        explanation=texts.read(element, "generalfeedback"),
        difficulty=difficulty,
        knowledge_points=points,
        points=read_points(words(element.find("defaultgrade")) or "-"),
        code=one_line(words(element.find("idnumber"))),
        category=category,
        row=findings.row,
    )
    item = normal(KINDS[kind](element, blank, texts))
    item = replace(item, pictures=texts.gallery.pictures)
    fault = malformed(item)
    if fault:
        raise Trouble("", f"{fault}。", "在 Moodle 里把这道题补完整，再导出。")
    _name_the_rest(element, item, findings)
    return item


def _name_the_rest(element: Element, item: Item, findings: Findings) -> None:
    name = one_line(words(element.find("name/text")))
    if name and name != item.code and not one_line(item.stem).startswith(name.rstrip(".… ")):
        findings.miss(f"题目的名称“{short(name)}”")
    for tag, what in _TEXTS_WITHOUT_PLACE.items():
        if any(words(found).strip() for found in element.findall(tag)):
            findings.miss(what)
    for (tag, value), what in _VALUES_WITHOUT_PLACE.items():
        if words(element.find(tag)).strip() == value:
            findings.miss(what)
    if words(element.find("penalty")).strip() not in _USUAL_PENALTIES:
        findings.miss("多次作答的扣分")
