import json
import stat
import struct
import zipfile
from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from quiz_app.core.errors import NotFound, Refusal
from quiz_app.core.files import archives, docx, kinds
from quiz_app.core.files.archives import FileTooLarge, Limits, WrongFile, unpack
from quiz_app.core.files.limited import LimitHit, Unreadable, run_limited
from quiz_app.core.files.media import Media

PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
CONVERT = "quiz_app.core.files.docx:convert"
RENDER = "quiz_app.core.markdown:render_each"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return target.getvalue()


def linked(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def word(build: Callable[[Document], None]) -> bytes:
    document = Document()
    build(document)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def with_body(xml: str) -> bytes:
    """A Word document whose text part is `xml`."""
    source = zipfile.ZipFile(BytesIO(word(lambda document: None)))
    parts = [(name, xml if name == "word/document.xml" else source.read(name)) for name in source.namelist()]
    return zipped(*parts)


def encrypted() -> bytes:
    data = bytearray(zipped(("course.md", "x")))
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    data[6] |= 1
    return bytes(data)


def with_claimed_entries(count: int) -> bytes:
    data = bytearray(zipped(("course.md", "x")))
    struct.pack_into("<2H", data, len(data) - 22 + 8, count, count)
    return bytes(data)


def in_zip64() -> bytes:
    data = zipped(("course.md", "x"))
    return data[:-22] + b"PK\x06\x07" + bytes(16) + data[-22:]


def corrupt() -> bytes:
    data = bytearray(zipped(("course.md", "党" * 1000)))
    data[45:60] = b"\xff" * 15
    return bytes(data)


HOSTILE = {
    "a name that climbs out": (zipped(("../course.md", "x")), WrongFile),
    "a name that climbs out further in": (zipped(("a/../../course.md", "x")), WrongFile),
    "an absolute name": (zipped(("/etc/passwd", "x")), WrongFile),
    "a drive letter": (zipped(("C:/course.md", "x")), WrongFile),
    "a backslash": (zipped(("..\\course.md", "x")), WrongFile),
    "a dot for a folder": (zipped(("a/./course.md", "x")), WrongFile),
    "an empty folder name": (zipped(("a//course.md", "x")), WrongFile),
    "a line break in a name": (zipped(("a\ncourse.md", "x")), WrongFile),
    "a name that reads backwards": (zipped(("a\u202ecourse.md", "x")), WrongFile),
    "a very long name": (zipped(("a" * 201, "x")), WrongFile),
    "a symbolic link": (zipped((linked("course.md"), "/etc/passwd")), WrongFile),
    "a password": (encrypted(), WrongFile),
    "names that differ in case alone": (zipped(("course.md", "x"), ("Course.MD", "y")), WrongFile),
    "a file that is also a folder": (zipped(("a", "x"), ("a/", "")), WrongFile),
    "a zip within": (zipped(("more.zip", "x")), WrongFile),
    "a zip within under another name": (zipped(("more.png", zipped(("a", "x")))), WrongFile),
    "a rare compression": (zipped(("course.md", "x"), method=zipfile.ZIP_LZMA), WrongFile),
    "a damaged entry": (corrupt(), WrongFile),
    "a cut-off archive": (zipped(("course.md", "x"))[:-10], WrongFile),
    "no archive": ("这是一段文字".encode(), WrongFile),
    "nothing": (b"", WrongFile),
    "an entry that unpacks a thousandfold": (zipped(("a.md", bytes(5_000_000))), FileTooLarge),
    "an entry that is too large": (zipped(("a.png", bytes(21_000_000)), method=zipfile.ZIP_STORED), FileTooLarge),
    "too many entries": (zipped(*((f"{number}.md", "x") for number in range(501))), FileTooLarge),
    "a claim of very many entries": (with_claimed_entries(60_000), FileTooLarge),
    "the format for huge archives": (in_zip64(), FileTooLarge),
}


@pytest.mark.parametrize(("data", "refusal"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_archive_is_refused_with_a_sentence(data: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as caught:
        unpack(data)
    assert caught.value.message.endswith("。")


@pytest.mark.parametrize(
    "name", [name for name in HOSTILE if name not in ("a damaged entry", "a zip within under another name")]
)
def test_it_is_refused_before_anything_is_unpacked(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> bytes:
        raise AssertionError("an entry was unpacked")

    monkeypatch.setattr(archives, "_read", never)
    data, refusal = HOSTILE[name]
    with pytest.raises(refusal):
        unpack(data)


def test_the_sum_of_all_entries_counts_too() -> None:
    with pytest.raises(FileTooLarge, match="解开后超过 1 MB"):
        unpack(zipped(("a", bytes(600_000)), ("b", bytes(600_000))), Limits(total=archives.MEGABYTE))


def test_an_honest_archive_is_unpacked_without_the_litter_of_desktops() -> None:
    data = zipped(
        ("课程/", ""), ("课程/course.md", "编码: a"), ("__MACOSX/课程/._course.md", "x"), ("课程/.DS_Store", "x")
    )
    assert unpack(data) == {"课程/course.md": "编码: a".encode()}


@pytest.mark.parametrize("name", ["目录.md", "图片.md", "第一课.md"])
@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_are_read_as_meant_though_the_archive_does_not_say_how(name: str, encoding: str) -> None:
    raw = name.encode(encoding)
    data = bytearray(zipped(("~" * len(raw), "x")).replace(b"~" * len(raw), raw))
    assert archives.names(bytes(data)) == {name}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, kinds.PNG),
        (b"\xff\xd8\xff\xe0", kinds.JPEG),
        (b"GIF89a", kinds.GIF),
        (b"RIFF\0\0\0\0WEBP", kinds.WEBP),
        (b"<svg onload='alert(1)'/>", None),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_pictures_are_known_by_their_content(data: bytes, kind: kinds.Picture | None) -> None:
    assert kinds.picture(data) is kind


def test_documents_are_known_by_their_content() -> None:
    assert kinds.document(word(lambda document: None)) == kinds.DOCX
    assert kinds.document(zipped(("course.md", "x"))) == kinds.ZIP
    assert kinds.document(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)) == kinds.OLD_DOC
    assert kinds.document(b"%PDF-1.7") is None
    with pytest.raises(WrongFile):
        kinds.document(zipped(("../word/document.xml", "x")))


def test_a_word_document_becomes_markdown_in_sections() -> None:
    def build(document: Document) -> None:
        document.add_heading("怎样开好党小组会", 0)
        document.add_paragraph("四课学完。")
        document.add_heading("会前", 1)
        paragraph = document.add_paragraph("议题要")
        paragraph.add_run("提前三天").bold = True
        paragraph.add_run("定，*星号* 和 [方括号] 照旧，<b>也是。")
        document.add_heading("规定", 2)
        document.add_paragraph("党小组会一般每月召开1次", "Quote")
        document.add_paragraph("——《中国共产党支部工作条例（试行）》第十三条", "Quote")
        document.add_paragraph("通知", "List Bullet")
        document.add_paragraph("签到", "List Bullet")
        table = document.add_table(2, 2)
        table.cell(0, 0).text, table.cell(0, 1).text, table.cell(1, 0).text = "事项", "甲|乙", "议题"
        document.add_picture(BytesIO(PNG))
        document.add_paragraph("# 不是标题")
        document.add_heading("会后", 1)
        document.add_paragraph("整理记录。")

    found = run_limited(CONVERT, word(build))
    assert found["title"] == "怎样开好党小组会"
    assert [section["title"] for section in found["sections"]] == ["", "会前", "会后"]
    (path,) = found["pictures"]
    assert b64decode(found["pictures"][path]) == PNG
    assert found["sections"][1]["markdown"].split("\n\n") == [
        r"议题要**提前三天**定，\*星号\* 和 \[方括号\] 照旧，<b>也是。",
        "## 规定",
        "> 党小组会一般每月召开1次\n>\n> ——《中国共产党支部工作条例（试行）》第十三条",
        "- 通知\n- 签到",
        "| 事项 | 甲\\|乙 |\n|---|---|\n| 议题 |  |",
        f"![]({path})",
        r"\# 不是标题",
    ]


def test_a_picture_that_no_browser_shows_is_named_and_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "picture", lambda data: None)
    found = docx.convert(word(lambda document: document.add_picture(BytesIO(PNG))))
    assert found["pictures"] == {}
    assert found["left_out"] == ["文档里有一张 image/png 格式的图片没有收下，请另存为 PNG 或 JPEG 后再插入。"]


def test_a_document_that_needs_too_much_memory_ends_in_a_sentence() -> None:
    body = "<w:p><w:r><w:t>党</w:t></w:r></w:p>" * 400_000
    with pytest.raises(LimitHit, match="内存太多"):
        run_limited(CONVERT, with_body(f"<w:document {WORD}><w:body>{body}</w:body></w:document>"))


def test_entities_that_multiply_end_in_a_sentence() -> None:
    entities = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10))
    text = f"<!DOCTYPE d [<!ENTITY e0 '{'党' * 50}'>{entities}]><w:document {WORD}><w:body><w:p><w:r><w:t>&e9;"
    with pytest.raises((LimitHit, Unreadable)):
        run_limited(CONVERT, with_body(f"{text}</w:t></w:r></w:p></w:body></w:document>"))


