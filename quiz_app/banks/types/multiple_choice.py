"""多选题: two or more of several options are right."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from quiz_app.banks.questions import QuestionText
from quiz_app.banks.types.choices import is_exactly, option_problems
from quiz_app.banks.types.protocol import ALL, HALF, NOTHING, CreditRule, Interaction, Response

FEWEST_RIGHT = 2


class MultipleChoice:
    code = "multiple_choice"
    label = "多选"
    section_title = "多选题"
    interaction = Interaction.CHOOSE_MANY
    shuffles_options = True
    is_sequence = False
    marked_by_person = False

    def problems(self, question: QuestionText) -> list[str]:
        found = option_problems(question)
        if len(question.key) < FEWEST_RIGHT:
            found.append("多选题的答案至少写两个字母；只有一项正确的，请改为单选。")
        return found

    def shown_options(self, options: Sequence[str]) -> tuple[str, ...]:
        return tuple(options)

    def shown_prompts(self, prompts: Sequence[str]) -> tuple[str, ...]:
        return ()

    def option_count(self, options: Sequence[str]) -> int:
        return len(options)

    def blanks(self, stem: str) -> int:
        return 0

    def grade(self, key: Sequence[Any], response: Response, rule: str) -> Fraction:
        """The share earned by r right and w wrong choices where k options are right.

        Any rule: 1 if r = k and w = 0; 0 if w > 0. In between (0 < r < k, w = 0): none 0, half 1/2, proportional r / k.
        A wrong choice takes everything, so that choosing all options never pays.
        """
        right = frozenset(key)
        if response == right:
            return ALL
        if not response or rule == CreditRule.NONE or not isinstance(response, frozenset) or not response <= right:
            return NOTHING
        return HALF if rule == CreditRule.HALF else Fraction(len(response), len(right))

    def is_correct(self, key: Sequence[Any], response: Response) -> bool:
        return is_exactly(key, response)


TYPE = MultipleChoice()
