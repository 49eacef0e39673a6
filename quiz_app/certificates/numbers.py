"""The number of a certificate: `2026-0012-000345-7K3F-9QXA`.

Year, series and the serial in it say where the issuer finds it; the last eight signs are 40 bits of a keyed hash of
the rest, so that no number leads to another one. Their alphabet has no I, L, O and U (Crockford's base 32), and what
people read for them is taken for what was meant.
"""

import re
import unicodedata

from quiz_app.core.keys import keyed_hash

LONGEST = 40
CHECK_BYTES = 5

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\-_.\u2010-\u2015\u2212]+")
_PARTS = re.compile(r"(\d{4})-(\d{4,9})-(\d{6,9})-([0-9A-HJKMNP-TV-Z]{4})-([0-9A-HJKMNP-TV-Z]{4})", re.ASCII)
_RUN = re.compile(r"([0-9A-Z]{4})([0-9A-Z]{4})([0-9A-Z]{6})([0-9A-Z]{4})([0-9A-Z]{4})", re.ASCII)


def number_of(key: bytes, year: int, series: int, serial: int) -> str:
    """The number of the `serial`th certificate of a series, which has a `key` of its own."""
    place = f"{year:04}-{series:04}-{serial:06}"
    bits = int.from_bytes(keyed_hash(key, "certificate", place.encode(), CHECK_BYTES))
    signs = "".join(_ALPHABET[bits >> shift & 31] for shift in range(35, -5, -5))
    return f"{place}-{signs[:4]}-{signs[4:]}"


def read(text: str) -> str | None:
    """A number as somebody typed it, in the form it is stored in; None for what can be none."""
    if len(text) > LONGEST * 2:
        return None
    tidy = _BETWEEN.sub("-", unicodedata.normalize("NFKC", text).strip()).strip("-").upper().translate(_MEANT)
    tidy = _RUN.sub(r"\1-\2-\3-\4-\5", tidy) if _RUN.fullmatch(tidy) else tidy
    return tidy if len(tidy) <= LONGEST and _PARTS.fullmatch(tidy) else None
