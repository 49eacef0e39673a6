"""单选题: one of several options is right."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from quiz_app.banks.questions import QuestionText
from quiz_app.banks.types.choices import is_exactly, option_problems
from quiz_app.banks.types.protocol import ALL, NOTHING, Interaction, Response


class SingleChoice:
    code = "single_choice"
    label = "单选"
    section_title = "单选题"
    interaction = Interaction.CHOOSE_ONE
    shuffles_options = True
    is_sequence = False
    marked_by_person = False

    def problems(self, question: QuestionText) -> list[str]:
        found = option_problems(question)
        if len(question.key) != 1:
            found.append(f"单选题的答案写一个字母，现在有 {len(question.key)} 个；有几项正确的，请改为多选。")
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
        """All or nothing under every rule: one choice cannot be partly right."""
        return ALL if self.is_correct(key, response) else NOTHING

    def is_correct(self, key: Sequence[Any], response: Response) -> bool:
        return is_exactly(key, response)


TYPE = SingleChoice()
