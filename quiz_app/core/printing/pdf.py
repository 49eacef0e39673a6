"""A document as PDF, set by Typst in a process of its own: within a stated time and memory, with no file to read.

The text of `document.typ` never changes and takes the document as JSON, so that no text of ours or of anybody's can be
read as Typst.
"""

import json
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst

from quiz_app.core.errors import Refusal
from quiz_app.core.files import telling
from quiz_app.core.files.limited import MEGABYTE, LimitHit, Unreadable, run_limited
from quiz_app.core.printing.model import Bars, Choices, Document, Marks, printable
from quiz_app.core.progress import Tell, unheard

MEMORY = 2048 * MEGABYTE
SECONDS = 30
SERIF = ("SimSun", "NSimSun", "Songti SC", "STSong", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC")
SANS = (
    *("SimHei", "Heiti SC", "STHeiti", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC"),
    *("Source Han Sans SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback"),
)
SUFFIXES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"RIFF": "webp"}

_TEMPLATE = Path(__file__).with_name("document.typ")


class NoFont(Refusal):
    """There is no font on this machine that has Chinese characters."""

    status = 409
    code = "no_font"

    def __init__(self) -> None:
        super().__init__(
            "这台服务器上没有中文字体，做不出 PDF：请改为下载 docx，或者请管理员安装宋体、黑体或 Noto CJK 字体。"
        )


class NotSet(Refusal):
    """The document could not be set: it takes more time or memory than it may, or holds what the setter cannot take."""

    status = 409
    code = "not_set"


def write_pdf(document: Document, *, seconds: int = SECONDS, memory: int = MEMORY) -> bytes:
    """A4 pages. Raises `NoFont`, and `NotSet` beyond `seconds` of processor time or `memory` bytes."""
    serif, sans = chosen_fonts(installed())
    content = {"title": _plain(document.title), "parts": _plain(document.parts), "serif": serif, "sans": sans}
    pictures = {name: b64encode(data).decode() for name, data in document.pictures.items()}
    payload = json.dumps({"document": content, "pictures": pictures}).encode()
    try:
        return b64decode(run_limited(f"{__name__}:typeset", payload, seconds=seconds, memory=memory))
    except LimitHit:
        raise NotSet(f"这份 PDF 太长，{seconds} 秒内排不完：请减少份数或缩小范围，或者改为下载 docx。") from None
    except Unreadable:
        raise NotSet("这份 PDF 没有排出来：请改为下载 docx，并把这件事告诉管理员。") from None


def write_pdfs(
    template: Path,
    contents: Sequence[Mapping[str, Any]],
    *,
    seconds: int = SECONDS,
    memory: int = MEMORY,
    step: str = "",
    tell: Tell = unheard,
) -> list[bytes]:
    """A PDF of each of `contents` by a template of ours, which reads it as `document.json` and finds the fonts to use
    under `serif` and `sans`. Raises what `write_pdf` does, for all of them together; a hundred take a second."""
    serif, sans = chosen_fonts(installed())
    given = [_plain(each) | {"serif": serif, "sans": sans} for each in contents]
    payload = json.dumps({"template": template.read_text("utf-8"), "contents": given}).encode()
    limits = {"seconds": seconds, "memory": memory, "step": step, "tell": tell}
    try:
        made = run_limited(f"{__name__}:typeset_each", payload, **limits)
    except LimitHit:
        raise NotSet(f"{seconds} 秒内排不完：请减少份数。") from None
    except Unreadable:
        raise NotSet("PDF 没有排出来：请把这件事告诉管理员。") from None
    return [b64decode(each) for each in made]


def can_write_pdf() -> bool:
    """Whether this machine has a font for it."""
    return any(family in installed() for family in (*SERIF, *SANS))


def chosen_fonts(families: frozenset[str]) -> tuple[list[str], list[str]]:
    """What to set in 宋体 and what in 黑体, the best first; one stands in for the other where it is missing."""
    serif = [family for family in SERIF if family in families]
    sans = [family for family in SANS if family in families]
    if not serif and not sans:
        raise NoFont
    return serif or sans, sans or serif


@cache
def installed() -> frozenset[str]:
    """The families of the fonts on this machine, found once a process: in about 70 ms."""
    return frozenset(typst.Fonts(include_system_fonts=True, include_embedded_fonts=False).families())


def typeset(payload: bytes) -> str:
    """What `write_pdf` lets run apart: base64 of the PDF. Typst reads what is put into a folder of its own, and nothing
    beside it. A picture that cannot be read leaves its words."""
    given = json.loads(payload)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = dict(_readable(given["pictures"], folder))
        content = given["document"] | {"paths": paths}
        (folder / "document.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        main = folder / "main.typ"
        main.write_bytes(_TEMPLATE.read_bytes())
        made = typst.compile(main, root=folder, format="pdf")
    return b64encode(made).decode()


def typeset_each(payload: bytes) -> list[str]:
    """What `write_pdfs` lets run apart, in the order of the contents. One compiler keeps what they have in common."""
    given = json.loads(payload)
    made = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        main = folder / "main.typ"
        main.write_text(given["template"], "utf-8")
        compiler = typst.Compiler(root=folder)
        for number, content in enumerate(given["contents"], start=1):
            (folder / "document.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
            data = compiler.compile(main, format="pdf")
            assert isinstance(data, bytes)  # PDF, unlike pictures, is one file whatever its pages
            made.append(b64encode(data).decode())
            telling.told(number, len(given["contents"]))
    return made


def _readable(given: Mapping[str, str], folder: Path) -> Iterator[tuple[str, str]]:
    """Pictures by their name, each with its file in the folder, without those that Typst cannot read."""
    for number, (name, encoded) in enumerate(given.items()):
        data = b64decode(encoded)
        suffix = next((each for head, each in SUFFIXES.items() if data.startswith(head)), None)
        if suffix is None:
            continue
        picture = folder / f"picture-{number}.{suffix}"
        picture.write_bytes(data)
        trial = folder / "trial.typ"
        trial.write_text(f'#image("{picture.name}")')
        try:
            typst.compile(trial, root=folder, format="svg")
        except typst.TypstError:
            continue
        yield name, picture.name


def _plain(value: Any) -> Any:
    """Dataclasses as JSON objects that name their kind, every text printable."""
    if isinstance(value, str):
        return printable(value)
    if is_dataclass(value):
        content = {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        if isinstance(value, Choices | Marks):
            content["columns"] = value.columns
        if isinstance(value, Bars):
            content["shares"] = value.shares()
        return {"kind": type(value).__name__, **content}
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, Sequence) else value
