"""Writes Moodle XML: texts as HTML, pictures beside the text that shows them."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from quiz_app.banks.formats.categories import written_category
from quiz_app.banks.formats.findings import written_and_lost
from quiz_app.banks.formats.gallery import travelling
from quiz_app.banks.formats.labels import FILL_TAG, carried_points, tags
from quiz_app.banks.formats.markdown_texts import halves, pictured, short
from quiz_app.banks.formats.markup.to_html import to_html
from quiz_app.banks.formats.moodle_xml.cloze import written_gap
from quiz_app.banks.formats.moodle_xml.texts import PLUGIN_FILE
from quiz_app.banks.formats.protocol import Item, Written
from quiz_app.banks.formats.shapes import (
    accepted_texts,
    choices_of,
    malformed,
    normal,
    paired_in_order,
    places,
    points_text,
    without_rubric,
)
from quiz_app.banks.formats.weights import share
from quiz_app.banks.types.protocol import Interaction

_TYPES = {
    Interaction.CHOOSE_ONE: "multichoice",
    Interaction.CHOOSE_MANY: "multichoice",
    Interaction.JUDGE: "truefalse",
    Interaction.FILL: "cloze",
    Interaction.ORDER: "ordering",
    Interaction.PAIR: "matching",
    Interaction.NUMBER: "numerical",
    Interaction.GAPS: "cloze",
    Interaction.WRITE: "essay",
}
_LONGEST_NAME = 60


def write(items: Sequence[Item], title: str) -> Written:
    kept, lost = written_and_lost(items, lambda item: malformed(carries(item)), carries)
    quiz = Element("quiz")
    category = ""
    for item in kept:
        if item.category != category:
            category = item.category
            _text(SubElement(SubElement(quiz, "question", type="category"), "category"), written_category(category))
        quiz.append(_question(item))
    indent(quiz, space=" ")
    return Written(tostring(quiz, encoding="utf-8", xml_declaration=True), lost)


def carries(item: Item) -> Item:
    kept = replace(
        without_rubric(normal(item)),
        bases=(),
        knowledge_points=carried_points(item.knowledge_points),
        pictures=travelling(normal(item)),
    )
    if item.interaction not in (Interaction.CHOOSE_ONE, Interaction.CHOOSE_MANY):
        kept = replace(kept, feedback=())
    if malformed(kept):
        return kept
    if item.interaction is Interaction.PAIR:
        return paired_in_order(kept)
    if item.interaction is Interaction.ORDER:
        ordered = tuple(kept.options[place] for place in places(kept.key))
        return replace(kept, options=ordered, key=tuple(range(len(ordered))))
    return kept


def _question(item: Item) -> Element:
    question = Element("question", type="shortanswer" if _has_one_blank(item) else _TYPES[item.interaction])
    _text(SubElement(question, "name"), short(item.stem, _LONGEST_NAME))
    _html(question, "questiontext", item.stem, item, _gapped(item))
    _html(question, "generalfeedback", item.explanation, item)
    if item.points:
        SubElement(question, "defaultgrade").text = points_text(item.points)
    if item.code:
        SubElement(question, "idnumber").text = item.code
    for element in _answers(item):
        question.append(element)
    labels = tags(item.difficulty, item.knowledge_points)
    if item.interaction is Interaction.FILL and not _has_one_blank(item):
        labels.append(FILL_TAG)
    if labels:
        holder = SubElement(question, "tags")
        for label in labels:
            _text(SubElement(holder, "tag"), label)
    return question


def _has_one_blank(item: Item) -> bool:
    """Such a question is a short answer; several blanks need a cloze."""
    return item.interaction is Interaction.FILL and len(item.key) == 1


def _gapped(item: Item) -> str | None:
    """The stem as HTML with its gaps; braces of the text stand as entities, so that none is read as a gap."""
    if item.interaction not in (Interaction.FILL, Interaction.GAPS) or _has_one_blank(item):
        return None
    texts = accepted_texts(item.key)
    prompts = item.prompts or [""] * len(texts)
    gaps = [written_gap(choices_of(prompt), accepted) for prompt, accepted in zip(prompts, texts, strict=True)]
    first, *rest = halves(_as_html(item.stem, item).replace("{", "&#123;"))
    return first + "".join(escape(gap, quote=False) + part for gap, part in zip(gaps, rest, strict=True))


def _answers(item: Item) -> Iterator[Element]:
    match item.interaction:
        case Interaction.CHOOSE_ONE | Interaction.CHOOSE_MANY:
            yield from _options(item)
        case Interaction.JUDGE:
            for text, place in (("true", 0), ("false", 1)):
                yield _plain_answer(text, "100" if item.key == (place,) else "0")
        case Interaction.FILL if _has_one_blank(item):
            for text in accepted_texts(item.key)[0]:
                yield _plain_answer(text.replace("*", "\\*"), "100")
        case Interaction.NUMBER:
            ((value, tolerance),) = accepted_texts(item.key)
            answer = _plain_answer(value, "100")
            SubElement(answer, "tolerance").text = tolerance
            yield answer
        case Interaction.ORDER:
            for number, option in enumerate(item.options, start=1):
                yield _html(None, "answer", option, item, fraction=str(number))
        case Interaction.PAIR:
            unused = item.options[len(set(places(item.key))) :]
            pairs = [
                (prompt, item.options[place]) for prompt, place in zip(item.prompts, places(item.key), strict=True)
            ]
            for prompt, option in [*pairs, *(("", option) for option in unused)]:
                pair = _html(None, "subquestion", prompt, item)
                _html(pair, "answer", option, item)
                yield pair


def _options(item: Item) -> Iterator[Element]:
    many = item.interaction is Interaction.CHOOSE_MANY
    single = Element("single")
    single.text = "false" if many else "true"
    yield single
    for place, option in enumerate(item.options):
        right = share(len(item.key)) if many else "100"
        wrong = "-100" if many else "0"
        answer = _html(None, "answer", option, item, fraction=right if place in item.key else wrong)
        if item.feedback:
            _html(answer, "feedback", item.feedback[place], item)
        yield answer


def _plain_answer(text: str, fraction: str) -> Element:
    answer = Element("answer", fraction=fraction, format="moodle_auto_format")
    _text(answer, text)
    return answer


def _html(
    parent: Element | None, name: str, text: str, item: Item, html: str | None = None, **attributes: str
) -> Element:
    element = Element(name, {**attributes, "format": "html"})
    if parent is not None:
        parent.append(element)
    _text(element, _as_html(text, item) if html is None else html)
    shown = pictured([text])
    for picture in item.pictures:
        if picture.name in shown:
            file = SubElement(element, "file", name=picture.name, path="/", encoding="base64")
            file.text = base64.b64encode(picture.data).decode()
    return element


def _as_html(text: str, item: Item) -> str:
    return to_html(text, {picture.name for picture in item.pictures}, lambda name: PLUGIN_FILE + name)


def _text(element: Element, text: str) -> None:
    SubElement(element, "text").text = text
