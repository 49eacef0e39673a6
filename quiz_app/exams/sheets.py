"""The answer sheet of an attempt as one compact column.

A sheet maps question numbers (1, 2, …) to what was answered and when it last changed, in whole server seconds since
the start: that is the timeline an appeal is decided on. A choice takes four bytes. Layout, after a version byte, for
each answer in order of number: number and seconds as LEB128 varints, then one byte: the set of letters A to H as bits,
or 0 for texts, which follow as a count and length-prefixed UTF-8.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

VERSION = 1
LETTERS = "ABCDEFGH"
MOST_ANSWERS = 500
MOST_VALUES = 20
LONGEST_TEXT = 500

_BITS = {letter: 1 << index for index, letter in enumerate(LETTERS)}
_MASKS = {letters: mask for mask in range(1, 256) for letters in [tuple(x for x in LETTERS if mask & _BITS[x])]}
_NUMBERS = {str(number): number for number in range(1, MOST_ANSWERS + 1)}
_LETTERS_OF = {mask: letters for letters, mask in _MASKS.items()}

Answers = Mapping[int, tuple[str, ...]]


class BadSheet(ValueError):
    """Answers that no sheet can hold; the message says why."""


@dataclass(frozen=True, slots=True)
class Response:
    """What stands at one question: option letters in order, or texts; and the second in which it last changed."""

    values: tuple[str, ...]
    seconds: int


Sheet = dict[int, Response]


def parse(answers: Mapping[str, list[str]]) -> dict[int, tuple[str, ...]]:
    """The answers of a request, `{"1": ["A"], "3": ["text"]}`, checked; an empty list is no answer."""
    if len(answers) > MOST_ANSWERS:
        raise BadSheet(f"答案太多：最多 {MOST_ANSWERS} 题")
    return {_number(no): _values(values) for no, values in answers.items() if values}


def merge(stored: Sheet, answers: Answers, seconds: int) -> Sheet:
    """The sheet after a save `seconds` after the start: what did not change keeps its second."""
    merged: Sheet = {}
    for number in sorted(answers):
        values = answers[number]
        before = stored.get(number)
        merged[number] = before if before is not None and before.values == values else Response(values, seconds)
    return merged


def plain(sheet: Sheet) -> dict[str, list[str]]:
    """The answers as a request would send them."""
    return {str(number): list(response.values) for number, response in sheet.items()}


def encode(sheet: Sheet) -> bytes:
    out = bytearray((VERSION,))
    for number in sorted(sheet):
        response = sheet[number]
        _put_varint(out, number)
        _put_varint(out, response.seconds)
        mask = _MASKS.get(response.values, 0)
        out.append(mask)
        if not mask:
            _put_texts(out, response.values)
    return bytes(out)


def decode(raw: bytes) -> Sheet:
    if not raw:
        return {}
    if raw[0] != VERSION:
        raise BadSheet(f"unknown sheet version {raw[0]}")
    sheet: Sheet = {}
    stream = iter(raw[1:])
    for first in stream:
        number = _varint(first, stream)
        seconds = _varint(next(stream), stream)
        mask = next(stream)
        sheet[number] = Response(_LETTERS_OF[mask] if mask else _texts(stream), seconds)
    return sheet


def _number(text: str) -> int:
    number = _NUMBERS.get(text)
    if number is None:
        raise BadSheet(f"题号 {text[:12]!r} 不对：写 1、2、3……")
    return number


def _values(values: list[str]) -> tuple[str, ...]:
    if len(values) > MOST_VALUES:
        raise BadSheet(f"一道题最多填 {MOST_VALUES} 处")
    if any(len(value) > LONGEST_TEXT for value in values):
        raise BadSheet(f"一处答案最多 {LONGEST_TEXT} 字")
    return tuple(values)


def _put_varint(out: bytearray, value: int) -> None:
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)


def _put_texts(out: bytearray, texts: tuple[str, ...]) -> None:
    _put_varint(out, len(texts))
    for text in texts:
        raw = text.encode("utf-8", "replace")
        _put_varint(out, len(raw))
        out += raw


def _varint(byte: int, stream: Iterator[int]) -> int:
    value, shift = byte & 127, 7
    while byte > 127:
        byte = next(stream)
        value |= (byte & 127) << shift
        shift += 7
    return value


def _texts(stream: Iterator[int]) -> tuple[str, ...]:
    count = _varint(next(stream), stream)
    return tuple(_text(stream) for _ in range(count))


def _text(stream: Iterator[int]) -> str:
    length = _varint(next(stream), stream)
    return bytes(next(stream) for _ in range(length)).decode()
