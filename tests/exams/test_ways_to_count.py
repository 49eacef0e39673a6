"""Which of several attempts counts: the plain rules, then what boards, lists and audits make of them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from quiz_app.boards.tables import Standing
from quiz_app.boards.values import score_of
from quiz_app.exams.counting.protocol import Taken
from quiz_app.exams.counting.table import WAYS, tie_span
from quiz_app.exams.rules import least_passing
from quiz_app.records.tasks import boards_audit
from tests.exams.browsing import ann, dora, hand_in

FIXTURES = (ann, dora)

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
SAT = [
    Taken(1, 6000, 10000, 300, MONDAY),
    Taken(2, 9050, 10000, 500, MONDAY),
    Taken(3, 7000, 10000, 200, TUESDAY),
]
COUNTED = {
    "best": (9050, 500, (2,), "取最好的一次：3 次里第 2 次最好，90.5 分。"),
    "last": (7000, 200, (3,), "取最后一次：现在是第 3 次，70 分。"),
    "first": (6000, 300, (1,), "只取第一次：60 分，后面的不影响。"),
    "mean": (7350, 333, (1, 2, 3), "取 3 次的平均：（60 + 90.5 + 70）÷ 3 = 73.5 分。"),
    "daily": (16050, 700, (2, 3), "每天最好的一次相加：11月23日 90.5 + 11月24日 70 = 160.5 分。"),
    "capped": (17000, 1000, (1, 2, 3), "各次成绩相加，每天最多计一份试卷的满分：2 天一共 170 分。"),
    "speed": (2100, 200, (3,), "取每分钟得分最高的一次：第 3 次 70 分，用时 3 分 20 秒，每分钟 21 分。"),
}

taken = st.builds(
    Taken,
    number=st.integers(1, 50),
    score=st.integers(0, 8000),
    full=st.integers(8000, 10000),
    seconds=st.integers(0, 1800),
    day=st.dates(MONDAY, TUESDAY),
)
sat = st.lists(taken, min_size=1, max_size=6, unique_by=lambda each: each.number)


def test_every_way_is_tried_here() -> None:
    assert WAYS.keys() == COUNTED.keys()


@pytest.mark.parametrize("code", COUNTED)
def test_each_way_counts_and_says_how(code) -> None:
    found = WAYS[code].count(SAT)
    assert (found.score, found.seconds, found.numbers, WAYS[code].explain(SAT)) == COUNTED[code]


@given(sat, st.randoms(), st.sampled_from(list(WAYS.values())))
def test_the_order_in_which_attempts_are_read_changes_nothing(attempts, rng, way) -> None:
    shuffled = attempts[:]
    rng.shuffle(shuffled)
    assert way.count(attempts) == way.count(shuffled)
    assert way.explain(attempts) == way.explain(shuffled)


@given(sat, st.integers(0, 100), st.sampled_from([way for way in WAYS.values() if way.on_scale]))
def test_what_reaches_the_pass_mark_of_the_whole_paper_has_passed(attempts, percent, way) -> None:
    """So that the bins of a board and the words on a page agree, rounding included; a smaller paper only helps."""
    found = way.count(attempts)
    if found.score >= least_passing(10000, percent):
        assert found.passed(percent)
    if all(each.full == 10000 for each in attempts):
        assert found.passed(percent) == (found.score >= least_passing(10000, percent))


def test_points_a_minute_are_held_against_no_pass_mark() -> None:
    """One point of eighty at once is two points a minute: more than two per cent of a hundred, and yet not passed."""
    found = WAYS["speed"].count([Taken(1, 100, 8000, 0, MONDAY)])
    assert found.score >= least_passing(10000, 2)
    assert not found.passed(2)
    assert [way.code for way in WAYS.values() if not way.on_scale] == ["speed"]


@given(sat, st.integers(0, 100))
def test_of_the_best_whoever_passed_once_has_passed(attempts, percent) -> None:
    once = any(each.score * 100 >= each.full * percent for each in attempts)
    assert WAYS["best"].count(attempts).passed(percent) == once


@given(sat, st.sampled_from(list(WAYS.values())))
def test_a_board_gives_back_the_score_that_was_counted(attempts, way) -> None:
    found = way.count(attempts)
    assert score_of(found.value(tie_span(way.code, 30)), tie_span(way.code, 30)) == found.score


def answered(right: dict[str, list[str]], count: int) -> dict[str, list[str]]:
    """The first `count` answers, ten points each."""
    return dict(list(right.items())[:count])


@pytest.mark.parametrize(("counting", "score"), [("last", 3000), ("first", 9000), ("mean", 5000), ("daily", 12000)])
def test_board_page_and_audit_follow_the_way_of_the_exam(
    ann, cast, clock, database, publish_exam, right_answers, settle, counting, score
) -> None:
    exam = publish_exam(counting=counting, attempts_allowed=3)
    results = []
    for number, count in ((1, 9), (2, 3), (3, 3)):
        answers = answered(right_answers(exam, cast.ann.member_id, number), count)
        results.append(hand_in(ann, exam, answers))
        settle()
        assert boards_audit(database, clock).drift == []
        clock.pass_by(hours=7)
    with database.reading() as session:
        value = session.scalars(select(Standing.value).where(Standing.board_id == exam.board_id)).one()
    assert score_of(value, tie_span(counting, exam.minutes)) == score
    explained = f"{score / 100:g} 分"
    page = ann.get(results[1]).text
    assert explained in page and "计分" in page
    assert explained in ann.get("/me/results").text
    assert f"{WAYS[counting].label} {explained}" in ann.get("/exams").text


def test_a_board_that_forgot_a_lower_score_is_drift(
    ann, cast, clock, database, publish_exam, right_answers, settle
) -> None:
    exam = publish_exam(counting="last")
    hand_in(ann, exam, answered(right_answers(exam, cast.ann.member_id, 1), 9))
    with database.reading() as session:
        high = session.scalars(select(Standing.value).where(Standing.board_id == exam.board_id)).one()
    hand_in(ann, exam, answered(right_answers(exam, cast.ann.member_id, 2), 2))
    with database.transaction() as session:
        session.scalars(select(Standing).where(Standing.board_id == exam.board_id)).one().value = high
    settle()
    assert len(boards_audit(database, clock).drift) == 1
