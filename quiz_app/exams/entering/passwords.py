"""The password of an exam, said in the room before it begins: kept only as a keyed hash."""

import unicodedata

from quiz_app.core.keys import keyed_hash

SHORTEST = 4
LONGEST = 32


def keep(key: bytes, exam_id: int, password: str) -> bytes:
    """What the database keeps: 32 bytes. Case, width and blanks make no difference, since people hear it."""
    return keyed_hash(key, "exam-password", f"{exam_id}\0{signs(password)}".encode())


def signs(password: str) -> str:
    """What counts of a password."""
    return "".join(unicodedata.normalize("NFKC", password).casefold().split())
