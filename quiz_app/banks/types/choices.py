"""What the types with options share: the rules for a list of options and the key among them."""

from collections.abc import Sequence
from typing import Any

from quiz_app.banks.questions import QuestionText
from quiz_app.banks.types.protocol import LETTERS, Response

FEWEST_OPTIONS = 3
MOST_OPTIONS = len(LETTERS)


def is_exactly(key: Sequence[Any], response: Response) -> bool:
    """Whether the right options were chosen, all of them and no other."""
    return bool(response) and response == frozenset(key)


def option_problems(question: QuestionText) -> list[str]:
    """What can be wrong with options and a key that is a set of them, whatever the number of right ones."""
    found = listed_problems(question)
    places = places_of(question)
    if places is not None and places != sorted(set(places)):
        found.append("答案的字母有重复，或者没有按顺序写。")
    return found


def listed_problems(question: QuestionText) -> list[str]:
    """What can be wrong with a list of options, and with a key that names places in it."""
    count = len(question.options)
    found: list[str] = []
    if count < FEWEST_OPTIONS:
        found.append(f"只有 {count} 个选项，至少要 {FEWEST_OPTIONS} 个。")
    if count > MOST_OPTIONS:
        found.append(f"有 {count} 个选项，最多 {MOST_OPTIONS} 个（A 到 H）。")
    empty = [letter for letter, option in zip(LETTERS, question.options, strict=False) if not option.strip()]
    if empty:
        found.append(f"选项 {'、'.join(empty)} 是空的，请写上内容或者删去。")
    places = places_of(question)
    if places is None:
        found.append("答案要写选项的字母，从 A 到 H。")
        return found
    outside = [LETTERS[place] for place in sorted(set(places)) if place >= count]
    if outside:
        found.append(f"答案 {'、'.join(outside)} 不在选项里：改答案，或者补上这个选项。")
    return found


def places_of(question: QuestionText) -> list[int] | None:
    """The key as places of options, or None where it holds anything that no letter names."""
    places = [place for place in question.key if isinstance(place, int) and 0 <= place < MOST_OPTIONS]
    return places if len(places) == len(question.key) else None
