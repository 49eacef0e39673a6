"""Our own questions go through every office format and come back word for word, with nothing lost and no slip seen."""

import pytest

from quiz_app.banks.formats.protocol import Item
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.text_format import reader
from quiz_app.banks.types.table import TYPES
from tests.house.source import ROOT


def our_questions() -> list[Item]:
    paths = [path for path in sorted((ROOT / "question_banks").glob("*.md")) if path.name != "README.md"]
    return [
        Item(
            TYPES[question.type].interaction,
            question.stem,
            question.options,
            question.prompts,
            question.key,
            question.explanation,
            question.difficulty,
            question.knowledge_points,
            tuple((str(basis.citation), basis.quotation) for basis in question.bases),
            code=question.code,
        )
        for path in paths
        for question in reader.read(path.read_text(), path.name).questions
    ]


@pytest.mark.parametrize("code", ["xlsx", "docx", "paper_text", "json"])
def test_our_questions_come_back_word_for_word(code: str) -> None:
    ours = our_questions()
    assert len(ours) > 1000
    written = FORMATS[code].write(ours, "全部试题")
    reading = FORMATS[code].read(written.data)
    assert reading.items == tuple(ours)
    assert (written.lost, reading.refused, reading.unsupported, reading.offers) == ((), (), (), ())
