"""Files that mean harm, read within the time and the memory that a file may cost: each ends in a sentence."""

from collections.abc import Mapping

import pytest

from quiz_app.core.files.limited import run_limited
from tests.banks.formats.packages import manifest, packed

MILLION = 10**6
LAUGHS = "".join(f'<!ENTITY {chr(98 + step)} "{f"&{chr(97 + step)};" * 10}">' for step in range(9))
ENTITIES = f'<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "aaaaaaaaaa">{LAUGHS}]><quiz>&j;</quiz>'.encode()
OUTSIDE = b'<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz><question type="essay">&a;</question></quiz>'
TEXT = "<quiz><question type='essay'><questiontext><text>{}</text></questiontext></question></quiz>"

FILES: Mapping[str, tuple[str, bytes, str]] = {
    "ten megabytes in one line": ("gift", b"x" * 10 * MILLION, "10000000 个字"),
    "ten megabytes of answers in one question": ("gift", b"a{" + b"~" * 10 * MILLION + b"}", "个字"),
    "ten megabytes of escapes": ("gift", b"\\" * 10 * MILLION, "个字"),
    "a million questions": ("gift", b"a{=b}\n\n" * MILLION, "行"),
    "nothing but braces": ("gift", b"{\n\n" * 200_000, "2000 多道"),
    "control characters": ("gift", b"\x00\x01\x02{}" * 1000, "不是文本"),
    "tags without end": ("gift", (b"[html]" + b"<div>" * 4000 + b"{}\n\n") * 200, "嵌套"),
    "brackets without end": ("gift", (b"[html]" + b"<" * 40_000 + b"{}\n\n") * 100, "标签太多"),
    "an enormous number": ("gift", b"a{#1e999999999}", "不是数值"),
    "ten megabytes of options": ("aiken", b"A. x\n" * 2 * MILLION, "行"),
    "entities in entities": ("moodle-xml", ENTITIES, "实体"),
    "an entity from outside": ("moodle-xml", OUTSIDE, "实体"),
    "a depth of a million": ("moodle-xml", b"<quiz>" + b"<a>" * MILLION, "层次太深"),
    "four million tags in a question": ("moodle-xml", b"<quiz><question>" + b"<a/>" * 4 * MILLION, "标签太多"),
    "four million tags beside questions": ("moodle-xml", b"<quiz>" + b"<a/>" * 4 * MILLION, "标签太多"),
    "a million attributes": ("moodle-xml", b"<quiz " + b'a=">" ' * MILLION + b"/>", "标签"),
    "a name of fifteen megabytes": ("moodle-xml", b"<quiz><" + b"a" * 15 * MILLION + b"/></quiz>", "没有题目"),
    "a comment of fifteen megabytes": ("moodle-xml", b"<quiz><!--" + b"a" * 15 * MILLION + b"--></quiz>", "没有题目"),
    "fifteen megabytes of text": ("moodle-xml", TEXT.format("x" * 15 * MILLION).encode(), "个字"),
    "gaps without end": ("moodle-xml", TEXT.replace("essay", "cloze").format("{1:SA:=" * 7000).encode(), "没有空"),
    "half a file": ("moodle-xml", TEXT.encode()[:60], "完整"),
    "a control character in XML": ("moodle-xml", TEXT.format("a\x01").encode(), "完整"),
    "a zip bomb": ("qti", packed({"imsmanifest.xml": manifest(["a"]), "a": b"\0" * 100 * MILLION}), "超过 20 MB"),
    "an XML bomb in a zip": ("qti", packed({"imsmanifest.xml": ENTITIES}), "实体"),
    "an item of four million tags": (
        "qti",
        packed({"imsmanifest.xml": manifest(["a"]), "a": b"".join(b"<a%d/>" % number for number in range(MILLION))}),
        "完整",
    ),
    "a way out of the package": ("qti", packed({"../a.xml": b""}), "指向包外"),
    "a zip in a zip": ("qti", packed({"a.zip": b""}), "还有压缩包"),
    "a broken zip": ("qti", packed({"imsmanifest.xml": manifest(["a"])})[:80], "zip"),
    "one item listed five thousand times": (
        "qti",
        packed({"imsmanifest.xml": manifest(["a"] * 5_000), "a": b"<b/>"}),
        "2000 多道",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_ends_in_a_sentence_within_ten_seconds_and_256_megabytes(name: str) -> None:
    code, data, sentence = FILES[name]
    outcome = run_limited("tests.banks.formats.limited_reading:read", code.encode() + b"\n" + data)
    said = [outcome["unreadable"]] if "unreadable" in outcome else outcome["refused"]
    assert any(sentence in reason for reason in said), said


def test_scripts_never_come_in_and_are_named() -> None:
    html = "甲<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>乙</a>"
    outcome = run_limited(
        "tests.banks.formats.limited_reading:read", f"gift\n[html]{html}{{}}".replace("=", "\\=").encode()
    )
    assert outcome["items"] == 1
    assert "脚本" in outcome["unsupported"]
