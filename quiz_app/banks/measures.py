"""Whether the form of a bank gives its answers away: the key's position, its length, and a guesser who looks at length;
and whether its questions are spread over the difficulties.

Lengths count characters without blanks. Choice questions are single and multiple choice with at least one wrong option.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import erfc, exp, pi, sqrt

from quiz_app.banks.questions import DIFFICULTIES, QuestionText
from quiz_app.banks.types.protocol import Interaction
from quiz_app.banks.types.table import TYPES

LEAST_P = 0.01
MOST_LENGTH_DIFFERENCE = 0.10
MOST_GUESSER_GAIN = 5.0
DIFFICULTY_SHARES = (30, 50, 20)  # easy, medium, hard, in percent
MOST_SHARE_DIFFERENCE = 10

_CHOICES = (Interaction.CHOOSE_ONE, Interaction.CHOOSE_MANY)


@dataclass(frozen=True)
class Measures:
    """Figures of one bank; None where it has too few questions for the figure to be defined.

    `position_p` and `verdict_p` are the probabilities of key positions (of right and wrong statements) at least this
    uneven if they were spread by chance; `length_ratio` is the mean length of right options over that of the wrong
    ones; `guesser_gain` is how many questions in a hundred, beyond chance, the longest option is right; `difficulty` is
    the percentage of easy, medium and hard questions.
    """

    questions: int
    choices: int
    position_p: float | None
    verdict_p: float | None
    length_ratio: float | None
    guesser_gain: float | None
    difficulty: tuple[float, ...]


def measure(questions: Sequence[QuestionText]) -> Measures:
    choices = [question for question in questions if _is_choice(question)]
    return Measures(
        questions=len(questions),
        choices=len(choices),
        position_p=position_p(choices),
        verdict_p=verdict_p(questions),
        length_ratio=length_ratio(choices),
        guesser_gain=guesser_gain(choices),
        difficulty=difficulty_shares(questions),
    )


def faults(measures: Measures) -> Iterator[str]:
    """What the figures say must be mended, in Chinese sentences."""
    if measures.position_p is not None and measures.position_p <= LEAST_P:
        p = f"卡方检验 p = {measures.position_p:.4f}，应大于 {LEAST_P}"
        yield f"正确选项的位置不均匀（{p}）：调换一些题的选项顺序。"
    if measures.verdict_p is not None and measures.verdict_p <= LEAST_P:
        p = f"卡方检验 p = {measures.verdict_p:.4f}，应大于 {LEAST_P}"
        yield f"判断题的对错不均衡（{p}）：改写一些判断题。"
    if measures.length_ratio is not None and abs(measures.length_ratio - 1) > MOST_LENGTH_DIFFERENCE:
        yield (
            f"正确选项的平均长度是其他选项的 {measures.length_ratio:.2f} 倍，"
            f"相差应在 {MOST_LENGTH_DIFFERENCE:.0%} 以内：改写过长或过短的选项。"
        )
    if measures.guesser_gain is not None and measures.guesser_gain > MOST_GUESSER_GAIN:
        yield (
            f"总选最长的选项，每百题比随机多对 {measures.guesser_gain:.1f} 题，"
            f"应不超过 {MOST_GUESSER_GAIN:.0f} 题：缩短一些正确选项，加长一些干扰项。"
        )
    if any(
        abs(share - wanted) > MOST_SHARE_DIFFERENCE
        for share, wanted in zip(measures.difficulty, DIFFICULTY_SHARES, strict=True)
    ):
        yield (
            f"易、中、难占 {_shares(measures.difficulty)}，应在 {_shares(DIFFICULTY_SHARES)} 上下"
            f" {MOST_SHARE_DIFFERENCE} 个百分点以内：重新定一些题的难度，或者补写缺的一类。"
        )


def in_words(measures: Measures) -> str:
    """The figures in one line; those that are not defined for so few questions are left out."""
    told = [
        ("位置 p", measures.position_p, "{:.2f}"),
        ("判断题对错 p", measures.verdict_p, "{:.2f}"),
        ("正确选项长度比", measures.length_ratio, "{:.2f}"),
        ("总选最长多对", measures.guesser_gain, "{:+.1f} %"),
    ]
    figures = [f"{name} {form.format(value)}" for name, value, form in told if value is not None]
    return "，".join([f"发布 {measures.questions} 题", f"易中难 {_shares(measures.difficulty)}", *figures])


def position_p(choices: Sequence[QuestionText]) -> float | None:
    """The p-value of the key's positions over all choice questions.

    For each number of options k it is Cochran's Q (Biometrika 37, 1950), which compares how often each position is
    right where a question has one or more right options; with one right option it is Pearson's chi-square against
    equal shares. Groups with fewer than five right options expected in each position are left out (Cochran's rule);
    the statistics of the others add up, as do their degrees of freedom k - 1.
    """
    groups: dict[int, list[QuestionText]] = defaultdict(list)
    for question in choices:
        groups[len(question.options)].append(question)
    statistic, freedom = 0.0, 0
    for size, group in groups.items():
        rights = [len(question.key) for question in group]
        if sum(rights) / size < 5:
            continue
        counts = Counter(place for question in group for place in question.key)
        squares = sum(counts[place] ** 2 for place in range(size))
        spread = size * sum(rights) - sum(right**2 for right in rights)
        statistic += (size - 1) * (size * squares - sum(rights) ** 2) / spread
        freedom += size - 1
    return chi_square_p(statistic, freedom) if freedom else None


def verdict_p(questions: Sequence[QuestionText]) -> float | None:
    """The p-value of the shares of right and wrong statements (Pearson's chi-square, one degree of freedom)."""
    verdicts = Counter(q.key[0] for q in questions if TYPES[q.type].interaction is Interaction.JUDGE and q.key)
    total = verdicts.total()
    if total < 10:
        return None
    return chi_square_p((verdicts[0] - verdicts[1]) ** 2 / total, 1)


def length_ratio(choices: Sequence[QuestionText]) -> float | None:
    """The mean length of right options over the mean length of wrong ones, every question weighing the same."""
    right = sum(_mean([size for size, is_right in _lengths(question) if is_right]) for question in choices)
    wrong = sum(_mean([size for size, is_right in _lengths(question) if not is_right]) for question in choices)
    return right / wrong if wrong else None


def guesser_gain(choices: Sequence[QuestionText]) -> float | None:
    """Percentage points by which the longest option is right more often than an option picked by chance.

    Among equally long ones the guesser picks by chance.
    """
    if not choices:
        return None
    gains = []
    for question in choices:
        lengths = _lengths(question)
        longest = max(size for size, _ in lengths)
        gains.append(
            _mean([float(is_right) for size, is_right in lengths if size == longest])
            - _mean([float(is_right) for _, is_right in lengths])
        )
    return 100 * _mean(gains)


def difficulty_shares(questions: Sequence[QuestionText]) -> tuple[float, ...]:
    """The percentage of questions of each difficulty, from easy to hard."""
    counts = Counter(question.difficulty for question in questions)
    return tuple(100 * counts[each] / max(1, len(questions)) for each in DIFFICULTIES)


def chi_square_p(statistic: float, freedom: int) -> float:
    """The upper tail probability of the chi-square distribution, for any whole number of degrees of freedom.

    Closed forms from Abramowitz and Stegun, Handbook of Mathematical Functions, 26.4.4 (odd) and 26.4.5 (even).
    """
    half = statistic / 2
    if half <= 0:
        return 1.0
    total, term = (erfc(sqrt(half)), 2 * sqrt(half / pi)) if freedom % 2 else (0.0, 1.0)
    for step in range(freedom // 2):
        total += exp(-half) * term
        term *= half / (step + (1.5 if freedom % 2 else 1))
    return min(1.0, total)


def _is_choice(question: QuestionText) -> bool:
    rights = len(question.key)
    in_range = all(isinstance(place, int) and place < len(question.options) for place in question.key)
    return TYPES[question.type].interaction in _CHOICES and 0 < rights < len(question.options) and in_range


def _lengths(question: QuestionText) -> list[tuple[int, bool]]:
    return [(len("".join(option.split())), place in question.key) for place, option in enumerate(question.options)]


def _shares(percents: Sequence[float]) -> str:
    return ":".join(f"{share:.0f}" for share in percents)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
