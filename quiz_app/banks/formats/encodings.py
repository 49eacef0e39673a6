"""Which encoding a text file is in, from its bytes alone.

A mark decides at once. Then UTF-8, which other encodings hardly ever are by chance. UTF-16 without a mark is known by
pairs that nearly all are common Chinese or ASCII. GB18030 and Windows-1252 both read almost
any bytes: Chinese sets two high bytes side by side, Western text single ones between Latin letters.
"""

import codecs
import re
from dataclasses import dataclass

from quiz_app.banks.formats.protocol import Unreadable

UTF_8, UTF_8_MARKED, UTF_16, GB18030, WINDOWS_1252 = "UTF-8", "UTF-8（带标记）", "UTF-16", "GB18030", "Windows-1252"
MOST_BYTES = 20 * 1024 * 1024

_MARKS = (
    (codecs.BOM_UTF32_LE, "", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "", "utf-32-be"),
    (codecs.BOM_UTF8, UTF_8_MARKED, "utf-8"),
    (codecs.BOM_UTF16_LE, UTF_16, "utf-16-le"),
    (codecs.BOM_UTF16_BE, UTF_16, "utf-16-be"),
)
_LOOKED_AT = 65_536
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL = 0.02
_LEAST_COMMON = 0.9
_MOST_NULS = 0.1
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]|[\x81-\xfe][0-9][\x81-\xfe][0-9]")
_NOT_TEXT = "这个文件不是文本，或者编码认不出来。请用记事本打开，另存为 UTF-8 编码后再上传。"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text without its mark, and the name of the encoding it was in."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """Raises `Unreadable` for what is no text, and for nothing else."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"文件超过 {MOST_BYTES // 1024 // 1024} MB。请拆成几个文件再上传。")
    for mark, name, codec in _MARKS:
        if data.startswith(mark):
            text = _strictly(data[len(mark) :], codec) if name else None
            return _text(text, name)
    text = _strictly(data, "utf-8")
    if text is not None and text.count("\0") <= _MOST_NULS * len(text):
        return _text(text, UTF_8)
    for codec in ("utf-16-le", "utf-16-be"):
        if _seems_utf_16(data[:_LOOKED_AT], codec):
            return _text(_strictly(data, codec), UTF_16)
    if b"\0" in data:
        raise Unreadable(_NOT_TEXT)
    text = _strictly(data, "gb18030")
    if text is not None and _seems_chinese(data[:_LOOKED_AT]):
        return _text(text, GB18030)
    western = _strictly(data, "cp1252")
    return _text(text, GB18030) if western is None else _text(western, WINDOWS_1252)


def _text(text: str | None, name: str) -> Decoded:
    if text is None:
        raise Unreadable(_NOT_TEXT)
    looked_at = text[:_LOOKED_AT]
    if len(_CONTROL.findall(looked_at)) > _MOST_CONTROL * len(looked_at) + 1:
        raise Unreadable(_NOT_TEXT)
    return Decoded(text, name)


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _seems_utf_16(start: bytes, codec: str) -> bool:
    """Whether nearly all pairs of bytes are common Chinese or ASCII: by chance, bytes make rare characters."""
    text = start[: len(start) // 2 * 2].decode(codec, "replace")
    common = text.encode("gb2312", "ignore").decode("gb2312")
    return len(common) - common.count("\0") >= max(_LEAST_COMMON * len(text), 1)


def _seems_chinese(start: bytes) -> bool:
    """Whether half or more of the pairs that GB18030 would read have two high bytes or are four bytes long."""
    pairs = _PAIR.findall(start)
    chinese = sum(len(pair) == 4 or pair[1] >= 0x80 for pair in pairs)
    return 2 * chinese >= len(pairs)
