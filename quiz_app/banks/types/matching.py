"""匹配题: each prompt on the left goes with one option on the right. An option may serve several prompts or none."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from quiz_app.banks.questions import QuestionText
from quiz_app.banks.types.choices import listed_problems
from quiz_app.banks.types.fill_blank import normal
from quiz_app.banks.types.parts import share
from quiz_app.banks.types.protocol import Interaction, Response

FEWEST_PROMPTS = 2
MOST_PROMPTS = 20


class Matching:
    code = "matching"
    label = "匹配"
    section_title = "匹配题"
    interaction = Interaction.PAIR
    shuffles_options = True
    is_sequence = True
    marked_by_person = False

    def problems(self, question: QuestionText) -> list[str]:
        found = listed_problems(question)
        prompts = question.prompts
        if not FEWEST_PROMPTS <= len(prompts) <= MOST_PROMPTS:
            found.append(
                f"左边有 {len(prompts)} 项，要写 {FEWEST_PROMPTS} 到 {MOST_PROMPTS} 项，各占一行，如“1. 内容”。"
            )
        empty = [str(number) for number, prompt in enumerate(prompts, start=1) if not prompt.strip()]
        if empty:
            found.append(f"左边第 {'、'.join(empty)} 项是空的，请写上内容或者删去。")
        elif len(set(map(normal, prompts))) != len(prompts):
            found.append("左边有相同的两项，请改写其中一项。")
        if len(question.key) != len(prompts):
            found.append(f"左边有 {len(prompts)} 项，答案有 {len(question.key)} 个，请对上，如 1B 2A。")
        return found

    def shown_options(self, options: Sequence[str]) -> tuple[str, ...]:
        return tuple(options)

    def shown_prompts(self, prompts: Sequence[str]) -> tuple[str, ...]:
        return tuple(prompts)

    def option_count(self, options: Sequence[str]) -> int:
        return len(options)

    def blanks(self, stem: str) -> int:
        return 0

    def grade(self, key: Sequence[Any], response: Response, rule: str) -> Fraction:
        """By `parts.share`: r of k prompts paired rightly, w of them wrongly."""
        return share(*_count(key, response), len(key), rule)

    def is_correct(self, key: Sequence[Any], response: Response) -> bool:
        return response == tuple(key)


def _count(key: Sequence[Any], response: Response) -> tuple[int, int]:
    """How many prompts are paired rightly, and how many wrongly."""
    if not isinstance(response, tuple) or len(response) > len(key):
        return 0, len(response)
    paired = [given == right for given, right in zip(response, key, strict=False) if given != -1]
    return sum(paired), len(paired) - sum(paired)


TYPE = Matching()
