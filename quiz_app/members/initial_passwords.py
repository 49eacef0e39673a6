"""Initial passwords: as random as the batch they come from, and kept only as keyed hashes.

A batch is 16 random bytes that only the person who issued it holds. With the site's key it gives every password of
the batch again, so that nothing has to be stored in plain; without either of the two it gives nothing.
"""

import unicodedata

from quiz_app.core.keys import keyed_hash

BATCH_BYTES = 16
SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another on paper
LENGTH = 10
HALF = LENGTH // 2


def derive(key: bytes, batch: bytes, number: str) -> str:
    """The initial password of a member in a batch, as `k7m2p-x9c4w`: 49 bits."""
    value = int.from_bytes(keyed_hash(key, "initial-of-batch", batch + number.encode()))
    signs = []
    for _ in range(LENGTH):
        value, place = divmod(value, len(SIGNS))
        signs.append(SIGNS[place])
    return "".join(signs[:HALF]) + "-" + "".join(signs[HALF:])


def keep(key: bytes, number: str, password: str) -> bytes:
    """What the database keeps of an initial password: 32 bytes. Case, dashes and blanks make no difference."""
    plain = unicodedata.normalize("NFKC", password).lower()
    signs = "".join(sign for sign in plain if sign.isalnum())
    return keyed_hash(key, "initial-password", f"{number}\0{signs}".encode())
