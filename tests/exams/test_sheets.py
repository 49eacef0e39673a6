import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.exams import sheets
from quiz_app.exams.sheets import LETTERS, Response

values = st.one_of(
    st.sets(st.sampled_from(LETTERS), min_size=1).map(lambda letters: tuple(sorted(letters))),
    st.lists(st.text(max_size=30), min_size=1, max_size=sheets.MOST_VALUES).map(tuple),
)
any_sheet = st.dictionaries(
    st.integers(1, sheets.MOST_ANSWERS), st.builds(Response, values, st.integers(0, 100_000)), max_size=60
)


@given(any_sheet)
def test_a_sheet_comes_back_as_it_was_stored(sheet) -> None:
    storable = {n: r for n, r in sheet.items() if all(v.encode("utf-8", "replace").decode() == v for v in r.values)}
    assert sheets.decode(sheets.encode(storable)) == storable


def test_fifty_choices_take_at_most_two_hundred_and_one_bytes() -> None:
    sheet = {number: Response(("B",), 1000) for number in range(1, 51)}
    assert len(sheets.encode(sheet)) == 201


def test_an_answer_that_did_not_change_keeps_its_second() -> None:
    first = sheets.merge({}, {1: ("A",), 2: ("B",)}, 10)
    second = sheets.merge(first, {1: ("A",), 2: ("C",)}, 25)
    assert second == {1: Response(("A",), 10), 2: Response(("C",), 25)}


def test_an_answer_that_was_taken_back_is_gone() -> None:
    assert sheets.merge({1: Response(("A",), 5)}, {}, 9) == {}


def test_the_letter_a_typed_into_a_blank_is_the_same_as_the_option() -> None:
    """Both are one letter; which it is, the question knows."""
    assert sheets.decode(sheets.encode({1: Response(("A",), 1)}))[1].values == ("A",)


def test_blanks_in_another_order_than_the_alphabet_stay_in_their_order() -> None:
    assert sheets.decode(sheets.encode({1: Response(("B", "A"), 1)}))[1].values == ("B", "A")


@pytest.mark.parametrize(
    "answers",
    [{"0": ["A"]}, {"x": ["A"]}, {"501": ["A"]}, {"1": ["A"] * 21}, {"1": ["长" * 501]}, {"１": ["A"]}],
    ids=["question 0", "no number", "beyond the last", "too many blanks", "too long", "a full-width number"],
)
def test_answers_that_no_sheet_can_hold_are_refused_in_words(answers) -> None:
    with pytest.raises(sheets.BadSheet):
        sheets.parse(answers)


def test_an_empty_list_is_no_answer() -> None:
    assert sheets.parse({"1": [], "2": ["B"]}) == {2: ("B",)}
