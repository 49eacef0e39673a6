"""Slips are offered as mends: what it is, and the item as it would be. The item itself stays as it stands."""

import unicodedata

import pytest

from quiz_app.banks.formats.offers import offer_for, offered
from quiz_app.banks.formats.protocol import Item
from quiz_app.banks.formats.traditional import ANY_TRADITIONAL, simplified
from quiz_app.banks.types.protocol import Interaction


def choice(stem: str = "题干", options: tuple[str, ...] = ("甲", "乙"), **more: object) -> Item:
    return Item(Interaction.CHOOSE_ONE, stem, options, key=(0,), **more)


@pytest.mark.parametrize(
    "options",
    [
        ("A. 甲", "B. 乙"),
        ("A．甲", "B．乙"),
        ("A、甲", "B、乙"),
        ("(A)甲", "(B)乙"),
        ("Ａ：甲", "Ｂ：乙"),
        ("a) 甲", "b) 乙"),
    ],
)
def test_options_that_carry_their_own_letter(options: tuple[str, ...]) -> None:
    offer = offer_for(choice(options=options, row=7))
    assert offer is not None
    assert (offer.row, offer.mended.options) == (7, ("甲", "乙"))
    assert "选项里又写了一遍字母" in offer.reason


@pytest.mark.parametrize("options", [("A. 甲", "乙"), ("B. 甲", "A. 乙"), ("A", "B"), ("A股", "B股"), ("甲A.", "乙B.")])
def test_letters_that_may_be_meant_are_left_alone(options: tuple[str, ...]) -> None:
    assert offer_for(choice(options=options)) is None


def test_keys_with_blanks_around() -> None:
    item = Item(Interaction.FILL, "____", key=((" 党章 ", "章程"),))
    offer = offer_for(item)
    assert offer is not None
    assert (offer.mended.key, offer.reason) == ((("党章", "章程"),), "答案前后有空格。")


def test_full_width_letters_and_digits_but_not_punctuation() -> None:
    offer = offer_for(choice("２０１８年，ＧＤＰ（亿元）：", explanation="ａ１"))
    assert offer is not None
    assert (offer.mended.stem, offer.mended.explanation) == ("2018年，GDP（亿元）：", "a1")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("習(xí)近平", "习近平"),
        ("学（xué）习（xí）", "学习"),
        ("踔厉(chuō lì)奋发", "踔厉奋发"),
        ("绿(lǜ)水", "绿水"),
    ],
)
def test_inline_pinyin(written: str, meant: str) -> None:
    offer = offer_for(choice(written))
    assert offer is not None
    assert offer.mended.stem == meant
    assert "夹有注音" in offer.reason


@pytest.mark.parametrize("text", ["党(CPC)", "函数f(x)", "甲（a）", "café (é)", "会议（xx）"])
def test_latin_words_in_brackets_are_no_pinyin(text: str) -> None:
    assert offer_for(choice(text)) is None


def test_traditional_characters_everywhere_but_in_quotations() -> None:
    basis = ("《章程》（2022）第三条", "黨員")
    offer = offer_for(choice("黨的領導", ("學習", "實踐"), bases=(basis,), explanation="總書記"))
    assert offer is not None
    mended = offer.mended
    assert (mended.stem, mended.options, mended.explanation) == ("党的领导", ("学习", "实践"), "总书记")
    assert mended.bases == (basis,)


def test_several_slips_of_one_question_are_one_offer() -> None:
    offers = offered([choice("黨(dǎng)在１９２１年", ("A. 甲", "B. 乙")), choice()])
    assert [(offer.mended.stem, offer.mended.options) for offer in offers] == [("党在1921年", ("甲", "乙"))]
    assert offers[0].reason == "选项里又写了一遍字母；有全角的字母或数字；夹有注音；有繁体字。"


def test_nothing_is_offered_for_a_mended_question() -> None:
    offer = offer_for(choice("習(xí)Ａ", ("A. 學", "B. 習")))
    assert offer is not None
    assert offer_for(offer.mended) is None


def test_no_character_of_simplified_texts_is_in_the_table() -> None:
    every = "".join(chr(code) for code in range(0x4E00, 0x9FFF))
    table = {sign: simplified(sign) for sign in every if ANY_TRADITIONAL.match(sign)}
    assert len(table) > 700
    assert not set(table) & set(table.values())
    assert all(len(plain) == 1 and unicodedata.category(plain) == "Lo" for plain in table.values())
    assert not any(sign.encode("gb2312", "ignore") for sign in table)
