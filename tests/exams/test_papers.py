from collections import Counter
from dataclasses import fields

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.exams import delivery
from quiz_app.exams.blueprints import Blueprint, Cell, fill
from quiz_app.exams.delivery import Delivered, DeliveredOption, DeliveredPart, Presented
from quiz_app.exams.editions import Edition, EditionQuestion, pack, unpack
from quiz_app.exams.grading import grade
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.sheets import LETTERS, Response

KINDS = ("single_choice", "multiple_choice", "true_false", "fill_blank")
KEYS = {"single_choice": (2,), "multiple_choice": (0, 3), "true_false": (0,), "fill_blank": (("三", "3"),)}


def question(index: int) -> EditionQuestion:
    kind = KINDS[index % 4]
    options = tuple(f"{index} 的选项 {place}" for place in range(4)) if kind.endswith("choice") else ()
    stem = f"第 {index} 题 ____" if kind == "fill_blank" else f"第 {index} 题"
    return EditionQuestion(
        index, f"q{index}", kind, "party_basics", index % 3 + 1, stem, options, KEYS[kind], f"解析 {index}", ("甲",), ()
    )


@pytest.fixture(scope="module")
def edition() -> Edition:
    questions = tuple(question(index) for index in range(160))
    cells = (
        Cell(10, 200, type="single_choice"),
        Cell(5, 400, type="multiple_choice"),
        Cell(5, 100, type="true_false"),
        Cell(5, 150, type="fill_blank"),
    )
    return Edition("考试", 30, 60, "none", fill(Blueprint(cells), questions).cells, questions)


seeds = st.binary(min_size=16, max_size=16)


@given(seeds, st.integers(1, 40))
def test_the_same_seed_and_number_always_draw_the_same_paper(edition, seed, number) -> None:
    assert draw(edition, seed, number) == draw(unpack(pack(edition)), seed, number)


@given(seeds, st.integers(1, 40))
def test_a_paper_meets_the_quotas_and_holds_no_question_twice(edition, seed, number) -> None:
    paper = draw(edition, seed, number)
    counts = Counter(edition.questions[item.question].type for item in paper)
    assert counts == {"single_choice": 10, "multiple_choice": 5, "true_false": 5, "fill_blank": 5}
    assert len({item.question for item in paper}) == 25
    assert sum(item.points for item in paper) == edition.max_score == 5250


@given(seeds)
def test_questions_come_back_only_when_all_of_their_cell_were_seen(edition, seed) -> None:
    """40 single choices, 10 a paper: four papers show each of them once."""
    seen = [item.question for number in range(1, 5) for item in draw(edition, seed, number)]
    singles = [index for index in seen if edition.questions[index].type == "single_choice"]
    assert len(singles) == len(set(singles)) == 40


@given(seeds)
def test_options_are_shuffled_but_none_is_lost_and_judgements_stay(edition, seed) -> None:
    for item in draw(edition, seed, 1):
        kind = edition.questions[item.question].type
        assert sorted(item.order) == list(range({"true_false": 2, "fill_blank": 0}.get(kind, 4)))
        if kind == "true_false":
            assert item.order == (0, 1)


def test_every_question_and_every_option_place_is_about_equally_likely(edition) -> None:
    """2,000 members: each of 40 questions is expected 500 times; six standard deviations either way."""
    drawn: Counter[int] = Counter()
    first_places: Counter[int] = Counter()
    for member in range(2000):
        for item in draw(edition, member_seed(b"s" * 32, member), 1):
            if edition.questions[item.question].type == "single_choice":
                drawn[item.question] += 1
                first_places[item.order[0]] += 1
    assert len(drawn) == 40
    assert all(abs(count - 500) < 6 * (2000 * 0.25 * 0.75) ** 0.5 for count in drawn.values())
    assert all(abs(count - 5000) < 6 * (20000 * 0.25 * 0.75) ** 0.5 for count in first_places.values())


