"""Text files that begin with `键: 值` lines and a line `---`, as question banks and courses do."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quiz_app.core.problems import Problem

END = "---"

_LABELLED = re.compile(r"(?P<label>[^\s:：]{1,12})[ \t\u3000]*[:：][ \t\u3000]*(?P<value>.*)")
_CONTINUED = re.compile(r"(?:  |\t|\u3000)(?P<value>.*)")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\u2014\u2018\u2019\u201c\u201d\u2026]")


@dataclass(frozen=True)
class Field:
    """The value of a header line, with the line it stands in (from 1)."""

    value: str
    line: int


@dataclass(frozen=True)
class FrontMatter:
    """The header of a file and what follows it. `body_line` is the line that the body begins in."""

    fields: Mapping[str, Field]
    body: str
    body_line: int
    problems: tuple[Problem, ...]

    def value(self, label: str) -> str:
        field = self.fields.get(label)
        return field.value if field else ""

    def line(self, label: str) -> int:
        field = self.fields.get(label)
        return field.line if field else 1


def read(text: str, file: str, *, labels: Iterable[str], required: Iterable[str] = ()) -> FrontMatter:
    """The header of `text`. Both colons are taken; a line that is set in by two blanks continues the one above."""
    known = list(labels)
    lines = lines_of(text)
    end = next((index for index, line in enumerate(lines) if line.strip() == END), None)
    if end is None:
        reason = f"文件开头的信息之后要有单独一行 {END}，请补上。"
        return FrontMatter({}, "", len(lines) + 1, (Problem(file, 1, reason),))

    fields: dict[str, Field] = {}
    problems: list[Problem] = []
    current: str | None = None
    for number, line in enumerate(lines[:end], start=1):
        if not line.strip():
            continue
        continued = continuation(line)
        if continued is not None and current is not None:
            fields[current] = Field(joined(fields[current].value, continued), fields[current].line)
            continue
        current = None
        labelled = label_and_value(line)
        if labelled is None:
            problems.append(Problem(file, number, "这一行看不懂：请写成“键: 值”，上一行写不下时续行前空两格。"))
        elif labelled[0] not in known:
            reason = f"不认识“{labelled[0]}”：开头只写 {'、'.join(known)}。"
            problems.append(Problem(file, number, reason))
        elif labelled[0] in fields:
            problems.append(Problem(file, number, f"“{labelled[0]}”写了两次，请只留一行。"))
        else:
            current = labelled[0]
            fields[current] = Field(labelled[1], number)
    for label in required:
        if label not in fields or not fields[label].value:
            line = fields[label].line if label in fields else 1
            problems.append(Problem(file, line, f"开头缺少“{label}”，请补上。"))
    return FrontMatter(fields, "\n".join(lines[end + 1 :]), end + 2, tuple(problems))


def write(values: Mapping[str, str]) -> str:
    """The header that `read` reads back, its closing line included. Values lose line breaks."""
    lines = [f"{label}: {' '.join(value.split())}" for label, value in values.items() if value.strip()]
    return "\n".join([*lines, END]) + "\n"


def lines_of(text: str) -> list[str]:
    """The lines of a file without a byte order mark, without trailing blanks and with any line ending."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return [line.rstrip() for line in plain.split("\n")]


def label_and_value(line: str) -> tuple[str, str] | None:
    """`答案： B` as (`答案`, `B`), or None if the line is not labelled."""
    match = _LABELLED.fullmatch(line)
    return (match["label"], match["value"].strip()) if match else None


def continuation(line: str) -> str | None:
    """What a line that is set in says, or None for a line that begins at the margin."""
    match = _CONTINUED.fullmatch(line)
    return match["value"] if match else None


def joined(first: str, second: str) -> str:
    """Two parts of one wrapped sentence: Chinese needs no blank between them, other words do."""
    second = second.strip()
    if not first or not second:
        return first or second
    gap = "" if _WIDE.match(first[-1]) or _WIDE.match(second[0]) else " "
    return first + gap + second
