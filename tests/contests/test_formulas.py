"""Formulas are read exactly, and what cannot be read is refused with a sentence that says where."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.contests.figures import LABELS
from quiz_app.contests.formulas import BadFormula, parse

NAMES = {"a": "甲", "b": "乙"}


def worth(written: str, **figures: int) -> Fraction:
    return parse(written, NAMES).value({name: Fraction(value) for name, value in figures.items()})


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("甲 * 40% + 乙 * 60%", 80),
        ("a×2 － b÷4", 75),
        ("min（甲，80）+ max(乙, 80, 1)", 150),
        ("-(甲 - 乙) * 0.5", 25),
        ("2 + 3 * 4", 14),
        ("甲 / (乙 - 100)", 0),
        ("100 / 3 * 3", 100),
    ],
)
def test_a_formula_is_worth_what_arithmetic_says(written: str, value: int) -> None:
    assert worth(written, a=50, b=100) == value


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "请写公式"),
        ("甲 +", "没有写完"),
        ("丙 * 2", "不认识“丙”"),
        ("(甲 + 乙", "右括号"),
        ("甲 乙", "读不懂"),
        ("min 甲", "括号"),
        ("__import__('os')", "不认识“__import__”"),
        ("甲" + "+甲" * 300, "最多"),
        ("(" * 30 + "甲" + ")" * 30, "太深"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(written: str, said: str) -> None:
    with pytest.raises(BadFormula, match=said):
        parse(written, NAMES)


def test_labels_and_names_mean_the_same_and_every_term_can_be_written() -> None:
    for name, label in LABELS.items():
        assert parse(label, LABELS).names == parse(name, LABELS).names == (name,)


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda parts: f"({''.join(parts)})")


@given(st.recursive(st.integers(0, 99).map(str), _joined, max_leaves=12))
def test_whole_numbers_agree_with_python(written: str) -> None:
    try:
        found = parse(written, NAMES)
    except BadFormula as problem:
        assert "太深" in str(problem) or "最多" in str(problem)
        return
    assert found.value({}) == eval(written)  # what is tested is that ours agrees with it
