"""What the formats share: encodings, tidy texts, HTML to Markdown and back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.banks.formats.encodings import WINDOWS_1252, decode
from quiz_app.banks.formats.findings import Trouble
from quiz_app.banks.formats.lines import decoded
from quiz_app.banks.formats.markdown_texts import decimal_text, picture_name, tidy
from quiz_app.banks.formats.markup.to_html import to_html
from quiz_app.banks.formats.markup.to_markdown import to_markdown
from quiz_app.banks.formats.protocol import Unreadable
from tests.banks.formats.strategies import markdown


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_chinese_text_is_read_in_the_encodings_that_people_save_it_in(encoding: str) -> None:
    text = "码头几时关门？{=日落 ~日出}\n" * 3
    assert decoded(text.encode(encoding)) == text


def test_western_text_with_accents_is_not_taken_for_chinese() -> None:
    assert decode("Où est l'élève ? déjà vu, café crème.".encode("windows-1252")).encoding == WINDOWS_1252


def test_bytes_that_are_no_text_say_so() -> None:
    with pytest.raises(Unreadable, match="UTF-8"):
        decoded(bytes(range(128, 256)) * 20)


@given(text=st.text())
def test_a_tidy_text_stays_as_it_is(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(text=markdown.map(tidy))
def test_markdown_comes_back_from_html_sign_for_sign(text: str) -> None:
    html = to_html(text, {"图.png", "a.jpg"}, lambda name: f"files/{name}")
    shown: list[str] = []

    def show(source: str, words: str) -> str:
        shown.append(source)
        return f"![{words}](images/{source.removeprefix('files/')})"

    assert to_markdown(html, show, shown.append) == text
    assert all(source.startswith("files/") for source in shown)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>甲</p><p>乙<br>丙</p>", "甲\n\n乙\n丙"),
        ("<p>甲 <b> 乙 </b>丙</p>", "甲 **乙** 丙"),
        ("<ul><li>甲<ol><li>乙</li></ol></li><li>丙</li></ul>", "- 甲\n  1. 乙\n- 丙"),
        (
            "<table><tr><th>甲</th></tr><tr><td>1|2</td><td>3</td></tr></table>",
            "| 甲 |  |\n| --- | --- |\n| 1\\|2 | 3 |",
        ),
        ("H<sub>2</sub>O, x<sup>10</sup>", "H₂O, x¹⁰"),
        ("填<u>&nbsp;&nbsp;</u>空", "填____空"),
        ("<h2>题</h2><blockquote>引<br>文</blockquote>", "## 题\n\n> 引\n> 文"),
        ("<pre>a  b\n c</pre>", "```\na  b\n c\n```"),
        ("<a href='https://example.org/'>网</a> <a href='javascript:x'>坏</a>", "[网](https://example.org/) 坏"),
        ("<p onclick='x()'>甲</p><script>x()</script><style>p{}</style>", "甲"),
        ("a &lt;b&gt; &amp;amp;", "a <b> &amp;"),
    ],
)
def test_html_becomes_the_markdown_that_says_the_same(html: str, expected: str) -> None:
    assert to_markdown(html, lambda source, words: "", lambda what: None) == expected


@pytest.mark.parametrize("html", ["<div>" * 400 + "甲", "<i>" * 9000, "甲" * 60_000])
def test_html_that_is_too_deep_or_too_long_is_refused(html: str) -> None:
    with pytest.raises(Trouble):
        to_markdown(html, lambda source, words: "", lambda what: None)


@pytest.mark.parametrize("text", ["", "三", "nan", "inf", "1e999", "9" * 60, "1,5"])
def test_what_is_no_number_of_a_size_that_people_write_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        decimal_text(text)


def test_names_of_pictures_are_safe_and_their_own() -> None:
    assert picture_name("../a b.png", ()) == "a-b.png"
    assert picture_name("图.png", {"图.png", "图-2.png"}) == "图-3.png"
