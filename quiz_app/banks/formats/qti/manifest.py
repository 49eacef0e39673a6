"""The package around QTI items: a zip whose `imsmanifest.xml` names the items and says what they are about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import normpath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from quiz_app.banks.formats.findings import Findings
from quiz_app.banks.formats.markdown_texts import one_line, path, short
from quiz_app.banks.formats.protocol import Unreadable
from quiz_app.banks.formats.qti.names import spoken
from quiz_app.banks.formats.trees import tree, words
from quiz_app.core.errors import Refusal
from quiz_app.core.files import archives

MANIFEST = "imsmanifest.xml"
LIMITS = archives.Limits(entries=20_000)
LEVELS: Mapping[int, str] = {1: "easy", 2: "medium", 3: "difficult"}

_ITEM = "imsqti_item_"
_KNOWN_LEVELS = {"very easy": 1, "easy": 1, "medium": 2, "difficult": 3, "very difficult": 3}


@dataclass(frozen=True)
class About:
    """Where an item stands in the package, and what the manifest says of it."""

    place: str = ""
    difficulty: int | None = None
    knowledge_points: tuple[str, ...] = ()
    category: str = ""


def opened(data: bytes) -> dict[str, bytes]:
    """The files of a package by their path. Raises `Unreadable`."""
    try:
        return archives.unpack(data, LIMITS)
    except Refusal as refusal:
        raise Unreadable(refusal.message) from refusal


def items_of(files: Mapping[str, bytes], findings: Findings) -> Iterator[About]:
    """The items in the order of the manifest. Papers and other resources of QTI that it lists are named."""
    for resource in _manifest(files).iter("resource"):
        kind = resource.get("type", "")
        if kind.startswith(_ITEM):
            yield _about(resource)
        elif kind.startswith("imsqti_"):
            findings.miss(f"包里的“{short(kind)}”（试卷或其他内容，只取试题）")


def _manifest(files: Mapping[str, bytes]) -> Element:
    found = files.get(MANIFEST)
    if found is None:
        raise Unreadable(f"压缩包里没有 {MANIFEST}，不是 QTI 试题包。请直接压缩包的内容，不要多套一层文件夹。")
    return spoken(tree(found))


def _about(resource: Element) -> About:
    level = one_line(words(_first(resource, "difficulty", "value"))).lower()
    steps = [one_line(words(entry)) for entry in resource.iter("entry")]
    return About(
        normpath(unquote(resource.get("href", ""))),
        _KNOWN_LEVELS.get(level),
        tuple(dict.fromkeys(filter(None, (one_line(words(keyword)) for keyword in resource.iter("keyword"))))),
        path("/".join(steps)),
    )


def _first(element: Element, outer: str, inner: str) -> Element | None:
    return next((found for parent in element.iter(outer) for found in parent.iter(inner)), None)
