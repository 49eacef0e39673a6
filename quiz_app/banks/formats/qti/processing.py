"""How a delivery engine marks an item: everything right earns the points, anything else nothing."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from quiz_app.banks.formats.protocol import Item
from quiz_app.banks.formats.shapes import accepted_texts, points_text
from quiz_app.banks.types.protocol import Interaction


def processing(item: Item) -> Element:
    root = Element("responseProcessing")
    if item.interaction is Interaction.WRITE:
        return root
    met = SubElement(SubElement(root, "responseCondition"), "responseIf")
    conditions = list(_conditions(item))
    holder = met if len(conditions) == 1 else SubElement(met, "and")
    holder.extend(conditions)
    score = SubElement(met, "setOutcomeValue", identifier="SCORE")
    SubElement(score, "baseValue", baseType="float").text = points_text(item.points) if item.points else "1"
    return root


def _conditions(item: Item) -> Iterator[Element]:
    texts = accepted_texts(item.key)
    match item.interaction:
        case Interaction.FILL | Interaction.GAPS:
            for number in range(1, len(texts) + 1):
                name = "RESPONSE" if len(texts) == 1 else f"RESPONSE{number}"
                condition = Element("gte")
                SubElement(condition, "mapResponse", identifier=name)
                SubElement(condition, "baseValue", baseType="float").text = "1"
                yield condition
        case Interaction.NUMBER:
            tolerance = texts[0][1]
            yield _compared(Element("equal", toleranceMode="absolute", tolerance=f"{tolerance} {tolerance}"))
        case _:
            yield _compared(Element("match"))


def _compared(condition: Element) -> Element:
    SubElement(condition, "variable", identifier="RESPONSE")
    SubElement(condition, "correct", identifier="RESPONSE")
    return condition
