"""Reads QTI 2 and 3: a single item, or a package with a manifest. The row is the number of the item in the package."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from xml.etree.ElementTree import Element

from quiz_app.banks.formats.findings import Findings, Trouble
from quiz_app.banks.formats.gallery import Gallery
from quiz_app.banks.formats.markdown_texts import one_line, short
from quiz_app.banks.formats.protocol import Item, Reading, Unreadable
from quiz_app.banks.formats.qti import kinds
from quiz_app.banks.formats.qti.manifest import About, items_of, opened
from quiz_app.banks.formats.qti.names import spoken
from quiz_app.banks.formats.qti.parts import Body, declarations, interactions
from quiz_app.banks.formats.shapes import malformed, normal, read_points
from quiz_app.banks.formats.trees import tree, words
from quiz_app.banks.types.protocol import Interaction

_KINDS: Mapping[str, Callable[[kinds.Question, Element, Item], Item]] = {
    "choiceInteraction": kinds.choice,
    "orderInteraction": kinds.order,
    "matchInteraction": kinds.match,
    "associateInteraction": kinds.associate,
    "extendedTextInteraction": kinds.extended_text,
}
_ONE = "item.xml"


def read(data: bytes) -> Reading:
    findings = Findings()
    if not data.startswith(b"PK"):
        findings.turn_to(1)
        _take(_root(data), _ONE, About(), {}, findings)
        return findings.reading
    files = opened(data)
    for about in list(items_of(files, findings)):
        findings.turn_to(findings.row + 1)
        try:
            root = _root(files.get(about.place, b""))
        except Unreadable as error:
            findings.refuse(Trouble("", f"{short(about.place)}：{error}", "在原来的系统里重新导出这道题。"))
            continue
        _take(root, about.place, about, files, findings)
    if not findings.row:
        raise Unreadable("包里没有题目。请在原来的系统里导出 QTI 2.1 或 3.0 的试题包。")
    return findings.reading


def _root(data: bytes) -> Element:
    root = spoken(tree(data))
    if root.tag == "questestinterop":
        raise Unreadable("这是 QTI 1.2 文件。请在原来的系统里导出 QTI 2.1 或 3.0。")
    if root.tag != "assessmentItem":
        raise Unreadable("这不是 QTI 试题：最外层不是 assessmentItem。请导出单道试题或试题包。")
    return root


def _take(root: Element, place: str, about: About, files: Mapping[str, bytes], findings: Findings) -> None:
    try:
        findings.items.append(_item(root, place, about, files, findings))
    except Trouble as trouble:
        findings.refuse(trouble)


def _item(root: Element, place: str, about: About, files: Mapping[str, bytes], findings: Findings) -> Item:
    body = root.find("itemBody")
    if body is None:
        raise Trouble("题干", "没有题干。", "在原来的系统里补上，再导出。")
    texts = Body(findings, Gallery(findings), files, place)
    question = kinds.Question(root, body, declarations(root), texts)
    blank = Item(
        interaction=Interaction.WRITE,
        stem="",
        explanation=_explanation(root, texts),
        difficulty=about.difficulty,
        knowledge_points=about.knowledge_points,
        points=_points(root),
        code=one_line(root.get("label", root.get("identifier", ""))),
        category=about.category,
        row=findings.row,
    )
    item = normal(_answered(question, blank))
    item = replace(item, pictures=texts.gallery.pictures)
    fault = malformed(item)
    if fault:
        raise Trouble("", f"{fault}。", "在原来的系统里把这道题补完整，再导出。")
    _name_the_rest(root, item, findings)
    return item


def _answered(question: kinds.Question, item: Item) -> Item:
    found = interactions(question.body)
    if not found:
        raise Trouble("", "这道题没有要作答的地方。", "是说明就删去；是题目就在原来的系统里补上答案。")
    if all(each.tag in kinds.INLINE for each in found):
        return kinds.inline(question, found, item)
    if len(found) > 1:
        raise Trouble("", "一道题里有几处不同的作答。", "在原来的系统里拆成几道题。")
    read_kind = _KINDS.get(found[0].tag)
    if read_kind is None:
        question.texts.findings.miss(f"作答方式“{short(found[0].tag)}”")
        raise Trouble(
            "题型", f"没有和“{short(found[0].tag)}”相当的题型。", "改成选择、判断、填空、匹配、排序或简答题。"
        )
    return read_kind(question, found[0], item)


def _explanation(root: Element, texts: Body) -> str:
    found = root.findall("modalFeedback")
    if len(found) > 1:
        texts.findings.miss("按作答分别显示的反馈（合并为解析）")
    return "\n\n".join(filter(None, map(texts.markdown, found)))


def _points(root: Element) -> Fraction | None:
    declared = {each.get("identifier"): each for each in root.findall("outcomeDeclaration")}
    largest, score = declared.get("MAXSCORE"), declared.get("SCORE")
    if largest is not None:
        return read_points(words(largest.find("defaultValue/value")))
    return None if score is None else read_points(score.get("normalMaximum", ""))


def _name_the_rest(root: Element, item: Item, findings: Findings) -> None:
    title = one_line(root.get("title", ""))
    if title not in ("", item.code) and not one_line(item.stem).startswith(title.rstrip(".… ")):
        findings.miss(f"题目的标题“{short(title)}”")
    if root.get("adaptive") == "true":
        findings.miss("分步作答")
    if root.find("templateDeclaration") is not None:
        findings.miss("按模板变化的题干")
