"""Two members of one unit, near in time, who are wrong in the same way.

Right answers say nothing: whoever knows, answers alike. Of the questions that both have wrong, the number of those with
the same wrong answer is compared with chance, as error-similarity analysis does (Bellezza and Bellezza, Detection of
cheating on multiple-choice tests by using error-similarity analysis, Teaching of Psychology 16, 1989, 151-155). There
each question has the same chance; here a question has its own, so that the count follows the Poisson binomial
distribution, whose tail is computed exactly. The chance that two wrong answers to a question are the same is estimated
over the whole exam without bias by the share of equal pairs, Σ n(n−1) / N(N−1) for n of N wrong answers that are one
answer (Simpson, Measurement of diversity, Nature 163, 1949, 688), and drawn towards `PRIOR` while pairs are few. The
pair itself is among them, which makes the estimate careful.

So many pairs are compared that some are alike by chance: the chance times the number of pairs (Bonferroni) is how many
such pairs are to be expected in the exam, and has to be at most `EXPECTED`. In a unit each attempt is compared with
those handed in within `WINDOW` before it, and at most with `NEAREST` of them, so that the work grows with the number of
attempts and not with its square. Pairs with a member in common are one finding.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import sqrt

from quiz_app.exams.signals.protocol import Finding, Seen, Signal

WINDOW = 2 * 60 * 60 * 1000
NEAREST = 200
FEWEST_SAME = 4
EXPECTED = 0.1
PRIOR, PRIOR_PAIRS = 0.5, 10
CLEARLY_MORE = 2.0
"""Standard deviations; below, the exact chance need not be computed."""


def find(seen: Sequence[Seen]) -> list[Finding]:
    chances = same_by_chance(seen)
    compared, alike = 0, []
    for unit in _units(seen):
        pairs, close = _compare(unit)
        compared += pairs
        alike += close
    groups = _Groups()
    for this, other, same in alike:
        if groups.holds_both(this, other):
            continue
        both = [chances[place] for place in this.wrong.keys() & other.wrong.keys()]
        if clearly_more(both, same) and (by_chance := at_least(both, same) * compared) <= EXPECTED:
            groups.join(this, other, _sentence(this, other, same, both, compared, by_chance))
    return [_finding(attempts, sentence) for attempts, sentence in groups.everything()]


def same_by_chance(seen: Iterable[Seen]) -> Mapping[int, float]:
    """For each question the chance that two wrong answers to it are the same."""
    given: dict[int, Counter[str]] = defaultdict(Counter)
    for each in seen:
        for place, answer in each.wrong.items():
            given[place][answer] += 1
    return {place: _chance(counts) for place, counts in given.items()}


def at_least(chances: Sequence[float], count: int) -> float:
    """The probability that `count` or more of independent events happen."""
    ways = [1.0]
    for chance in chances:
        ways = [stays * (1 - chance) + comes * chance for stays, comes in zip([*ways, 0.0], [0.0, *ways], strict=True)]
    return sum(ways[count:])


def clearly_more(chances: Sequence[float], count: int) -> bool:
    spread = sqrt(sum(chance * (1 - chance) for chance in chances))
    return count > sum(chances) + CLEARLY_MORE * spread


def _chance(counts: Counter[str]) -> float:
    total = counts.total()
    equal = sum(n * (n - 1) for n in counts.values()) / 2
    return (equal + PRIOR * PRIOR_PAIRS) / (total * (total - 1) / 2 + PRIOR_PAIRS)


def _units(seen: Iterable[Seen]) -> Iterator[list[Seen]]:
    """The attempts of each unit in the order in which they were handed in."""
    units: dict[int, list[Seen]] = defaultdict(list)
    for each in seen:
        units[each.unit_id].append(each)
    for unit in units.values():
        yield sorted(unit, key=lambda each: (each.ended, each.attempt_id))


def _compare(unit: Sequence[Seen]) -> tuple[int, list[tuple[Seen, Seen, int]]]:
    """How many pairs were compared, and those with enough equal wrong answers, with how many. A wrong answer that two
    gave is a bit, so that a pair is compared in one step."""
    bits = _bits(unit)
    moments = [each.ended for each in unit]
    compared, close = 0, []
    for place, this in enumerate(unit):
        first = max(bisect_left(moments, this.ended - WINDOW), place - NEAREST)
        own = bits[place]
        for before in range(first, place):
            other = unit[before]
            if other.member_id != this.member_id:
                compared += 1
                if (same := (own & bits[before]).bit_count()) >= FEWEST_SAME:
                    close.append((other, this, same))
    return compared, close


def _bits(unit: Sequence[Seen]) -> list[int]:
    counts = Counter(each for one in unit for each in one.wrong.items())
    numbers = {answer: number for number, answer in enumerate(answer for answer, n in counts.items() if n > 1)}
    return [sum(1 << numbers[answer] for answer in one.wrong.items() if answer in numbers) for one in unit]


class _Groups:
    """Attempts that belong together, each group with the first sentence that was said of it."""

    def __init__(self) -> None:
        self._group_of: dict[int, int] = {}
        self._groups: dict[int, tuple[set[int], str]] = {}

    def holds_both(self, this: Seen, other: Seen) -> bool:
        group = self._group_of.get(this.attempt_id)
        return group is not None and group == self._group_of.get(other.attempt_id)

    def join(self, this: Seen, other: Seen, sentence: str) -> None:
        attempts = {this.attempt_id, other.attempt_id}
        for number in {self._group_of[each] for each in attempts if each in self._group_of}:
            known, sentence = self._groups.pop(number)
            attempts |= known
        number = min(attempts)
        self._groups[number] = attempts, sentence
        self._group_of.update(dict.fromkeys(attempts, number))

    def everything(self) -> Iterable[tuple[set[int], str]]:
        return self._groups.values()


def _sentence(this: Seen, other: Seen, same: int, both: Sequence[float], compared: int, by_chance: float) -> str:
    shared = (this.shown & other.shown).bit_count()
    agreed = (this.right & other.right).bit_count() + same
    minutes = abs(this.ended - other.ended) // 60_000
    return (
        f"两份试卷有 {shared} 道题相同，其中 {agreed} 道答得一样；都答错的 {len(both)} 道里，{same} 道错得一模一样，"
        f"各答各的估计有 {sum(both):.1f} 道。交卷相隔 {minutes} 分钟。全场比较了 {compared:,} 对，"
        f"碰巧这么像的估计有 {_small(by_chance)} 对。"
    )


def _finding(attempts: Collection[int], sentence: str) -> Finding:
    more = f"共 {len(attempts)} 份答卷连在一起，其中的两份：" if len(attempts) > 2 else ""
    return Finding(str(min(attempts)), tuple(sorted(attempts)), more + sentence)


def _small(number: float) -> str:
    return f"{number:.4f}" if number >= 0.0001 else "不到 0.0001"


ALIKE = Signal(
    "错得一样",
    "同一党支部、两小时以内交卷的两个人，都答错的题里错法相同的太多：按全场每道题的错法算，碰巧这么像的，全场预计不到"
    f" {EXPECTED} 对。答对的题相同不算。每人只与之前最近的 {NEAREST} 份比。",
    "一起学过同一份有错的资料、听过同一堂讲错的课，也会错得一样；也看不出谁照着谁。",
    find,
)
