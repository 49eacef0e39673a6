"""What was read from a file, kept between the upload and the confirmation: compressed JSON and back."""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any

from quiz_app.banks.formats.protocol import Item, Offer, Picture, Reading, Refused, Unsupported
from quiz_app.banks.types.protocol import Interaction


@dataclass(frozen=True, slots=True)
class Read:
    """What a file turned out to be: the code of its format, its encoding (None for binary formats), what was in it."""

    form: str
    encoding: str | None
    reading: Reading


def to_json(read: Read) -> dict[str, Any]:
    reading = read.reading
    return {
        "form": read.form,
        "encoding": read.encoding,
        "items": [_item(each) for each in reading.items],
        "refused": [asdict(each) for each in reading.refused],
        "unsupported": [asdict(each) for each in reading.unsupported],
        "offers": [asdict(each) | {"mended": _item(each.mended)} for each in reading.offers],
    }


def from_json(raw: Mapping[str, Any]) -> Read:
    reading = Reading(
        items=tuple(map(_to_item, raw["items"])),
        refused=tuple(Refused(**each) for each in raw["refused"]),
        unsupported=tuple(Unsupported(**each) for each in raw["unsupported"]),
        offers=tuple(Offer(**each | {"mended": _to_item(each["mended"])}) for each in raw["offers"]),
    )
    return Read(raw["form"], raw["encoding"], reading)


def pack(read: Read) -> bytes:
    return zlib.compress(json.dumps(to_json(read), ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpack(packed: bytes) -> Read:
    return from_json(json.loads(zlib.decompress(packed)))


def mended(read: Read, rows: frozenset[int]) -> Read:
    """The same with the offers for these rows taken; an offer that was taken is one no longer."""
    taken = {offer.row: offer.mended for offer in read.reading.offers if offer.row in rows}
    left = tuple(offer for offer in read.reading.offers if offer.row not in taken)
    items = tuple(taken.get(item.row, item) for item in read.reading.items)
    return replace(read, reading=replace(read.reading, items=items, offers=left))


def rewritten(read: Read, item: Item) -> Read:
    """The same with `item` in the place of whatever was in its row, taken or refused."""
    others = [each for each in read.reading.items if each.row != item.row]
    items = tuple(sorted([*others, item], key=lambda each: each.row))
    refused = tuple(each for each in read.reading.refused if each.row != item.row)
    offers = tuple(each for each in read.reading.offers if each.row != item.row)
    return replace(read, reading=replace(read.reading, items=items, refused=refused, offers=offers))


def without(read: Read, row: int) -> Read:
    """The same without the row."""
    reading = read.reading
    return replace(
        read,
        reading=replace(
            reading,
            items=tuple(each for each in reading.items if each.row != row),
            refused=tuple(each for each in reading.refused if each.row != row),
            offers=tuple(each for each in reading.offers if each.row != row),
        ),
    )


def _item(item: Item) -> dict[str, Any]:
    raw = asdict(item)
    raw["points"] = None if item.points is None else str(item.points)
    raw["pictures"] = [[each.name, b64encode(each.data).decode()] for each in item.pictures]
    return raw


def _to_item(raw: Mapping[str, Any]) -> Item:
    given = dict(raw)
    given["interaction"] = Interaction(raw["interaction"])
    given["points"] = None if raw["points"] is None else Fraction(raw["points"])
    given["pictures"] = tuple(Picture(name, b64decode(data)) for name, data in raw["pictures"])
    given["parts"] = tuple(map(_to_item, raw.get("parts", ())))
    for name in ("options", "prompts", "key", "knowledge_points", "bases", "feedback"):
        given[name] = _frozen(raw[name])
    return Item(**given)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value
