"""From rows as they are typed to the options, prompts, parts and key of a question, and back."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

from quiz_app.banks.keys import UnreadableKey, read_key, write_key
from quiz_app.banks.numbers import plain_number
from quiz_app.banks.questions import Key, Part, QuestionText
from quiz_app.banks.text_format.grammar import tidy
from quiz_app.banks.types.case import PART_TYPES, key_entry, part_questions
from quiz_app.banks.types.cloze import choices_of
from quiz_app.banks.types.protocol import LETTERS, Interaction

_BETWEEN_SPELLINGS = re.compile(r"\s+[/／]\s+")
_BETWEEN_POINTS = re.compile(r"[;；]")
_OWN_LETTER = re.compile(r"([A-HＡ-Ｈ])\s*[.．、:：]\s*")


class Miswritten(ValueError):
    """The rows cannot be read; `field` says which, the message in Chinese what to do."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


class Composed(NamedTuple):
    """Without the empty rows; see `QuestionText`."""

    options: tuple[str, ...]
    prompts: tuple[str, ...]
    key: Key


class PartRow(NamedTuple):
    """A part of a case as it is typed: the code of its type, its options one a line, its answer as in bank files."""

    type: str
    stem: str
    options: str
    answer: str


def compose(
    interaction: Interaction,
    options: Sequence[str] = (),
    right: Sequence[int] = (),
    answers: Sequence[str] = (),
    prompts: Sequence[str] = (),
) -> Composed:
    """What the rows of a form say. `right` holds rows of options that are right, or 0 for 对 and 1 for 错.

    `answers`: what each blank accepts, as in `三 / 3`; the place of each option in an order, as numbers; the letter of
    the option row that each prompt goes with; a number and its tolerance; or a reference answer and, of each marking
    point among `prompts`, the weight. Empty rows at the end are no blanks.
    """
    match interaction:
        case Interaction.FILL:
            return Composed((), (), _blanks(answers))
        case Interaction.GAPS:
            offered = (" / ".join(choices_of(prompt)) for prompt in prompts)
            key = _blanks(answers)
            return Composed((), tuple(offered)[: max(len(key), len(_without_tail(prompts)))], key)
        case Interaction.JUDGE:
            return Composed((), (), tuple(sorted(set(right))))
        case Interaction.NUMBER:
            return Composed((), (), _number(answers))
        case Interaction.WRITE:
            return Composed((), (), _rubric(prompts, answers))
    filled = [row for row, option in enumerate(options) if option.strip()]
    texts = tuple(options[row].strip() for row in filled)
    match interaction:
        case Interaction.ORDER:
            return Composed(texts, (), _order(filled, answers))
        case Interaction.PAIR:
            rows = [row for row, prompt in enumerate(prompts) if prompt.strip()]
            return Composed(texts, tuple(prompts[row].strip() for row in rows), _pairs(filled, rows, answers))
    empty = [LETTERS[row] for row in right if row not in filled]
    if empty:
        raise Miswritten("right", f"选项 {'、'.join(empty)} 标为正确，却没有内容：写上内容，或者改标别的选项。")
    return Composed(texts, (), tuple(sorted({filled.index(row) for row in right})))


def answer_rows(interaction: Interaction, key: Sequence[Any]) -> list[str]:
    """The key as the rows of `answers` that `compose` would read; nothing where the right options are checked."""
    match interaction:
        case Interaction.FILL | Interaction.GAPS:
            return [" / ".join(accepted) for accepted in key]
        case Interaction.NUMBER:
            return [text for pair in key for text in pair]
        case Interaction.ORDER:
            return [str(place) for _, place in sorted((option, place) for place, option in enumerate(key, start=1))]
        case Interaction.PAIR:
            return [LETTERS[option] for option in key]
        case Interaction.WRITE:
            return [*key[0], *(weight for _, weight in key[1:])] if key else []
    return []


def prompt_rows(interaction: Interaction, prompts: Sequence[str], key: Sequence[Any]) -> list[str]:
    """The rows of `prompts` that `compose` would read."""
    return [text for text, _ in key[1:]] if interaction is Interaction.WRITE else list(prompts)


def compose_parts(rows: Sequence[PartRow]) -> tuple[tuple[Part, ...], Key]:
    """The parts of a case and their key. Rows without a word are no parts; parts are counted without them."""
    filled = [row for row in rows if any(text.strip() for text in row[1:])]
    parts, entries, faults = [], [], []
    for number, row in enumerate(filled, start=1):
        try:
            part, entry = _part(row)
        except UnreadableKey as fault:
            faults.append(f"第 {number} 小题：{fault}")
        else:
            parts.append(part)
            entries.append(entry)
    if faults:
        raise Miswritten("parts", "".join(faults))
    return tuple(parts), tuple(entries)


