"""Reads a file in the process that `run_limited` starts for it."""

from quiz_app.banks.formats.protocol import Unreadable
from quiz_app.banks.formats.table import FORMATS


def read(payload: bytes) -> dict[str, object]:
    """What comes of `code\\n<file>`: the sentence for an unreadable file, else how much was taken and refused."""
    code, _, data = payload.partition(b"\n")
    try:
        reading = FORMATS[code.decode()].read(data)
    except Unreadable as error:
        return {"unreadable": str(error)}
    return {
        "items": len(reading.items),
        "refused": [refused.reason for refused in reading.refused[:20]],
        "unsupported": [named.what for named in reading.unsupported[:20]],
    }
