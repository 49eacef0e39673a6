"""The question of a day (每日一题): a pure function of the day and the pool. Nothing is stored, nobody chooses."""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b

from quiz_app.banks.inventory import StockedQuestion

_WORDS = 1 << 64
_STEP = 0x9E3779B97F4A7C15


def of_the_top(stock: Sequence[StockedQuestion], unit_ids: Iterable[int]) -> list[StockedQuestion]:
    """The part of a stock that belongs to the highest of the units (given from the root down) which has any: so all
    members below that unit meet the same question, whatever banks their own branch has besides."""
    for unit_id in unit_ids:
        held = [each for each in stock if each.unit_id == unit_id]
        if held:
            return held
    return []


def of_day(day: int, codes: Iterable[str], withheld: Collection[str] = ()) -> str | None:
    """The code of the day's question, None where the pool has none that may be explained now.

    Codes lie on a ring at the places that their hash gives them (consistent hashing: Karger et al., STOC 1997), so that
    a question that comes or goes changes no other day than its neighbours'. Day n points at n * 2^64 / φ mod 2^64
    (Fibonacci hashing: Knuth, The Art of Computer Programming, vol. 3, 6.4), which keeps any two of n days at least
    0.38 / n of the ring apart: in a large pool nothing comes again soon. The day's question is the first one from there
    on; whoever may not have it explained gets the next.
    """
    point = day * _STEP % _WORDS
    open_to_all = (code for code in codes if code not in withheld)
    return min(open_to_all, key=lambda code: ((_place(code) - point) % _WORDS, code), default=None)


@lru_cache(maxsize=65_536)
def _place(code: str) -> int:
    return int.from_bytes(blake2b(code.encode(), digest_size=8).digest())
