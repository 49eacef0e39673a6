"""判断题: a statement is right or wrong. Its options are always 对 (index 0) and 错 (index 1), in this order."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from quiz_app.banks.questions import QuestionText
from quiz_app.banks.types.choices import is_exactly
from quiz_app.banks.types.protocol import ALL, NOTHING, Interaction, Response

VERDICTS = ("对", "错")


class TrueFalse:
    code = "true_false"
    label = "判断"
    section_title = "判断题"
    interaction = Interaction.JUDGE
    shuffles_options = False
    is_sequence = False
    marked_by_person = False

    def problems(self, question: QuestionText) -> list[str]:
        found = []
        if question.options:
            found.append("判断题不写选项：删去选项，或者改为单选。")
        if tuple(question.key) not in ((0,), (1,)):
            found.append("判断题的答案写“对”或“错”。")
        return found

    def shown_options(self, options: Sequence[str]) -> tuple[str, ...]:
        return VERDICTS

    def shown_prompts(self, prompts: Sequence[str]) -> tuple[str, ...]:
        return ()

    def option_count(self, options: Sequence[str]) -> int:
        return len(VERDICTS)

    def blanks(self, stem: str) -> int:
        return 0

    def grade(self, key: Sequence[Any], response: Response, rule: str) -> Fraction:
        """All or nothing under every rule: a judgement cannot be partly right."""
        return ALL if self.is_correct(key, response) else NOTHING

    def is_correct(self, key: Sequence[Any], response: Response) -> bool:
        return is_exactly(key, response)


TYPE = TrueFalse()
