"""The cells of a worksheet and the shared texts of a workbook, straight from their XML as ECMA-376 lays it out.

openpyxl knows the rest of a workbook; it takes three to four times as long for the cells, which are nearly all of it.
"""

from collections.abc import Callable, Container, Iterator, Sequence
from typing import IO, Any
from xml.parsers import expat

from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import from_excel, from_ISO8601

PIECE = 256 * 1024
SEPARATOR = " "

Cells = dict[int, Any]
Convert = Callable[[str, str, int], Any]


class Forbidden(ValueError):
    """The XML declares a document type: nothing that a spreadsheet program writes has one."""


def rows(source: IO[bytes], convert: Convert) -> Iterator[tuple[int, Cells]]:
    """(number, cells by column) of each row in order, both from 1; only cells that hold something.

    `convert(text, type, style)` makes the value of a cell. A row that does not stand below the one before is left out.
    """
    reader, last = _SheetReader(convert), 0
    for _ in _pieces(source, reader.parser):
        for number, cells in reader.taken():
            if number > last:
                last = number
                yield number, cells


def shared_texts(source: IO[bytes]) -> list[str]:
    """The table of texts that cells of type `s` refer to by their place."""
    reader = _TextReader()
    for _ in _pieces(source, reader.parser):
        pass
    return reader.texts


def converter(texts: Sequence[str], dates: Container[int], durations: Container[int], epoch: Any) -> Convert:
    """Values of cells by their type: `texts` are shared, `dates` and `durations` the styles that show numbers so."""

    def convert(text: str, kind: str, style: int) -> Any:
        if kind == "n":
            value = float(text) if "." in text or "E" in text or "e" in text else int(text)
            return _moment(value, epoch, duration=style in durations) if style in dates else value
        if kind == "s":
            return texts[int(text)]
        if kind == "b":
            return bool(int(text))
        return from_ISO8601(text) if kind == "d" else text

    return convert


def _moment(value: float, epoch: Any, *, duration: bool) -> Any:
    try:
        return from_excel(value, epoch, timedelta=duration)
    except (OverflowError, ValueError):
        return "#VALUE!"


class _Reader:
    """What both readers do: hear of elements by their local names, and gather text where it counts."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=SEPARATOR)
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._text: list[str] = []
        self._phonetic = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(SEPARATOR)[2]
        if local == "rPh":
            self._phonetic = True
        elif local == "t" and not self._phonetic:
            self.parser.CharacterDataHandler = self._text.append
        else:
            self.opened(local, attributes)

    def _end(self, name: str) -> None:
        self.parser.CharacterDataHandler = None
        local = name.rpartition(SEPARATOR)[2]
        if local == "rPh":
            self._phonetic = False
        else:
            self.closed(local)

    def opened(self, local: str, attributes: dict[str, str]) -> None:
        """An element begins that holds no text of its own."""

    def closed(self, local: str) -> None:
        """An element ends."""


class _TextReader(_Reader):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def closed(self, local: str) -> None:
        if local == "si":
            self.texts.append("".join(self._text))
            self._text.clear()


class _SheetReader(_Reader):
    def __init__(self, convert: Convert) -> None:
        super().__init__()
        self._convert = convert
        self._rows: list[tuple[int, Cells]] = []
        self._number = self._column = self._style = 0
        self._kind = "n"
        self._cells: Cells = {}

    def taken(self) -> list[tuple[int, Cells]]:
        """The rows that have ended since this was asked last."""
        ended, self._rows = self._rows, []
        return ended

    def opened(self, local: str, attributes: dict[str, str]) -> None:
        if local == "c":
            place = attributes.get("r")
            self._column = coordinate_to_tuple(place)[1] if place else self._column + 1
            self._kind = attributes.get("t", "n")
            self._style = int(attributes.get("s", 0))
            self._text.clear()
        elif local == "v" and self._kind != "inlineStr":
            self.parser.CharacterDataHandler = self._text.append
        elif local == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._column, self._cells = 0, {}

    def closed(self, local: str) -> None:
        if local == "c":
            if self._text:
                self._cells[self._column] = self._convert("".join(self._text), self._kind, self._style)
                self._text.clear()
        elif local == "row":
            self._rows.append((self._number, self._cells))


def _pieces(source: IO[bytes], parser: Any) -> Iterator[None]:
    """Feed the parser piece by piece; each time round, what was in the piece has been heard."""
    while piece := source.read(PIECE):
        parser.Parse(piece, False)
        yield
    parser.Parse(b"", True)
    yield


def _refuse(*_: object) -> None:
    raise Forbidden("a document type is declared")
