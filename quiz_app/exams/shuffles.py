"""Randomness that anybody can repeat: streams of words made from a label, and shuffles by them.

A stream is SHAKE-128 of its label (FIPS 202), read as big-endian words of 32 bits. Shuffles are partial Fisher-Yates
(Knuth, The Art of Computer Programming, vol. 2, 3.4.2, algorithm P). Words are reduced by modulus: the bias is below
10⁻⁶ for pools under 4,000.
"""

from collections.abc import Iterator, Sequence
from hashlib import shake_128
from struct import unpack

_BLOCK = 256


def words(label: bytes, count: int) -> tuple[int, ...]:
    """The first `count` words of a label's stream."""
    return unpack(f">{count}I", shake_128(label).digest(4 * count))


def endless(label: bytes) -> Iterator[int]:
    """As many words as are asked for: blocks of 256, each the stream of the label with the number of the block."""
    block = 0
    while True:
        yield from words(label + block.to_bytes(4), _BLOCK)
        block += 1


def shuffled(pool: Sequence[int], count: int, rolled: Sequence[int]) -> list[int]:
    """The whole pool, of which the first `count` places are shuffled, by a word each."""
    order = list(pool)
    size = len(order)
    for index in range(count):
        other = index + rolled[index] % (size - index)
        order[index], order[other] = order[other], order[index]
    return order
