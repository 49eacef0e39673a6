"""Zip archives from outside: everything their directory says is checked before a single entry is unpacked."""

import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from quiz_app.core.errors import Invalid, TooLarge

MEGABYTE = 1024 * 1024
ARCHIVE_ENDINGS = {".zip", ".rar", ".7z", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".jar"}
LITTER = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}

_END = struct.Struct("<4s4H2LH")
_END_SIGNATURE = b"PK\x05\x06"
_END_64_LOCATOR = b"PK\x06\x07"
_LONGEST_COMMENT = 0xFFFF
_LEAST_ENTRY_BYTES = 46
_ENCRYPTED = 0x1
_NAME_IS_UTF8 = 0x800
_TWO_BYTE_SIGNS = re.compile("[\u0080-\u07ff]")  # what GBK looks like when it happens to be valid UTF-8


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may hold; sizes in bytes, unpacked. `ratio` is unpacked to packed, for entries over 1 MB."""

    entries: int = 500
    one: int = 20 * MEGABYTE
    total: int = 60 * MEGABYTE
    ratio: int = 100
    name: int = 200


class WrongFile(Invalid):
    """The file is not what it should be; the sentence says what to do about it."""

    code = "wrong_file"


class FileTooLarge(TooLarge):
    """Unpacked it would be more than is taken."""

    code = "file_too_large"


def unpack(data: bytes, limits: Limits = Limits()) -> dict[str, bytes]:
    """The files of a zip by their path. Raises `WrongFile` or `FileTooLarge` before anything is unpacked."""
    with _opened(data, limits) as archive:
        entries = _checked(archive, limits)
        return {name: _read(archive, entry, name) for name, entry in entries.items()}


def names(data: bytes, limits: Limits = Limits()) -> frozenset[str]:
    """The paths in a zip, checked as `unpack` checks them, without unpacking."""
    with _opened(data, limits) as archive:
        return frozenset(_checked(archive, limits))


def one(data: bytes, wanted: str, limits: Limits = Limits()) -> bytes | None:
    """A single file of a zip, which is checked as a whole as `unpack` checks it; None where there is no such file."""
    with _opened(data, limits) as archive:
        entry = _checked(archive, limits).get(wanted)
        return _read(archive, entry, wanted) if entry else None


def _opened(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """An archive whose directory is known to be small: opening it already reads all of that."""
    end = _end_record(data)
    _, _, _, _, count, directory_size, _, _ = _END.unpack_from(data, end)
    if data[max(end - 20, 0) : end].startswith(_END_64_LOCATOR):
        raise FileTooLarge("压缩包用了 ZIP64 格式，里面的文件太多或太大。请减少文件后重新压缩。")
    if count > limits.entries or directory_size > limits.entries * (_LEAST_ENTRY_BYTES + 4 * limits.name):
        raise _too_many(limits)
    try:
        return zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise _damaged() from error


def _end_record(data: bytes) -> int:
    """Where the end record stands, found in the order in which the standard library looks for it."""
    last = len(data) - _END.size
    if last >= 0 and data[last:].startswith(_END_SIGNATURE) and data.endswith(b"\0\0"):
        return last
    start = max(last - _LONGEST_COMMENT, 0)
    found = data.rfind(_END_SIGNATURE, start)
    if found < 0 or found > last:
        raise WrongFile("这不是一个完整的 zip 文件：可能上传中断，或者只是改了扩展名。请重新压缩后再上传。")
    return found


def _checked(archive: zipfile.ZipFile, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise _too_many(limits)
    kept: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for entry in entries:
        name = _name(entry)
        _check_name(name, limits)
        _check_kind(entry, name)
        _check_size(entry, name, limits)
        same = unicodedata.normalize("NFC", name).casefold().rstrip("/")
        if same in seen:
            raise WrongFile(f"压缩包里有两个同名文件“{name}”。请只留一个，重新压缩。")
        seen.add(same)
        if not entry.is_dir() and not LITTER & set(PurePosixPath(name).parts):
            kept[name] = entry
    if sum(entry.file_size for entry in entries) > limits.total:
        raise FileTooLarge(f"压缩包解开后超过 {limits.total // MEGABYTE} MB。请缩小图片或拆成几个课程包。")
    return kept


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as it was meant: archives made on Chinese Windows write GBK and do not say so."""
    if entry.flag_bits & _NAME_IS_UTF8:
        return entry.orig_filename
    raw = entry.orig_filename.encode("cp437")
    for encoding, doubtful in (("utf-8", _TWO_BYTE_SIGNS), ("gb18030", None)):
        with suppress(UnicodeDecodeError):
            name = raw.decode(encoding)
            if doubtful is None or not doubtful.search(name):
                return name
    return raw.decode("utf-8", "replace")


def _check_name(name: str, limits: Limits) -> None:
    shown = "".join(sign if sign.isprintable() else "�" for sign in name[:60])
    if not name or len(name) > limits.name:
        raise WrongFile(f"压缩包里有名称为空或超过 {limits.name} 个字的文件。请改名后重新压缩。")
    if not name.isprintable():
        raise WrongFile(f"压缩包里的文件名“{shown}”含有不可见字符。请改名后重新压缩。")
    parts = name.rstrip("/").split("/")
    if "\\" in name or name.startswith("/") or ":" in parts[0] or any(part in ("", ".", "..") for part in parts):
        raise WrongFile(f"压缩包里的文件名“{shown}”指向包外或不规范，没有收下任何内容。请只压缩课程文件夹本身。")


def _check_kind(entry: zipfile.ZipInfo, name: str) -> None:
    mode = stat.S_IFMT(entry.external_attr >> 16)
    if mode not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise WrongFile(f"压缩包里的“{name}”是链接或特殊文件。请放入文件本身后重新压缩。")
    if entry.flag_bits & _ENCRYPTED:
        raise WrongFile("压缩包设了密码。请去掉密码后重新压缩。")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise WrongFile(f"“{name}”用了少见的压缩方法。请用系统自带的“压缩为 zip”重新压缩。")
    if PurePosixPath(name).suffix.lower() in ARCHIVE_ENDINGS:
        raise WrongFile(f"压缩包里还有压缩包“{name}”。请解开后再一起压缩。")


def _check_size(entry: zipfile.ZipInfo, name: str, limits: Limits) -> None:
    if entry.file_size > limits.one:
        raise FileTooLarge(f"“{name}”解开后超过 {limits.one // MEGABYTE} MB。请缩小后重新压缩。")
    if entry.file_size > MEGABYTE and entry.file_size > limits.ratio * max(entry.compress_size, 1):
        raise FileTooLarge(f"“{name}”的压缩比不正常，没有解开。请换成正常的文件。")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    try:
        content = b"".join(_pieces(archive, entry))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise _damaged() from error
    if content.startswith(b"PK\x03\x04"):
        raise WrongFile(f"压缩包里的“{name}”其实也是压缩包。请解开后再一起压缩。")
    return content


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    left = entry.file_size
    with archive.open(entry) as stream:
        while left > 0 and (piece := stream.read(min(left, MEGABYTE))):
            left -= len(piece)
            yield piece


def _too_many(limits: Limits) -> FileTooLarge:
    return FileTooLarge(f"压缩包里的文件超过 {limits.entries} 个。请只放课程的文本和图片。")


def _damaged() -> WrongFile:
    return WrongFile("压缩包已损坏，解不开。请重新压缩后再上传。")