def test_a_document_cannot_read_the_files_of_the_server(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("绝密")
    text = f"<!DOCTYPE d [<!ENTITY e SYSTEM '{secret.as_uri()}'>]><w:document {WORD}><w:body><w:p><w:r><w:t>甲&e;乙"
    found = run_limited(CONVERT, with_body(f"{text}</w:t></w:r></w:p></w:body></w:document>"))
    assert "绝密" not in json.dumps(found, ensure_ascii=False)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", with_body("not xml"), zipped(("word/document.xml", ""))])
def test_a_broken_document_ends_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable, match="读不出来"):
        run_limited(CONVERT, data)


def test_work_that_takes_too_long_ends_in_a_sentence() -> None:
    with pytest.raises(LimitHit, match="超过了 1 秒"):
        run_limited(RENDER, json.dumps(["[" * 30_000]).encode(), seconds=1)


def test_text_that_is_nested_too_deeply_is_refused() -> None:
    nested = "".join(" " * 4 * depth + "- a\n" for depth in range(400))
    with pytest.raises(Unreadable):
        run_limited(RENDER, json.dumps([nested]).encode())


def test_the_limited_process_sees_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZ_APP_SECRET_KEY", "s" * 40)
    assert run_limited("os:getenvb", b"QUIZ_APP_SECRET_KEY") is None
    with pytest.raises(Unreadable):  # one that it does have: bytes, which are no JSON
        run_limited("os:getenvb", b"PYTHONPATH")


def test_media_are_kept_once_and_found_by_digest(tmp_path: Path) -> None:
    media = Media(tmp_path / "media")
    digest = media.keep(PNG)
    assert media.keep(PNG) == digest
    assert media.read(digest) == PNG
    assert len([path for path in (tmp_path / "media").rglob("*") if path.is_file()]) == 1
    with pytest.raises(NotFound):
        media.read("0" * 64)
