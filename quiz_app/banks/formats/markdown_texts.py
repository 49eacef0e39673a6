"""The one form that texts have in every format: no control characters, no blanks that cannot be seen."""

import re
from collections.abc import Collection, Iterable
from decimal import Decimal, InvalidOperation

from quiz_app.banks.formats.findings import Trouble

BLANK = "____"
PICTURE = re.compile(r"!\[(?P<words>[^\[\]\n]*)\]\(images/(?P<name>[^()\s]+)\)")
LONGEST_TEXT = 50_000

_BLANK = re.compile(r"(?<!_)_{4}(?!_)")
_RUN = re.compile(r"_{2,}")
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_NO_SIGN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_MANY_BREAKS = re.compile(r"\n{3,}")
_LARGEST_EXPONENT = 30
_MOST_DIGITS = 40
_UNSAFE_NAME = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 80


def tidy(text: str) -> str:
    """Markdown without control characters, outer blanks, blanks at line ends and more than one empty line."""
    broken = _NO_SIGN.sub("", _BREAK.sub("\n", text)).replace("\t", "    ").replace("\u00a0", " ")
    lines = "\n".join(line.rstrip() for line in broken.split("\n"))
    return _MANY_BREAKS.sub("\n\n", lines).strip()


def one_line(text: str) -> str:
    return " ".join(tidy(text).split())


def checked_length(text: str) -> str:
    """The text itself. Raises `Trouble` for one that nobody could read in an exam."""
    if len(text) > LONGEST_TEXT:
        reason = f"一段文字有 {len(text)} 个字，超过 {LONGEST_TEXT} 个。"
        raise Trouble("", reason, "检查题与题之间有没有分开，或者拆成几道题。")
    return text


def blanks_in(stem: str) -> int:
    return len(_BLANK.findall(stem))


def halves(stem: str) -> list[str]:
    """What stands before, between and after the blanks."""
    return _BLANK.split(stem)


def with_one_blank(stem: str) -> str | None:
    """The stem where a blank stands in it already: a single run of underscores of any length. None if there is none."""
    runs = _RUN.findall(stem)
    return _RUN.sub(BLANK, stem) if len(runs) == 1 else None


def decimal_text(text: str) -> str:
    """`1e3` as `1000`. Raises `ValueError` for what is no finite decimal of a size that people write."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite() or len(text) > _MOST_DIGITS or abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise ValueError(text)
    return format(number, "f")


def path(text: str) -> str:
    """A category: one name for each step, slashes between them."""
    return "/".join(filter(None, map(one_line, text.split("/"))))


def short(text: str, length: int = 30) -> str:
    """A text as it is named in a sentence."""
    line = one_line(text)
    return line if len(line) <= length else line[: length - 1] + "…"


def pictured(texts: Iterable[str]) -> frozenset[str]:
    """The names of the pictures that the texts show."""
    return frozenset(match["name"] for text in texts for match in PICTURE.finditer(text))


def picture_name(wanted: str, taken: Collection[str]) -> str:
    """A name for a picture that is safe in a path and not yet taken."""
    plain = _UNSAFE_NAME.sub("-", one_line(wanted).rpartition("/")[2]).strip(".-")[-_LONGEST_NAME:] or "image"
    name, number = plain, 1
    while name in taken:
        number += 1
        stem, dot, ending = plain.rpartition(".")
        name = f"{stem}-{number}{dot}{ending}" if dot else f"{plain}-{number}"
    return name
