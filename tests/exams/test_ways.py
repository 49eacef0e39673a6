"""Codes on paper, and when a sitting on paper can have been."""

from datetime import timedelta

import pytest

from quiz_app.core.errors import Forbidden
from quiz_app.exams.allowances import require_another
from quiz_app.exams.ways import normal_code, paper_code, sentences, sitting_problem
from tests.conftest import NOW

SEED = bytes(range(32))
HOUR = timedelta(hours=1)
SITTING = {"printed_at": NOW, "opens_at": NOW - HOUR, "closes_at": NOW + 3 * HOUR, "at": NOW + 2 * HOUR}


def test_a_code_is_found_again_however_it_is_typed_and_tells_no_member():
    code = paper_code(SEED, 7, 1, 1000)
    assert code == paper_code(SEED, 7, 1, 1000)
    assert normal_code(code) == normal_code(f" {code.lower().replace('-', ' ')} ") == code
    assert len(code) == 9
    assert not set("01IO") & set(code)


def test_codes_of_different_papers_differ():
    codes = {paper_code(SEED, member, number, at) for member in range(200) for number in (1, 2) for at in (0, 1)}
    assert len(codes) == 800
    assert paper_code(bytes(32), 7, 1, 1000) != paper_code(SEED, 7, 1, 1000)


@pytest.mark.parametrize(
    "begins, said",
    [
        (NOW - 2 * HOUR, "早于考试开始时间"),
        (NOW - timedelta(minutes=5), "早于试卷打印时间"),
        (NOW + timedelta(minutes=91), "作答还没有结束"),
        (NOW + timedelta(minutes=151), "最晚"),
        (NOW, None),
        (NOW + timedelta(minutes=90), None),
    ],
)
def test_a_whole_sitting_lies_after_the_printing_and_before_now(begins, said):
    problem = sitting_problem(begins, 30, **SITTING)
    assert problem is None if said is None else said in problem


def test_a_paper_that_was_printed_within_a_minute_may_be_sat_from_that_minute_on():
    assert sitting_problem(NOW, 30, **SITTING | {"printed_at": NOW + timedelta(seconds=50)}) is None


def test_members_read_of_it_only_where_it_is_open():
    assert sentences("none", paper_twice=True, assisted_sitting=False) == []
    assert [what for what, _ in sentences("branch", paper_twice=True, assisted_sitting=True)] == ["纸笔", "协助"]
    assert "两个人" in sentences("branch", paper_twice=True, assisted_sitting=False)[0][1]


def test_another_attempt_is_refused_once_all_are_used():
    require_another(None, 99)
    require_another(2, 1)
    with pytest.raises(Forbidden, match="2 次机会已经用完"):
        require_another(2, 2)
