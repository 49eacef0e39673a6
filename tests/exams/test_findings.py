"""What is said of a question, and when nothing is."""

from collections.abc import Callable
from random import Random

import pytest

from quiz_app.exams.psychometrics import findings
from quiz_app.exams.psychometrics.figures import figures
from quiz_app.exams.psychometrics.findings import FEWEST_FOR_FIGURES, FEWEST_TAKEN, Asked, Flag, asked
from quiz_app.exams.psychometrics.sums import SCALE, ItemSums, add_at
from quiz_app.exams.psychometrics.timing import place_of

SINGLE = asked("single_choice", ["甲", "乙", "丙", "丁"], [0])
JUDGE = asked("true_false", [], [1])
FILL = asked("fill_blank", [], [["季度"]])
MANY = 400

Pick = Callable[[float, Random], int]


def takers(pick: Pick, question: Asked = SINGLE, *, count: int = MANY, seconds: float = 20, seed: int = 7) -> ItemSums:
    """The sums of `count` takers whose rest scores are spread evenly; `pick(rest, rng)` is what each chooses, in a
    question without options 1 for right and 0 for wrong."""
    sums, rng = ItemSums(), Random(seed)
    for number in range(count):
        rest = SCALE * number // count
        choice = pick(rest / SCALE, rng)
        score = SCALE if choice in question.key or (not question.options and choice) else 0
        sums.shown += 1
        sums.examined += 1
        sums.chance += SCALE // 10
        sums.taken += 1
        sums.answered += 1
        sums.score += score
        sums.score_squares += score * score
        sums.rest += rest
        sums.rest_squares += rest * rest
        sums.score_rest += score * rest
        sums.allotted += 60
        add_at(sums.seconds, place_of(seconds))
        if question.options:
            add_at(sums.chosen, choice)
            add_at(sums.chosen_rest, choice, rest)
    return sums


def said(sums: ItemSums, question: Asked = SINGLE) -> list[Flag]:
    return [each.flag for each in findings.findings(sums, question)]


def knowing(right: int) -> Pick:
    """The better a taker is, the likelier is `right`; whoever does not know it guesses."""
    return lambda rest, rng: right if rng.random() < rest else rng.randrange(4)


def by_dice(_rest: float, rng: Random) -> int:
    return rng.randrange(4)


def torn(rest: float, rng: Random) -> int:
    """The better takers hold both 甲 and 乙 to be right."""
    return rng.randrange(2) if rng.random() < rest else 2 + rng.randrange(2)


def never_the_last(rest: float, rng: Random) -> int:
    return 0 if rng.random() < rest else rng.randrange(3)


def test_of_a_sound_question_nothing_is_said() -> None:
    assert said(takers(knowing(0))) == []


def test_a_key_that_the_better_takers_contradict_is_probably_wrong() -> None:
    sums = takers(knowing(2))
    assert said(sums) == [Flag.KEY_WRONG]
    assert "选项 C" in findings.findings(sums, SINGLE)[0].reason


def test_a_judgement_with_the_wrong_verdict_is_named_by_its_word() -> None:
    sums = takers(lambda rest, rng: int(rng.random() > rest), JUDGE)
    assert said(sums, JUDGE) == [Flag.KEY_WRONG]
    assert "“对”" in findings.findings(sums, JUDGE)[0].reason


def test_a_blank_whose_right_answers_come_from_the_worse_takers_has_a_wrong_key() -> None:
    assert said(takers(lambda rest, rng: int(rng.random() > rest), FILL), FILL) == [Flag.KEY_WRONG]
    assert said(takers(lambda rest, rng: int(rng.random() < rest), FILL), FILL) == []


def test_a_distractor_that_the_better_takers_choose_as_well_may_be_right_too() -> None:
    sums = takers(torn)
    assert said(sums) == [Flag.TWO_RIGHT]
    assert "选项 B" in findings.findings(sums, SINGLE)[0].reason


def test_answers_as_by_dice_are_guesses() -> None:
    assert said(takers(by_dice)) == [Flag.GUESSING]


def test_a_distractor_that_nobody_takes_is_named() -> None:
    sums = takers(never_the_last)
    assert said(sums) == [Flag.UNUSED_DISTRACTOR]
    assert "选项 D" in findings.findings(sums, SINGLE)[0].reason


def test_a_question_in_half_of_the_papers_is_shown_too_much() -> None:
    sums = takers(knowing(0))
    sums.chance = sums.examined * SCALE // 2
    assert said(sums) == [Flag.OVER_EXPOSED]


def test_practice_exposes_nothing() -> None:
    sums = takers(knowing(0))
    sums.examined = sums.chance = 0
    assert said(sums) == []


def test_half_again_the_time_that_there_is_makes_a_question_slow() -> None:
    assert said(takers(knowing(0), seconds=130)) == [Flag.TOO_SLOW]
    assert said(takers(knowing(0), seconds=80)) == []


@pytest.mark.parametrize("pick", [knowing(2), torn, by_dice, never_the_last])
def test_nothing_is_said_of_few_papers(pick: Pick) -> None:
    sums = takers(pick, count=FEWEST_TAKEN - 1, seconds=500)
    sums.chance = sums.examined * SCALE
    assert said(sums) == []


def test_chance_alone_hardly_ever_accuses_a_key() -> None:
    """A sign must be two standard errors away from 0, which chance passes in 2 to 3 of 100 for each distractor."""
    found = [said(takers(by_dice, count=150, seed=seed)) for seed in range(100)]
    assert sum(flags[:1] in ([Flag.KEY_WRONG], [Flag.TWO_RIGHT]) for flags in found) <= 15
    assert sum(flags == [Flag.GUESSING] for flags in found) >= 75


def test_figures_wait_for_enough_papers() -> None:
    few, enough = takers(knowing(0), count=FEWEST_FOR_FIGURES - 1), takers(knowing(0), count=FEWEST_FOR_FIGURES)
    assert (figures(few, SINGLE).facility, figures(few, SINGLE).discrimination) == (None, None)
    assert figures(enough, SINGLE).facility == round(SCALE * enough.score / SCALE / FEWEST_FOR_FIGURES)


def test_a_stored_number_names_its_flags_the_worst_first() -> None:
    assert [flag for flag, _ in findings.labels(int(Flag.TOO_SLOW | Flag.KEY_WRONG))] == [Flag.KEY_WRONG, Flag.TOO_SLOW]
