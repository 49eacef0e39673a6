"""From the bytes of an upload to what is in it, read in a process of its own with little memory and time."""

import contextlib
import json
from collections.abc import Callable
from typing import Any

from quiz_app.banks.formats import encodings
from quiz_app.banks.formats.protocol import Format, Reading, Unreadable
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.formats.xlsx.format import FORMAT as XLSX
from quiz_app.banks.importing.packing import Read, from_json, to_json
from quiz_app.core.errors import Invalid
from quiz_app.core.files.limited import run_limited
from quiz_app.core.progress import Tell, unheard

READ = "quiz_app.banks.importing.files:read_in_child"
ZIP = b"PK\x03\x04"
OFFICE = ("xlsx", "docx")  # their readers open the file in a limited process of their own
MOST_BYTES = 32 * 1024 * 1024
NOT_KNOWN = "没有认出这是哪种格式的题目文件。请选定格式，或者先下载 Excel 模板，把题目填进去再上传。"


def read_file(data: bytes, *, name: str, form: str = "", tell: Tell = unheard) -> Read:
    """What the file holds; `form` names its format, "" lets its content decide. Raises `Invalid` with a sentence."""
    refuse_at_sight(data)
    office = next((each for each in OFFICE if form in ("", each) and FORMATS[each].recognises(data, name)), None)
    if office == XLSX.code:
        return _read(XLSX, data, lambda given: XLSX.read(given, tell))
    if office is not None:
        return _read(FORMATS[office], data)
    head = json.dumps({"name": name, "form": form}).encode()
    return from_json(run_limited(READ, head + b"\n" + data, step="读文件", tell=tell))


def refuse_at_sight(data: bytes) -> None:
    """What is said of a file without opening it. Raises `Invalid`."""
    if len(data) > MOST_BYTES:
        raise Invalid(f"文件超过 {MOST_BYTES // 1024 // 1024} MB，请拆成几个文件。")
    if not data.strip():
        raise Invalid("文件是空的，请换一个文件。")


def read_in_child(payload: bytes) -> dict[str, Any]:
    """Runs in the limited process: one line of JSON, `{name, form}`, and the file behind it."""
    head, _, data = payload.partition(b"\n")
    wanted = json.loads(head)
    try:
        form = FORMATS.get(wanted["form"]) or recognised(data, wanted["name"])
    except Unreadable as refusal:
        raise Invalid(str(refusal)) from None
    return to_json(_read(form, data))


def _read(form: Format, data: bytes, read: Callable[[bytes], Reading] | None = None) -> Read:
    try:
        return Read(form.code, _encoding(data), (read or form.read)(data))
    except Unreadable as refusal:
        raise Invalid(str(refusal)) from None


def _encoding(data: bytes) -> str | None:
    """The encoding of a text; None for a binary file, and for a text that only its own format can read."""
    if data.startswith(ZIP):
        return None
    with contextlib.suppress(Unreadable):
        return encodings.decode(data).encoding
    return None


def recognised(data: bytes, name: str) -> Format:
    """The first format of the table that knows the file; raises `Unreadable`."""
    found = next((each for each in FORMATS.values() if each.recognises(data, name)), None)
    if found is None:
        raise Unreadable(NOT_KNOWN)
    return found