def test_two_members_get_different_papers_and_nobody_can_tell_them_without_the_seed(edition) -> None:
    papers = {draw(edition, member_seed(b"s" * 32, member), 1) for member in range(50)}
    others = {draw(edition, member_seed(b"t" * 32, member), 1) for member in range(50)}
    assert len(papers) == 50
    assert papers.isdisjoint(others)


@given(seeds, st.integers(1, 9))
def test_the_json_of_fragments_is_the_json_of_what_is_delivered(edition, seed, number) -> None:
    paper = draw(edition, seed, number)
    presented = delivery.prepare(edition)
    by_fragments = orjson.loads(delivery.to_json(delivery.encode(presented), paper))
    delivered = orjson.loads(orjson.dumps(delivery.deliver(presented, paper)))
    assert by_fragments == [
        {name: value for name, value in each.items() if name not in ("prompts", "parts") or value} for each in delivered
    ]


def test_what_is_delivered_has_no_room_for_a_key() -> None:
    assert {field.name for field in fields(Delivered)} == {
        "no",
        "type",
        "stem",
        "points",
        "options",
        "blanks",
        "prompts",
        "parts",
    }
    assert {field.name for field in fields(DeliveredOption)} == {"key", "text"}
    assert {field.name for field in fields(Presented)} == {"type", "stem", "options", "blanks", "prompts", "parts"}
    assert {field.name for field in fields(DeliveredPart)} == {"type", "stem", "options", "blanks"}


def right_answers(edition, paper) -> dict[int, Response]:
    sheet = {}
    for no, item in enumerate(paper, start=1):
        asked = edition.questions[item.question]
        if asked.type == "fill_blank":
            sheet[no] = Response(("３",), 1)
        else:
            shown = sorted(LETTERS[item.order.index(index)] for index in asked.key)
            sheet[no] = Response(tuple(shown), 1)
    return sheet


@given(seeds, st.integers(1, 9))
def test_right_answers_give_the_full_score_whatever_the_shuffle(edition, seed, number) -> None:
    paper = draw(edition, seed, number)
    result = grade(edition, paper, right_answers(edition, paper))
    assert result.score == result.max_score == 5250
    assert all(item.right and item.answered for item in result.items)


@given(seeds, st.integers(1, 25))
def test_one_wrong_answer_costs_exactly_its_points(edition, seed, no) -> None:
    paper = draw(edition, seed, 1)
    sheet = right_answers(edition, paper)
    asked = edition.questions[paper[no - 1].question]
    wrong = {"fill_blank": ("八",)}.get(asked.type) or tuple(
        letter for letter in LETTERS[: len(paper[no - 1].order)] if letter not in sheet[no].values
    )
    result = grade(edition, paper, sheet | {no: Response(wrong, 2)})
    assert result.score == 5250 - paper[no - 1].points


def test_an_empty_sheet_and_letters_that_were_not_shown_give_nothing(edition) -> None:
    paper = draw(edition, b"x" * 16, 1)
    assert grade(edition, paper, {}).score == 0
    assert grade(edition, paper, {no: Response(("H",), 1) for no in range(1, 26)}).score == 0


def test_a_cell_that_cannot_be_filled_is_named_with_what_is_missing() -> None:
    questions = [question(index) for index in range(8)]
    filling = fill(Blueprint((Cell(5, 100, type="single_choice"), Cell(1, 100, type="true_false"))), questions)
    assert len(filling.problems) == 1
    assert "5" in filling.problems[0]
    assert "2" in filling.problems[0]


def test_a_question_that_two_cells_admit_is_in_one_pool_only() -> None:
    questions = [question(index) for index in range(80)]
    cells = fill(Blueprint((Cell(5, 100), Cell(5, 100, type="single_choice"))), questions).cells
    assert set(cells[0].pool).isdisjoint(cells[1].pool)
    assert len(cells[0].pool) >= 5
    assert len(cells[1].pool) >= 5
