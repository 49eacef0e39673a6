"""The rules of practice as functions of plain values."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.banks.inventory import StockedQuestion
from quiz_app.practice import daily, days, progress, repetition, rounds
from quiz_app.practice.repetition import Place
from quiz_app.practice.rounds import Kind, Scope

CODES = [f"bank-{number:04d}" for number in range(400)]


def stocked(number: int, *, unit: int = 1, area: str = "key_work", type: str = "single_choice") -> StockedQuestion:  # noqa: A002
    return StockedQuestion(number, 1000 + number, f"q{number}", unit, type, area, (f"知识点{number % 3}",))


def test_the_question_of_a_day_does_not_depend_on_the_order_of_the_pool() -> None:
    assert daily.of_day(739_000, CODES) == daily.of_day(739_000, reversed(CODES))


def test_in_a_large_pool_no_question_comes_twice_within_a_month() -> None:
    chosen = [daily.of_day(day, CODES) for day in range(739_000, 739_030)]
    assert len(set(chosen)) == 30


def test_within_a_few_years_nearly_every_question_of_a_pool_has_had_its_day() -> None:
    assert len({daily.of_day(day, CODES) for day in range(739_000, 741_000)}) >= 360


def test_a_question_that_goes_changes_only_its_own_days() -> None:
    before = {day: daily.of_day(day, CODES) for day in range(739_000, 739_400)}
    gone = before[739_000]
    after = {day: daily.of_day(day, [code for code in CODES if code != gone]) for day in before}
    assert {before[day] for day in before if before[day] != after[day]} == {gone}


def test_whoever_may_not_have_the_days_question_explained_gets_another() -> None:
    first = daily.of_day(739_000, CODES)
    assert daily.of_day(739_000, CODES, {first}) not in (None, first)
    assert daily.of_day(739_000, CODES, set(CODES)) is None


def test_the_days_question_comes_from_the_highest_unit_that_has_any() -> None:
    stock = [stocked(1, unit=14), stocked(2, unit=203), stocked(3, unit=14)]
    assert daily.of_the_top(stock, (1, 14, 203)) == [stock[0], stock[2]]
    assert daily.of_the_top([], (1, 14)) == []


@pytest.mark.parametrize(
    ("held", "length"),
    [([], 0), ([10], 1), ([9], 1), ([8], 0), ([10, 9, 8, 6], 3), ([9, 8, 7], 3), ([11, 10], 1)],
)
def test_a_streak_counts_days_in_a_row_and_today_is_still_open(held: list[int], length: int) -> None:
    assert days.streak(held, 10) == length


def test_a_day_is_that_of_shanghai() -> None:
    assert days.date_of(days.day_of(datetime(2026, 11, 22, 16, 0, tzinfo=UTC))) == date(2026, 11, 23)
    assert days.date_of(days.day_of(datetime(2026, 11, 22, 15, 59, tzinfo=UTC))) == date(2026, 11, 22)


def test_when_a_mistake_comes_again_is_said_in_words() -> None:
    assert [days.in_words(day, 10) for day in (8, 10, 11, 13)] == ["今天", "今天", "明天", "3 天后"]


def test_a_mistake_leaves_the_book_after_four_right_answers_on_days_0_1_4_and_11() -> None:
    place = repetition.after(None, right=False, day=100)
    seen = []
    while place is not None:
        seen.append((place.box, place.due_day))
        place = repetition.after(place, right=True, day=place.due_day)
    assert seen == [(1, 100), (2, 101), (3, 104), (4, 111)]


def test_a_right_answer_before_it_is_due_changes_nothing() -> None:
    assert repetition.after(Place(3, 104), right=True, day=103) == Place(3, 104)


def test_a_right_answer_to_what_is_not_in_the_book_puts_nothing_into_it() -> None:
    assert repetition.after(None, right=True, day=5) is None


@given(st.integers(1, repetition.LAST_BOX), st.integers(0, 1000), st.integers(0, 1000))
def test_a_wrong_answer_always_goes_back_to_the_first_box_and_is_due_the_same_day(box: int, due: int, day: int) -> None:
    assert repetition.after(Place(box, due), right=False, day=day) == Place(1, day)


@given(st.integers(1, repetition.LAST_BOX))
def test_what_is_still_needed_is_what_it_takes(box: int) -> None:
    place, answers = Place(box, 7), 0
    while place is not None:
        place, answers = repetition.after(place, right=True, day=place.due_day), answers + 1
    assert answers == repetition.still_needed(box)


def test_a_drill_asks_first_what_was_never_practised_then_what_was_wrong_then_the_rest() -> None:
    stock = [stocked(number) for number in range(9)]
    known = {0: True, 1: True, 2: True, 3: False, 4: False, 5: False}
    drawn = rounds.drilled(stock, known, Scope(), size=9, seed=b"seed")
    assert [set(drawn[part : part + 3]) for part in (0, 3, 6)] == [
        {1006, 1007, 1008},
        {1003, 1004, 1005},
        {1000, 1001, 1002},
    ]


def test_a_drill_keeps_to_its_scope_and_size() -> None:
    stock = [stocked(n, area="key_work" if n % 2 else "party_basics") for n in range(20)]
    drawn = rounds.drilled(stock, {}, Scope(area="key_work", knowledge_point="知识点1"), size=2, seed=b"seed")
    assert len(drawn) == 2
    assert set(drawn) <= {1001, 1007, 1013, 1019}


def test_a_round_goes_on_where_a_question_can_still_be_asked() -> None:
    assert rounds.next_place([5, 6, 7], 1, {5, 7}) == 2
    assert rounds.next_place([5, 6, 7], 3, {5, 6, 7}) is None
    assert rounds.next_place([5, 6], 0, set()) is None


def test_a_challenge_ends_with_the_first_mistake_and_a_drill_with_its_last_question() -> None:
    assert rounds.ends(Kind.CHALLENGE, right=False, dealt_with=1, size=20)
    assert not rounds.ends(Kind.CHALLENGE, right=True, dealt_with=1, size=20)
    assert not rounds.ends(Kind.DRILL, right=False, dealt_with=4, size=5)
    assert rounds.ends(Kind.DRILL, right=False, dealt_with=5, size=5)


def test_what_was_passed_over_counts_neither_as_asked_nor_as_missed() -> None:
    marks = [1, None, 0]
    assert rounds.number_of(marks, 2) == 2
    assert rounds.asked_in_all([1, 2, 3, 4], marks) == 3
    assert rounds.missed(marks) == [2]


def test_progress_is_by_area_in_the_order_of_areas_and_counts_the_last_answer() -> None:
    stock = [stocked(1, area="key_work"), stocked(2, area="party_basics"), stocked(3, area="party_basics")]
    shares = progress.by_area(stock, {2: True, 1: False})
    assert [(each.code, each.total, each.practised, each.right) for each in shares] == [
        ("party_basics", 2, 1, 1),
        ("key_work", 1, 1, 0),
    ]
    assert shares[0].percent == 50
    assert progress.knowledge_points(stock) == [("知识点0", 1), ("知识点1", 1), ("知识点2", 1)]
