"""Which encoding a text file is in, and its text."""

import codecs
from collections.abc import Iterator

from quiz_app.banks.formats.protocol import Unreadable

LARGEST_TEXT = 20 * 1024 * 1024
MOST_LINES = 500_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096
_LEAST_PAIRS = 0.7


def decoded(data: bytes) -> str:
    """The text of `data`, lines ending in `\\n`. Raises `Unreadable` for what is no text or too long."""
    if len(data) > LARGEST_TEXT:
        raise Unreadable("文件超过 20 MB。请拆成几个文件再导入。")
    try:
        text = data.decode(encoding_of(data))
    except UnicodeDecodeError as error:
        raise Unreadable("文件的编码认不出来。请用记事本打开，另存为 UTF-8 编码后再导入。") from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if lines.count("\n") > MOST_LINES:
        raise Unreadable(f"文件超过 {MOST_LINES} 行。请拆成几个文件再导入。")
    return lines


def encoding_of(data: bytes) -> str:
    """A Python codec's name: by mark, by zero bytes, else the first of UTF-8, GB18030 and Windows-1252 that fits."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if marked:
        return marked
    if zeros := _utf16_by_zeros(data[:_SAMPLE]):
        return zeros
    if _fits(data, "utf-8"):
        return "utf-8"
    return "gb18030" if _fits(data, "gb18030") and _looks_chinese(data[: 16 * _SAMPLE]) else "windows-1252"


def _utf16_by_zeros(sample: bytes) -> str | None:
    """Latin signs and line ends in UTF-16 have a zero in the same half of each pair."""
    few = len(sample) // 20
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > few and not even:
        return "utf-16-le"
    return "utf-16-be" if even > few and not odd else None


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _looks_chinese(sample: bytes) -> bool:
    """Common Chinese signs are two high bytes in GB18030; a lone accent of Windows-1252 takes a letter after it."""
    pairs = list(_second_bytes(sample))
    return sum(second >= 0xA1 for second in pairs) >= _LEAST_PAIRS * len(pairs)


def _second_bytes(sample: bytes) -> Iterator[int]:
    place = 0
    while place + 1 < len(sample):
        if sample[place] >= 0x81:
            yield sample[place + 1]
            place += 1
        place += 1
