"""LaTeX formulas to MathML, which browsers draw by themselves; what is no formula is named.

The conversion is latex2mathml's. Its elements are taken over one by one: only those listed here, with their texts
escaped, so that nothing of what was written becomes HTML.
"""

import re
from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element

from latex2mathml import exceptions
from latex2mathml.converter import convert_to_element

ELEMENTS = frozenset(
    {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "mstyle", "mpadded", "mphantom"}
    | {"msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd"}
)
ATTRIBUTES = frozenset(
    {"stretchy", "fence", "form", "separator", "mathvariant", "displaystyle", "scriptlevel", "columnalign", "width"}
    | {"linethickness", "accent", "movablelimits", "minsize", "maxsize", "symmetric", "lspace", "rspace"}
)
LONGEST = 1000

FORMULA = re.compile(
    r"\$\$(?P<display>(?:\\.|[^$\\])+)\$\$"
    r"|(?<![0-9A-Za-z$\\])\$(?=[^\s$])(?P<formula>(?:\\.|[^$\n\\])+)(?<=\S)\$(?![0-9$])"
)
"""`$…$` in a line or `$$…$$`, as Pandoc tells them from prices: no blank inside the dollars, no digit after them (nor,
here, before them)."""

_PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
_VALUE = re.compile(r"[A-Za-z0-9.%+-]{1,24}")
_ESCAPED = re.compile(r"\\.")
_OWN = tuple(each for each in vars(exceptions).values() if isinstance(each, type) and issubclass(each, Exception))
_STUMBLES = (*_OWN, ValueError, LookupError, TypeError, AttributeError, StopIteration, RecursionError)
"""What latex2mathml raises for formulas that it cannot read: beside its own, whatever it stumbles over."""


class Miswritten(ValueError):
    """No formula; the message is a Chinese sentence that says what to mend."""


@lru_cache(maxsize=4096)
def mathml(latex: str, *, display: bool = False) -> str:
    """A `<math>` element; its `alttext` is the source. Raises `Miswritten`."""
    source = latex.strip()
    if len(source) > LONGEST:
        raise Miswritten(f"公式超过 {LONGEST} 个字：请拆成几个。")
    braces = _ESCAPED.sub("", source)
    if braces.count("{") != braces.count("}"):
        raise Miswritten(f"公式“{_short(source)}”的花括号没有成对：补上或者删去。")
    mode = "block" if display else "inline"
    try:
        inner = "".join(map(_taken, convert_to_element(source, display=mode)))
    except Miswritten as fault:
        raise Miswritten(f"公式“{_short(source)}”{fault}") from None
    except _STUMBLES:
        raise Miswritten(f"公式“{_short(source)}”读不出来：请按 LaTeX 的写法改正。") from None
    return f'<math display="{mode}" alttext="{escape(source)}">{inner}</math>'


def faults(text: str) -> list[str]:
    """What is wrong with the formulas of a text, in Chinese sentences."""
    found = []
    for match in FORMULA.finditer(text):
        try:
            mathml(match["display"] or match["formula"])
        except Miswritten as fault:
            found.append(str(fault))
    return found


def _taken(element: Element) -> str:
    """The element with what is known of it; one that is not known leaves its content."""
    words = unescape(element.text or "")
    if words.startswith("\\"):
        raise Miswritten(f"里有不认识的命令 {words}：请换一种写法。")
    if element.tag in _PARTS and len(element) != _PARTS[element.tag]:
        raise Miswritten("不完整：有一处少写了一部分。")
    inner = escape(words) + "".join(map(_taken, element))
    if element.tag not in ELEMENTS or element.tag == "math":
        return inner
    kept = {name: value for name, value in element.attrib.items() if name in ATTRIBUTES and _VALUE.fullmatch(value)}
    said = "".join(f' {name}="{value}"' for name, value in kept.items())
    return f"<{element.tag}{said}>{inner}</{element.tag}>"


def _short(source: str) -> str:
    return source if len(source) <= 40 else source[:39] + "…"
