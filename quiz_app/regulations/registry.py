"""The list of documents that may be cited, read from `regulations.toml`."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from quiz_app.core.problems import Problem

COVERAGES = ("full", "partial", "none")

_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DOCUMENT_KEYS = {"code", "title", "version"}
_VERSION_KEYS = {"label", "issued_on", "effective_on", "superseded_on", "coverage", "text", "note"}


@dataclass(frozen=True)
class Version:
    """One version of a document. Dates are as exact as the sources show: 2024, 2024-02 or 2024-02-01.

    `coverage` says how much of the text is at hand: full, partial or none; `text` names the file it stands in.
    """

    label: str
    issued_on: str
    effective_on: str | None = None
    superseded_on: str | None = None
    coverage: str = "none"
    text: str | None = None
    note: str = ""

    @property
    def superseded(self) -> bool:
        return self.superseded_on is not None


@dataclass(frozen=True)
class Document:
    code: str
    title: str
    versions: tuple[Version, ...]

    def version(self, label: str) -> Version | None:
        return next((version for version in self.versions if version.label == label), None)

    @property
    def current(self) -> Version | None:
        """The last version that nothing has superseded."""
        return next((version for version in reversed(self.versions) if not version.superseded), None)


@dataclass(frozen=True)
class Registry:
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...] = ()

    def document(self, title: str) -> Document | None:
        return next((document for document in self.documents if document.title == title), None)


def read(text: str, file: str = "regulations.toml") -> Registry:
    """The documents of a registry; what is wrong with it is named by line, and such an entry is left out."""
    try:
        entries = tomllib.loads(text.removeprefix("\ufeff")).get("document", [])
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        reason = "这里不合 TOML 的写法：检查引号、等号和方括号是否成对。"
        return Registry((), (Problem(file, int(line[1]) if line else text.count("\n") + 1, reason),))
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return Registry((), (Problem(file, 1, "文件要写成 [[document]]，两层方括号。"),))

    document_lines = _lines_with(text, "[[document]]")
    version_lines = iter(_lines_with(text, "[[document.version]]"))
    documents: list[Document] = []
    problems: list[Problem] = []
    for index, entry in enumerate(entries):
        line = document_lines[index] if index < len(document_lines) else 1
        found = list(_document_faults(entry, documents))
        problems += [Problem(file, line, reason) for reason in found]
        versions = []
        for raw in _versions_of(entry):
            version_line = next(version_lines, line)
            faults = list(_version_faults(raw, versions))
            problems += [Problem(file, version_line, reason) for reason in faults]
            if not faults:
                versions.append(Version(**raw))
        if not found:
            documents.append(Document(entry["code"], entry["title"], tuple(versions)))
    return Registry(tuple(documents), tuple(problems))


def _lines_with(text: str, heading: str) -> list[int]:
    numbered = enumerate(text.split("\n"), start=1)
    return [number for number, line in numbered if line.strip().startswith(heading)]


def _versions_of(entry: dict[str, Any]) -> list[dict[str, Any]]:
    versions = entry.get("version", [])
    return [raw for raw in versions if isinstance(raw, dict)] if isinstance(versions, list) else []


def _document_faults(entry: dict[str, Any], earlier: list[Document]) -> Iterator[str]:
    for key in sorted(entry.keys() - _DOCUMENT_KEYS):
        yield f"不认识“{key}”：文件只写 code、title 和各个版本。"
    for key in ("code", "title"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            yield f"缺少 {key}，请补上。"
        elif any(getattr(document, key) == entry[key] for document in earlier):
            yield f"{key}“{entry[key]}”前面已经登记过，请合并为一个文件。"
    if isinstance(entry.get("code"), str) and not _CODE.fullmatch(entry["code"]):
        yield f"code“{entry['code']}”只能用小写字母、数字和连字符。"
    if not _versions_of(entry):
        yield "没有登记版本：请至少写一个 [[document.version]]。"


def _version_faults(raw: dict[str, Any], earlier: list[Version]) -> Iterator[str]:
    for key in sorted(raw.keys() - _VERSION_KEYS):
        yield f"不认识“{key}”：版本只写 {'、'.join(sorted(_VERSION_KEYS))}。"
    for key in sorted(raw.keys() & _VERSION_KEYS):
        if not isinstance(raw[key], str):
            yield f"{key} 要写成带引号的文字。"
            return
    for key in ("label", "issued_on"):
        if not raw.get(key, "").strip():
            yield f"缺少 {key}，请补上。"
    if any(version.label == raw.get("label") for version in earlier):
        yield f"版本“{raw['label']}”写了两次，请只留一个。"
    for key in ("issued_on", "effective_on", "superseded_on"):
        if key in raw and not _DATE.fullmatch(raw[key]):
            yield f"{key} 要写成 2024、2024-02 或 2024-02-01，现在是“{raw[key]}”。"
    if raw.get("superseded_on", "9999") < raw.get("issued_on", "")[: len(raw.get("superseded_on", "9999"))]:
        yield "superseded_on 早于 issued_on，请核对日期。"
    if raw.get("coverage", "none") not in COVERAGES:
        yield f"coverage 只能是 {'、'.join(COVERAGES)}，现在是“{raw['coverage']}”。"
    elif raw.get("coverage", "none") != "none" and not raw.get("text"):
        yield '写了 coverage 就要用 text 写明文本文件名；手边没有文本时写 coverage = "none"。'
