"""The proof that a request carries: a keyed word that names a sign-in, and costs no look-up to check."""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quiz_app.core.db import from_milliseconds, to_milliseconds
from quiz_app.core.keys import sign, verify

PURPOSE = "sign-in"
COOKIE = "sign_in"
_IN_COOKIES = re.compile(rf'(?:^|;)\s*{COOKIE}="?([\w-]+)')
_LAYOUT = struct.Struct(">QQQ")


@dataclass(frozen=True, slots=True)
class Token:
    """A sign-in of a member. That it still holds, and was not ended, only its row can say."""

    sign_in_id: int
    member_id: int
    expires_at: datetime


def issue(key: bytes, token: Token) -> str:
    payload = _LAYOUT.pack(token.sign_in_id, token.member_id, to_milliseconds(token.expires_at))
    return sign(key, PURPOSE, payload)


def carried(environ: Mapping[str, Any]) -> str:
    """The word that a request (a WSGI environment) carries: as bearer token, or in the sign-in cookie; "" for none."""
    bearer: str = environ.get("HTTP_AUTHORIZATION", "")
    if bearer.startswith("Bearer "):
        return bearer[7:]
    if environ["REQUEST_METHOD"] != "GET" and environ.get("HTTP_SEC_FETCH_SITE", "same-origin") != "same-origin":
        return ""  # a browser says that another site sends this: the cookie proves nothing then
    found = _IN_COOKIES.search(environ.get("HTTP_COOKIE", ""))
    return found[1] if found else ""


def read(key: bytes, word: str, at: datetime) -> Token | None:
    """The token in `word`, or None if it is forged, damaged or expired at `at`."""
    payload = verify(key, PURPOSE, word)
    if payload is None or len(payload) != _LAYOUT.size:
        return None
    sign_in_id, member_id, expires = _LAYOUT.unpack(payload)
    token = Token(sign_in_id, member_id, from_milliseconds(expires))
    return token if at < token.expires_at else None
