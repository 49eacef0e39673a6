"""数值题: one number is typed; it is right within a tolerance. `numbers` says what counts as a number."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from quiz_app.banks.numbers import is_within, plain_number
from quiz_app.banks.questions import QuestionText
from quiz_app.banks.types.protocol import ALL, NOTHING, Interaction, Response


class Numeric:
    code = "numeric"
    label = "数值"
    section_title = "数值题"
    interaction = Interaction.NUMBER
    shuffles_options = False
    is_sequence = False
    marked_by_person = False

    def problems(self, question: QuestionText) -> list[str]:
        found = []
        if question.options:
            found.append("数值题不写选项，请删去选项或者改为单选。")
        pairs = [part for part in question.key if isinstance(part, tuple) and len(part) == 2]
        if len(pairs) != 1 or len(question.key) != 1:
            found.append("数值题的答案写一个数，可以带误差，如 32 或 32 ± 0.5。")
            return found
        if any(plain_number(text) != text for text in pairs[0]):
            found.append("答案里的数看不懂：只用数字、正负号和小数点，如 32 ± 0.5，不写单位和百分号。")
        elif pairs[0][1].startswith("-"):
            found.append("答案的误差不能是负数，请改正。")
        return found

    def shown_options(self, options: Sequence[str]) -> tuple[str, ...]:
        return ()

    def shown_prompts(self, prompts: Sequence[str]) -> tuple[str, ...]:
        return ()

    def option_count(self, options: Sequence[str]) -> int:
        return 0

    def blanks(self, stem: str) -> int:
        return 1

    def grade(self, key: Sequence[Any], response: Response, rule: str) -> Fraction:
        """All or nothing under every rule: 1 if |x - value| <= tolerance, by exact decimals."""
        return ALL if self.is_correct(key, response) else NOTHING

    def is_correct(self, key: Sequence[Any], response: Response) -> bool:
        if not isinstance(response, tuple) or len(response) != 1:
            return False
        ((value, tolerance),) = key
        return is_within(str(response[0]), value, tolerance)


TYPE = Numeric()
