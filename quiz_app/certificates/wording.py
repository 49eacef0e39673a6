"""What stands on a certificate: a text with places for names, filled in once and by length checked.

A place is `{name}`, `{unit}`, `{contest}` or `{award}`. What is put in is never read again: a contest that is called
`{name}` stays so.
"""

import re
from collections.abc import Mapping

PLACES = {"name": "姓名或单位名称", "unit": "所在单位", "contest": "竞赛名称", "award": "奖项名称"}
LONGEST_TITLE = 60
LONGEST_TEXT = 300
LONGEST_ISSUER = 120
LONGEST_REASON = 200

_PLACE = re.compile(r"\{([^{}]*)\}")


def problem(template: str) -> str | None:
    """What is wrong with a text before it is filled in, as a sentence, or None."""
    if not template.strip():
        return "请填写证书的文字。"
    if len(template) > LONGEST_TEXT:
        return f"证书的文字最多 {LONGEST_TEXT} 个字，现在有 {len(template)} 个字，请写短一些。"
    unknown = next((each for each in _PLACE.findall(template) if each not in PLACES), None)
    if unknown is not None:
        listed = "、".join(f"{{{place}}} {label}" for place, label in PLACES.items())
        return f"不认识 {{{unknown[:20]}}}。可以写的有：{listed}。"
    return None


def filled(template: str, words: Mapping[str, str]) -> str:
    """The template with `words` in their places; a place that has no word stays as it is written."""
    return _PLACE.sub(lambda place: words.get(place[1], place[0]), template)


def places_in(template: str) -> set[str]:
    """The places that a text has."""
    return set(_PLACE.findall(template)) & PLACES.keys()
