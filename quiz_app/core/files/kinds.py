"""What a file is, by its content: names and types that a sender gives are believed by nobody."""

from dataclasses import dataclass

from quiz_app.core.files import archives

DOCX = "docx"
ZIP = "zip"
OLD_DOC = "doc"


@dataclass(frozen=True, slots=True)
class Picture:
    """A kind of picture that every browser shows; `ending` as in `.png`."""

    media_type: str
    ending: str


PNG = Picture("image/png", ".png")
JPEG = Picture("image/jpeg", ".jpg")
GIF = Picture("image/gif", ".gif")
WEBP = Picture("image/webp", ".webp")
PICTURES = {picture.media_type: picture for picture in (PNG, JPEG, GIF, WEBP)}


def picture(data: bytes) -> Picture | None:
    """The kind of picture in `data`, or None when it is none that is taken. SVG is not: it can hold scripts."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WEBP
    return None


def document(data: bytes) -> str | None:
    """`docx`, `zip` or `doc` by content, None for anything else. Refuses a zip that must not be opened."""
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return OLD_DOC
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    return DOCX if "word/document.xml" in archives.names(data) else ZIP
