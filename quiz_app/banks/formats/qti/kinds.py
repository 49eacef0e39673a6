"""The interactions of QTI as ours: one function for each kind of body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from quiz_app.banks.formats.findings import Trouble
from quiz_app.banks.formats.markdown_texts import BLANK, decimal_text, short
from quiz_app.banks.formats.protocol import Item
from quiz_app.banks.formats.qti.parts import Body, Declaration
from quiz_app.banks.formats.shapes import BETWEEN_CHOICES
from quiz_app.banks.types.protocol import Interaction

GAPS_CLASS = "gaps"
INLINE = ("textEntryInteraction", "inlineChoiceInteraction")
VERDICTS = {"对": 0, "正确": 0, "√": 0, "true": 0, "t": 0, "错": 1, "错误": 1, "×": 1, "false": 1, "f": 1}

_NUMBERS = ("float", "integer")


@dataclass(frozen=True)
class Question:
    """An item as its parts: the whole, its body, its declarations and the means to read texts."""

    element: Element
    body: Element
    declared: Mapping[str, Declaration]
    texts: Body

    def declaration(self, interaction: Element) -> Declaration:
        found = self.declared.get(interaction.get("responseIdentifier", ""))
        if found is None:
            raise Trouble("答案", "没有写明正确答案。", "在原来的系统里设好正确答案，再导出。")
        return found

    def stem(self, interaction: Element) -> str:
        """The body around an interaction and the prompt in it."""
        prompt = interaction.find("prompt")
        parts = [self.texts.markdown(self.body), "" if prompt is None else self.texts.markdown(prompt)]
        return "\n\n".join(filter(None, parts))

    def texts_of(self, choices: Sequence[Element]) -> tuple[str, ...]:
        return tuple(self.texts.markdown(_without_feedback(choice)) for choice in choices)


def choice(question: Question, interaction: Element, item: Item) -> Item:
    declared = question.declaration(interaction)
    choices = list(interaction.iter("simpleChoice"))
    options = question.texts_of(choices)
    key = _indexes(declared.right, choices)
    if len(set(declared.mapped.values()) - {0}) > 1:
        question.texts.findings.miss("各选项不同的分值")
    if any(each.get("fixed") == "true" for each in choices):
        question.texts.findings.miss("固定位置的选项")
    single = declared.cardinality == "single" or interaction.get("maxChoices") == "1"
    item = replace(
        item,
        interaction=Interaction.CHOOSE_ONE if single else Interaction.CHOOSE_MANY,
        stem=question.stem(interaction),
        options=options,
        key=tuple(sorted(set(key))),
        feedback=tuple(_feedback(question, each) for each in choices),
    )
    return as_judgement(item)


def as_judgement(item: Item) -> Item:
    """QTI has no judgements: a choice between right and wrong is one."""
    verdicts = [VERDICTS.get(option.strip().lower()) for option in item.options]
    if item.interaction is not Interaction.CHOOSE_ONE or sorted(map(str, verdicts)) != ["0", "1"] or len(item.key) != 1:
        return item
    place = item.key[0]
    verdict = verdicts[place] if isinstance(place, int) and place < len(verdicts) else None
    return (
        item
        if verdict is None
        else replace(item, interaction=Interaction.JUDGE, options=(), feedback=(), key=(verdict,))
    )


def order(question: Question, interaction: Element, item: Item) -> Item:
    choices = list(interaction.iter("simpleChoice"))
    return replace(
        item,
        interaction=Interaction.ORDER,
        stem=question.stem(interaction),
        options=question.texts_of(choices),
        key=_indexes(question.declaration(interaction).right, choices),
    )


def match(question: Question, interaction: Element, item: Item) -> Item:
    sets = [list(each.iter("simpleAssociableChoice")) for each in interaction.iter("simpleMatchSet")]
    if len(sets) != 2:
        raise Trouble("选项", "匹配题没有左右两组选项。", "在原来的系统里补全，再导出。")
    left, right = sets
    pairs = _pairs(question.declaration(interaction))
    if sorted(first for first, _ in pairs) != sorted(each.get("identifier", "") for each in left):
        raise Trouble("答案", "匹配题的左项不是每个正好对应一个右项。", "改成一一对应，或者改成选择题。")
    wanted = dict(pairs)
    return replace(
        item,
        interaction=Interaction.PAIR,
        stem=question.stem(interaction),
        prompts=question.texts_of(left),
        options=question.texts_of(right),
        key=_indexes([wanted[each.get("identifier", "")] for each in left], right),
    )


def associate(question: Question, interaction: Element, item: Item) -> Item:
    choices = {each.get("identifier", ""): each for each in interaction.iter("simpleAssociableChoice")}
    pairs = _pairs(question.declaration(interaction))
    if not pairs or any(name not in choices for pair in pairs for name in pair):
        raise Trouble("答案", "配对题的答案和选项对不上。", "在原来的系统里改好，再导出。")
    right = list(dict.fromkeys(second for _, second in pairs))
    unused = choices.keys() - {name for pair in pairs for name in pair}
    if unused:
        question.texts.findings.miss("配对题里没有用到的选项")
    return replace(
        item,
        interaction=Interaction.PAIR,
        stem=question.stem(interaction),
        prompts=question.texts_of([choices[first] for first, _ in pairs]),
        options=question.texts_of([choices[name] for name in right]),
        key=tuple(right.index(second) for _, second in pairs),
    )


def extended_text(question: Question, interaction: Element, item: Item) -> Item:
    declared = question.declared.get(interaction.get("responseIdentifier", ""))
    model = "\n".join(declared.correct) if declared else ""
    if model and item.explanation:
        question.texts.findings.miss("参考答案")
    return replace(
        item,
        interaction=Interaction.WRITE,
        stem=question.stem(interaction),
        explanation=item.explanation or model,
    )


def inline(question: Question, found: Sequence[Element], item: Item) -> Item:
    """Texts to type and choices in a line; a number to type where it is the only one."""
    stem = question.texts.markdown(question.body, lambda _: BLANK)
    first = question.declaration(found[0])
    if len(found) == 1 and found[0].tag == INLINE[0] and first.base in _NUMBERS:
        return _number(question, first, stem, item)
    gaps = [_gap(question, each) for each in found]
    key = tuple(accepted for _, accepted in gaps)
    prompts = tuple(prompt for prompt, _ in gaps)
    if not any(prompts) and GAPS_CLASS not in question.body.get("class", "").split():
        return replace(item, interaction=Interaction.FILL, stem=stem, key=key)
    return replace(item, interaction=Interaction.GAPS, stem=stem, prompts=prompts, key=key)


def _gap(question: Question, interaction: Element) -> tuple[str, tuple[str, ...]]:
    declared = question.declaration(interaction)
    if interaction.tag == INLINE[0]:
        best = max(declared.mapped.values(), default=0)
        if any(0 < score < best for score in declared.mapped.values()):
            question.texts.findings.miss("只得部分分的答案")
        return "", tuple(
            dict.fromkeys([*declared.correct, *(text for text, score in declared.mapped.items() if score == best > 0)])
        )
    choices = list(interaction.iter("inlineChoice"))
    texts = [question.texts.line(each).replace(BETWEEN_CHOICES, "/") for each in choices]
    right = tuple(texts[place] for place in _indexes(declared.right, choices))
    return BETWEEN_CHOICES.join(dict.fromkeys(texts)), tuple(dict.fromkeys(right))


def _number(question: Question, declared: Declaration, stem: str, item: Item) -> Item:
    if not declared.right:
        raise Trouble("答案", "数值题没有正确答案。", "在原来的系统里设好正确答案，再导出。")
    try:
        value = decimal_text(declared.right[0])
        tolerance = decimal_text(_tolerance(question))
    except ValueError as error:
        raise Trouble("答案", f"“{short(declared.right[0])}”或它的误差不是数值。", "只写数字和小数点。") from error
    return replace(
        item, interaction=Interaction.NUMBER, stem=stem.removesuffix(f"\n\n{BLANK}"), key=((value, tolerance),)
    )


def _tolerance(question: Question) -> str:
    """The absolute tolerance that the processing of responses allows."""
    for equal in question.element.iterfind("responseProcessing//equal"):
        mode = equal.get("toleranceMode", "exact")
        if mode == "absolute":
            below, *above = equal.get("tolerance", "0").split() or ["0"]
            if above and above[0] != below:
                question.texts.findings.miss("上下不同的允许误差")
            return below
        if mode == "relative":
            question.texts.findings.miss("按比例的允许误差")
    return "0"


def _pairs(declared: Declaration) -> list[tuple[str, str]]:
    split = [value.split() for value in declared.right]
    return [(pair[0], pair[1]) for pair in split if len(pair) == 2]


def _indexes(identifiers: Sequence[str], choices: Sequence[Element]) -> tuple[int, ...]:
    places = {each.get("identifier", ""): place for place, each in enumerate(choices)}
    if any(identifier not in places for identifier in identifiers):
        raise Trouble("答案", "正确答案不在选项里。", "在原来的系统里改好正确答案，再导出。")
    return tuple(places[identifier] for identifier in identifiers)


def _feedback(question: Question, choice: Element) -> str:
    return "\n\n".join(filter(None, (question.texts.markdown(each) for each in choice.iter("feedbackInline"))))


def _without_feedback(choice: Element) -> Element:
    """A copy without what is shown only after the answer."""
    kept = Element(choice.tag, choice.attrib)
    kept.text = choice.text
    for child in choice:
        if child.tag != "feedbackInline":
            kept.append(child)
        elif child.tail and len(kept):
            kept[-1].tail = (kept[-1].tail or "") + child.tail
        elif child.tail:
            kept.text = (kept.text or "") + child.tail
    return kept
