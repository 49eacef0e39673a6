"""What the figures of a question give reason to look at, in words, each with what to do.

Nothing is said below `FEWEST_TAKEN` papers, and no correlation counts as a sign that may well be chance: the standard
error of a correlation that is truly 0 is about 1/√n, and a sign must be `CERTAIN` of these away from 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntFlag
from math import sqrt
from typing import Any

from quiz_app.banks.types.protocol import LETTERS, Interaction
from quiz_app.banks.types.table import TYPES
from quiz_app.exams.psychometrics import items, timing
from quiz_app.exams.psychometrics.sums import ItemSums

FEWEST_FOR_FIGURES = 30
"""Below this many papers a facility is off by up to 0.18 (two standard errors) and a list sorted by it would be led by
chance."""
FEWEST_TAKEN = 100
"""Below this many papers even a correlation of 0.2 may be chance."""
CERTAIN = 2.0
"""Standard errors, about 95 per cent."""
OFTEN_CHOSEN = 0.15
"""A second right option is chosen by more than one in seven; fewer are a misunderstanding of a few."""
HARDLY_CHOSEN = 0.05
"""Of the wrong choices: a distractor below 5 per cent does not work (Haladyna and Downing, How many options is enough
for a multiple-choice test item?, Educational and Psychological Measurement 53, 1993). Counted over the wrong choices
alone, since nobody takes the distractors of a question that everybody can answer."""
FEWEST_WRONG = 60
"""Below this many wrong choices, 5 per cent are fewer than three."""
OFTEN_SHOWN = 0.5
"""A question in half of the papers is known before the second half is sat. Adaptive tests keep below 0.2 to 0.3
(Sympson and Hetter 1985); exams of a branch draw from smaller pools."""
SLOW = 1.5
"""Times what the exam allows for a question on average: two such questions cost the time of a third."""


class Flag(IntFlag):
    """What may be wrong with a question; the greater the number, the worse for those who take it."""

    TOO_SLOW = 1
    OVER_EXPOSED = 2
    UNUSED_DISTRACTOR = 4
    GUESSING = 8
    TWO_RIGHT = 16
    KEY_WRONG = 32


LABELS = {
    Flag.KEY_WRONG: "答案可能错了",
    Flag.TWO_RIGHT: "可能有两个正确选项",
    Flag.GUESSING: "像是猜的",
    Flag.UNUSED_DISTRACTOR: "有选项没人选",
    Flag.OVER_EXPOSED: "出现太多",
    Flag.TOO_SLOW: "用时太长",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the findings need to know of a question; `key` is as its type has it."""

    type: str
    options: int
    key: tuple[Any, ...]

    @property
    def wrong(self) -> list[int]:
        """The distractors; none for a question without options."""
        return [option for option in range(self.options) if option not in self.key]

    def name(self, option: int) -> str:
        """`选项 C`, by the letter as written; `“对”` for a judgement."""
        kind = TYPES[self.type]
        if kind.interaction is Interaction.JUDGE:
            return f"“{kind.shown_options(())[option]}”"
        return f"选项 {LETTERS[option]}"


@dataclass(frozen=True, slots=True)
class Finding:
    flag: Flag
    reason: str

    @property
    def label(self) -> str:
        return LABELS[self.flag]


def asked(type_code: str, options: Sequence[str], key: Sequence[Any]) -> Asked:
    kind = TYPES[type_code]
    with_options = kind.interaction in (Interaction.CHOOSE_ONE, Interaction.CHOOSE_MANY, Interaction.JUDGE)
    return Asked(type_code, kind.option_count(options) if with_options else 0, tuple(key))


def findings(sums: ItemSums, question: Asked) -> list[Finding]:
    """The worst first."""
    found = [_exposed(sums)]
    if sums.taken >= FEWEST_TAKEN:
        of_key = _key_wrong(sums, question) or _two_right(sums, question) or _guessed(sums, question)
        found += [of_key, _unused(sums, question), _slow(sums)]
    return sorted((each for each in found if each), key=lambda each: -each.flag)


def flags(sums: ItemSums, question: Asked) -> Flag:
    whole = Flag(0)
    for each in findings(sums, question):
        whole |= each.flag
    return whole


def labels(value: int) -> list[tuple[Flag, str]]:
    """The flags in a stored number with their labels, the worst first."""
    return [(flag, label) for flag, label in LABELS.items() if flag & value]


