"""Markdown as blocks to print: strong, code, blanks of four underscores, tables and pictures. Formulas print as their
source, and every other sign as itself, as on the site's pages."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from urllib.parse import unquote

from quiz_app.core.printing.model import Block, Paragraph, Span, Spans, Style, Table, plain

NO_PICTURES: Mapping[str, bytes] = {}

_TOKEN = re.compile(
    r"\*\*(?=\S)(?P<strong>[^*\n]+?)(?<=\S)\*\*"
    r"|`(?P<code>[^`\n]+)`"
    r"|!\[(?P<words>[^\]\n]*)\]\((?P<picture>[^)\s]+)[^)\n]*\)"
    r"|(?P<blank>(?<!_)_{4}(?!_))"
)
_RULE = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?")
_CELL = re.compile(r"(?<!\\)\|")
_MOST_COLUMNS = 12


def read(text: str, pictures: Mapping[str, bytes] = NO_PICTURES) -> tuple[Block, ...]:
    """The paragraphs and tables of a text. A picture that is not among `pictures` becomes its description."""
    lines = text.strip().split("\n")
    blocks: list[Block] = []
    start = 0
    for first, last in _tables(lines):
        blocks += _paragraphs(lines[start:first], pictures)
        blocks.append(_table(lines[first:last], pictures))
        start = last
    return (*blocks, *_paragraphs(lines[start:], pictures))


def line(text: str, pictures: Mapping[str, bytes] = NO_PICTURES) -> Spans:
    """One line, or several that break where they are written."""
    spans: list[Span] = []
    place = 0
    for token in _TOKEN.finditer(text.strip()):
        spans += plain(token.string[place : token.start()]) if token.start() > place else ()
        spans.append(_span(token, pictures))
        place = token.end()
    rest = text.strip()[place:]
    return (*spans, *plain(rest)) if rest else tuple(spans)


def _span(token: re.Match[str], pictures: Mapping[str, bytes]) -> Span:
    if token["picture"]:
        name, words = unquote(token["picture"]), f"［图片：{token['words'] or '无说明'}］"
        return Span(name, Style.PICTURE, words) if name in pictures else Span(words)
    if token["blank"]:
        return Span(token["blank"], Style.BLANK)
    return Span(token["strong"], Style.STRONG) if token["strong"] else Span(token["code"], Style.CODE)


def _paragraphs(lines: list[str], pictures: Mapping[str, bytes]) -> Iterator[Paragraph]:
    for has_words, group in groupby(lines, key=lambda each: bool(each.strip())):
        if has_words:
            yield Paragraph(line("\n".join(each.rstrip() for each in group), pictures))


def _tables(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Where tables stand: a head with bars, a rule of dashes below it, and all lines with bars that follow."""
    place = 0
    while place < len(lines) - 1:
        if "|" in lines[place] and "|" in lines[place + 1] and _RULE.fullmatch(lines[place + 1].strip()):
            last = place + 2
            while last < len(lines) and "|" in lines[last]:
                last += 1
            yield place, last
            place = last
        else:
            place += 1


def _table(lines: list[str], pictures: Mapping[str, bytes]) -> Table:
    rows = [_cells(each) for number, each in enumerate(lines) if number != 1]
    width = min(len(rows[0]), _MOST_COLUMNS)
    padded = ([*row, *[""] * width][:width] for row in rows)
    return Table(tuple(tuple(line(cell, pictures) for cell in row) for row in padded))


def _cells(text: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in _CELL.split(text.strip().removeprefix("|").removesuffix("|"))]
