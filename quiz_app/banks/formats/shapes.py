"""What every format says the same way: an item in its normal form, and what is wrong with the shape of one."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from quiz_app.banks.formats.markdown_texts import blanks_in, decimal_text, one_line, path, tidy
from quiz_app.banks.formats.protocol import Item
from quiz_app.banks.questions import Key
from quiz_app.banks.types.protocol import Interaction

BETWEEN_CHOICES = " / "

_CHOICES = (Interaction.CHOOSE_ONE, Interaction.CHOOSE_MANY)
_PLACES = Decimal("0.0000001")
_MOST_POINTS = 10_000


def normal(item: Item) -> Item:
    """The item with tidy texts, ascending keys of choices, decimals in digits, points as a decimal of seven places."""
    feedback = tuple(map(tidy, item.feedback))
    return replace(
        item,
        stem=tidy(item.stem),
        options=tuple(map(tidy, item.options)),
        prompts=tuple(map(_normal_prompt if item.interaction is Interaction.GAPS else tidy, item.prompts)),
        key=_normal_key(item),
        explanation=tidy(item.explanation),
        points=decimal_points(item.points),
        code=one_line(item.code),
        category=path(item.category),
        feedback=feedback if any(feedback) and len(feedback) == len(item.options) else (),
    )


def without_rubric(item: Item) -> Item:
    """The item as formats keep it that have no place for the reference answer and the marking points of an essay."""
    return replace(item, key=()) if item.interaction is Interaction.WRITE else item


def malformed(item: Item) -> str:
    """Why a normal item is no question that can be asked, or one that asks several; "" when it can be written."""
    if item.interaction is Interaction.PARTS:
        return "这种格式没有一则材料带几个小题的题，请用 JSON 导出"
    if not item.stem:
        return "没有题干"
    if not all(item.options):
        return "有选项是空的"
    return "" if _fits(item) else "答案和题干、选项对不上"


def decimal_points(points: Fraction | None) -> Fraction | None:
    if points is None:
        return None
    rounded = Fraction((Decimal(points.numerator) / Decimal(points.denominator)).quantize(_PLACES))
    return rounded if 0 < rounded <= _MOST_POINTS else None


def points_text(points: Fraction) -> str:
    """A normal number of points as a decimal: 2.5."""
    text = format((Decimal(points.numerator) / Decimal(points.denominator)).quantize(_PLACES), "f")
    return text.rstrip("0").rstrip(".")


def read_points(text: str) -> Fraction | None:
    """None for what says no positive number."""
    try:
        return decimal_points(Fraction(decimal_text(text)))
    except ValueError:
        return None


def choices_of(prompt: str) -> list[str]:
    """What may be chosen in a gap; nothing where a text is typed."""
    return prompt.split(BETWEEN_CHOICES) if prompt else []


def accepted_texts(key: Key) -> list[tuple[str, ...]]:
    """The accepted texts of each blank."""
    return [accepted for accepted in key if isinstance(accepted, tuple)]


def places(key: Key) -> list[int]:
    return [place for place in key if isinstance(place, int)]


def paired_in_order(item: Item) -> Item:
    """A pairing whose options stand in the order in which prompts use them, each once; unused ones last."""
    right = [item.options[place] for place in places(item.key)]
    options = list(dict.fromkeys([*right, *item.options]))
    return replace(item, options=tuple(options), key=tuple(options.index(option) for option in right))


def _normal_prompt(prompt: str) -> str:
    return BETWEEN_CHOICES.join(filter(None, map(one_line, prompt.split(BETWEEN_CHOICES))))


def _normal_key(item: Item) -> Key:
    if item.interaction in _CHOICES:
        return tuple(sorted(set(places(item.key))))
    if item.interaction is Interaction.NUMBER:
        return tuple(tuple(map(_normal_decimal, pair)) for pair in accepted_texts(item.key))
    if item.interaction in (Interaction.FILL, Interaction.GAPS):
        return tuple(tuple(dict.fromkeys(filter(None, map(one_line, each)))) for each in accepted_texts(item.key))
    return item.key


def _normal_decimal(text: str) -> str:
    try:
        return decimal_text(text)
    except ValueError:
        return ""


def _fits(item: Item) -> bool:
    count, indexes, texts = len(item.options), places(item.key), accepted_texts(item.key)
    within = all(0 <= place < count for place in indexes)
    match item.interaction:
        case Interaction.CHOOSE_ONE:
            return count > 1 and len(indexes) == 1 and within
        case Interaction.CHOOSE_MANY:
            return count > 1 and bool(indexes) and within
        case Interaction.JUDGE:
            return item.key in ((0,), (1,))
        case Interaction.FILL:
            return len(texts) == blanks_in(item.stem) > 0 and all(texts)
        case Interaction.GAPS:
            return len(texts) == len(item.prompts) == blanks_in(item.stem) > 0 and all(
                map(_is_gap, item.prompts, texts)
            )
        case Interaction.ORDER:
            return count > 1 and sorted(indexes) == list(range(count))
        case Interaction.PAIR:
            return len(indexes) == len(item.prompts) > 0 and all(item.prompts) and within
        case Interaction.NUMBER:
            return len(texts) == 1 and len(texts[0]) == 2 and all(texts[0]) and not texts[0][1].startswith("-")
    return True


def _is_gap(prompt: str, accepted: tuple[str, ...]) -> bool:
    choices = choices_of(prompt)
    return bool(accepted) and (not choices or set(accepted) <= set(choices))
