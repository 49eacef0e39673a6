"""The pictures of an item as a question has them, and back: their own names instead of places in a file."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from quiz_app.banks.formats.markdown_texts import pictured
from quiz_app.banks.formats.protocol import Item, Picture
from quiz_app.banks.markup import renamed
from quiz_app.banks.picture_files import safe_name, unfit
from quiz_app.core.files.media import digest_of

PLACE = "images/"


def named(item: Item) -> dict[str, Picture]:
    """The pictures that the item shows, under the names that its question gives them, by their names in the file."""
    shown = pictured((item.stem, *item.options, *item.prompts, item.explanation, *item.feedback))
    found: dict[str, Picture] = {}
    for picture in item.pictures:
        if picture.name in shown and picture.name not in found:
            own = safe_name(picture.name, picture.data, {each.name for each in found.values()})
            found[picture.name] = Picture(own, picture.data)
    return found


def with_own_names(item: Item) -> Item:
    """The item with the pictures that it shows, each text naming them as a question does."""
    if not item.pictures:
        return item
    pictures = named(item)
    names = {PLACE + name: own.name for name, own in pictures.items()}
    return replace(_renamed(item, names), pictures=tuple(pictures.values()))


def with_places(item: Item) -> Item:
    """The other way: as formats name the pictures that travel with an item."""
    return _renamed(item, {picture.name: PLACE + picture.name for picture in item.pictures})


def digests(item: Item) -> dict[str, str]:
    return {picture.name: digest_of(picture.data) for picture in item.pictures}


def contents(items: Iterable[Item]) -> dict[str, bytes]:
    """The pictures that questions made of the items would show, by digest."""
    shown = (picture for item in items if item.pictures for picture in named(item).values())
    return {digest_of(picture.data): picture.data for picture in shown if not unfit(picture.data)}


def _renamed(item: Item, names: Mapping[str, str]) -> Item:
    if not names:
        return item
    return replace(
        item,
        stem=renamed(item.stem, names),
        options=tuple(renamed(text, names) for text in item.options),
        prompts=tuple(renamed(text, names) for text in item.prompts),
        explanation=renamed(item.explanation, names),
        feedback=tuple(renamed(text, names) for text in item.feedback),
    )
