"""Whatever an office format writes it reads again, and what it could not carry is named."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz_app.banks.formats.paper_text.docx_lines import lines
from quiz_app.banks.formats.protocol import Format, Item
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.types.protocol import Interaction
from tests.banks.formats.office_items import any_text, items

XLSX, DOCX, PAPER, JSON = (FORMATS[code] for code in ("xlsx", "docx", "paper_text", "json"))
FEW = settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def assert_reads_back(office: Format, written: list[Item], title: str) -> None:
    reading = office.read(office.write(written, title).data)
    assert reading.refused == ()
    assert reading.items == tuple(office.carries(item) for item in written)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(items(PAPER.interactions), min_size=1, max_size=3), st.one_of(st.just(""), any_text))
def test_paper_text_reads_back(written: list[Item], title: str) -> None:
    assert_reads_back(PAPER, written, title)


@settings(max_examples=100)
@given(st.lists(items(JSON.interactions), min_size=1, max_size=3), any_text)
def test_json_reads_back_whole(written: list[Item], title: str) -> None:
    assert_reads_back(JSON, written, title)


@FEW
@given(st.lists(items(XLSX.interactions), min_size=5, max_size=30), any_text)
def test_a_workbook_reads_back(written: list[Item], title: str) -> None:
    assert_reads_back(XLSX, written, title)


@FEW
@given(st.lists(items(DOCX.interactions), min_size=5, max_size=30), any_text)
def test_a_word_document_reads_back(written: list[Item], title: str) -> None:
    assert_reads_back(DOCX, written, title)


@pytest.mark.parametrize("office", [XLSX, DOCX, PAPER, JSON], ids=["xlsx", "docx", "paper_text", "json"])
def test_what_is_carried_once_is_carried_for_ever(office: Format) -> None:
    @given(items(office.interactions))
    def holds(item: Item) -> None:
        assert office.carries(office.carries(item)) == office.carries(item)

    holds()


@given(items(JSON.interactions))
def test_json_carries_every_field_of_clean_text(item: Item) -> None:
    carried = JSON.carries(item)
    assert (carried.pictures, carried.points, carried.difficulty) == (item.pictures, item.points, item.difficulty)
    assert JSON.carries(carried) == carried
    assert JSON.write([carried], "").lost == ()


@pytest.mark.parametrize("office", [XLSX, DOCX, PAPER], ids=["xlsx", "docx", "paper_text"])
def test_what_cannot_be_written_at_all_is_named_and_the_rest_is_written(office: Format) -> None:
    pair = Item(Interaction.PAIR, "配对", ("甲", "乙"), ("一", "二"), (0, 1))
    judge = Item(Interaction.JUDGE, "对不对", key=(0,), feedback=("好", "不好"))
    written = office.write([pair, judge], "卷")
    assert [(lost.row, lost.what[:3]) for lost in written.lost] == [(1, "配对题"), (2, "各选项")]
    assert office.read(written.data).items == (office.carries(judge),)


def test_the_lines_of_a_written_document_are_those_of_the_text() -> None:
    judge = Item(Interaction.JUDGE, "对不对", key=(0,))
    text = PAPER.write([judge], "卷").data.decode()
    assert lines(DOCX.write([judge], "卷").data)["lines"] == text.split("\n")
