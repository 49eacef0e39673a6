"""All question types. A new one is its own file, a line here, its three templates and its test.

Papers show their parts in the order of this table, so a new type goes to its end: drawn papers stay as they are.
"""

from collections.abc import Mapping

from quiz_app.banks.types import (
    case,
    cloze,
    fill_blank,
    matching,
    multiple_choice,
    numeric,
    ordering,
    short_answer,
    single_choice,
    true_false,
)
from quiz_app.banks.types.protocol import QuestionType

TYPES: Mapping[str, QuestionType] = {
    single_choice.TYPE.code: single_choice.TYPE,
    multiple_choice.TYPE.code: multiple_choice.TYPE,
    true_false.TYPE.code: true_false.TYPE,
    fill_blank.TYPE.code: fill_blank.TYPE,
    ordering.TYPE.code: ordering.TYPE,
    matching.TYPE.code: matching.TYPE,
    numeric.TYPE.code: numeric.TYPE,
    cloze.TYPE.code: cloze.TYPE,
    short_answer.TYPE.code: short_answer.TYPE,
    case.TYPE.code: case.TYPE,
}


def type_labelled(label: str) -> QuestionType | None:
    """The type that bank files call so: 单选."""
    return next((known for known in TYPES.values() if known.label == label), None)
