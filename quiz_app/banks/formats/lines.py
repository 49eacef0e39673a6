"""The text of a file of lines, whatever its encoding and line ends."""

from quiz_app.banks.formats import encodings
from quiz_app.banks.formats.protocol import Unreadable

MOST_LINES = 500_000


def decoded(data: bytes) -> str:
    """The text of `data`, lines ending in `\\n`. Raises `Unreadable` for what is no text or too long."""
    lines = encodings.decode(data).text.replace("\r\n", "\n").replace("\r", "\n")
    if lines.count("\n") > MOST_LINES:
        raise Unreadable(f"文件超过 {MOST_LINES} 行。请拆成几个文件再导入。")
    return lines
