"""GIFT, the text format of Moodle: https://docs.moodle.org/en/GIFT_format."""

import re
from collections.abc import Sequence

from quiz_app.banks.formats.gift import reader, writer
from quiz_app.banks.formats.lines import decoded
from quiz_app.banks.formats.protocol import Item, Reading, Unreadable, Written
from quiz_app.banks.types.protocol import Interaction

_SAMPLE = 64 * 1024
_LOOKS_LIKE = re.compile(r"^::.*::|^\$CATEGORY:|^[^{}<\n]+\{\s*(?:[=~#}]|TRUE|FALSE|T\s*[}#]|F\s*[}#])", re.MULTILINE)


class Gift:
    code = "gift"
    label = "GIFT 文本"
    suffix = ".gift"
    interactions: frozenset[Interaction] = writer.INTERACTIONS

    def recognises(self, data: bytes, name: str) -> bool:
        if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or data.lstrip()[:1] == b"<":
            return False
        if name.lower().endswith(self.suffix):
            return True
        try:
            return bool(_LOOKS_LIKE.search(_opening(data)))
        except Unreadable:
            return False

    def read(self, data: bytes) -> Reading:
        return reader.read(data)

    def write(self, items: Sequence[Item], title: str) -> Written:
        return writer.write(items, title)

    def carries(self, item: Item) -> Item:
        return writer.carries(item)


def _opening(data: bytes) -> str:
    """The first lines, cut at a line end so that no sign is cut."""
    return decoded(data[:_SAMPLE].rpartition(b"\n")[0] if len(data) > _SAMPLE else data)


FORMAT = Gift()
