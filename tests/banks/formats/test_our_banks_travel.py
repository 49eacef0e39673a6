"""Our own questions go through every office format and come back word for word, with nothing lost and no slip seen but
for the kinds that a format cannot say, which it names."""

import pytest

from quiz_app.banks.formats.protocol import Item
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.importing.items import give
from quiz_app.banks.text_format import reader
from tests.house.source import ROOT


def our_questions() -> list[Item]:
    paths = [path for path in sorted((ROOT / "question_banks").glob("*.md")) if path.name != "README.md"]
    return [give(question, {}) for path in paths for question in reader.read(path.read_text(), path.name).questions]


@pytest.mark.parametrize("code", ["xlsx", "docx", "paper_text", "json"])
def test_our_questions_come_back_word_for_word(code: str) -> None:
    ours = our_questions()
    can_say = FORMATS[code].interactions
    unsaid = [place for place, item in enumerate(ours, start=1) if item.interaction not in can_say]
    assert len(ours) - len(unsaid) > 1000
    assert bool(unsaid) is (code != "json")
    written = FORMATS[code].write(ours, "全部试题")
    reading = FORMATS[code].read(written.data)
    assert reading.items == tuple(item for item in ours if item.interaction in can_say)
    assert [each.row for each in written.lost] == unsaid
    assert (reading.refused, reading.unsupported, reading.offers) == ((), (), ())
