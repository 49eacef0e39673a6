"""Encodings are recognised from bytes alone; what is no text ends in a sentence."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.banks.formats.encodings import GB18030, UTF_8, UTF_8_MARKED, UTF_16, WINDOWS_1252, decode
from quiz_app.banks.formats.protocol import Unreadable

PAPER = "一、单选题\r\n1. 党的根本宗旨是（B）。\r\nA. 依法治国\tB. 全心全意为人民服务\r\n答案：B"
TRADITIONAL = "一、單選題\n1. 黨的根本宗旨是（B）。學習貫徹習近平總書記重要講話精神，堅持黨的領導。"
WESTERN = "Zufällige Größen – “quotes”; déjà vu, café au lait à la crème, señor, 5 € naïve"


@pytest.mark.parametrize(
    ("data", "text", "name"),
    [
        (PAPER.encode(), PAPER, UTF_8),
        (b"\xef\xbb\xbf" + PAPER.encode(), PAPER, UTF_8_MARKED),
        (PAPER.encode("utf-16"), PAPER, UTF_16),
        (b"\xfe\xff" + PAPER.encode("utf-16-be"), PAPER, UTF_16),
        (PAPER.encode("utf-16-le"), PAPER, UTF_16),
        (PAPER.encode("utf-16-be"), PAPER, UTF_16),
        ("ANSWER: A\n".encode("utf-16-le"), "ANSWER: A\n", UTF_16),
        (PAPER.encode("gb18030"), PAPER, GB18030),
        (TRADITIONAL.encode("gb18030"), TRADITIONAL, GB18030),
        ("朱镕基𠮷".encode("gb18030"), "朱镕基𠮷", GB18030),
        (("A. " + "x" * 400 + "党").encode("gb18030"), "A. " + "x" * 400 + "党", GB18030),
        (WESTERN.encode("cp1252"), WESTERN, WINDOWS_1252),
        ("Qu'est-ce que le café?".encode("cp1252"), "Qu'est-ce que le café?", WINDOWS_1252),
        (b"plain ASCII", "plain ASCII", UTF_8),
        (b"one NUL \0 in a text", "one NUL \0 in a text", UTF_8),
        (b"", "", UTF_8),
    ],
)
def test_texts_are_decoded_as_they_were_encoded(data: bytes, text: str, name: str) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (text, name)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4,
        bytes(1000),
        b"\xff\xfe\x00\xd8",
        b"\xff\xfe\0\0" + "党".encode("utf-32-le"),
        b"\xef\xbb\xbf\xff",
        b"x" * (21 * 1024 * 1024),
    ],
    ids=["picture", "nuls", "half a surrogate", "utf-32", "marked but not utf-8", "too long"],
)
def test_what_is_no_text_ends_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"请.*。"):
        decode(data)


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    with suppress(Unreadable):
        assert isinstance(decode(data).text, str)


@given(
    st.text(st.sampled_from("党支部会议三会一课，。：（）ABCD1234 \n"), min_size=8).filter(lambda text: "党" in text)
)
def test_chinese_papers_are_recognised_in_both_encodings(text: str) -> None:
    assert decode(text.encode()).text == text
    assert decode(text.encode("gb18030")).text == text
