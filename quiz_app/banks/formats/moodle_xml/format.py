"""Moodle XML, what Moodle exports and imports: https://docs.moodle.org/en/Moodle_XML_format."""

from collections.abc import Sequence

from quiz_app.banks.formats.moodle_xml import reader, writer
from quiz_app.banks.formats.protocol import Item, Reading, Written
from quiz_app.banks.formats.trees import root_name
from quiz_app.banks.types.protocol import Interaction


class MoodleXml:
    code = "moodle-xml"
    label = "Moodle XML"
    suffix = ".xml"
    interactions = frozenset(Interaction) - {Interaction.PARTS}

    def recognises(self, data: bytes, name: str) -> bool:
        return root_name(data) == "quiz"

    def read(self, data: bytes) -> Reading:
        return reader.read(data)

    def write(self, items: Sequence[Item], title: str) -> Written:
        return writer.write(items, title)

    def carries(self, item: Item) -> Item:
        return writer.carries(item)


FORMAT = MoodleXml()
