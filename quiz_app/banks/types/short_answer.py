"""简答题: a text is written, and a person marks it by a rubric.

The key is the rubric: first `(reference answer,)`, then for each marking point `(what must be said, its weight)`, the
weight as decimal digits. Weights say how the marks of the question are shared out, whatever an exam gives for it. A
rubric without marking points is marked as a whole.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from quiz_app.banks.questions import QuestionText
from quiz_app.banks.types.protocol import NOTHING, Interaction, Response

MOST_POINTS = 7
HEAVIEST = 100
WHOLE = "整题"


class MarkingPoint(NamedTuple):
    """One thing that must be said, and its share of the marks as a whole number."""

    text: str
    weight: int


class Rubric(NamedTuple):
    """What a reader marks by. There is at least one point: the whole answer, where the author names none."""

    reference: str
    points: tuple[MarkingPoint, ...]

    def worth(self, points: int) -> tuple[int, ...]:
        """`points` (in any whole unit) shared out by weight; the parts add up to exactly `points`.

        Part i is round(points * W_i / W) - round(points * W_(i-1) / W), halves up, where W_i is the sum of the first i
        weights and W of all: no part is off by a unit or more, and nothing is lost.
        """
        total = sum(point.weight for point in self.points)
        parts, before, weight = [], 0, 0
        for point in self.points:
            weight += point.weight
            upto = (2 * points * weight + total) // (2 * total)
            parts.append(upto - before)
            before = upto
        return tuple(parts)


class ShortAnswer:
    code = "short_answer"
    label = "简答"
    section_title = "简答题"
    interaction = Interaction.WRITE
    shuffles_options = False
    is_sequence = False
    marked_by_person = True

    def problems(self, question: QuestionText) -> list[str]:
        found = []
        if question.options:
            found.append("简答题不写选项，请删去选项或者改为单选。")
        parts = [part for part in question.key if isinstance(part, tuple)]
        if not parts or len(parts[0]) != 1 or not parts[0][0].strip():
            found.append("答案是空的：请写参考答案，阅卷人按它评分。")
        points = parts[1:]
        if len(points) > MOST_POINTS:
            found.append(f"得分点有 {len(points)} 个，最多 {MOST_POINTS} 个，请合并几个。")
        for number, point in enumerate(points, start=1):
            if len(point) != 2 or not point[0].strip():
                found.append(f"得分点 {number} 没有写内容，请写上或者删去。")
            elif not is_weight(point[1]):
                found.append(f"得分点 {number} 的分值写 1 到 {HEAVIEST} 的整数。")
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
        """Nothing under every rule: what an answer earns is what a person gives it."""
        return NOTHING

    def is_correct(self, key: Sequence[Any], response: Response) -> bool:
        return False


def rubric(key: Sequence[Any]) -> Rubric:
    """The rubric that a key says."""
    reference = key[0][0] if key and key[0] else ""
    points = tuple(MarkingPoint(text, int(weight)) for text, weight in key[1:])
    return Rubric(reference, points or (MarkingPoint(WHOLE, 1),))


def is_weight(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= HEAVIEST


TYPE = ShortAnswer()
