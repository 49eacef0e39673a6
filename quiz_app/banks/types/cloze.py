"""完形题: each gap `____` in the stem is filled, by choosing among what its prompt offers or by typing a text.

A prompt is the choices of its gap, joined by ` / `, or "" where a text is typed. Answers are texts in both cases, and
are compared as those of 填空题.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from quiz_app.banks.questions import QuestionText
from quiz_app.banks.types.fill_blank import blank_problems, blanks_in, count, normal
from quiz_app.banks.types.parts import share
from quiz_app.banks.types.protocol import Interaction, Response

FEWEST_CHOICES = 2

_BETWEEN_CHOICES = re.compile(r"\s+[/／]\s+")


class Cloze:
    code = "cloze"
    label = "完形"
    section_title = "完形题"
    interaction = Interaction.GAPS
    shuffles_options = False
    is_sequence = False
    marked_by_person = False

    def problems(self, question: QuestionText) -> list[str]:
        found = blank_problems(question)
        if question.options:
            found.append("完形题的备选写在各空的序号后面，如“1. 每月 / 每季度”，不写 A、B、C。")
        gaps = blanks_in(question.stem)
        if len(question.prompts) != gaps:
            found.append(
                f"题干有 {gaps} 个空，备选有 {len(question.prompts)} 行，请对上：每个空写一行，自己填写的空只写序号。"
            )
        if not any(question.prompts):
            found.append("备选都是空的：写上备选，或者改为填空题。")
        for number, (prompt, accepted) in enumerate(zip(question.prompts, question.key, strict=False), start=1):
            if prompt and isinstance(accepted, tuple):
                found += _choice_problems(number, choices_of(prompt), accepted)
        return found

    def shown_options(self, options: Sequence[str]) -> tuple[str, ...]:
        return ()

    def shown_prompts(self, prompts: Sequence[str]) -> tuple[str, ...]:
        """The choices of each gap sorted as texts, since whoever writes them tends to put the right one first."""
        return tuple(" / ".join(sorted(choices_of(prompt))) for prompt in prompts)

    def option_count(self, options: Sequence[str]) -> int:
        return 0

    def blanks(self, stem: str) -> int:
        return blanks_in(stem)

    def grade(self, key: Sequence[Any], response: Response, rule: str) -> Fraction:
        """By `parts.share`: r of k gaps filled rightly, w of them wrongly."""
        return share(*count(key, response), len(key), rule)

    def is_correct(self, key: Sequence[Any], response: Response) -> bool:
        return count(key, response)[0] == len(key)


def choices_of(prompt: str) -> tuple[str, ...]:
    """`每月 / 每季度` as its choices; none for a gap that is typed."""
    return (
        tuple(" ".join(choice.split()) for choice in _BETWEEN_CHOICES.split(prompt.strip())) if prompt.strip() else ()
    )


def _choice_problems(number: int, choices: tuple[str, ...], accepted: tuple[str, ...]) -> Iterator[str]:
    offered = {normal(choice) for choice in choices}
    right = {normal(text) for text in accepted}
    if len(choices) < FEWEST_CHOICES:
        yield f"第 {number} 个空只有一个备选：几个备选用 / 隔开，两边留空格。"
    elif not all(offered) or len(offered) != len(choices):
        yield f"第 {number} 个空的备选有空着的，或者有相同的，请改正。"
    elif right - offered:
        yield f"第 {number} 个空的答案不在它的备选里：改答案，或者补上这个备选。"
    elif right == offered:
        yield f"第 {number} 个空的备选全是答案：至少写一个不对的。"


TYPE = Cloze()
