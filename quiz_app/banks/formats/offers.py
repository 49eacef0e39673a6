"""Slips that copying and old files leave in questions, recognised and offered as mends; nothing is changed unasked."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from quiz_app.banks.formats.protocol import Item, Offer
from quiz_app.banks.formats.traditional import ANY_TRADITIONAL, simplified
from quiz_app.banks.types.protocol import Interaction

_OWN_LETTER = re.compile(r"\s*[(（]?([A-ZＡ-Ｚa-z])[)）]?\s*[.．、:：)）]\s*(?=\S)")
_FULL_WIDTH = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+")
_TO_HALF_WIDTH = {
    code: code - 0xFEE0 for first, last in ("０９", "ＡＺ", "ａｚ") for code in range(ord(first), ord(last) + 1)
}
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_PINYIN = re.compile(rf"(?<=[\u3400-\u9fff])[(（](?P<sound>[A-Za-zü{_TONED} '’]{{1,40}})[)）]")


def offered(items: Iterable[Item]) -> tuple[Offer, ...]:
    """One offer for each item in which anything looks like a slip, with all of its slips mended."""
    return tuple(offer for item in items if (offer := offer_for(item)))


def offer_for(item: Item) -> Offer | None:
    reasons = []
    mended = item
    for reason, mend in _MENDS:
        after = _throughout(mended, mend)
        if after != mended:
            reasons.append(reason)
            mended = after
    return Offer(item.row, "；".join(reasons) + "。", mended) if reasons else None


def _throughout(item: Item, mend: Callable[[Item], Item]) -> Item:
    """The item mended, and its parts where it is a case."""
    after = mend(item)
    return replace(after, parts=tuple(map(mend, item.parts))) if item.parts else after


def _without_own_letters(item: Item) -> Item:
    """Options without the letters that they carry, where every one carries its own."""
    if len(item.options) < 2:
        return item
    found = [_OWN_LETTER.match(option) for option in item.options]
    for place, match in enumerate(found):
        if match is None or ord(match[1].translate(_TO_HALF_WIDTH).upper()) - ord("A") != place:
            return item
    return replace(item, options=tuple(_OWN_LETTER.sub("", option, count=1) for option in item.options))


def _without_outer_blanks(item: Item) -> Item:
    key = tuple(tuple(text.strip() for text in part) if isinstance(part, tuple) else part for part in item.key)
    return replace(item, key=key)


def _half_width(item: Item) -> Item:
    return _in_texts(item, _FULL_WIDTH, lambda text: _FULL_WIDTH.sub(lambda m: m[0].translate(_TO_HALF_WIDTH), text))


def _without_pinyin(item: Item) -> Item:
    return _in_texts(item, _PINYIN, lambda text: _PINYIN.sub(_without_sound, text))


def _without_sound(match: re.Match[str]) -> str:
    """Nothing where the brackets hold pinyin, which its tone marks tell from other Latin words."""
    return "" if any(sign in _TONED for sign in match["sound"].lower()) else match[0]


def _simplified(item: Item) -> Item:
    return _in_texts(item, ANY_TRADITIONAL, simplified)


def _in_texts(item: Item, sign: re.Pattern[str], change: Callable[[str], str]) -> Item:
    """The item with its texts changed where `sign` is found; quotations stay, since they are verbatim."""
    keys = [text for part in item.key if isinstance(part, tuple) for text in part]
    texts = (item.stem, item.explanation, *item.options, *item.prompts, *item.feedback, *keys)
    if not sign.search("\n".join(texts)):
        return item
    key = item.key
    if item.interaction in (Interaction.FILL, Interaction.GAPS, Interaction.NUMBER, Interaction.WRITE):
        key = tuple(tuple(change(text) for text in part) if isinstance(part, tuple) else part for part in key)
    return replace(
        item,
        stem=change(item.stem),
        options=tuple(map(change, item.options)),
        prompts=tuple(map(change, item.prompts)),
        key=key,
        explanation=change(item.explanation),
        feedback=tuple(map(change, item.feedback)),
    )


_MENDS: tuple[tuple[str, Callable[[Item], Item]], ...] = (
    ("选项里又写了一遍字母", _without_own_letters),
    ("答案前后有空格", _without_outer_blanks),
    ("有全角的字母或数字", _half_width),
    ("夹有注音", _without_pinyin),
    ("有繁体字", _simplified),
)
