"""Question banks as text files; `question_banks/README.md` describes the format for those who write them.

Reading and writing are exact opposites for what a question can say. Where a line of a stem looks like an option, a
label or a heading, a backslash before it keeps it in the stem: `\\A. ` reads as the text `A. `. Numbered lines are
prompts where the type has prompts, and lines that begin with `###` are parts of a case; both are text like any other
everywhere else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from quiz_app.banks.questions import QuestionText
from quiz_app.banks.types.protocol import Interaction, QuestionType
from quiz_app.core.front_matter import lines_of
from quiz_app.core.problems import Problem

LABELS = ("答案", "得分点", "解析", "知识点", "依据", "引文", "草稿")
REPEATED_LABELS = ("得分点", "依据", "引文")
HEADER_LABELS = ("编码", "名称", "领域", "说明")
LONGEST_CODE = 64

HEADING = re.compile(r"##[ \t\u3000]*(?!#)(?P<words>.*)")
PROMPT = re.compile(r"(?P<number>[0-9０-９]{1,2})[ \t]*(?:[.．](?![0-9０-９])|、)(?P<text>.*)")
PART = re.compile(r"###[ \t\u3000]*(?P<words>.*)")
OPTION = re.compile(r"(?P<letter>[A-HＡ-Ｈ])[ \t]*[.．、](?P<text>.*)")
LABEL = re.compile(rf"(?P<label>{'|'.join(LABELS)})[ \t\u3000]*[:：](?P<value>.*)")

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class BankHeader:
    """What a bank file says of itself. `area` is the code of a content area, "" where the file names none."""

    code: str
    title: str
    area: str
    description: str


@dataclass(frozen=True)
class BankFile:
    """A bank as read: questions that could be read, in the order of the file, and what is wrong with the rest."""

    header: BankHeader
    questions: tuple[QuestionText, ...]
    problems: tuple[Problem, ...] = ()
    file: str = field(default="", compare=False)


def tidy(markdown: str) -> str:
    """A text as the format keeps it: no blank lines around it, no blanks at the end of a line, plain line breaks."""
    lines = lines_of(markdown)
    return "\n".join(without_outer_blanks(lines))


def without_outer_blanks(lines: Sequence[str]) -> list[str]:
    filled = [index for index, line in enumerate(lines) if line.strip()]
    return list(lines[filled[0] : filled[-1] + 1]) if filled else []


def has_prompts(kind: QuestionType | None) -> bool:
    return kind is not None and kind.interaction in (Interaction.PAIR, Interaction.GAPS)


def has_parts(kind: QuestionType | None) -> bool:
    return kind is not None and kind.interaction is Interaction.PARTS


def escaped(line: str, *, prompts: bool, parts: bool = False) -> str:
    """A line of a stem as the file keeps it. `prompts`, `parts`: whether the question may have some."""
    return "\\" + line if _is_structure(line.lstrip("\\"), prompts, parts) else line


def unescaped(line: str, *, prompts: bool, parts: bool = False) -> str:
    return line[1:] if line.startswith("\\") and _is_structure(line.lstrip("\\"), prompts, parts) else line


def is_code(text: str) -> bool:
    """Whether a bank or question may be called so: small letters, digits, single hyphens between them."""
    return len(text) <= LONGEST_CODE and bool(_CODE.fullmatch(text))


def _is_structure(line: str, prompts: bool, parts: bool) -> bool:
    forms = (HEADING, OPTION, LABEL, *([PROMPT] if prompts else ()), *([PART] if parts else ()))
    return any(form.fullmatch(line) for form in forms)
