"""Texts with places for names."""

from quiz_app.certificates.wording import LONGEST_TEXT, PLACES, filled, places_in, problem


def test_every_place_is_filled() -> None:
    template = "".join(f"{{{place}}}" for place in PLACES)
    assert problem(template) is None
    assert filled(template, dict.fromkeys(PLACES, "甲")) == "甲甲甲甲"
    assert places_in("{name}在{contest}") == {"name", "contest"}


def test_what_is_put_in_is_not_read_again() -> None:
    assert filled("{contest}：{name}", {"contest": "{name}杯", "name": "{unit}"}) == "{name}杯：{unit}"


def test_a_place_is_no_format_of_python() -> None:
    for text in ("{name.__class__}", "{0}", "{name!r}", "{name:>99999999}"):
        assert "不认识" in (problem(text) or "")
        assert filled(text, {"name": "安然"}) == text


def test_a_text_that_is_empty_or_too_long_is_refused_with_what_to_do() -> None:
    assert problem(" \n") == "请填写证书的文字。"
    assert "请写短一些" in (problem("字" * (LONGEST_TEXT + 1)) or "")
    assert problem("字" * LONGEST_TEXT) is None
