"""Hostile files end in a sentence or in refused rows, in a process that has 10 s and 256 MB for all of it."""

import random
import resource
import zipfile
from io import BytesIO

import pytest
from docx import Document
from openpyxl import Workbook

from quiz_app.banks.formats.table import FORMATS
from quiz_app.core.files.limited import run_limited

MEGABYTE = 1024 * 1024
OFFICE = ("xlsx", "docx", "paper_text", "json")
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
BODY = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'
BOMB = b'<!DOCTYPE x [<!ENTITY a "' + b"y" * 1000 + b'"><!ENTITY b "' + b"&a;" * 1000 + b'">]>'


def read(code: str, data: bytes) -> dict:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = run_limited("tests.banks.formats.hostile_reading:read", code.encode() + b"\n" + data, seconds=20)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 10
    return ended


def book(**cells: object) -> bytes:
    made, target = Workbook(), BytesIO()
    for place, value in cells.items():
        made.active[place] = value
    made.save(target)
    return target.getvalue()


def word(*paragraphs: str) -> bytes:
    made, target = Document(), BytesIO()
    for text in paragraphs:
        made.add_paragraph(text)
    made.save(target)
    return target.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The archive with one part changed."""
    source, target = zipfile.ZipFile(BytesIO(data)), BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in source.infolist():
            made.writestr(entry.filename, content if entry.filename == name else source.read(entry))
    return target.getvalue()


def sheet(rows: bytes, before: bytes = b"") -> bytes:
    return with_part(book(A1="题干"), "xl/worksheets/sheet1.xml", before + SHEET % rows)


def body(content: bytes, before: bytes = b"") -> bytes:
    return with_part(word("x"), "word/document.xml", before + BODY % content)


def items_of(entry: str, count: int) -> bytes:
    return ('{"format": "quiz-app-questions", "version": 1, "items": [' + ",".join([entry] * count) + "]}").encode()


PARAGRAPH = b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>"
WHOLE_FILES = {
    "a cell in the last corner": ("xlsx", lambda: book(A1="题干", B1="答案", XFD1048576="x")),
    "a cell far below": ("xlsx", lambda: book(A1="题干", B1="答案", A1048576="x")),
    "entities in a sheet": ("xlsx", lambda: sheet(b'<row><c t="inlineStr"><is><t>&b;</t></is></c></row>', BOMB)),
    "a bomb of blanks in a sheet": ("xlsx", lambda: sheet(b" " * (90 * MEGABYTE))),
    "millions of cells": ("xlsx", lambda: sheet(b"<row>" + b"<c><v>1</v></c>" * 3_000_000 + b"</row>")),
    "rows of empty cells": ("xlsx", lambda: sheet((b"<row>" + b"<c/>" * 50 + b"</row>") * 300_000)),
    "half a workbook": ("xlsx", lambda: book(**{f"A{n}": "x" * 50 for n in range(1, 400)})[:4000]),
    "ten megabytes in a cell": (
        "xlsx",
        lambda: sheet(b'<row><c t="inlineStr"><is><t>' + b"x" * 10 * MEGABYTE + b"</t></is></c></row>"),
    ),
    "entities in a document": ("docx", lambda: body(PARAGRAPH % b"&b;", BOMB)),
    "a bomb of blanks in a document": ("docx", lambda: body(b" " * (50 * MEGABYTE))),
    "half a document": ("docx", lambda: word("1. 题")[:3000]),
    "a deep document": ("docx", lambda: body(b"<w:p>" * 100_000 + b"</w:p>" * 100_000)),
    "ten megabytes in a paragraph": ("docx", lambda: body(PARAGRAPH % (b"1. " + b"x" * 10 * MEGABYTE))),
    "a million paragraphs": ("docx", lambda: body(PARAGRAPH % b"1. x" * 400_000)),
    "ten megabytes in a line": ("paper_text", lambda: b"1. " + b"x" * (10 * MEGABYTE)),
    "a million questions": ("paper_text", lambda: b"1.\n" * 1_000_000),
    "a quarter million questions": ("paper_text", lambda: b"".join(b"%d. x\n" % n for n in range(1, 250_000))),
    "a line of letters": ("paper_text", lambda: b"1. x\n" + b"A." * 5_000_000),
    "deep lists": ("json", lambda: b"[" * 500_000),
    "millions of lists": ("json", lambda: items_of("[]", 5_000_000)),
    "millions of texts": ("json", lambda: items_of('"ab"', 4_000_000)),
    "no end": ("json", lambda: items_of('{"stem": "x"}', 9)[:-2]),
    "another version": ("json", lambda: items_of("{}", 1).replace(b'"version": 1', b'"version": 2')),
    "a huge integer": (
        "json",
        lambda: items_of('{"stem": ' + "9" * 400_000 + "}", 1).replace(b": 1,", b": " + b"9" * 5000 + b","),
    ),
}
ROWS = {
    "brackets without end": ("paper_text", lambda: ("1. " + "（" * 39_000 + "\n").encode() * 60),
    "letters in one line": ("paper_text", lambda: b"1. x\n" + b" A. " * 9_000 + b"\n"),
    "underscores": ("paper_text", lambda: b"1. " + b"_ " * 19_000 + b"\n" + "答案：|".encode() + b"|" * 30_000),
    "numbers in a list of answers": ("paper_text", lambda: "1. 题\n参考答案\n1-5 ABCDE\n".encode() + b"1-499 " * 6_000),
    "backslashes": ("paper_text", lambda: "1. 题\n答案：".encode() + b"\\" * 39_000),
    "signs in an answer": (
        "xlsx",
        lambda: book(A1="题干", B1="答案", C1="A", A2="x", B2="1" * 30_000, C2="y", D1="B", D2="z"),
    ),
    "slashes in an answer": ("xlsx", lambda: book(A1="题干", B1="答案", A2="____", B2="/ | " * 8_000)),
    "arrows in an order": ("xlsx", lambda: book(A1="题型", B1="题干", C1="答案", A2="排序", B2="x", C2="-" * 32_000)),
    "wrong shapes": ("json", lambda: items_of('{"stem": 1, "key": {"a": 1}, "options": 3, "pictures": [1]}', 300)),
    "no objects": ("json", lambda: items_of("7", 300)),
    "a picture that climbs": (
        "json",
        lambda: items_of('{"interaction": "judge", "stem": "x", "pictures": [{"name": "../x", "data": "QQ=="}]}', 1),
    ),
}


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_the_whole_file_ends_in_a_sentence(name: str) -> None:
    code, build = WHOLE_FILES[name]
    ended = read(code, build())
    assert ended.get("unreadable", "").endswith("。"), ended


@pytest.mark.parametrize("name", ROWS)
def test_hostile_rows_are_refused_and_not_taken(name: str) -> None:
    code, build = ROWS[name]
    ended = read(code, build())
    assert ended.get("items") == 0, ended
    assert ended["refused"] > 0


@pytest.mark.parametrize("code", OFFICE)
def test_noise_ends_in_a_sentence(code: str) -> None:
    noise = random.Random(7)
    for start in (
        b"",
        b"PK\x03\x04",
        b"\xff\xfe",
        b'{"format": "quiz-app-questions"',
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ):
        ended = read(code, start + noise.randbytes(5_000))
        assert ended.get("unreadable", "").endswith("。"), (start, ended)


@pytest.mark.parametrize("code", OFFICE)
def test_a_file_of_another_format_ends_in_a_sentence_or_holds_no_question(code: str) -> None:
    for other in set(OFFICE) - {code}:
        ended = read(code, FORMATS[other].write([], "空").data)
        assert ended.get("unreadable", "").endswith("。"), (other, ended)


def test_scripts_and_control_characters_are_text_like_any_other() -> None:
    text = "1. <script>alert(1)</script>\x00\x1b[31m（√）\n"
    reading = FORMATS["paper_text"].read(text.encode())
    assert [item.stem for item in reading.items] == ["<script>alert(1)</script>[31m（　　）"]
    assert [unsupported.what for unsupported in reading.unsupported] == ["有不可见的控制字符，已经去掉。"]