def part_rows(question: QuestionText) -> list[PartRow]:
    """The rows that `compose_parts` would read."""
    return [
        PartRow(part.type, part.stem, "\n".join(part.options), write_key(part)) for part in part_questions(question)
    ]


def points(text: str) -> tuple[str, ...]:
    """`预备党员；预备期` as its points, each once."""
    return tuple(dict.fromkeys(point.strip() for point in _BETWEEN_POINTS.split(text) if point.strip()))


def _part(row: PartRow) -> tuple[Part, tuple[str, ...]]:
    kind = PART_TYPES.get(row.type)
    if kind is None:
        raise UnreadableKey("请选题型。")
    if not row.answer.strip():
        raise UnreadableKey("没有写答案，请写上。")
    key = read_key(row.answer.strip(), kind.interaction)
    return Part(kind.code, tidy(row.stem), _options(row.options)), key_entry(kind.code, key)


def _options(text: str) -> tuple[str, ...]:
    """The lines that say something, without the letters that they begin with, where each begins with its own."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [_OWN_LETTER.match(line) for line in lines]
    letters = [unicodedata.normalize("NFKC", match[1]) if match else "" for match in found]
    if len(lines) > 1 and letters == [*LETTERS[: len(lines)]]:
        return tuple(_OWN_LETTER.sub("", line, count=1) for line in lines)
    return tuple(lines)


def _blanks(answers: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(_spellings(answer, number) for number, answer in enumerate(_without_tail(answers), start=1))


def _spellings(answer: str, number: int) -> tuple[str, ...]:
    spellings = tuple(" ".join(each.split()) for each in _BETWEEN_SPELLINGS.split(answer.strip()))
    if not all(spellings):
        raise Miswritten("answers", f"第 {number} 空没有写答案：请写上，或者删去题干里多出的空。")
    return spellings


def _number(answers: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """What is no number stays as it is, for the type to complain about."""
    value, tolerance = (*(text.strip() for text in answers[:2]), "", "")[:2]
    if not value:
        raise Miswritten("answers", "没有写答案：请写上正确的数。")
    return ((plain_number(value) or value, plain_number(tolerance or "0") or tolerance),)


def _rubric(points: Sequence[str], answers: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """A weight stands one row further down than its point, since the first row is the reference answer."""
    reference = tidy(answers[0]) if answers else ""
    if not reference.strip():
        raise Miswritten("answers", "没有写参考答案：请写上，阅卷人按它评分。")
    rubric: list[tuple[str, ...]] = [(reference,)]
    for number, point in enumerate(points, start=1):
        weight = plain_number(answers[number]) if number < len(answers) else None
        if point.strip() and weight is None:
            raise Miswritten("prompts", f"得分点 {number} 没有写分值：写 1 到 100 的整数。")
        if point.strip():
            rubric.append((" ".join(point.split()), weight or ""))
        elif number < len(answers) and answers[number].strip():
            raise Miswritten("prompts", f"得分点 {number} 写了分值，没有写内容：请写上，或者清空分值。")
    return tuple(rubric)


def _order(filled: Sequence[int], answers: Sequence[str]) -> tuple[int, ...]:
    """The options in the order of the numbers beside them; numbers may leave gaps, since empty rows have some too."""
    places: dict[int, int] = {}
    for option, row in enumerate(filled):
        text = answers[row].strip() if row < len(answers) else ""
        if not text.isdecimal():
            raise Miswritten("answers", f"选项 {LETTERS[row]} 没有写先后：排第几就写几，如 1、2、3。")
        if int(text) in places:
            raise Miswritten("answers", f"两个选项都写了第 {int(text)}：先后不能相同，请改正。")
        places[int(text)] = option
    return tuple(places[place] for place in sorted(places))


def _pairs(filled: Sequence[int], prompts: Sequence[int], answers: Sequence[str]) -> tuple[int, ...]:
    paired = []
    for row in prompts:
        letter = answers[row].strip() if row < len(answers) else ""
        if letter not in LETTERS or len(letter) != 1:
            raise Miswritten("answers", f"左边第 {row + 1} 项没有选它对应的选项。")
        if LETTERS.index(letter) not in filled:
            raise Miswritten(
                "answers", f"左边第 {row + 1} 项对应选项 {letter}，这个选项却没有内容：写上内容，或者改选。"
            )
        paired.append(filled.index(LETTERS.index(letter)))
    return tuple(paired)


def _without_tail(rows: Sequence[str]) -> Sequence[str]:
    filled = [place for place, row in enumerate(rows) if row.strip()]
    return rows[: filled[-1] + 1] if filled else ()
