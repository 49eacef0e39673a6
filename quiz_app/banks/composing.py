"""From rows as they are typed to the options and key of a question, and back."""

import re
from collections.abc import Sequence
from typing import Any

from quiz_app.banks.questions import Key
from quiz_app.banks.types.protocol import LETTERS, Interaction

_BETWEEN_SPELLINGS = re.compile(r"\s+[/／]\s+")
_BETWEEN_POINTS = re.compile(r"[;；]")


class Miswritten(ValueError):
    """The rows cannot be read; `field` says which, the message in Chinese what to do."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def compose(
    interaction: Interaction, options: Sequence[str], right: Sequence[int], answers: Sequence[str]
) -> tuple[tuple[str, ...], Key]:
    """Options without the empty rows, and the key among them. `right` holds rows, or 0 for 对 and 1 for 错.

    Each of `answers` is what one blank accepts, as in `三 / 3`; empty rows at the end are no blanks.
    """
    if interaction is Interaction.FILL:
        return (), tuple(_spellings(answer, number) for number, answer in enumerate(_without_tail(answers), start=1))
    if interaction is Interaction.JUDGE:
        return (), tuple(sorted(set(right)))
    filled = [row for row, option in enumerate(options) if option.strip()]
    empty = [LETTERS[row] for row in right if row not in filled]
    if empty:
        raise Miswritten("right", f"选项 {'、'.join(empty)} 标为正确，却没有内容：写上内容，或者改标别的选项。")
    return tuple(options[row].strip() for row in filled), tuple(sorted({filled.index(row) for row in right}))


def answer_rows(interaction: Interaction, key: Sequence[Any]) -> list[str]:
    """The key of a fill-in question as rows to edit; nothing for other questions."""
    return [" / ".join(accepted) for accepted in key] if interaction is Interaction.FILL else []


def points(text: str) -> tuple[str, ...]:
    """`预备党员；预备期` as its points, each once."""
    return tuple(dict.fromkeys(point.strip() for point in _BETWEEN_POINTS.split(text) if point.strip()))


def _spellings(answer: str, number: int) -> tuple[str, ...]:
    spellings = tuple(" ".join(each.split()) for each in _BETWEEN_SPELLINGS.split(answer.strip()))
    if not all(spellings):
        raise Miswritten("answers", f"第 {number} 空没有写答案：请写上，或者删去题干里多出的空。")
    return spellings


def _without_tail(rows: Sequence[str]) -> Sequence[str]:
    filled = [place for place, row in enumerate(rows) if row.strip()]
    return rows[: filled[-1] + 1] if filled else ()
