"""What becomes of the marks for one answer: pure rules, by example and for whatever may be given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.exams.editions import Edition, EditionCell, EditionQuestion, without_texts
from quiz_app.exams.grading import PersonMark, grade, grade_with
from quiz_app.exams.marking.claims import stages_for
from quiz_app.exams.marking.deciding import Decision, Given, Rule, Stage, counted, decide, faults, mean
from quiz_app.exams.marking.progress import obstacles, progress
from quiz_app.exams.outcomes import outcome
from quiz_app.exams.papers import PaperItem
from quiz_app.exams.psychometrics.observing import Observed
from quiz_app.exams.sheets import Response

SINGLE, DOUBLE = Rule(1, 0), Rule(2, 200)
FIRST, SECOND, DISPUTED, DONE = Stage


def mark(stage: Stage, *shares: int, reader: int | None = None) -> Given:
    return Given(reader or int(stage), stage, shares)


def test_an_answer_waits_for_its_first_reading() -> None:
    assert decide(SINGLE, []) == decide(DOUBLE, []) == Decision(FIRST)


def test_one_reading_decides_where_answers_are_read_once() -> None:
    assert decide(SINGLE, [mark(FIRST, 300, 500)]) == Decision(DONE, (300, 500))


def test_two_readings_within_the_tolerance_give_their_mean_point_by_point() -> None:
    assert decide(DOUBLE, [mark(FIRST, 300, 500)]) == Decision(SECOND)
    assert decide(DOUBLE, [mark(FIRST, 300, 500), mark(SECOND, 400, 600)]) == Decision(DONE, (350, 550))
    assert mean((1, 0), (2, 0)) == (2, 0)


def test_two_readings_further_apart_than_the_tolerance_go_to_an_adjudicator_whose_word_stands() -> None:
    apart = [mark(FIRST, 300, 500), mark(SECOND, 400, 601)]
    assert decide(DOUBLE, apart) == Decision(DISPUTED)
    assert decide(DOUBLE, [*apart, mark(DISPUTED, 0, 0)]) == Decision(DONE, (0, 0))
    assert decide(DOUBLE, [*apart, mark(DISPUTED, 0, 0), mark(FIRST, 400, 601)]) == Decision(DONE, (0, 0))


def test_a_later_mark_of_the_same_stage_replaces_the_earlier_one() -> None:
    apart = [mark(FIRST, 0, 0), mark(SECOND, 400, 600), mark(FIRST, 300, 600)]
    assert decide(DOUBLE, apart) == Decision(DONE, (350, 600))


def test_comments_are_those_of_the_marks_that_count() -> None:
    apart = [mark(FIRST, 0, 0), mark(SECOND, 400, 600)]
    assert [each.stage for each in counted(apart)] == [FIRST, SECOND]
    assert [each.stage for each in counted([*apart, mark(DISPUTED, 1, 1)])] == [DISPUTED]


MARKS = st.lists(
    st.builds(
        mark, st.sampled_from([FIRST, SECOND, DISPUTED]), st.integers(0, 400), st.integers(0, 600), reader=st.just(7)
    ),
    max_size=8,
)


@given(MARKS, st.integers(1, 2), st.integers(0, 1000))
def test_what_is_decided_lies_between_the_marks_that_count_and_nothing_else_has_marks(
    given_marks: list[Given], rounds: int, tolerance: int
) -> None:
    decision = decide(Rule(rounds, tolerance), given_marks)
    assert (decision.shares is not None) == (decision.stage == DONE)
    if decision.shares is None:
        return
    standing = (
        [each.shares for each in counted(given_marks)]
        if rounds == 2
        else [[each for each in given_marks if each.stage == FIRST][-1].shares]
    )
    for place, share in enumerate(decision.shares):
        assert min(each[place] for each in standing) <= share <= max(each[place] for each in standing)


@given(MARKS)
def test_the_order_of_different_stages_makes_no_difference(given_marks: list[Given]) -> None:
    by_stage = sorted(given_marks, key=lambda each: each.stage)
    assert decide(DOUBLE, given_marks) == decide(DOUBLE, by_stage)


@pytest.mark.parametrize(
    ("shares", "comment", "says"),
    [
        ((400, 600), "好", ""),
        ((0, 0), "", ""),
        ((401, 600), "", "得分点 1 给 0 到 4 分"),
        ((400, -1), "", "得分点 2 给 0 到 6 分"),
        ((400,), "", "2 个得分点"),
        ((400, 600), "字" * 401, "最多 400 字"),
    ],
)
def test_marks_lie_between_nothing_and_what_the_point_is_worth(
    shares: tuple[int, ...], comment: str, says: str
) -> None:
    found = "".join(faults(shares, (400, 600), comment))
    assert says in found if says else found == ""


def test_only_an_adjudicator_is_given_what_is_disputed_and_first_of_all() -> None:
    assert stages_for(adjudicates=True)[0] == DISPUTED
    assert DISPUTED not in stages_for(adjudicates=False)


def test_nothing_is_published_while_anything_is_open() -> None:
    done, half = progress({4: 3}, 0), progress({1: 1, 2: 1, 4: 3}, 1)
    assert obstacles(done, sitting=0, is_closed=True, waiting=2) == []
    assert "还有 2 份答案" in "".join(obstacles(half, sitting=0, is_closed=True, waiting=2))
    assert "没有结束" in "".join(obstacles(done, sitting=0, is_closed=False, waiting=2))
    assert "还有 1 份试卷" in "".join(obstacles(done, sitting=1, is_closed=True, waiting=2))
    assert "没有等待" in "".join(obstacles(done, sitting=0, is_closed=True, waiting=0))
    assert half.open == 2 and half.total == 5 and half.percent == 60


def question(number: int, kind: str, key: tuple, options: tuple[str, ...] = ()) -> EditionQuestion:
    return EditionQuestion(number, f"q-{number}", kind, "party_basics", 1, "题", options, key, "因为", (), ())


EDITION = Edition(
    "简答",
    30,
    60,
    "none",
    (EditionCell(2, 1000, (0, 1)),),
    (
        question(1, "single_choice", (0,), ("甲", "乙", "丙")),
        question(2, "short_answer", (("看不清。",), ("水位", "2"), ("能见度", "3"))),
    ),
)
PAPER = (PaperItem(0, 1000, (0, 1, 2)), PaperItem(1, 1000, ()))
SHEET = {1: Response(("A",), 5), 2: Response(("看不清水位",), 60)}


def test_a_written_answer_waits_until_it_is_marked() -> None:
    waiting = grade_with(EDITION, PAPER, SHEET, {})
    assert waiting.waits and waiting.score == 1000
    marked = grade_with(EDITION, PAPER, SHEET, {2: PersonMark((400, 150))})
    assert not marked.waits and marked.score == 1550
    assert grade(EDITION, PAPER, SHEET).score == 1000


@pytest.mark.parametrize("nothing", [None, Response((" \n",), 60)])
def test_what_was_not_written_is_nothing_at_once(nothing: Response | None) -> None:
    sheet = {1: Response(("A",), 5)} | ({2: nothing} if nothing else {})
    result = grade_with(EDITION, PAPER, sheet, {})
    assert not result.waits and result.score == 1000 and not result.items[1].answered


def test_statistics_count_what_people_gave() -> None:
    seen = Observed(without_texts(EDITION), is_exam=True)
    seen.count(PAPER, SHEET, {2: PersonMark((400, 150))})
    assert seen.items[2].score == 5500 and seen.items[2].taken == 1
    assert seen.papers.score == 1550


def test_a_score_that_waits_is_told_from_one_that_is_withheld() -> None:
    waiting = outcome(None, 2000, 60, shown=True, awaits_marking=True)
    assert (waiting.score, waiting.passed, waiting.awaits_marking, waiting.withheld) == (None, None, True, False)
    both = outcome(None, 2000, 60, shown=False, awaits_marking=True)
    assert both.withheld and not both.awaits_marking
    assert not outcome(None, 2000, 60, shown=True).awaits_marking
