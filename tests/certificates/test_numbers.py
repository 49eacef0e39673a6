"""Numbers that people can read out and nobody can guess."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from quiz_app.certificates.numbers import LONGEST, number_of, read

KEY = b"k" * 16
COUNT = st.integers(1, 10**7)


@given(st.binary(min_size=16, max_size=16), st.integers(2000, 2999), COUNT, COUNT)
def test_every_number_is_read_as_it_was_written(key: bytes, year: int, series: int, serial: int) -> None:
    number = number_of(key, year, series, serial)
    assert read(number) == number
    assert len(number) <= LONGEST


def test_a_number_is_read_however_somebody_types_it() -> None:
    number = number_of(KEY, 2026, 12, 345)
    assert number.startswith("2026-0012-000345-")
    full_width = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
    dashes = number.replace("-", " — ")
    for typed in (number.lower(), full_width, dashes, number.replace("-", ""), f"  {number} \n"):
        assert read(typed) == number


def test_letters_that_look_like_digits_are_read_as_those() -> None:
    assert read("2O26-OOl2-0oo345-AO1L-B000") == "2026-0012-000345-A011-B000"


def test_what_can_be_no_number_is_none() -> None:
    for typed in ("", "x", "2026-0012-000345", "2026-0012-000345-7K3F-9QX", "2026-0012-000345-7K3U-9QXA", "1" * 10_000):
        assert read(typed) is None
    assert read("２０２６-0012-000345-7K3F-9QXA' OR 1=1") is None
    assert read("٢٠٢٦-0012-000345-7K3F-9QXA") is None


def test_one_number_says_nothing_of_the_next() -> None:
    """Signs in the same place agree in one of 32 cases, as between strangers, and another key changes all of them."""
    tails = [number_of(KEY, 2026, 1, serial)[-9:].replace("-", "") for serial in range(1, 2001)]
    assert len(set(tails)) == len(tails)
    agreeing = sum(a == b for left, right in pairwise(tails) for a, b in zip(left, right, strict=True))
    assert 0.02 < agreeing / (8 * 1999) < 0.045
    assert number_of(KEY, 2026, 1, 1) != number_of(b"l" * 16, 2026, 1, 1)
