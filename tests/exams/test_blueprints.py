"""A blueprint is filled: questions that every paper has, questions that none has, and what is wrong with either."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.exams.blueprints import Blueprint, Cell, fill, row_sizes
from quiz_app.exams.composing import Pool, compose
from quiz_app.exams.papers import member_seed, select
from tests.exams.planned import BLANK, TEN, facilities, question

QUESTIONS = [question(index) for index in range(80)]


@given(
    st.sets(st.integers(0, 79), max_size=3),
    st.sets(st.integers(0, 79), max_size=20),
    st.binary(min_size=16, max_size=16),
)
def test_every_paper_has_what_is_required_and_none_what_is_excluded(required, excluded, seed) -> None:
    required = {index for index in required if index % 4 == 0} - excluded
    blueprint = Blueprint(
        TEN, required=tuple(f"q{index}" for index in required), excluded=tuple(f"q{index}" for index in excluded)
    )
    made = compose(BLANK, blueprint, Pool(QUESTIONS, facilities(80))).edition
    assert made is not None
    for number in (1, 2, 7):
        paper = select(made, seed, number)
        codes = {made.questions[place].code for place, _ in paper}
        assert len(codes) == 10
        assert codes >= set(blueprint.required)
        assert codes.isdisjoint(blueprint.excluded)
        assert sum(points for _, points in paper) == made.max_score


def test_what_is_required_counts_within_its_row() -> None:
    blueprint = Blueprint(TEN, required=("q0", "q4", "q1"))
    filling = fill(blueprint, QUESTIONS)
    assert [cell.count for cell in filling.cells] == [2, 2, 1, 1, 2, 2]
    assert filling.pool_sizes == row_sizes(blueprint, filling.cells) == (20, 20, 20, 20)


def test_a_row_that_is_required_whole_draws_nothing_else() -> None:
    blueprint = Blueprint((Cell(2, 100, type="single_choice"),), required=("q0", "q4"))
    filling = fill(blueprint, QUESTIONS)
    assert [(cell.count, len(cell.pool)) for cell in filling.cells] == [(2, 2)]


@pytest.mark.parametrize(
    ("required", "excluded", "said"),
    [
        (("nowhere",), (), "必考的题 nowhere 不在能抽的题里"),
        (("q3",), (), "必考的题 q3 不合任何一行抽题规则"),
        (("q0",), ("q0",), "q0 既写了必考，又写了不抽"),
        ((), ("nowhere",), "不抽的题 nowhere 本来就不在能抽的题里"),
        (("q0", "q4", "q8"), (), "“单选”只抽 2 题，必考的却有 3 题"),
    ],
)
def test_what_cannot_be_had_is_said_in_a_sentence(required, excluded, said) -> None:
    blueprint = Blueprint((Cell(2, 100, type="single_choice"),), required=required, excluded=excluded)
    assert [problem for problem in fill(blueprint, QUESTIONS).problems if said in problem]


def test_enemies_that_are_both_required_are_named() -> None:
    blueprint = Blueprint((Cell(2, 100, type="single_choice"),), required=("q0", "q4"))
    found = compose(BLANK, blueprint, Pool(QUESTIONS, None, [("q0", "q4")]))
    assert found.edition is None
    assert "q0 和 q4" in found.problems[0]


def test_the_enemy_of_a_required_question_gives_way() -> None:
    blueprint = Blueprint((Cell(4, 100, type="single_choice"),), required=("q0",))
    made = compose(BLANK, blueprint, Pool(QUESTIONS[:40], None, [("q0", "q4")])).edition
    assert made is not None
    for member in range(100):
        codes = {made.questions[place].code for place, _ in select(made, member_seed(b"s" * 32, member), 1)}
        assert "q0" in codes
        assert "q4" not in codes


def test_a_blueprint_survives_being_stored_and_old_ones_are_read() -> None:
    blueprint = Blueprint(TEN, (1,), balanced=False, required=("q0",), excluded=("q1", "q2"))
    assert Blueprint.from_json(blueprint.to_json()) == blueprint
    old = {name: value for name, value in Blueprint(TEN).to_json().items() if name in ("banks", "cells")}
    assert Blueprint.from_json(old) == Blueprint(TEN)
