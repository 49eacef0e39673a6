"""Numbers as people type them, read exactly: decimals of any length up to thirty digits, never binary fractions.

A number is a sign, digits and a decimal point. Digits may be full-width; the point may be . ． 。 or ·; thousands may
be set apart by commas or by blanks (GB/T 15835-2011), all groups of one number in the same way. Nothing else is
guessed: 一百, 32%, 3万, 1e5, 3² and 12,34 are no numbers.
"""

import re
from decimal import Context, Decimal, Inexact
from functools import lru_cache

MOST_DIGITS = 30

_EXACT = Context(prec=2 * MOST_DIGITS + 1, traps=[Inexact])
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)"
    r"(?P<whole>[0-9]{1,3}(?P<mark>[, ])[0-9]{3}(?:(?P=mark)[0-9]{3})*|[0-9]*)"
    r"(?:\.(?P<part>[0-9]*))?"
)
_VARIANTS = str.maketrans(
    {chr(ord("０") + digit): str(digit) for digit in range(10)}
    | dict.fromkeys("．。·", ".")
    | dict.fromkeys("，", ",")
    | dict.fromkeys("\u00a0\u2009\u202f\u3000", " ")
    | {"＋": "+", "－": "-", "\u2212": "-"}
)


def plain_number(text: str) -> str | None:
    """The number in half-width signs without separators, its zeros kept: `-1234.50`; None where it is none."""
    found = _NUMBER.fullmatch(text.strip().translate(_VARIANTS))
    if found is None:
        return None
    whole = re.sub("[, ]", "", found["whole"])
    part = found["part"] or ""
    if not 0 < len(whole) + len(part) <= MOST_DIGITS:
        return None
    return found["sign"].replace("+", "") + (whole or "0") + (f".{part}" if part else "")


def read_number(text: str) -> Decimal | None:
    plain = plain_number(text)
    return None if plain is None else Decimal(plain)


def with_tolerance(value: str, tolerance: str) -> str:
    """`32 ± 0.5`, or `32` where exactly this is wanted."""
    return value if tolerance == "0" else f"{value} ± {tolerance}"


def is_within(text: str, value: str, tolerance: str) -> bool:
    """Whether what was typed lies from value - tolerance to value + tolerance, both included and plain numbers."""
    number = read_number(text)
    if number is None:
        return False
    least, most = _bounds(value, tolerance)
    return least <= number <= most


@lru_cache(maxsize=4096)
def _bounds(value: str, tolerance: str) -> tuple[Decimal, Decimal]:
    middle, width = Decimal(value), Decimal(tolerance)
    return _EXACT.subtract(middle, width), _EXACT.add(middle, width)
