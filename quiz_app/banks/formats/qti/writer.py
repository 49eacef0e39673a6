"""Writes packages of QTI 2.1 or 3.0: one item a file, pictures in `media`, all of it in a manifest."""

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from xml.etree.ElementTree import Element, SubElement, tostring

from quiz_app.banks.formats.findings import written_and_lost
from quiz_app.banks.formats.gallery import travelling
from quiz_app.banks.formats.markdown_texts import one_line
from quiz_app.banks.formats.protocol import Item, Written
from quiz_app.banks.formats.qti.item_writer import item_element
from quiz_app.banks.formats.qti.kinds import as_judgement
from quiz_app.banks.formats.qti.manifest import LEVELS, MANIFEST
from quiz_app.banks.formats.shapes import malformed, normal, without_rubric
from quiz_app.banks.types.protocol import Interaction

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,60}")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_CHOICES = (Interaction.CHOOSE_ONE, Interaction.CHOOSE_MANY)


@dataclass(frozen=True)
class Metadata:
    """The names of the learning object metadata: what holds a text, its language, the path of a category."""

    namespace: str
    text: str
    language: str
    path: str


@dataclass(frozen=True)
class Version:
    """What tells one version of QTI from another on paper. `named` gives an item the names of the version."""

    number: str
    items: str
    manifest: str
    resource: str
    schema: str
    metadata: Metadata
    named: Callable[[Element], Element]


def write(items: Sequence[Item], title: str, version: Version) -> Written:
    kept, lost = written_and_lost(items, lambda item: malformed(carries(item)), carries)
    manifest = Element("manifest", {"xmlns": version.manifest, "identifier": "questions"})
    metadata = SubElement(manifest, "metadata")
    SubElement(metadata, "schema").text = version.schema
    SubElement(metadata, "schemaversion").text = version.number
    _described(metadata, version.metadata, title=title)
    SubElement(manifest, "organizations")
    resources = SubElement(manifest, "resources")
    files: dict[str, bytes] = {}
    identifiers: set[str] = set()
    for number, item in enumerate(kept, start=1):
        name = f"items/{number:05}.xml"
        media = {
            picture.name: f"media/{number:05}/{place}/{picture.name}" for place, picture in enumerate(item.pictures)
        }
        element = version.named(
            item_element(
                item, _identifier(item.code, number, identifiers), {name: f"../{at}" for name, at in media.items()}
            )
        )
        element.attrib = {"xmlns": version.items, **element.attrib}
        files[name] = _bytes(element)
        files |= {media[picture.name]: picture.data for picture in item.pictures}
        _listed(resources, item, name, list(media.values()), version)
    return Written(_packed({MANIFEST: _bytes(manifest), **files}), lost)


def carries(item: Item) -> Item:
    kept = without_rubric(normal(item))
    kept = replace(
        kept,
        bases=(),
        knowledge_points=tuple(dict.fromkeys(filter(None, map(one_line, kept.knowledge_points)))),
        pictures=travelling(kept),
        feedback=kept.feedback if item.interaction in _CHOICES else (),
    )
    return as_judgement(kept)


def _identifier(code: str, number: int, taken: set[str]) -> str:
    """The code where XML takes it as a name, and once only."""
    name = code if _NAME.fullmatch(code) and code not in taken else f"item-{number:05}"
    taken.add(name)
    return name


def _listed(resources: Element, item: Item, name: str, media: Sequence[str], version: Version) -> None:
    identifier = name.replace("items/", "resource-").removesuffix(".xml")
    resource = SubElement(resources, "resource", identifier=identifier, type=version.resource, href=name)
    if item.knowledge_points or item.difficulty or item.category:
        _described(SubElement(resource, "metadata"), version.metadata, item=item)
    for path in (name, *media):
        SubElement(resource, "file", href=path)


def _described(parent: Element, names: Metadata, title: str = "", item: Item | None = None) -> None:
    lom = SubElement(parent, "lom", xmlns=names.namespace)
    general = SubElement(lom, "general")
    if title:
        _said(SubElement(general, "title"), one_line(title), names)
    if item is None:
        return
    for point in item.knowledge_points:
        _said(SubElement(general, "keyword"), point, names)
    if level := LEVELS.get(item.difficulty or 0):
        difficulty = SubElement(SubElement(lom, "educational"), "difficulty")
        _said(SubElement(difficulty, "source"), "LOMv1.0", names)
        _said(SubElement(difficulty, "value"), level, names)
    if item.category:
        path = SubElement(SubElement(lom, "classification"), names.path)
        for step in item.category.split("/"):
            _said(SubElement(SubElement(path, "taxon"), "entry"), step, names)


def _said(element: Element, text: str, names: Metadata) -> None:
    SubElement(element, names.text, {names.language: "zh-CN"}).text = text


def _bytes(element: Element) -> bytes:
    return tostring(element, encoding="utf-8", xml_declaration=True)


def _packed(files: Mapping[str, bytes]) -> bytes:
    """The same items always make the same bytes."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return packed.getvalue()
