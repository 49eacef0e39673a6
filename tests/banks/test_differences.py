"""What changed from one text of a question to another, marked so that both can be read out of it."""

import itertools
from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.banks.differences import Fate, Piece, Row, compare, marked
from quiz_app.banks.questions import LegalBasis
from quiz_app.regulations.citations import Citation
from tests.banks.conftest import pilot_text

texts = st.text(alphabet="党员大会支部 的ab1，。\n", max_size=60)


@given(old=texts, new=texts)
def test_both_texts_can_be_read_out_of_the_marked_one(old: str, new: str) -> None:
    pieces = marked(old, new)
    assert "".join(piece.text for piece in pieces if piece.fate is not Fate.ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.fate is not Fate.REMOVED) == new
    assert all(piece.text for piece in pieces)
    assert all(one.fate is not other.fate for one, other in itertools.pairwise(pieces))


@given(text=texts)
def test_equal_texts_have_no_mark(text: str) -> None:
    assert all(piece.fate is Fate.KEPT for piece in marked(text, text))


def test_a_changed_word_is_marked_and_nothing_else() -> None:
    assert marked("党员大会一般每季度召开1次", "党员大会一般每半年召开1次") == (
        Piece(Fate.KEPT, "党员大会一般每"),
        Piece(Fate.REMOVED, "季度"),
        Piece(Fate.ADDED, "半年"),
        Piece(Fate.KEPT, "召开1次"),
    )


def test_numbers_are_marked_whole_and_a_lone_sign_between_two_changes_goes_with_them() -> None:
    assert marked("满18周岁", "满180周岁")[1:3] == (Piece(Fate.REMOVED, "18"), Piece(Fate.ADDED, "180"))
    assert marked("甲的乙", "丙的丁") == (Piece(Fate.REMOVED, "甲的乙"), Piece(Fate.ADDED, "丙的丁"))


def test_an_option_put_in_front_moves_the_others_without_changing_them() -> None:
    old = pilot_text()
    new = replace(old, options=("引航员的姓名", *old.options), key=(1,))
    rows = {(row.part, row.mark): row for row in compare(old, new)}
    assert _fates(rows["option", "A"]) == [Fate.ADDED]
    assert [rows["option", mark].changed for mark in ("A → B", "B → C", "C → D")] == [False, False, False]
    assert _texts(rows["key", ""]) == [("removed", "A"), ("added", "B")]


def test_every_part_that_changed_is_named_and_no_other() -> None:
    old = pilot_text()
    basis = LegalBasis(Citation("港口工作条例", "2019", "第四条"), "引航员应当先核对船名和吃水")
    for change, part in (
        ({"stem": "引航员上船前先核对什么？"}, "stem"),
        ({"explanation": "因为规定如此。"}, "explanation"),
        ({"bases": (basis,)}, "basis"),
        ({"knowledge_points": ("引航", "靠泊")}, "knowledge_points"),
        ({"difficulty": 3}, "difficulty"),
        ({"area": "key_work"}, "area"),
        ({"draft_reason": "还要核对"}, "draft_reason"),
        ({"options": ("船名和吃水", "船员的菜单", "码头的颜色")}, "option"),
        ({"key": (1,)}, "key"),
    ):
        assert {row.part for row in compare(old, replace(old, **change)) if row.changed} == {part}


@pytest.mark.parametrize(
    ("old", "new"),
    [("甲乙" * 600, "乙甲甲" * 400), ("短" * 2000 + "甲", "长" + "短" * 1990), ("甲乙" * 120, "乙甲甲" * 80)],
)
def test_texts_that_repeat_themselves_cost_no_reader_a_second(old: str, new: str) -> None:
    began = perf_counter()
    pieces = marked(old, new)
    assert perf_counter() - began < 1
    assert "".join(piece.text for piece in pieces if piece.fate is not Fate.REMOVED) == new


def _fates(row: Row) -> list[Fate]:
    return [piece.fate for piece in row.pieces]


def _texts(row: Row) -> list[tuple[str, str]]:
    return [(piece.fate.value, piece.text) for piece in row.pieces]
