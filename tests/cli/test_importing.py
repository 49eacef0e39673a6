"""`banks import` on files that mean harm: exit code 1 and a sentence, and the writer of the database is not held."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.banks.formats.test_hostile import ENTITIES
from tests.banks.formats.test_hostile_files import BOMB, book, sheet
from tests.cli.conftest import Run

FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a cell in the last corner": ("a.xlsx", lambda: book(A1="题干", B1="答案", XFD1048576="x")),
    "entities in a sheet": ("a.xlsx", lambda: sheet(b'<row><c t="inlineStr"><is><t>&b;</t></is></c></row>', BOMB)),
    "millions of cells": ("a.xlsx", lambda: sheet(b"<row>" + b"<c><v>1</v></c>" * 3_000_000 + b"</row>")),
    "an XML bomb": ("a.xml", lambda: ENTITIES),
    "ten megabytes in one line": ("a.txt", lambda: b"1. " + b"x" * 10_000_000),
    "control characters": ("a.gift", lambda: b"\x00\x01\x02{}" * 1000),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_with_a_sentence(founded: Run, tmp_path: Path, name: str) -> None:
    file, build = FILES[name]
    (tmp_path / file).write_bytes(build())
    result = founded("banks", "import", tmp_path / file, "--bank", "any")
    assert result.exit_code == 1
    assert result.stderr.strip().endswith("。")
    assert "Traceback" not in result.output
