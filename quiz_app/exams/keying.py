"""An answer sheet on paper becomes the answers of a save: what is typed for each question, and where two people differ.

Letters are typed without anything between them, in any case and width: `BD` for several options, in their order for an
ordering, one for each prompt of a pairing with `-` where none was written. Judgements may be typed as 对 and 错, or as
√ and ×.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quiz_app.banks.types.protocol import Interaction
from quiz_app.banks.types.table import TYPES
from quiz_app.exams.delivery import Delivered, DeliveredPart
from quiz_app.exams.sheets import LETTERS, LONGEST_TEXT, Answers, Response, Sheet

NOTHING = "-"
NO_TIME = 0
"""The second of every answer on a keyed sheet: paper tells nothing of when each was written."""

_VERDICTS = {**dict.fromkeys("A对√✓VT1", "A"), **dict.fromkeys("B错×✗XF0", "B")}
_IGNORED = str.maketrans("", "", " 　,，、.。;；")
_TYPED = frozenset({Interaction.FILL, Interaction.NUMBER, Interaction.GAPS, Interaction.WRITE})


@dataclass(frozen=True, slots=True)
class Field:
    """A place to type into: `3`, or `4-1` of several. `letters` are those that may be typed, "" for a text, of which a
    `long` one takes lines; `hint` says how."""

    name: str
    letters: str
    hint: str
    long: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A question on the grid."""

    no: int
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Keyed:
    """What was read of a grid; `problems` by the names of fields."""

    answers: Answers
    problems: Mapping[str, str]


def rows(paper: Iterable[Delivered]) -> list[Row]:
    """The grid of a paper."""
    return [Row(each.no, TYPES[each.type].section_title, tuple(_fields(each))) for each in paper]


def read(paper: Iterable[Delivered], typed: Mapping[str, str]) -> Keyed:
    """What stands in the fields of a grid."""
    answers: dict[int, tuple[str, ...]] = {}
    problems: dict[str, str] = {}
    for each in paper:
        fields = list(_fields(each))
        values: list[str] = []
        for field in fields:
            text = typed.get(field.name, "").replace("\r\n", "\n").strip()
            value, problem = _value(each, field, text)
            if problem:
                problems[field.name] = problem
            values.extend(value)
        if any(values):
            answers[each.no] = tuple(values)
    return Keyed(answers, problems)


def written(paper: Iterable[Delivered], answers: Answers) -> dict[str, str]:
    """Answers as they stand in the fields of a grid."""
    found: dict[str, str] = {}
    for each in paper:
        fields, values = list(_fields(each)), answers.get(each.no, ())
        if len(fields) == 1 and fields[0].letters:
            found[fields[0].name] = "".join(value or NOTHING for value in values)
        else:
            found.update(zip((field.name for field in fields), values, strict=False))
    return found


def as_sheet(answers: Answers) -> Sheet:
    return {no: Response(values, NO_TIME) for no, values in sorted(answers.items())}


def answers_of(sheet: Sheet) -> Answers:
    return {no: response.values for no, response in sheet.items()}


def differences(first: Answers, second: Answers) -> list[int]:
    """The numbers of the questions at which two people typed different things."""
    return [no for no in sorted({*first, *second}) if first.get(no) != second.get(no)]


def _fields(asked: Delivered) -> Iterable[Field]:
    interaction, name = TYPES[asked.type].interaction, str(asked.no)
    letters = LETTERS[: len(asked.options)]
    match interaction:
        case Interaction.PARTS:
            for place, part in enumerate(asked.parts, start=1):
                yield _part(part, f"{name}-{place}")
        case Interaction.ORDER:
            yield Field(name, letters, f"按先后 {len(letters)} 个字母")
        case Interaction.PAIR:
            yield Field(name, letters, f"{len(asked.prompts)} 个字母，没写的记 -")
        case Interaction.JUDGE:
            yield Field(name, letters, "对或错")
        case Interaction.CHOOSE_ONE | Interaction.CHOOSE_MANY:
            yield Field(name, letters, f"A–{letters[-1:]}")
        case _:
            count = max(1, asked.blanks)
            names = [f"{name}-{place}" for place in range(1, count + 1)] if count > 1 else [name]
            for place, each in enumerate(names, start=1):
                yield Field(each, "", f"第 {place} 空" if count > 1 else "", long=interaction is Interaction.WRITE)


def _part(part: DeliveredPart, name: str) -> Field:
    kind = TYPES[part.type]
    if kind.interaction in _TYPED:
        return Field(name, "", "", long=kind.interaction is Interaction.WRITE)
    letters = LETTERS[: len(part.options)]
    return Field(name, letters, "对或错" if kind.interaction is Interaction.JUDGE else f"A–{letters[-1:]}")


def _value(asked: Delivered, field: Field, text: str) -> tuple[tuple[str, ...], str | None]:
    """What a field gives to its question's answer: letters, or one text; and what is wrong with it."""
    if not field.letters:
        return (text,), f"最多 {LONGEST_TEXT} 字" if len(text) > LONGEST_TEXT else None
    interaction = _interaction(asked, field)
    signs = unicodedata.normalize("NFKC", text).upper().translate(_IGNORED)
    if interaction is Interaction.JUDGE:
        signs = "".join(_VERDICTS.get(sign, sign) for sign in signs)
    in_places = interaction in (Interaction.ORDER, Interaction.PAIR)
    problem = _letters_problem(asked, field, signs, in_places=in_places)
    if asked.parts:
        return ("".join(sorted(set(signs))),), problem
    if in_places:
        placed = tuple("" if sign == NOTHING else sign for sign in signs)
        return placed if any(placed) else (), problem
    return tuple(sorted(set(signs))), problem


def _interaction(asked: Delivered, field: Field) -> Interaction:
    if not asked.parts:
        return TYPES[asked.type].interaction
    return TYPES[asked.parts[int(field.name.partition("-")[2]) - 1].type].interaction


def _letters_problem(asked: Delivered, field: Field, signs: str, *, in_places: bool) -> str | None:
    wrong = [sign for sign in signs if sign not in field.letters and not (in_places and sign == NOTHING)]
    if wrong:
        return f"没有“{wrong[0][:1]}”：写 {field.letters[0]} 到 {field.letters[-1]}"
    most = len(asked.prompts) if asked.prompts else len(field.letters)
    if in_places and len(signs) > most:
        return f"最多 {most} 个字母"
    one = asked.parts and _interaction(asked, field) in (Interaction.CHOOSE_ONE, Interaction.JUDGE)
    if one and len(set(signs)) > 1:
        return "这一小题只能有一个字母；涂了几个的不得分，留空"
    return None
