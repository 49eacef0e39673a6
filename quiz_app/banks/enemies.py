"""Enemies: pairs of questions that no paper holds together, since one gives the other away. Read from `enemies.toml`.

[[pair]]
questions = ["history-0018", "key-0114"]
reason = "…"
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from quiz_app.core.problems import Problem

REASON_SIGNS = 200

_ENTRY = re.compile(r"^[ \t]*\[\[[ \t]*pair[ \t]*\]\]", re.M)


@dataclass(frozen=True, slots=True)
class Enemies:
    """A pair of question codes, in the order of the alphabet, and why they are enemies."""

    codes: tuple[str, str]
    reason: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class EnemyFile:
    pairs: tuple[Enemies, ...] = ()
    problems: tuple[Problem, ...] = ()


def read(text: str, file: str = "enemies.toml") -> EnemyFile:
    """The pairs of a file; what is wrong with one is named by its line, and it is left out."""
    try:
        entries = tomllib.loads(text.removeprefix("\ufeff")).get("pair", [])
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        reason = "这里不合 TOML 的写法：检查引号、等号和方括号是否成对。"
        return EnemyFile((), (Problem(file, int(line[1]) if line else text.count("\n") + 1, reason),))
    if not isinstance(entries, list):
        return EnemyFile((), (Problem(file, 1, "每一对写成 [[pair]]，下面写 questions 和 reason。"),))
    lines = [text.count("\n", 0, found.start()) + 1 for found in _ENTRY.finditer(text)]
    placed = list(zip(entries, lines + [1] * len(entries), strict=False))
    problems = tuple(Problem(file, line, fault) for entry, line in placed for fault in _faults(entry))
    return EnemyFile(tuple(_pair(entry, file, line) for entry, line in placed if not any(_faults(entry))), problems)


def joined(files: Iterable[EnemyFile]) -> EnemyFile:
    files = list(files)
    return EnemyFile(
        tuple(pair for each in files for pair in each.pairs), tuple(found for each in files for found in each.problems)
    )


def problems(file: EnemyFile, known: Collection[str]) -> tuple[Problem, ...]:
    """What is wrong with a file, beside questions of the codes `known`."""
    return (*file.problems, *_unknown(file, known), *_repeated(file))


def _faults(entry: Any) -> Iterator[str]:
    codes = entry.get("questions") if isinstance(entry, dict) else None
    if not isinstance(codes, list) or len(codes) != 2 or not all(isinstance(code, str) for code in codes):
        yield 'questions 写两个题号，例如 ["key-0001", "key-0002"]。'
    elif codes[0] == codes[1]:
        yield "两个题号是同一题：写另一道题的题号。"
    reason = entry.get("reason") if isinstance(entry, dict) else None
    if not isinstance(reason, str) or not reason.strip():
        yield "reason 写明为什么不能同卷。"
    elif len(reason) > REASON_SIGNS:
        yield f"reason 最多 {REASON_SIGNS} 字。"


def _pair(entry: dict[str, Any], file: str, line: int) -> Enemies:
    one, other = sorted(entry["questions"])
    return Enemies((one, other), entry["reason"].strip(), file, line)


def _unknown(file: EnemyFile, known: Collection[str]) -> Iterator[Problem]:
    for pair in file.pairs:
        for code in pair.codes:
            if code not in known:
                yield Problem(pair.file, pair.line, f"没有题号 {code}：改成题库里有的题号，或删去这一对。")


def _repeated(file: EnemyFile) -> Iterator[Problem]:
    seen: dict[tuple[str, str], int] = {}
    for pair in file.pairs:
        if pair.codes in seen:
            yield Problem(pair.file, pair.line, f"这一对在第 {seen[pair.codes]} 行已经写过：删去一处。")
        seen.setdefault(pair.codes, pair.line)
