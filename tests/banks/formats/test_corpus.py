"""Awkward files as they come from other systems and from people, each with what must come of it."""

import json
from pathlib import Path

import pytest

from quiz_app.banks.formats.table import FORMATS

CORPUS = Path(__file__).parent / "corpus"
EXPECTED = json.loads((CORPUS / "expected.json").read_text())


def outcome(name: str) -> dict[str, object]:
    data = (CORPUS / name).read_bytes()
    (code,) = [code for code, known in FORMATS.items() if known.recognises(data, name)]
    reading = FORMATS[code].read(data)
    return {
        "format": code,
        "items": [
            f"{item.row} {item.interaction} | {item.stem} | {item.options} | {item.prompts} | {item.key}"
            for item in reading.items
        ],
        "beside": [f"{item.code} | {item.category} | {item.explanation} | {item.feedback}" for item in reading.items],
        "refused": [f"{refused.row} {refused.reason}" for refused in reading.refused],
        "unsupported": [f"{found.row} {found.what}" for found in reading.unsupported],
    }


def test_every_file_of_the_corpus_has_an_expected_outcome() -> None:
    assert sorted(EXPECTED) == sorted(path.name for path in CORPUS.iterdir() if path.name != "expected.json")


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_is_recognised_by_one_format_and_comes_out_as_expected(name: str) -> None:
    assert outcome(name) == EXPECTED[name]
