"""The code on the paper, looked at as a camera does: every module where it belongs, and white around it."""

import json
from io import BytesIO
from pathlib import Path

import segno
import typst
from PIL import Image

from quiz_app.certificates.printing import TEMPLATE, check_address, content
from quiz_app.core.printing.pdf import chosen_fonts, installed
from tests.certificates.test_archives import ADDRESS, PAPER

LEFT, BOTTOM, SIDE, QUIET = 36, 22, 25, 4
"""Of the code on the page, in millimetres; the quiet zone in modules."""


def test_a_printed_code_shows_the_address_of_its_number(tmp_path: Path) -> None:
    serif, sans = chosen_fonts(installed())
    given = {**content(PAPER, ADDRESS), "serif": serif, "sans": sans}
    (tmp_path / "document.json").write_text(json.dumps(given))
    (tmp_path / "main.typ").write_bytes(TEMPLATE.read_bytes())
    page = typst.compile(tmp_path / "main.typ", root=tmp_path, format="png", ppi=300)
    image = Image.open(BytesIO(page)).convert("L")
    expected = [list(row) for row in segno.make(check_address(ADDRESS, PAPER.number), error="m", micro=False).matrix]
    millimetre = image.width / 297
    module = SIDE * millimetre / len(expected)
    left, top = LEFT * millimetre, image.height - (BOTTOM + SIDE) * millimetre

    def dark(row: int, column: int) -> int:
        return int(image.getpixel((int(left + (column + 0.5) * module), int(top + (row + 0.5) * module))) < 128)

    size = range(len(expected))
    assert [[dark(row, column) for column in size] for row in size] == expected
    around = list(range(-QUIET, len(expected) + QUIET))
    assert not any(dark(row, column) for row in around for column in around if not {row, column} <= set(size))
