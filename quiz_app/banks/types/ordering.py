"""排序题: all options are put in their right order. The key is that order; papers show the options shuffled."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from quiz_app.banks.questions import QuestionText
from quiz_app.banks.types.choices import listed_problems, places_of
from quiz_app.banks.types.protocol import ALL, HALF, NOTHING, CreditRule, Interaction, Response


class Ordering:
    code = "ordering"
    label = "排序"
    section_title = "排序题"
    interaction = Interaction.ORDER
    shuffles_options = True
    is_sequence = True
    marked_by_person = False

    def problems(self, question: QuestionText) -> list[str]:
        found = listed_problems(question)
        places = places_of(question)
        if places is not None and sorted(places) != list(range(len(question.options))):
            found.append("答案要把每个选项的字母按正确的先后各写一次，如 BADC。")
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
        """The share earned by an order of k options.

        Any rule: 1 if the whole order is right. none: else 0. half: 1/2 if some options stand at their right places and
        none at a wrong one, the other places being empty. proportional: the kept neighbours divided by k - 1, where two
        neighbours of the right order are kept if the answer has the second right after the first: a block in the wrong
        place still earns what is right inside of it (Moodle, Ordering: "relative to the next item, excluding last").
        """
        if not isinstance(response, tuple) or len(response) > len(key):
            return NOTHING
        if response == tuple(key):
            return ALL
        if rule == CreditRule.HALF:
            placed = [given == right for given, right in zip(response, key, strict=False) if given != -1]
            return HALF if placed and all(placed) else NOTHING
        kept = set(pairwise(key)) & set(pairwise(response))
        return Fraction(len(kept), len(key) - 1) if rule == CreditRule.PROPORTIONAL else NOTHING

    def is_correct(self, key: Sequence[Any], response: Response) -> bool:
        return response == tuple(key)


TYPE = Ordering()
