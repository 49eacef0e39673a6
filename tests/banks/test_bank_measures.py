"""What the form of a bank gives away: positions, verdicts, lengths, and the guesser."""

from dataclasses import replace
from math import isclose
from random import Random

import pytest

from quiz_app.banks.checks import check
from quiz_app.banks.measures import chi_square_p, guesser_gain, length_ratio, measure, position_p, verdict_p
from quiz_app.banks.questions import QuestionText
from tests.banks.test_bank_checks import REGISTRY, SOUND, TEXTS, bank, statement


def keyed(places: list[int], size: int = 4) -> list[QuestionText]:
    return [replace(SOUND, options=tuple("甲乙丙丁戊己庚辛"[:size]), key=(place,)) for place in places]


@pytest.mark.parametrize(
    ("freedom", "statistic", "p"),
    [
        (1, 3.841, 0.05),
        (2, 9.210, 0.01),
        (3, 7.815, 0.05),
        (3, 11.345, 0.01),
        (4, 13.277, 0.01),
        (5, 11.070, 0.05),
        (6, 16.812, 0.01),
        (7, 14.067, 0.05),
        (7, 24.322, 0.001),
        (10, 18.307, 0.05),
    ],
)
def test_chi_square_probabilities_agree_with_the_printed_tables(freedom: int, statistic: float, p: float) -> None:
    assert isclose(chi_square_p(statistic, freedom), p, rel_tol=2e-3)
    assert chi_square_p(0.0, freedom) == 1.0


def test_with_one_right_option_the_position_test_is_pearsons() -> None:
    counts = [20, 30, 25, 25]
    places = [place for place, count in enumerate(counts) for _ in range(count)]
    statistic = sum((count - 25) ** 2 / 25 for count in counts)
    assert isclose(position_p(keyed(places)), chi_square_p(statistic, 3))


def test_groups_of_other_sizes_add_up_and_small_ones_are_left_out() -> None:
    four, five = keyed([0] * 10 + [1] * 20 + [2] * 10 + [3] * 20), keyed([0] * 30 + [1, 2, 3, 4] * 10, 5)
    statistic = 4 * 25 / 15 + (16**2 + 4 * 4**2) / 14
    assert isclose(position_p(four + five), chi_square_p(statistic, 7))
    assert isclose(position_p(four + keyed([0] * 14, 3)), position_p(four))
    assert position_p(keyed([0] * 19)) is None


def test_a_bank_whose_keys_lean_to_one_letter_fails_and_an_even_one_passes() -> None:
    assert position_p(keyed([0, 1, 2, 3] * 20)) == 1.0
    assert position_p(keyed([1] * 40 + [0, 2, 3] * 14)) < 0.001
    several = [replace(SOUND, type="multiple_choice", key=key) for key in [(0, 1)] * 30 + [(0, 2)] * 30]
    assert position_p(several) < 1e-6


def test_random_keys_with_several_right_options_pass_about_as_often_as_they_should() -> None:
    random = Random(11)

    def sample() -> list[QuestionText]:
        keys = [tuple(sorted(random.sample(range(4), random.choice([2, 3])))) for _ in range(60)]
        return [replace(SOUND, type="multiple_choice", key=key) for key in keys]

    rejected = sum(position_p(sample()) < 0.1 for _ in range(500))
    assert 25 <= rejected <= 80


def test_verdicts_must_be_balanced() -> None:
    assert verdict_p([statement("甲")] * 9) is None
    assert verdict_p([statement("甲", index % 2) for index in range(20)]) == 1.0
    assert verdict_p([statement("甲", int(index < 3)) for index in range(30)]) < 0.001


def test_lengths_are_compared_question_by_question() -> None:
    long_key = replace(SOUND, options=("四个字的", "两字", "两字", "两字"))
    assert length_ratio([long_key]) == 2.0
    assert length_ratio([long_key, replace(SOUND, options=("两字", "四字四字", "四字四字", "四字四字"))]) == 1.0
    assert length_ratio([]) is None


def test_a_guesser_gains_what_the_longest_option_gives_beyond_chance() -> None:
    longest_right = replace(SOUND, options=("四个字的", "两字", "两字", "两字"))
    longest_wrong = replace(longest_right, key=(1,))
    assert guesser_gain([longest_right]) == 75.0
    assert guesser_gain([longest_wrong]) == -25.0
    assert guesser_gain([SOUND]) == 0.0
    assert guesser_gain([replace(longest_right, type="multiple_choice", key=(0, 1))]) == 50.0


def test_measures_look_at_choice_questions_that_have_a_wrong_option() -> None:
    all_right = replace(SOUND, type="multiple_choice", key=(0, 1, 2, 3))
    measures = measure([SOUND, all_right, statement("甲"), replace(SOUND, key=(9,))])
    assert (measures.questions, measures.choices) == (4, 1)


def leaning(count: int) -> list[QuestionText]:
    signs = [chr(0x4E00 + index) for index in range(400)]
    random = Random(3)
    made = []
    for number in range(count):
        right = "".join(random.choices(signs, k=12))
        options = (right, *("".join(random.choices(signs, k=5)) for _ in range(3)))
        stem = "".join(random.choices(signs, k=20))
        made.append(replace(SOUND, code=f"harbour-{number:04d}", stem=stem, options=options, line=number + 2))
    return made


def test_form_is_refused_only_with_fifty_published_questions() -> None:
    assert check([bank(*leaning(49))], REGISTRY, TEXTS).problems == ()
    reasons = "".join(problem.reason for problem in check([bank(*leaning(50))], REGISTRY, TEXTS).problems)
    assert "位置不均匀" in reasons and "平均长度" in reasons and "总选最长的选项" in reasons
    assert "易、中、难占 100:0:0" in reasons
    drafts = [replace(question, draft_reason="待核") for question in leaning(50)]
    assert check([bank(*drafts)], REGISTRY, TEXTS).problems == ()
