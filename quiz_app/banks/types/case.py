"""案例分析: a material, and two to eight questions about it, each of a type that a machine marks.

The stem is the material; `parts` are the questions, which a paper shows in their order and with their letters as they
were written: nothing of a case is shuffled, since its questions lead from one to the next. An answer is one text for
each part: the letters of the chosen options ("B", "ACD"), "A" for 对 or "B" for 错, what was typed, "" for an open one.

The key of a case has one entry for each part: the code of the part's type, so that a key can be marked without its
question, and then the right letters as one text, the accepted spellings of the one blank, or a number and its
tolerance: `("single_choice", "B")`, `("fill_blank", "三", "3")`, `("numeric", "32", "0.5")`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from quiz_app.banks.questions import Key, QuestionText
from quiz_app.banks.types import fill_blank, multiple_choice, numeric, single_choice, true_false
from quiz_app.banks.types.protocol import LETTERS, NOTHING, Interaction, QuestionType, Response

FEWEST_PARTS = 2
MOST_PARTS = 8
PART_TYPES: Mapping[str, QuestionType] = {
    single_choice.TYPE.code: single_choice.TYPE,
    multiple_choice.TYPE.code: multiple_choice.TYPE,
    true_false.TYPE.code: true_false.TYPE,
    fill_blank.TYPE.code: fill_blank.TYPE,
    numeric.TYPE.code: numeric.TYPE,
}

ONE_BLANK = "填空的小题只有一个空、一个答案：几个空分成几个小题写。"

_TYPED = (Interaction.FILL, Interaction.NUMBER)


class Case:
    code = "case"
    label = "案例"
    section_title = "案例题"
    interaction = Interaction.PARTS
    shuffles_options = False
    is_sequence = False
    marked_by_person = False

    def problems(self, question: QuestionText) -> list[str]:
        found = ["案例题的选项写在各小题里，材料下面不写选项。"] if question.options else []
        count = len(question.parts)
        if not FEWEST_PARTS <= count <= MOST_PARTS:
            found.append(f"有 {count} 个小题，要写 {FEWEST_PARTS} 到 {MOST_PARTS} 个。")
        if len(question.key) != count:
            found.append(f"有 {count} 个小题，答案有 {len(question.key)} 个，请对上：每个小题写一个答案。")
            return found
        for number, (part, entry) in enumerate(zip(question.parts, question.key, strict=True), start=1):
            own = _part_problems(question, number - 1) if is_entry(entry, part.type) else _misfit(part.type)
            found += [f"第 {number} 小题：{reason}" for reason in own]
        return found

    def shown_options(self, options: Sequence[str]) -> tuple[str, ...]:
        return ()

    def shown_prompts(self, prompts: Sequence[str]) -> tuple[str, ...]:
        return ()

    def option_count(self, options: Sequence[str]) -> int:
        return 0

    def blanks(self, stem: str) -> int:
        return 0

    def grade(self, key: Sequence[Any], response: Response, rule: str) -> Fraction:
        """The mean of what the k parts earn, each by its own type and by the rule: an equal share, 1/k, for each."""
        if not isinstance(response, tuple) or len(response) > len(key):
            return NOTHING
        earned = (
            PART_TYPES[entry[0]].grade(part_key(entry), part_response(entry[0], str(text)), rule)
            for entry, text in zip(key, response, strict=False)
        )
        return sum(earned, NOTHING) / len(key)

    def is_correct(self, key: Sequence[Any], response: Response) -> bool:
        return (
            isinstance(response, tuple)
            and len(response) == len(key)
            and all(
                PART_TYPES[entry[0]].is_correct(part_key(entry), part_response(entry[0], str(text)))
                for entry, text in zip(key, response, strict=True)
            )
        )


def part_key(entry: Any) -> Key:
    """The key of a part as its own type has it."""
    code, *texts = entry
    if PART_TYPES[code].interaction in _TYPED:
        return (tuple(texts),)
    return tuple(LETTERS.index(letter) for text in texts for letter in text)


def key_entry(code: str, key: Key) -> tuple[str, ...]:
    """What `part_key` reads as this key of a part of this type; of several blanks no more than the code, which
    `problems` complains of, since a part has one."""
    if PART_TYPES[code].interaction in _TYPED:
        texts = [accepted for accepted in key if isinstance(accepted, tuple)]
        return (code, *texts[0]) if len(texts) == 1 else (code,)
    return (code, "".join(LETTERS[place] for place in key if isinstance(place, int)))


def part_response(code: str, text: str) -> Response:
    """What was answered to a part, as its own type takes it; a letter that no option has counts as -1."""
    if PART_TYPES[code].interaction in _TYPED:
        return (text,)
    return frozenset(LETTERS.find(letter) for letter in text)


def part_values(code: str, text: str) -> tuple[str, ...]:
    """What was answered to a part, as a sheet would hold it for a question of its type."""
    if PART_TYPES[code].interaction in _TYPED:
        return (text,) if text else ()
    return tuple(text)


def takes(code: str, options: Sequence[str], text: str) -> bool:
    """Whether this can be the answer to a part with these options: any text where one is typed, letters of its options
    in their order, not more than one where one is right."""
    kind = PART_TYPES[code]
    if kind.interaction in _TYPED or not text:
        return True
    letters = LETTERS[: kind.option_count(options)]
    most = len(letters) if kind.interaction is Interaction.CHOOSE_MANY else 1
    return len(text) <= most and text == "".join(letter for letter in letters if letter in text)


def part_questions(question: QuestionText) -> list[QuestionText]:
    """Each part as a question by itself, without what is said of the whole case. The key of a part is empty where the
    case has none that fits; `problems` says so."""
    return [_alone(question, place) for place in range(len(question.parts))]


def is_entry(entry: object, code: str) -> bool:
    """Whether `part_key` can read this entry as one of a part of this type."""
    if not isinstance(entry, tuple | list) or len(entry) < 2 or entry[0] != code or code not in PART_TYPES:
        return False
    return PART_TYPES[code].interaction in _TYPED or set("".join(entry[1:])) <= set(LETTERS)


def _alone(question: QuestionText, place: int) -> QuestionText:
    part = question.parts[place]
    entry = question.key[place] if place < len(question.key) else ()
    return replace(
        question,
        type=part.type,
        stem=part.stem,
        options=part.options,
        key=part_key(entry) if is_entry(entry, part.type) else (),
        explanation="",
        parts=(),
    )


def _part_problems(question: QuestionText, place: int) -> list[str]:
    asked = _alone(question, place)
    found = [] if asked.stem.strip() else ["没有题干，请补上。"]
    found += PART_TYPES[asked.type].problems(asked)
    if asked.type == fill_blank.TYPE.code and fill_blank.blanks_in(asked.stem) > 1:
        found = [ONE_BLANK]
    if any("\n" in option for option in asked.options):
        found.append("选项要写成一行。")
    return found


def _misfit(code: str) -> list[str]:
    if code not in PART_TYPES:
        known = "、".join(kind.label for kind in PART_TYPES.values())
        return [f"小题的题型只能是{known}。"]
    return [ONE_BLANK if code == fill_blank.TYPE.code else "答案和题型对不上，请重写答案。"]


TYPE = Case()
