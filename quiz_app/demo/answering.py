"""How somebody of some ability answers a paper: a sheet that the exam's own grading marks. Pure for a generator."""

from functools import lru_cache
from math import exp
from random import Random

from quiz_app.banks.questions import Part
from quiz_app.banks.types.protocol import Interaction
from quiz_app.banks.types.table import TYPES
from quiz_app.exams.editions import Edition, EditionQuestion
from quiz_app.exams.papers import Paper
from quiz_app.exams.sheets import LETTERS, Response, Sheet

Chances = dict[tuple[str, int], float]

_EASE_OF_TYPE = {
    Interaction.CHOOSE_ONE: 0.2,
    Interaction.CHOOSE_MANY: -0.5,
    Interaction.JUDGE: 0.4,
    Interaction.FILL: -0.6,
    Interaction.ORDER: -0.7,
    Interaction.PAIR: -0.4,
    Interaction.NUMBER: -0.6,
    Interaction.GAPS: -0.3,
    Interaction.WRITE: 0.0,
    Interaction.PARTS: -0.5,
}
_EASE_OF_DIFFICULTY = {1: 0.7, 2: 0.1, 3: -0.6}
_UNSURE = "记不清"


def chances(ability: float) -> Chances:
    """How likely a right answer is, by question type and difficulty: a logistic curve."""
    return {
        (code, difficulty): 1 / (1 + exp(-(ability + _EASE_OF_TYPE[kind.interaction] + ease)))
        for code, kind in TYPES.items()
        for difficulty, ease in _EASE_OF_DIFFICULTY.items()
    }


def answer(edition: Edition, paper: Paper, known: Chances, rng: Random, *, seconds: int, reached: int) -> Sheet:
    """The sheet of somebody who worked through the first `reached` questions in `seconds`.

    Takes two numbers from `rng` for each question, whatever the question is.
    """
    sheet: Sheet = {}
    for no, item in enumerate(paper[:reached], start=1):
        question = edition.questions[item.question]
        is_right = rng.random() < known[question.type, question.difficulty]
        slip = rng.random()
        values = _right(question, item.order) if is_right else _wrong(question, item.order, slip)
        if values:
            sheet[no] = Response(values, seconds * no // reached)
    return sheet


def _right(question: EditionQuestion, order: tuple[int, ...]) -> tuple[str, ...]:
    if TYPES[question.type].interaction is Interaction.PARTS:
        return tuple(texts[0] for _code, *texts in question.key)
    if TYPES[question.type].is_sequence:
        return tuple(LETTERS[order.index(option)] for option in question.key)
    if order:
        return _letters(question.key, order)
    if TYPES[question.type].marked_by_person:
        return (question.key[0][0],)
    return tuple(accepted[0] for accepted in question.key)


def _wrong(question: EditionQuestion, order: tuple[int, ...], slip: float) -> tuple[str, ...]:
    """Another option, one right option forgotten or a wrong one added, a blank that is left empty or guessed, letters
    that went round by one place; one of these for each part of a case."""
    if TYPES[question.type].interaction is Interaction.PARTS:
        return tuple(
            _wrong_part(part, entry[1], slip) for part, entry in zip(question.parts, question.key, strict=True)
        )
    if not order:
        return () if slip < 0.5 else (_UNSURE,) * TYPES[question.type].blanks(question.stem)
    if TYPES[question.type].is_sequence:
        right = _right(question, order)
        return right[1:] + right[:1]
    right = _letters(question.key, order)
    others = [letter for letter in LETTERS[: len(order)] if letter not in right]
    if TYPES[question.type].interaction is not Interaction.CHOOSE_MANY:
        return (others[int(slip * len(others))],)
    if slip < 0.6 or not others:
        forgotten = int(slip / 0.6 * len(right)) % len(right)
        return right[:forgotten] + right[forgotten + 1 :]
    return tuple(sorted((*right, others[int((slip - 0.6) / 0.4 * len(others)) % len(others)])))


def _wrong_part(part: Part, right: str, slip: float) -> str:
    others = [letter for letter in LETTERS[: TYPES[part.type].option_count(part.options)] if letter not in right]
    return others[int(slip * len(others))] if others else _UNSURE


@lru_cache(maxsize=10_000)
def _letters(key: tuple[int, ...], order: tuple[int, ...]) -> tuple[str, ...]:
    """The right letters of a paper that shows the options in `order`."""
    return tuple(letter for letter, option in zip(LETTERS, order, strict=False) if option in key)
