"""Texts as the formats of office files keep them."""

import re
import unicodedata

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """The text with plain line ends and without signs that nobody sees and databases and XML refuse."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("", text) if _UNSEEN.search(text) else text


def has_unseen(text: str) -> bool:
    return _UNSEEN.search(text) is not None


def tidy(text: str) -> str:
    """The text without blanks at either end of a line, and with one empty line where there were several."""
    lines = "\n".join(line.strip() for line in clean(text).split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip("\n")


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def plain(text: str) -> str:
    """The text for comparing words: full-width signs plain, no blanks, capitals."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
