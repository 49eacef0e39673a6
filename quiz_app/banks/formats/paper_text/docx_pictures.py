"""Pictures as Word papers carry them: named by their content, described in one line."""

import re
import struct
from dataclasses import replace
from hashlib import blake2b

from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.image.image import Image

from quiz_app.banks.formats.gallery import travelling
from quiz_app.banks.formats.markdown_texts import PICTURE
from quiz_app.banks.formats.protocol import Item, Picture
from quiz_app.core.files import kinds

_STUMBLES = (
    *(InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError, struct.error),
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
)
"""What python-docx raises for pictures that it cannot read: beside its own, whatever it stumbles over."""
_NOT_IN_WORDS = re.compile(r"[\[\]\s]+")


def named_by_content(data: bytes, kind: kinds.Picture) -> str:
    return f"{blake2b(data, digest_size=8).hexdigest()}{kind.ending}"


def one_alternative(words: str) -> str:
    return _NOT_IN_WORDS.sub(" ", words).strip()


def as_word_carries(item: Item) -> Item:
    """The item with its pictures as they come back from a Word paper. What python-docx cannot read does not travel:
    WebP, and files whose head is broken."""
    names: dict[str, str] = {}
    kept: dict[str, bytes] = {}
    for picture in travelling(item):
        kind = kinds.picture(picture.data)
        if kind is not None and _is_known_to_word(picture.data):
            names[picture.name] = named_by_content(picture.data, kind)
            kept[names[picture.name]] = picture.data

    def shown(match: re.Match[str]) -> str:
        return f"![{one_alternative(match['words'])}](images/{names[match['name']]})"

    def carried(text: str) -> str:
        return PICTURE.sub(lambda match: shown(match) if match["name"] in names else match[0], text)

    texts = (carried(item.stem), *map(carried, item.options), carried(item.explanation))
    order = dict.fromkeys(match["name"] for text in texts for match in PICTURE.finditer(text) if match["name"] in kept)
    return replace(
        item,
        stem=texts[0],
        options=texts[1:-1],
        explanation=texts[-1],
        pictures=tuple(Picture(name, kept[name]) for name in order),
    )


def _is_known_to_word(data: bytes) -> bool:
    try:
        image = Image.from_blob(data)
        return min(image.px_width, image.px_height, image.width, image.height) > 0
    except _STUMBLES:
        return False
