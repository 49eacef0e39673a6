"""One item as QTI: its declarations, its body, its feedback. Names are those of 2.1."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from xml.etree.ElementTree import Element, SubElement

from defusedxml.ElementTree import fromstring

from quiz_app.banks.formats.markdown_texts import halves, short
from quiz_app.banks.formats.markup.to_html import inline_html, to_html
from quiz_app.banks.formats.protocol import Item
from quiz_app.banks.formats.qti.kinds import GAPS_CLASS
from quiz_app.banks.formats.qti.processing import processing
from quiz_app.banks.formats.shapes import accepted_texts, choices_of, places, points_text
from quiz_app.banks.types.protocol import Interaction
from quiz_app.banks.types.true_false import VERDICTS

RESPONSE = "RESPONSE"

_LONGEST_TITLE = 60
_ONE_EACH = (Interaction.CHOOSE_ONE, Interaction.JUDGE)


def item_element(item: Item, identifier: str, sources: Mapping[str, str]) -> Element:
    """`sources` gives for each picture where it lies, as seen from the item."""
    root = Element("assessmentItem", identifier=identifier, title=short(item.stem, _LONGEST_TITLE), label=item.code)
    root.attrib.update(adaptive="false", timeDependent="false")
    root.extend(_declarations(item))
    root.extend(_outcomes(item))
    writer = _Body(item, sources)
    root.append(writer.body())
    root.append(processing(item))
    if item.explanation:
        feedback = SubElement(
            root, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier="explanation", showHide="show"
        )
        feedback.extend(writer.blocks(item.explanation))
    return root


def response_names(count: int) -> list[str]:
    """RESPONSE, or RESPONSE1 and so on where there are several."""
    return [RESPONSE] if count == 1 else [f"{RESPONSE}{number}" for number in range(1, count + 1)]


def choice_name(place: int) -> str:
    return f"choice{place + 1}"


def _declarations(item: Item) -> Iterator[Element]:
    match item.interaction:
        case Interaction.CHOOSE_ONE | Interaction.JUDGE:
            yield _declared(RESPONSE, "single", "identifier", [choice_name(place) for place in places(item.key)])
        case Interaction.CHOOSE_MANY:
            yield _declared(RESPONSE, "multiple", "identifier", [choice_name(place) for place in places(item.key)])
        case Interaction.ORDER:
            yield _declared(RESPONSE, "ordered", "identifier", [choice_name(place) for place in places(item.key)])
        case Interaction.PAIR:
            pairs = [f"prompt{number} {choice_name(place)}" for number, place in enumerate(places(item.key), start=1)]
            yield _declared(RESPONSE, "multiple", "directedPair", pairs)
        case Interaction.NUMBER:
            yield _declared(RESPONSE, "single", "float", [accepted_texts(item.key)[0][0]])
        case Interaction.FILL | Interaction.GAPS:
            yield from _gap_declarations(item)
        case Interaction.WRITE:
            yield _declared(RESPONSE, "single", "string", [])


def _gap_declarations(item: Item) -> Iterator[Element]:
    texts = accepted_texts(item.key)
    prompts = item.prompts or [""] * len(texts)
    for name, prompt, accepted in zip(response_names(len(texts)), prompts, texts, strict=True):
        choices = choices_of(prompt)
        if choices:
            names = [choice_name(choices.index(text)) for text in accepted]
            yield _declared(name, "single", "identifier", names[:1], names)
        else:
            yield _declared(name, "single", "string", accepted[:1], accepted)


def _declared(name: str, cardinality: str, base: str, right: Sequence[str], mapped: Sequence[str] = ()) -> Element:
    declared = Element("responseDeclaration", identifier=name, cardinality=cardinality, baseType=base)
    if right:
        correct = SubElement(declared, "correctResponse")
        for value in right:
            SubElement(correct, "value").text = value
    if mapped:
        mapping = SubElement(declared, "mapping", defaultValue="0")
        for text in mapped:
            SubElement(mapping, "mapEntry", mapKey=text, mappedValue="1", caseSensitive="false")
    return declared


def _outcomes(item: Item) -> Iterator[Element]:
    points = points_text(item.points) if item.points else ""
    score = Element("outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    if points:
        score.set("normalMaximum", points)
    yield score
    if points:
        yield _outcome("MAXSCORE", "float", points)
    if item.explanation or item.feedback:
        yield _outcome("FEEDBACK", "identifier", "explanation")


def _outcome(name: str, base: str, value: str) -> Element:
    outcome = Element("outcomeDeclaration", identifier=name, cardinality="single", baseType=base)
    SubElement(SubElement(outcome, "defaultValue"), "value").text = value
    return outcome


class _Body:
    def __init__(self, item: Item, sources: Mapping[str, str]) -> None:
        self.item, self.sources = item, sources

    def body(self) -> Element:
        item = self.item
        body = Element("itemBody")
        if item.interaction in (Interaction.FILL, Interaction.GAPS):
            if item.interaction is Interaction.GAPS:
                body.set("class", GAPS_CLASS)
            body.extend(self._gapped())
            return body
        body.extend(self.blocks(item.stem))
        if item.interaction is Interaction.NUMBER:
            SubElement(SubElement(body, "p"), "textEntryInteraction", responseIdentifier=RESPONSE)
        else:
            body.append(self._interaction())
        return body

    def blocks(self, text: str) -> list[Element]:
        return _parsed(to_html(text, self.sources, self.sources.__getitem__))

    def _interaction(self) -> Element:
        item = self.item
        match item.interaction:
            case Interaction.WRITE:
                return Element("extendedTextInteraction", responseIdentifier=RESPONSE)
            case Interaction.PAIR:
                return self._match()
            case Interaction.ORDER:
                interaction = Element("orderInteraction", responseIdentifier=RESPONSE, shuffle="true")
            case _:
                most = "1" if item.interaction in _ONE_EACH else "0"
                interaction = Element("choiceInteraction", responseIdentifier=RESPONSE, shuffle="true", maxChoices=most)
        options = VERDICTS if item.interaction is Interaction.JUDGE else item.options
        if item.interaction is Interaction.JUDGE:
            interaction.set("shuffle", "false")
        for place, option in enumerate(options):
            choice = self._filled("simpleChoice", option, identifier=choice_name(place))
            if item.feedback and item.feedback[place]:
                about = {"outcomeIdentifier": "FEEDBACK", "identifier": "explanation", "showHide": "show"}
                choice.append(self._filled("feedbackInline", item.feedback[place], **about))
            interaction.append(choice)
        return interaction

    def _match(self) -> Element:
        item = self.item
        interaction = Element("matchInteraction", responseIdentifier=RESPONSE, shuffle="true", maxAssociations="0")
        left, right = SubElement(interaction, "simpleMatchSet"), SubElement(interaction, "simpleMatchSet")
        for number, prompt in enumerate(item.prompts, start=1):
            left.append(self._filled("simpleAssociableChoice", prompt, identifier=f"prompt{number}", matchMax="1"))
        for place, option in enumerate(item.options):
            right.append(self._filled("simpleAssociableChoice", option, identifier=choice_name(place), matchMax="0"))
        return interaction

    def _gapped(self) -> list[Element]:
        texts = accepted_texts(self.item.key)
        prompts = self.item.prompts or [""] * len(texts)
        first, *rest = halves(to_html(self.item.stem, self.sources, self.sources.__getitem__))
        gaps = map(_gap, response_names(len(texts)), map(choices_of, prompts))
        return _parsed(first + "".join(gap + part for gap, part in zip(gaps, rest, strict=True)))

    def _filled(self, tag: str, text: str, **attributes: str) -> Element:
        element = Element(tag, attributes)
        holder = _holder(inline_html(text, self.sources, self.sources.__getitem__))
        element.text = holder.text
        element.extend(holder)
        return element


def _gap(name: str, choices: Sequence[str]) -> str:
    if not choices:
        return f'<textEntryInteraction responseIdentifier="{name}"/>'
    options = [
        f'<inlineChoice identifier="{choice_name(at)}">{escape(text)}</inlineChoice>' for at, text in enumerate(choices)
    ]
    tag = "inlineChoiceInteraction"
    return f'<{tag} responseIdentifier="{name}" shuffle="true">{"".join(options)}</{tag}>'


def _parsed(html: str) -> list[Element]:
    """Blocks as elements; QTI wants the rows of a table in a body."""
    holder = _holder(html)
    for table in holder.iter("table"):
        rows = list(table)
        for row in rows:
            table.remove(row)
        SubElement(table, "tbody").extend(rows)
    return list(holder)


def _holder(html: str) -> Element:
    return fromstring(f"<div>{html}</div>")