def _key_wrong(sums: ItemSums, question: Asked) -> Finding | None:
    """Whoever answers it right does worse on the rest, and the better takers choose a distractor instead."""
    found = items.discrimination(sums)
    if found is None or found >= 0:
        return None
    if not question.options:
        if found > -_surely(sums):
            return None
        return Finding(
            Flag.KEY_WRONG,
            f"答对这道题的人，其他题反而答得差（区分度 {found:.2f}）。请核对答案，看有没有漏掉的正确写法。",
        )
    better = _better_choice(sums, question)
    if better is None:
        return None
    return Finding(
        Flag.KEY_WRONG,
        f"答对这道题的人，其他题反而答得差（区分度 {found:.2f}）；其他题答得好的人更多选{question.name(better)}。"
        "请对照依据核对答案。",
    )


def _two_right(sums: ItemSums, question: Asked) -> Finding | None:
    better = _better_choice(sums, question)
    if better is None:
        return None
    taken_by = items.option_shares(sums, question.options)[better]
    if taken_by is None or taken_by < OFTEN_CHOSEN:
        return None
    return Finding(
        Flag.TWO_RIGHT,
        f"{question.name(better)}不在答案里，却有 {taken_by:.0%} 的人选，而且选它的人其他题答得更好。"
        "请看它是不是也对，或者题干有没有歧义。",
    )


def _guessed(sums: ItemSums, question: Asked) -> Finding | None:
    """As many are right as by throwing dice, and those who are right know no more than the others."""
    if TYPES[question.type].interaction not in (Interaction.CHOOSE_ONE, Interaction.JUDGE) or not sums.answered:
        return None
    by_chance = 1 / question.options
    right = sums.chosen[question.key[0]] / sums.answered if question.key[0] < len(sums.chosen) else 0.0
    most = by_chance + CERTAIN * sqrt(by_chance * (1 - by_chance) / sums.answered)
    found = items.discrimination(sums)
    if right > most or (found is not None and found > _surely(sums)):
        return None
    return Finding(
        Flag.GUESSING,
        f"只有 {right:.0%} 的人答对，和随便选一个（{by_chance:.0%}）差不多，答对的人其他题也不更好。"
        "这个内容可能没有学过，或者题干看不懂。",
    )


def _unused(sums: ItemSums, question: Asked) -> Finding | None:
    wrong = question.wrong
    if len(wrong) < 2:
        return None
    times = {option: sums.chosen[option] if option < len(sums.chosen) else 0 for option in wrong}
    whole = sum(times.values())
    unused = [option for option in wrong if times[option] < HARDLY_CHOSEN * whole]
    if whole < FEWEST_WRONG or not unused:
        return None
    names = "、".join(question.name(option) for option in unused)
    return Finding(
        Flag.UNUSED_DISTRACTOR,
        f"答错的人几乎都不选{names}（不到错选的 {HARDLY_CHOSEN:.0%}）：它一眼就能排除。可以换一个更像的说法。",
    )


def _exposed(sums: ItemSums) -> Finding | None:
    rate = items.exposure(sums)
    if rate is None or rate < OFTEN_SHOWN or sums.examined < FEWEST_TAKEN:
        return None
    return Finding(
        Flag.OVER_EXPOSED,
        f"考试用过 {sums.examined} 次，平均每场有 {rate:.0%} 的试卷都有它：很多人已经见过。"
        "下次考试可以换题，或者补充题库再抽。",
    )


def _slow(sums: ItemSums) -> Finding | None:
    middle, allowed = timing.median(sums.seconds), items.allotted(sums)
    if middle is None or not allowed or middle <= SLOW * allowed or sum(sums.seconds) < FEWEST_TAKEN:
        return None
    return Finding(
        Flag.TOO_SLOW,
        f"一半的人用了 {middle:.0f} 秒以上，而考试平均每题只有 {allowed:.0f} 秒。可以缩短题干，或者给考试多留时间。",
    )


def _better_choice(sums: ItemSums, question: Asked) -> int | None:
    """The distractor that the better takers surely choose more, the one that tells them apart best."""
    told = {option: items.option_discrimination(sums, option) or 0.0 for option in question.wrong}
    best = max(told, key=lambda option: told[option], default=None)
    return best if best is not None and told[best] > _surely(sums) else None


def _surely(sums: ItemSums) -> float:
    return CERTAIN / sqrt(sums.taken)
