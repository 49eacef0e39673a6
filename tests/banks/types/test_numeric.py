"""Numbers: what counts as one, and how near is right."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.banks.numbers import plain_number, read_number
from quiz_app.banks.questions import Key
from quiz_app.banks.types.numeric import TYPE
from quiz_app.banks.types.protocol import CreditRule
from tests.banks.types.examples import problems


@pytest.mark.parametrize(
    ("key", "options", "says"),
    [
        ((), (), "写一个数"),
        ((("32", "0"), ("33", "0")), (), "写一个数"),
        ((("32",),), (), "写一个数"),
        ((32,), (), "写一个数"),
        ((("三十二", "0"),), (), "看不懂"),
        ((("32%", "0"),), (), "看不懂"),
        ((("1,234", "0"),), (), "看不懂"),
        ((("32", "-1"),), (), "误差不能是负数"),
        ((("32", "0"),), ("甲", "乙", "丙"), "不写选项"),
        ((("-3.20", "0.05"),), (), ""),
    ],
)
def test_the_key_is_one_number_with_a_tolerance(key: Key, options: tuple[str, ...], says: str) -> None:
    found = problems("numeric", key, options)
    assert says in found if says else found == ""


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("32", "32"),
        ("３２", "32"),
        (" 32 ", "32"),
        ("3.5", "3.5"),
        ("３．５", "3.5"),
        ("3。5", "3.5"),
        ("3·5", "3.5"),
        (".5", "0.5"),
        ("32.", "32"),
        ("32。", "32"),
        ("-3.50", "-3.50"),
        ("\u22123", "-3"),
        ("－３", "-3"),
        ("+3", "3"),
        ("1,234,567.5", "1234567.5"),
        ("1，234", "1234"),
        ("1 234 567", "1234567"),
        ("1\u2009234", "1234"),
        ("007", "007"),
    ],
)
def test_ways_of_typing_a_number_make_no_difference(typed: str, number: str) -> None:
    assert plain_number(typed) == number
    assert TYPE.is_correct(((number, "0"),), (typed,))


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", ".", "-", "三十二", "32米", "32%", "3²", "①", "½", "1e3", "0x20", "NaN", "Infinity", "1/2"),
        *("12,34", "1,23", "1234,567", "1,234 567", "1, 234", "3.5.1", "3,5", "--3", "- 3", "3 .5", "1_000", "٣"),
        "9" * 31,
    ],
)
def test_nothing_else_is_guessed_to_be_a_number(typed: str) -> None:
    assert read_number(typed) is None
    assert not TYPE.is_correct((("32", "1000"),), (typed,))


@pytest.mark.parametrize(
    ("typed", "is_right"),
    [("31.5", True), ("32.50", True), ("31.49", False), ("32.500000000000000000000000001", False), ("32", True)],
)
@pytest.mark.parametrize("rule", list(CreditRule))
def test_a_number_is_right_within_its_tolerance_under_every_rule(typed: str, is_right: bool, rule: CreditRule) -> None:
    assert TYPE.grade((("32", "0.5"),), (typed,), rule) == is_right


def test_decimals_are_exact_where_binary_fractions_are_not() -> None:
    assert 0.1 + 0.2 > 0.3
    assert TYPE.is_correct((("0.1", "0.2"),), ("0.3",))
    assert not TYPE.is_correct((("0.1", "0.2"),), ("0.30000000000000000000000000001",))
    assert TYPE.is_correct((("9" * 30, "0." + "9" * 29),), ("9" * 30,))


@pytest.mark.parametrize("response", [(), ("32", "32"), frozenset({32}), (32, 32)])
def test_an_answer_is_one_number(response: object) -> None:
    assert not TYPE.is_correct((("32", "0.5"),), response)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20))
def test_a_written_number_reads_as_itself(number: Decimal) -> None:
    assert read_number(f"{number:f}") == number
    assert read_number(f"{number:,f}") == number


@given(st.text(st.sampled_from("0123456789０９.．。·,， -－+%个"), max_size=12))
def test_a_plain_number_is_its_own_plain_form(text: str) -> None:
    plain = plain_number(text)
    assert plain is None or plain_number(plain) == plain
