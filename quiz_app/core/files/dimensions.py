"""How large a picture is, from its own head alone: nothing is decoded, so that no picture can be a bomb here.

Formats: PNG (ISO/IEC 15948), GIF89a, JPEG (ITU-T T.81, frame headers), WebP (RFC 9649).
"""

from quiz_app.core.files import kinds

_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}


def dimensions(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels; None for what is no picture that is taken, or whose head is broken."""
    match kinds.picture(data):
        case kinds.PNG:
            found = (_big(data[16:20]), _big(data[20:24])) if data[12:16] == b"IHDR" and len(data) >= 33 else None
        case kinds.GIF:
            found = (_little(data[6:8]), _little(data[8:10])) if len(data) >= 13 else None
        case kinds.JPEG:
            found = _jpeg(data)
        case kinds.WEBP:
            found = _webp(data)
        case _:
            found = None
    return found if found and all(found) else None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
        elif marker in _WITHOUT_LENGTH:
            place += 2
        elif marker in _FRAMES:
            return _big(data[place + 7 : place + 9]), _big(data[place + 5 : place + 7])
        else:
            place += 2 + max(2, _big(data[place + 2 : place + 4]))
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    if len(data) < 30:
        return None
    match data[12:16]:
        case b"VP8X":
            return 1 + _little(data[24:27]), 1 + _little(data[27:30])
        case b"VP8L":
            bits = _little(data[21:25])
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 ":
            return _little(data[26:28]) & 0x3FFF, _little(data[28:30]) & 0x3FFF
        case _:
            return None


def _big(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")
