"""Writes GIFT, each question with its texts marked as Markdown."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from quiz_app.banks.formats.categories import written_category
from quiz_app.banks.formats.findings import written_and_lost
from quiz_app.banks.formats.gift.grammar import escaped, note
from quiz_app.banks.formats.labels import carried_points, tags
from quiz_app.banks.formats.markdown_texts import blanks_in, halves, one_line
from quiz_app.banks.formats.protocol import Item, Written
from quiz_app.banks.formats.shapes import accepted_texts, malformed, normal, paired_in_order, places, without_rubric
from quiz_app.banks.formats.weights import share
from quiz_app.banks.types.protocol import Interaction

INTERACTIONS = frozenset(Interaction) - {Interaction.ORDER, Interaction.GAPS, Interaction.PARTS}

_ARROW = "->"


def write(items: Sequence[Item], title: str) -> Written:
    kept, lost = written_and_lost(items, _obstacle, carries)
    lines = [f"// {one_line(title)}".rstrip(), ""]
    category = ""
    for item in kept:
        if item.category != category:
            category = item.category
            lines += [f"$CATEGORY: {written_category(category)}", ""]
        lines += [*_question(item), ""]
    return Written("\n".join(lines).encode(), lost)


def carries(item: Item) -> Item:
    kept = replace(
        without_rubric(normal(item)),
        bases=(),
        points=None,
        pictures=(),
        knowledge_points=carried_points(item.knowledge_points),
        feedback=normal(item).feedback if item.interaction in (Interaction.CHOOSE_ONE, Interaction.CHOOSE_MANY) else (),
    )
    return paired_in_order(kept) if item.interaction is Interaction.PAIR and not malformed(kept) else kept


def _obstacle(item: Item) -> str:
    if item.interaction not in INTERACTIONS:
        return "GIFT 没有这种作答方式"
    carried = carries(item)
    if item.interaction is Interaction.FILL and blanks_in(carried.stem) > 1:
        return "GIFT 的一道题只能有一个空"
    arrows = (*carried.prompts, *carried.options) if item.interaction is Interaction.PAIR else _spellings(carried)
    if any(_ARROW in text for text in arrows):
        return "答案里有 ->，GIFT 会当成连线"
    return malformed(carried)


def _spellings(item: Item) -> Iterable[str]:
    return (text for accepted in accepted_texts(item.key) for text in accepted)


def _question(item: Item) -> Iterator[str]:
    notes = [note("id", item.code)] if item.code else []
    notes += [note("tag", tag) for tag in tags(item.difficulty, item.knowledge_points)]
    if notes:
        yield "// " + " ".join(notes)
    fills = item.interaction is Interaction.FILL
    before, after = halves(item.stem) if fills else (item.stem + " ", "")
    yield f"[markdown]{escaped(before)}{{{_mark(item)}"
    yield from _answers(item)
    if item.explanation:
        yield "####" + _text(item.explanation)
    yield "}" + escaped(after)


def _mark(item: Item) -> str:
    """What stands right after the brace."""
    if item.interaction is Interaction.JUDGE:
        return "FALSE" if item.key == (1,) else "TRUE"
    if item.interaction is Interaction.NUMBER:
        ((value, tolerance),) = accepted_texts(item.key)
        return f"#{value}:{tolerance}"
    return ""


def _answers(item: Item) -> Iterator[str]:
    match item.interaction:
        case Interaction.CHOOSE_ONE | Interaction.CHOOSE_MANY:
            feedback = item.feedback or [""] * len(item.options)
            for place, (option, words) in enumerate(zip(item.options, feedback, strict=True)):
                yield _choice_mark(item, place) + _text(option) + ("#" + _text(words) if words else "")
        case Interaction.FILL:
            for text in _spellings(item):
                yield ("=%100%" if text.startswith("%") else "=") + escaped(text.replace("*", "\\*"))
        case Interaction.PAIR:
            for prompt, place in zip(item.prompts, places(item.key), strict=True):
                yield f"={_text(prompt)} {_ARROW} {_text(item.options[place])}"
            for option in item.options[len(set(places(item.key))) :]:
                yield f"= {_ARROW} {_text(option)}"


def _choice_mark(item: Item, place: int) -> str:
    is_right = place in item.key
    if item.interaction is Interaction.CHOOSE_MANY:
        return f"~%{share(len(item.key))}%" if is_right else "~%-100%"
    if item.options[place].startswith("%"):
        return "=%100%" if is_right else "~%0%"
    return "=" if is_right else "~"


def _text(text: str) -> str:
    """A text that begins like a format or a weight is given its format."""
    return ("[markdown]" if text.startswith(("[", "%")) else "") + escaped(text)
