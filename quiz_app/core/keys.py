"""Keyed hashes: tokens that prove themselves, and seeds that nobody can guess.

BLAKE2b in its keyed mode is a message authentication code by its own specification (RFC 7693, section 2.9).
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b

SIGNATURE_BYTES = 16


def keyed_hash(key: bytes, purpose: str, message: bytes, size: int = 32) -> bytes:
    """`size` bytes (1 to 64) that only the holder of `key` can compute; two purposes never give the same bytes."""
    return blake2b(message, key=key[:64], person=purpose.encode()[:16], digest_size=size).digest()


def sign(key: bytes, purpose: str, payload: bytes) -> str:
    """`payload` and its proof as one URL-safe word."""
    proof = keyed_hash(key, purpose, payload, SIGNATURE_BYTES)
    return urlsafe_b64encode(payload + proof).rstrip(b"=").decode()


def verify(key: bytes, purpose: str, word: str) -> bytes | None:
    """The payload of a word made by `sign` with the same key and purpose, or None for any other word."""
    try:
        raw = urlsafe_b64decode(word + "=" * (-len(word) % 4))
    except ValueError:
        return None
    payload, proof = raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
    expected = keyed_hash(key, purpose, payload, SIGNATURE_BYTES)
    return payload if hmac.compare_digest(proof, expected) else None
