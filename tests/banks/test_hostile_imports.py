"""Hostile files through the page and through the command: a sentence, nothing taken, and little time and memory.

What each file does to its reader alone is in tests/banks/formats; here is the whole way, with the limits measured.
"""

import io
import resource
import time
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.tables.questions import Question, QuestionBank
from quiz_app.core.files import limited
from tests.banks.formats.packages import manifest, packed
from tests.banks.formats.test_hostile import ENTITIES, MILLION
from tests.banks.formats.test_hostile_files import BOMB, PARAGRAPH, body, book, sheet

MEGABYTE = 1024 * 1024
FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a cell in the last corner": ("a.xlsx", lambda: book(A1="题干", B1="答案", XFD1048576="x")),
    "a sheet of blanks": ("a.xlsx", lambda: sheet(b" " * (90 * MEGABYTE))),
    "entities in a sheet": ("a.xlsx", lambda: sheet(b'<row><c t="inlineStr"><is><t>&b;</t></is></c></row>', BOMB)),
    "as many cells as are opened": ("a.xlsx", lambda: sheet((b"<row>" + b"<c/>" * 49 + b"</row>") * 29_000)),
    "millions of cells": ("a.xlsx", lambda: sheet(b"<row>" + b"<c><v>1</v></c>" * 3_000_000 + b"</row>")),
    "half a workbook": ("a.xlsx", lambda: book(**{f"A{n}": "x" * 50 for n in range(1, 400)})[:4000]),
    "entities in a document": ("a.docx", lambda: body(PARAGRAPH % b"&b;", BOMB)),
    "an XML bomb": ("a.xml", lambda: ENTITIES),
    "a zip bomb": ("a.zip", lambda: packed({"imsmanifest.xml": manifest(["a"]), "a": b"\0" * 100 * MILLION})),
    "ten megabytes in one line": ("a.txt", lambda: b"1. " + b"x" * (10 * MEGABYTE)),
    "ten megabytes in one line of GIFT": ("a.gift", lambda: b"x" * 10 * MILLION + b"{=a ~b}"),
    "control characters": ("a.gift", lambda: b"\x00\x01\x02{}" * 1000),
}
MOST_CPU, MOST_MEMORY = 10.0, 256 * MEGABYTE


@pytest.fixture
def bank(database, load) -> int:
    load()
    with database.reading() as session:
        return session.scalars(select(QuestionBank.id)).one()


def count(database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Question))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", FILES)
def test_on_the_page_a_hostile_file_ends_in_a_sentence_and_leaves_nothing(
    app, sign_in, cast, bank, database, run_jobs, name
) -> None:
    file, build = FILES[name]
    client, data, before = sign_in(app.test_client(), cast.root), build(), count(database)
    sent = {"file": (io.BytesIO(data), file), "text": "", "format": ""}
    there = client.post(f"/banks/{bank}/import", data=sent)
    assert there.status_code == 303
    began = _cpu_of_children()
    run_jobs()
    assert _cpu_of_children() - began < MOST_CPU
    page = client.get(there.location)
    assert page.status_code == 200
    assert 'class="alert danger"' in page.text or "现在没有可以收下的题目" in page.text
    assert client.post(f"{there.location}/confirmation").status_code in (303, 404, 409)
    run_jobs()
    assert count(database) == before


def test_reading_may_take_no_more_memory_than_is_promised() -> None:
    assert limited.MEMORY <= MOST_MEMORY
    with pytest.raises(limited.LimitHit, match="内存"):
        limited.run_limited("tests.banks.greedy:hold_more_than_is_promised", b"")


def test_reading_that_never_ends_is_ended_within_ten_seconds_of_work() -> None:
    assert limited.SECONDS < MOST_CPU
    allowed, above = 2, MOST_CPU - limited.SECONDS
    began, clock = _cpu_of_children(), time.monotonic()
    with pytest.raises(limited.LimitHit, match=f"{allowed} 秒"):
        limited.run_limited("tests.banks.greedy:never_end", b"", seconds=allowed)
    assert _cpu_of_children() - began < allowed + above
    assert time.monotonic() - clock < 3 * MOST_CPU


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_scripts_in_stems_are_text_on_every_page_of_the_import(app, sign_in, cast, bank, run_jobs) -> None:
    client = sign_in(app.test_client(), cast.root)
    data = book(A1="题型", B1="题干", C1="答案", A2="判断", B2="<script>alert(1)</script>浮标每季检查一次。", C2="对")
    there = client.post(
        f"/banks/{bank}/import", data={"file": (io.BytesIO(data), "<b>.xlsx"), "text": "", "format": ""}
    )
    run_jobs()
    page = client.get(there.location).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    done = client.post(f"{there.location}/confirmation")
    run_jobs()
    for address in (done.location, "/me/jobs", f"/banks/{bank}"):
        shown = client.get(address).text
        assert "<script>alert" not in shown
        assert "<b>.xlsx" not in shown


def test_an_honest_file_of_twenty_thousand_rows_is_read_within_the_same_limits() -> None:
    rows = b"".join(
        b'<row><c t="inlineStr"><is><t>%d \xe5\x8f\xb7\xe6\xb5\xae\xe6\xa0\x87\xe6\xaf\x8f\xe5\xad\xa3\xe6\xa3\x80'
        b"\xe6\x9f\xa5\xe3\x80\x82</t></is></c>"
        % n
        + b'<c t="inlineStr"><is><t>\xe5\xaf\xb9</t></is></c>' * 2
        + b'<c t="inlineStr"><is><t>\xe8\xaf\xb4\xe6\x98\x8e</t></is></c>' * 7
        + b"</row>"
        for n in range(20_000)
    )
    titles = "".join(f'<c t="inlineStr"><is><t>{title}</t></is></c>' for title in ("题干", "答案", "题型"))
    began = _cpu_of_children()
    reading = FORMATS["xlsx"].read(sheet(b"<row>" + titles.encode() + b"</row>" + rows))
    assert len(reading.items) + len(reading.refused) == 20_000
    assert _cpu_of_children() - began < limited.SECONDS


def _cpu_of_children() -> float:
    """Seconds of CPU of the processes that read files."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
