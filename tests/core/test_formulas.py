import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz_app.core import formulas
from quiz_app.core.formulas import FORMULA, Miswritten, faults, mathml

COMMANDS = r"\frac \sqrt \text \left( \right) \begin{matrix} \end{matrix} & \\ ^ _ { } \href \style \foo < > \" x 1 中"


def test_a_formula_becomes_mathml_with_its_source_for_those_who_listen() -> None:
    html = mathml(r"\frac{1}{x^2}")
    assert html.startswith(r'<math display="inline" alttext="\frac{1}{x^2}">')
    assert re.findall("<(m[a-z]+)", html) == ["math", "mrow", "mfrac", "mrow", "mn", "mrow", "msup", "mi", "mn"]


def test_a_displayed_sum_carries_its_limits_below_and_above() -> None:
    assert "<munderover>" in mathml(r"\sum_{i=1}^n i", display=True)
    assert "<munderover>" not in mathml(r"\sum_{i=1}^n i")


@pytest.mark.parametrize(
    "latex", [r"\foo{x}", r"\frac{a}", "{x", "x}", r"\left( x", r"\begin{matrix} a", "x^", "a" * 1001], ids=str
)
def test_wrong_latex_is_refused_with_a_sentence(latex: str) -> None:
    with pytest.raises(Miswritten, match=r"^公式"):
        mathml(latex)


@pytest.mark.parametrize(
    "latex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\style{position:fixed}{x}",
        r"\class{btn}{x}",
        r"\text{<script>alert(1)</script>}",
        r"\text{</math><img src=x onerror=alert(1)>}",
        r'x"onload="alert(1)',
        r"\color{red;background:url(//evil.example)}{x}",
    ],
)
def test_a_hostile_formula_comes_out_as_known_elements_and_words(latex: str) -> None:
    html = mathml(latex)
    for _, name, attributes in re.findall(r'<(/?)([a-z]+)((?: [a-z]+="[^"<>]*")*)>', html):
        assert name in formulas.ELEMENTS
        assert {each for each, _ in re.findall(r'([a-z]+)="([^"]*)"', attributes)} <= {
            *formulas.ATTRIBUTES,
            "display",
            "alttext",
        }
    assert "<" not in re.sub(r'<(/?)([a-z]+)((?: [a-z]+="[^"<>]*")*)>', "", html)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(COMMANDS.split()), max_size=14).map("".join))
def test_whatever_is_written_is_a_formula_or_a_refusal(latex: str) -> None:
    try:
        html = mathml(latex)
    except Miswritten:
        return
    assert html.startswith("<math") and html.endswith("</math>")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("设 $x$ 为数", ["x"]),
        ("$a$，$b$", ["a", "b"]),
        ("价格 $5 和 $10", []),
        ("单价 100$，总价 200$。", []),
        ("$ x $", []),
        (r"\$x\$", []),
        ("$$a+b$$", ["a+b"]),
        ("$$a\n+b$$", ["a\n+b"]),
        ("a $x\ny$ b", []),
    ],
)
def test_formulas_are_told_from_prices(text: str, found: list[str]) -> None:
    assert [match["display"] or match["formula"] for match in FORMULA.finditer(text)] == found


def test_each_wrong_formula_of_a_text_is_named() -> None:
    told = faults(r"$x$ $\foo$ $$\frac{1}$$")
    assert len(told) == 2
    assert r"\foo" in told[0] and "少写了" in told[1]
