"""XML from outside: parsed through defusedxml, one record at a time, within limits of depth and number."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from quiz_app.banks.formats.encodings import UTF_8, UTF_8_MARKED, decode
from quiz_app.banks.formats.lines import decoded
from quiz_app.banks.formats.protocol import Unreadable

LARGEST = 20 * 1024 * 1024
DEEPEST = 100
MOST_ELEMENTS = 50_000
MOST_RECORDS = 100_000
MOST_ATTRIBUTES = 20_000

_SAMPLE = 8192
_PIECE = 256 * 1024
_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_LONG_TAG = re.compile(rb"<[^<]{20000,}")
_READ_BY_EXPAT = {b"utf-8", b"us-ascii", b"utf-16", b"iso-8859-1"}


def records(data: bytes) -> Iterator[Element]:
    """The root without its children, then each child of the root as it ends. Names come without namespace.

    The children are not kept in the root, so that a long file costs the memory of its longest record. Raises
    `Unreadable`, also in the middle.
    """
    root: Element | None = None
    depth = count = ended = 0
    for event, element in _events(data):
        if event == "start":
            depth, count = depth + 1, count + 1
            if depth > DEEPEST or count > MOST_ELEMENTS:
                raise Unreadable("XML 的层次太深，或者一道题里的标签太多。请用原来的系统重新导出。")
            if root is None:
                root = element
                yield Element(local(element.tag), element.attrib)
            continue
        depth -= 1
        element.tag = local(element.tag)
        if depth == 1 and root is not None:
            yield element
            root.clear()
            count, ended = 1, ended + 1
            if ended > MOST_RECORDS:
                raise Unreadable("XML 里的标签太多。请拆成几个文件再导入。")


def tree(data: bytes) -> Element:
    """The whole document."""
    found = records(data)
    root = next(found, None)
    if root is None:
        raise _broken()
    for record in found:
        root.append(record)
    return root


def local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def words(element: Element | None) -> str:
    """All text in an element."""
    return "" if element is None else "".join(element.itertext())


def root_name(data: bytes) -> str:
    """The name of the root, "" for what is no XML."""
    try:
        root = next(records(data[:_SAMPLE].rpartition(b">")[0] + b">"), None)
    except Unreadable:
        return ""
    return "" if root is None else root.tag


def _events(data: bytes) -> Iterator[tuple[str, Element]]:
    source = _Pieces(_parseable(data))
    try:
        yield from iterparse(source, events=("start", "end"))
    except DefusedXmlException as error:
        raise Unreadable("XML 里定义了实体，可能有害，没有读取。请去掉 DOCTYPE 里的定义再导入。") from error
    except (ParseError, ValueError, LookupError) as error:
        raise _broken() from error


class _Pieces:
    """A file that is read in pieces of its own size: the parser starts a long comment anew with every piece."""

    def __init__(self, data: bytes) -> None:
        self._data, self._place = data, 0

    def read(self, _: int = -1) -> bytes:
        piece = self._data[self._place : self._place + _PIECE]
        self._place += len(piece)
        return piece


def _parseable(data: bytes) -> bytes:
    """The document in an encoding that the parser knows, by its declaration or else by its bytes."""
    if len(data) > LARGEST:
        raise Unreadable("文件超过 20 MB。请拆成几个文件再导入。")
    if any(match[0].count(b"=") > MOST_ATTRIBUTES for match in _LONG_TAG.finditer(data)):
        raise Unreadable("XML 里有一处特别长的标签，不像是题目。请用原来的系统重新导出。")
    declared = _DECLARED.match(data)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or (declared and declared[1].lower() in _READ_BY_EXPAT):
        return data
    if declared is None and decode(data).encoding in (UTF_8, UTF_8_MARKED):
        return data
    return _DECLARATION.sub("", decoded(data), count=1).lstrip().encode()


def _broken() -> Unreadable:
    return Unreadable("这不是完整的 XML 文件，可能下载中断或被改过。请用原来的系统重新导出。")
