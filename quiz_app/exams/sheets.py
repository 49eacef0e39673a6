"""The answer sheet of an attempt as one compact column.

A sheet maps question numbers (1, 2, …) to what was answered and when it last changed, in whole server seconds since
the start: that is the timeline an appeal is decided on. A choice takes four bytes. Layout, after a version byte, for
each answer in order of number: number and seconds as LEB128 varints, then one byte: the set of letters A to H as bits,
or 0 for texts, which follow as a count and length-prefixed UTF-8.
"""

from collections.abc import Mapping
from typing import NamedTuple

VERSION = 1
LETTERS = "ABCDEFGH"
MOST_ANSWERS = 500
MOST_VALUES = 20
LONGEST_TEXT = 500

_BITS = {letter: 1 << index for index, letter in enumerate(LETTERS)}
_MASKS = {letters: mask for mask in range(1, 256) for letters in [tuple(x for x in LETTERS if mask & _BITS[x])]}
_NUMBERS = {str(number): number for number in range(1, MOST_ANSWERS + 1)}
_LETTERS_OF = ((), *_MASKS)

Answers = Mapping[int, tuple[str, ...]]


class BadSheet(ValueError):
    """Answers that no sheet can hold; the message says why."""


class Response(NamedTuple):
    """What stands at one question: option letters in order, or texts; and the second in which it last changed."""

    values: tuple[str, ...]
    seconds: int


Sheet = dict[int, Response]


def parse(answers: Mapping[str, list[str]]) -> dict[int, tuple[str, ...]]:
    """The answers of a request, `{"1": ["A"], "3": ["text"]}`, checked; an empty list is no answer."""
    if len(answers) > MOST_ANSWERS:
        raise BadSheet(f"答案太多：最多 {MOST_ANSWERS} 题")
    parsed = {}
    for no, values in answers.items():
        if values:
            given = tuple(values)
            parsed[_NUMBERS.get(no) or _no_number(no)] = given if given in _MASKS else _checked(given)
    return parsed


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
        values, seconds = sheet[number]
        if number < 128:
            out.append(number)
        else:
            _put_varint(out, number)
        if seconds < 128:
            out.append(seconds)
        elif seconds < 16384:
            out.append(seconds & 127 | 128)
            out.append(seconds >> 7)
        else:
            _put_varint(out, seconds)
        mask = _MASKS.get(values, 0)
        out.append(mask)
        if not mask:
            _put_texts(out, values)
    return bytes(out)


def decode(raw: bytes) -> Sheet:
    """Letters are read in place, a byte at a time, since every save reads the whole sheet; the rest is rare."""
    if not raw:
        return {}
    if raw[0] != VERSION:
        raise BadSheet(f"unknown sheet version {raw[0]}")
    sheet: Sheet = {}
    new = tuple.__new__  # what Response itself calls, by a function of its own that takes as long again
    place, end = 1, len(raw)
    while place < end:
        number, seconds = raw[place], raw[place + 1]
        place += 2
        if number > 127:
            number, place = _varint(raw, place - 2)
            seconds, place = _varint(raw, place)
        elif seconds > 127:
            high = raw[place]
            if high < 128:
                seconds, place = seconds & 127 | high << 7, place + 1
            else:
                seconds, place = _varint(raw, place - 1)
        mask = raw[place]
        place += 1
        if mask:
            sheet[number] = new(Response, (_LETTERS_OF[mask], seconds))
        else:
            texts, place = _texts(raw, place)
            sheet[number] = Response(texts, seconds)
    return sheet


def _no_number(text: str) -> int:
    raise BadSheet(f"题号 {text[:12]!r} 不对：写 1、2、3……")


def _checked(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(values) > MOST_VALUES:
        raise BadSheet(f"一道题最多填 {MOST_VALUES} 处")
    if any(len(value) > LONGEST_TEXT for value in values):
        raise BadSheet(f"一处答案最多 {LONGEST_TEXT} 字")
    return values


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


def _varint(raw: bytes, place: int) -> tuple[int, int]:
    """The number at `place`, and the place behind it."""
    value = shift = 0
    while raw[place] > 127:
        value |= (raw[place] & 127) << shift
        shift += 7
        place += 1
    return value | raw[place] << shift, place + 1


def _texts(raw: bytes, place: int) -> tuple[tuple[str, ...], int]:
    """The texts at `place`, and the place behind them."""
    count, place = _varint(raw, place)
    texts = []
    for _ in range(count):
        length, place = _varint(raw, place)
        texts.append(raw[place : place + length].decode())
        place += length
    return tuple(texts), place
