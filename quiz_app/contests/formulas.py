"""A formula that an organizer writes over named figures: parsed here, never run as code.

    formula = sum;  sum = product { ("+" | "-") product };  product = value { ("*" | "×" | "/" | "÷") value }
    value = number ["%"] | name | function "(" sum { "," sum } ")" | "(" sum ")" | "-" value

Numbers are decimal; names are those of `TERMS` or their Chinese labels; functions are `min` and `max`. Values are exact
fractions, so that equal figures are equal; a division by zero is worth 0, since it means that nobody took part.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

LONGEST = 400
DEEPEST = 20
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff]*)|(.))", re.ASCII | re.DOTALL)
_SIGNS = {"×": "*", "÷": "/", "（": "(", "）": ")", "，": ",", "－": "-", "＋": "+", "％": "%"}
_FUNCTIONS: dict[str, Callable[[Sequence[Fraction]], Fraction]] = {"min": min, "max": max}


class BadFormula(ValueError):
    """A formula that cannot be read; the sentence says where and what to write instead."""


Value = Callable[[Mapping[str, Fraction]], Fraction]


@dataclass(frozen=True, slots=True)
class Formula:
    """What was written, the names that it uses, and how it is worked out from a value for each of them."""

    written: str
    names: tuple[str, ...]
    value: Value


def parse(written: str, terms: Mapping[str, str]) -> Formula:
    """Read a formula; `terms` maps each name that may stand in it to its label. Raises `BadFormula`."""
    if len(written) > LONGEST:
        raise BadFormula(f"公式最多 {LONGEST} 个字符，请写短一些。")
    return _Parser(written, terms).formula()


class _Parser:
    def __init__(self, written: str, terms: Mapping[str, str]) -> None:
        self._written = written.strip()
        self._terms = terms
        self._by_label = {label: name for name, label in terms.items()}
        self._tokens = self._split()
        self._names: list[str] = []
        self._depth = 0

    def formula(self) -> Formula:
        if not self._tokens:
            raise BadFormula("请写公式，例如：参赛率 * 40% + 名册平均分 * 60%。")
        value = self._sum()
        if self._tokens:
            raise BadFormula(f"“{self._tokens[0]}”放在这里读不懂：前面可能少了 + - * /。")
        return Formula(self._written, tuple(dict.fromkeys(self._names)), value)

    def _split(self) -> list[str]:
        found = [number or name or _SIGNS.get(sign, sign) for number, name, sign in _TOKEN.findall(self._written)]
        return [each for each in found if each.strip()]

    def _sum(self) -> Value:
        self._depth += 1
        if self._depth > DEEPEST:
            raise BadFormula("括号套得太深，请拆开写。")
        value = self._product()
        while self._next_is("+", "-"):
            value = _added(value, self._product()) if self._taken() == "+" else _subtracted(value, self._product())
        self._depth -= 1
        return value

    def _product(self) -> Value:
        value = self._value()
        while self._next_is("*", "/"):
            value = _multiplied(value, self._value()) if self._taken() == "*" else _divided(value, self._value())
        return value

    def _value(self) -> Value:
        if not self._tokens:
            raise BadFormula("公式没有写完：最后少了一项。")
        token = self._taken()
        if token == "-":
            return _subtracted(_constant(Fraction(0)), self._value())
        if token == "(":
            return self._closed(self._sum())
        if token[0].isdigit():
            return self._number(token)
        if token in _FUNCTIONS:
            return self._function(token)
        return self._term(token)

    def _number(self, token: str) -> Value:
        number = Fraction(token)
        if self._next_is("%"):
            self._taken()
            number /= 100
        return _constant(number)

    def _function(self, name: str) -> Value:
        if not self._next_is("("):
            raise BadFormula(f"{name} 后面要写括号，例如 {name}(参赛率, 100)。")
        self._taken()
        parts = [self._sum()]
        while self._next_is(","):
            self._taken()
            parts.append(self._sum())
        return self._closed(_applied(_FUNCTIONS[name], parts))

    def _term(self, token: str) -> Value:
        name = self._by_label.get(token, token)
        if name not in self._terms:
            raise BadFormula(f"不认识“{token[:20]}”。可以用：{'、'.join(self._terms.values())}。")
        self._names.append(name)
        return _looked_up(name)

    def _closed(self, value: Value) -> Value:
        if not self._next_is(")"):
            raise BadFormula("少了一个右括号。")
        self._taken()
        return value

    def _next_is(self, *signs: str) -> bool:
        return bool(self._tokens) and self._tokens[0] in signs

    def _taken(self) -> str:
        return self._tokens.pop(0)


def _constant(number: Fraction) -> Value:
    return lambda _: number


def _looked_up(name: str) -> Value:
    return lambda figures: figures[name]


def _added(one: Value, other: Value) -> Value:
    return lambda figures: one(figures) + other(figures)


def _subtracted(one: Value, other: Value) -> Value:
    return lambda figures: one(figures) - other(figures)


def _multiplied(one: Value, other: Value) -> Value:
    return lambda figures: one(figures) * other(figures)


def _divided(one: Value, other: Value) -> Value:
    def value(figures: Mapping[str, Fraction]) -> Fraction:
        divisor = other(figures)
        return one(figures) / divisor if divisor else Fraction(0)

    return value


def _applied(function: Callable[[Sequence[Fraction]], Fraction], parts: Sequence[Value]) -> Value:
    return lambda figures: function([part(figures) for part in parts])
