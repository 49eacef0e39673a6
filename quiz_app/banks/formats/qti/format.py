"""QTI 2.1 and 3.0 of 1EdTech: https://www.imsglobal.org/spec/qti. Both read both, and 2.0 and 2.2 as well."""

from collections.abc import Sequence

from quiz_app.banks.formats.protocol import Item, Reading, Written
from quiz_app.banks.formats.qti import reader, writer
from quiz_app.banks.formats.qti.manifest import LIMITS, MANIFEST
from quiz_app.banks.formats.qti.names import dashed
from quiz_app.banks.formats.trees import root_name
from quiz_app.banks.types.protocol import Interaction
from quiz_app.core.errors import Refusal
from quiz_app.core.files import archives

VERSION_2_1 = writer.Version(
    number="2.1",
    items="http://www.imsglobal.org/xsd/imsqti_v2p1",
    manifest="http://www.imsglobal.org/xsd/imscp_v1p1",
    metadata=writer.Metadata("http://www.imsglobal.org/xsd/imsmd_v1p2", "langstring", "xml:lang", "taxonpath"),
    resource="imsqti_item_xmlv2p1",
    schema="QTIv2.1 Package",
    named=lambda item: item,
)
VERSION_3_0 = writer.Version(
    number="3.0.0",
    items="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    manifest="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    metadata=writer.Metadata("http://ltsc.ieee.org/xsd/LOM", "string", "language", "taxonPath"),
    resource="imsqti_item_xmlv3p0",
    schema="QTI Package",
    named=dashed,
)


class Qti:
    suffix = ".zip"
    interactions = frozenset(Interaction) - {Interaction.PARTS}

    def __init__(self, code: str, label: str, version: writer.Version, root: str, mark: bytes) -> None:
        self.code, self.label = code, label
        self._version, self._root, self._mark = version, root, mark

    def recognises(self, data: bytes, name: str) -> bool:
        if not data.startswith(b"PK\x03\x04"):
            return root_name(data) == self._root
        try:
            manifest = archives.one(data, MANIFEST, LIMITS)
        except Refusal:
            return False
        return manifest is not None and self._mark in manifest

    def read(self, data: bytes) -> Reading:
        return reader.read(data)

    def write(self, items: Sequence[Item], title: str) -> Written:
        return writer.write(items, title, self._version)

    def carries(self, item: Item) -> Item:
        return writer.carries(item)


QTI_2 = Qti("qti", "QTI 2.1 试题包", VERSION_2_1, "assessmentItem", b"imsqti_item_xmlv2p")
QTI_3 = Qti("qti3", "QTI 3.0 试题包", VERSION_3_0, "qti-assessment-item", b"imsqti_item_xmlv3p")
