"""Reads a file in a process under the house's limits, for the tests of hostile files."""

from quiz_app.banks.formats.protocol import Unreadable
from quiz_app.banks.formats.table import FORMATS


def read(payload: bytes) -> dict[str, str | int]:
    """How reading `code\\n<file>` ended: a sentence, or the numbers of items and refusals."""
    code, _, data = payload.partition(b"\n")
    try:
        reading = FORMATS[code.decode()].read(data)
    except Unreadable as unreadable:
        return {"unreadable": str(unreadable)}
    return {"items": len(reading.items), "refused": len(reading.refused)}
