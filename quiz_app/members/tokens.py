"""The proof that a request carries: a keyed word that names a sign-in, and costs no look-up to check."""

import struct
from dataclasses import dataclass
from datetime import datetime

from quiz_app.core.db import from_milliseconds, to_milliseconds
from quiz_app.core.keys import sign, verify

PURPOSE = "sign-in"
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


def read(key: bytes, word: str, at: datetime) -> Token | None:
    """The token in `word`, or None if it is forged, damaged or expired at `at`."""
    payload = verify(key, PURPOSE, word)
    if payload is None or len(payload) != _LAYOUT.size:
        return None
    sign_in_id, member_id, expires = _LAYOUT.unpack(payload)
    token = Token(sign_in_id, member_id, from_milliseconds(expires))
    return token if at < token.expires_at else None
