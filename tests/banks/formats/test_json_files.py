"""Our own JSON: complete and versioned; what is not of its shape is refused field by field."""

import json
from fractions import Fraction

import pytest

from quiz_app.banks.formats.protocol import Item, Picture, Unreadable
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.types.protocol import Interaction

JSON = FORMATS["json"]
WHOLE = Item(
    Interaction.PAIR,
    "连一连 ![](images/图.png)",
    ("甲", "乙"),
    ("一", "二"),
    (1, 0),
    "因为",
    3,
    ("党费", "义务"),
    (("《章程》（2022）第三条", "原话"),),
    Fraction(1, 3),
    "a-1",
    "党章/总纲",
    ("好", ""),
    (Picture("图.png", b"\x89PNG\0\xff"),),
)


def entry(**changes: object) -> bytes:
    item = {"interaction": "choose_one", "stem": "问", "options": ["甲", "乙"], "key": [0]} | changes
    return json.dumps({"format": "quiz-app-questions", "version": 1, "items": [item]}).encode()


def test_every_field_of_an_item_travels() -> None:
    written = JSON.write([WHOLE], "卷")
    assert JSON.read(written.data).items == (WHOLE,)
    assert written.lost == ()
    assert json.loads(written.data)["items"][0]["points"] == "1/3"


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"interaction": "guess"}, "interaction"),
        ({"stem": None}, "stem"),
        ({"stem": 3}, "stem"),
        ({"options": "甲乙"}, "options"),
        ({"key": [2]}, "key"),
        ({"key": [-1]}, "key"),
        ({"key": [True]}, "key"),
        ({"key": [["a"], 1]}, "key"),
        ({"difficulty": 4}, "difficulty"),
        ({"points": "0"}, "points"),
        ({"points": "1/0"}, "points"),
        ({"points": 2}, "points"),
        ({"bases": [["只有出处"]]}, "bases"),
        ({"pictures": [{"name": "../a.png", "data": "QQ=="}]}, "pictures"),
        ({"pictures": [{"name": "a.png", "data": "Q"}]}, "pictures"),
    ],
)
def test_a_field_of_the_wrong_shape_is_refused_by_name(changes: dict[str, object], column: str) -> None:
    reading = JSON.read(entry(**changes))
    assert reading.items == ()
    assert [(refused.row, refused.column) for refused in reading.refused] == [(1, column)]


def test_a_field_without_a_place_is_named_and_the_question_taken() -> None:
    reading = JSON.read(entry(author="田明"))
    assert len(reading.items) == 1
    assert reading.unsupported[0].what == "“author”没有对应的内容，没有收下。"


def test_slips_are_offered() -> None:
    assert JSON.read(entry(stem="學習")).offers[0].mended.stem == "学习"


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"format": "other"}', entry().replace(b'"version": 1', b'"version": 9')]
)
def test_another_file_ends_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"。$"):
        JSON.read(data)


def test_a_mark_before_the_text_does_no_harm() -> None:
    data = b"\xef\xbb\xbf" + entry()
    assert JSON.recognises(data, "x")
    assert len(JSON.read(data).items) == 1
