"""Clauses that a lesson quotes: a block quotation whose last line names where the words stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quiz_app.core.markdown import SOURCE_MARK
from quiz_app.regulations.citations import Citation, CitationError, parse

_QUOTED = re.compile(r" {0,3}> ?(?P<words>.*)")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_EMPHASIS = re.compile(r"\*\*|__|`")
_LIST_MARK = re.compile(r"(?:[-*+]|\d+\.) +")


@dataclass(frozen=True)
class Passage:
    """A block quotation: its words without Markdown signs, and the place that it names in line `citation_line`.

    `citation` is None where it names none; `fault` says what is wrong with a last line that means to name one.
    """

    quotation: str
    citation: Citation | None
    citation_line: int
    fault: str = ""


def passages(body: str, first_line: int) -> tuple[Passage, ...]:
    """All block quotations of a Markdown text that begins in line `first_line`."""
    return tuple(_passage(block) for block in _blocks(body, first_line))


def _blocks(body: str, first_line: int) -> Iterator[list[tuple[int, str]]]:
    block: list[tuple[int, str]] = []
    fenced = False
    for number, line in enumerate(body.split("\n"), start=first_line):
        if _FENCE.match(line):
            fenced = not fenced
        match = None if fenced else _QUOTED.fullmatch(line)
        if match:
            block.append((number, match["words"].strip()))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _passage(block: list[tuple[int, str]]) -> Passage:
    filled = [(number, words) for number, words in block if words]
    if not filled or not filled[-1][1].startswith(SOURCE_MARK):
        return Passage(_plain(words for _, words in filled), None, block[0][0])
    citation_line, source = filled[-1]
    quotation = _plain(words for _, words in filled[:-1])
    try:
        citation = parse(source.removeprefix(SOURCE_MARK))
    except CitationError as error:
        return Passage(quotation, None, citation_line, str(error))
    return Passage(quotation, citation, citation_line)


def _plain(lines: Iterator[str]) -> str:
    return "\n".join(_EMPHASIS.sub("", _LIST_MARK.sub("", line, count=1)) for line in lines)
