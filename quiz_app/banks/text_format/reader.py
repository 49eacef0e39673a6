"""Reads a bank from a text file, naming by line what it cannot take."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from quiz_app.banks.areas import AREAS, area_of
from quiz_app.banks.keys import UnreadableKey, read_key, read_point
from quiz_app.banks.questions import DIFFICULTIES, Key, LegalBasis, Part, QuestionText
from quiz_app.banks.text_format.grammar import (
    HEADER_LABELS,
    HEADING,
    LABEL,
    LONGEST_CODE,
    OPTION,
    PART,
    PROMPT,
    REPEATED_LABELS,
    BankFile,
    BankHeader,
    has_parts,
    has_prompts,
    is_code,
    unescaped,
    without_outer_blanks,
)
from quiz_app.banks.types.case import PART_TYPES, key_entry
from quiz_app.banks.types.protocol import LETTERS, Interaction, QuestionType
from quiz_app.banks.types.table import TYPES, type_labelled
from quiz_app.core import front_matter
from quiz_app.core.problems import Problem
from quiz_app.regulations.citations import CitationError, parse

_BETWEEN_POINTS = re.compile(r"[;；]")


def read(text: str, file: str) -> BankFile:
    """The bank in `text`. What cannot be read is left out and named by line."""
    front = front_matter.read(text, file, labels=HEADER_LABELS, required=("编码", "名称", "领域"))
    problems = list(front.problems)
    area = area_of(front.value("领域"))
    if front.value("领域") and area is None:
        reason = f"“{front.value('领域')}”不是四方面内容之一：写{'、'.join(AREAS.values())}。"
        problems.append(Problem(file, front.line("领域"), reason))
    code = front.value("编码")
    if code and not is_code(code):
        problems.append(Problem(file, front.line("编码"), f"编码“{code}”只能用小写字母、数字和连字符。"))
    header = BankHeader(code, front.value("名称"), area or "", front.value("说明"))

    questions = []
    for block in _blocks(front.body, front.body_line, file, problems):
        question = _read_question(block, header.area, file, problems)
        if question:
            questions.append(question)
    return BankFile(header, tuple(questions), tuple(sorted(problems)), file)


@dataclass
class _Block:
    """The lines of one question under its heading, each with its number in the file."""

    heading: str
    line: int
    lines: list[tuple[int, str]]


@dataclass
class _Labelled:
    """An option or a label with the lines that continue it."""

    name: str
    line: int
    lines: list[str]

    @property
    def sentence(self) -> str:
        """The lines as one wrapped sentence."""
        text = ""
        for line in self.lines:
            text = front_matter.joined(text, line.strip())
        return text

    @property
    def markdown(self) -> str:
        return "\n".join(without_outer_blanks(self.lines))


def _blocks(body: str, first_line: int, file: str, problems: list[Problem]) -> list[_Block]:
    blocks: list[_Block] = []
    for number, line in enumerate(body.split("\n"), start=first_line):
        heading = HEADING.fullmatch(line)
        if heading:
            blocks.append(_Block(heading["words"], number, []))
        elif blocks:
            blocks[-1].lines.append((number, line))
        elif line.strip():
            problems.append(Problem(file, number, "这一行不属于任何题：题目从“## 编号 题型 难度”一行开始。"))
    return blocks


def _read_question(block: _Block, area: str, file: str, problems: list[Problem]) -> QuestionText | None:
    reader = _Reader(file, problems)
    head = reader.heading(block)
    kind = head[1] if head else None
    material, *asked = _divided(block) if has_parts(kind) else [block]
    stem, prompts, options, labels = reader.body(material, prompts=has_prompts(kind), parts=has_parts(kind))
    if head is None:
        return None
    code, kind, difficulty = head
    parts: tuple[Part, ...] = ()
    if has_parts(kind):
        parts, key, labels = reader.parts(asked, labels)
        if options or not asked:
            reader.fault(block.line, "材料下面先写小题，选项和答案写在小题里；小题从“### 1 单选”一行开始。")
            return None
    else:
        key = reader.key(labels, block.line, kind)
    if key is None:
        return None
    one = {label.name: label for label in labels if label.name not in REPEATED_LABELS}
    draft = one.get("草稿")
    if draft and not draft.sentence:
        reader.fault(draft.line, "“草稿”后面要写明原因。")
    return QuestionText(
        code=code,
        type=kind.code,
        difficulty=difficulty,
        area=area,
        stem=stem,
        options=options,
        key=key,
        explanation=one["解析"].markdown if "解析" in one else "",
        knowledge_points=_points(one["知识点"].sentence) if "知识点" in one else (),
        bases=reader.bases(labels),
        draft_reason=(draft.sentence or "没有写明原因") if draft else None,
        prompts=prompts,
        parts=parts,
        file=file,
        line=block.line,
    )


def _divided(block: _Block) -> list[_Block]:
    """The material of a case, and its parts, each under its own heading."""
    blocks = [_Block(block.heading, block.line, [])]
    for number, line in block.lines:
        if part := PART.fullmatch(line):
            blocks.append(_Block(part["words"], number, []))
        else:
            blocks[-1].lines.append((number, line))
    return blocks


class _Reader:
    """Reads the parts of one question and notes what is wrong with them."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems

    def fault(self, line: int, reason: str) -> None:
        self.problems.append(Problem(self.file, line, reason))

    def heading(self, block: _Block) -> tuple[str, QuestionType, int] | None:
        words = block.heading.split()
        if len(words) != 3:
            self.fault(block.line, "题目的第一行要写成“## 编号 题型 难度”，例如“## basics-0007 单选 易”。")
            return None
        code, type_label, level = words
        kind = type_labelled(type_label)
        difficulty = next((number for number, label in DIFFICULTIES.items() if label == level), None)
        if not is_code(code):
            self.fault(block.line, f"编号“{code}”只能用小写字母、数字和连字符，最长 {LONGEST_CODE} 个字。")
        if kind is None:
            known = "、".join(known.label for known in TYPES.values())
            self.fault(block.line, f"不认识题型“{type_label}”：写{known}。")
        if difficulty is None:
            self.fault(block.line, f"不认识难度“{level}”：写{'、'.join(DIFFICULTIES.values())}。")
        return (code, kind, difficulty) if kind and difficulty and is_code(code) else None

    def parts(
        self, blocks: list[_Block], above: list[_Labelled]
    ) -> tuple[tuple[Part, ...], Key | None, list[_Labelled]]:
        """The parts of a case, the key of all of them, and what the labels behind the last part say of the whole case;
        `above` are labels that stand before the first part, where none belongs."""
        for label in above:
            self.fault(label.line, f"“{label.name}”要写在小题里，或者最后一个小题之后。")
        parts, entries, labels = [], [], list[_Labelled]()
        for number, block in enumerate(blocks, start=1):
            for label in labels:
                self.fault(label.line, f"“{label.name}”说的是整道题，要写在最后一个小题之后。")
            stem, _, options, own = self.body(block, prompts=False, parts=True)
            labels = [label for label in own if label.name != "答案"]
            kind = self._part_type(block, number)
            key = self.key(own, block.line, kind) if kind else None
            if kind and key is not None:
                parts.append(Part(kind.code, stem, options))
                entries.append(key_entry(kind.code, key))
        return tuple(parts), tuple(entries) if len(entries) == len(blocks) else None, labels

    def _part_type(self, block: _Block, number: int) -> QuestionType | None:
        written, _, label = block.heading.strip().partition(" ")
        kind = type_labelled(label.strip())
        if written.isdecimal() and int(written) == number and kind and kind.code in PART_TYPES:
            return kind
        known = "、".join(each.label for each in PART_TYPES.values())
        self.fault(block.line, f"这里应是“### {number} 题型”：序号从 1 起依次写，小题的题型是{known}。")
        return None

    def body(
        self, block: _Block, *, prompts: bool, parts: bool = False
    ) -> tuple[str, tuple[str, ...], tuple[str, ...], list[_Labelled]]:
        """Stem, prompts (where there may be some), options and labels. A line that is set in continues the prompt,
        option or label above it."""
        stem: list[str] = []
        numbered: list[_Labelled] = []
        options: list[_Labelled] = []
        labels: list[_Labelled] = []
        current: _Labelled | None = None
        for number, line in block.lines:
            label, option = LABEL.fullmatch(line), OPTION.fullmatch(line)
            prompt = PROMPT.fullmatch(line) if prompts else None
            continued = front_matter.continuation(line)
            if label:
                current = _Labelled(label["label"], number, [label["value"].strip()])
                self._add_label(labels, current)
            elif option and not labels:
                current = _Labelled(option["letter"], number, [option["text"].strip()])
                self._add_option(options, current)
            elif prompt and not labels:
                current = _Labelled(prompt["number"], number, [prompt["text"].strip()])
                self._add_prompt(numbered, current)
            elif current is None:
                stem.append(unescaped(line, prompts=prompts, parts=parts))
            elif continued is not None or not line:
                current.lines.append(continued or "")
            else:
                self.fault(number, "这一行不属于上一行：续行前空两格，新的一行从选项字母或标签开始。")
        text = "\n".join(without_outer_blanks(stem))
        if not text.strip():
            self.fault(block.line, "没有题干，请在这一行下面写上。")
        return text, tuple(each.markdown for each in numbered), tuple(each.markdown for each in options), labels

    def key(self, labels: Iterable[_Labelled], line: int, kind: QuestionType) -> Key | None:
        """What the answer says, of a rubric with its marking points; None where there is none that can be read."""
        if not any(label.name == "答案" for label in labels):
            self.fault(line, "没有“答案”一行，请补上。")
            return None
        is_rubric, answer, points = kind.interaction is Interaction.WRITE, (), []
        for label in labels:
            try:
                if label.name == "答案" and not answer:
                    answer = read_key(label.markdown if is_rubric else label.sentence, kind.interaction)
                elif label.name == "得分点" and is_rubric:
                    points.append(read_point(label.sentence))
                elif label.name == "得分点":
                    self.fault(label.line, "只有简答题写“得分点”，请删去这一行。")
            except UnreadableKey as error:
                self.fault(label.line, str(error))
                return None
        return (*(part for part in answer if isinstance(part, tuple)), *points) if is_rubric else answer

    def bases(self, labels: Iterable[_Labelled]) -> tuple[LegalBasis, ...]:
        """The bases, each with the quotation that follows it."""
        found: list[LegalBasis] = []
        open_basis = False
        for label in labels:
            if label.name == "依据":
                open_basis = True
                try:
                    found.append(LegalBasis(parse(label.sentence), "", label.line))
                except CitationError as error:
                    self.fault(label.line, str(error))
                    open_basis = False
            elif label.name == "引文" and open_basis and not found[-1].quotation:
                found[-1] = LegalBasis(found[-1].citation, label.sentence, found[-1].line)
            elif label.name == "引文" and (open_basis or not found):
                self.fault(label.line, "“引文”要紧跟在它的“依据”之后，一处依据写一句。")
        return tuple(found)

    def _add_prompt(self, prompts: list[_Labelled], prompt: _Labelled) -> None:
        if int(prompt.name) != len(prompts) + 1:
            self.fault(prompt.line, f"序号要从 1 起依次写，这里应是 {len(prompts) + 1}，不是 {int(prompt.name)}。")
        prompts.append(prompt)

    def _add_option(self, options: list[_Labelled], option: _Labelled) -> None:
        expected = LETTERS[len(options)] if len(options) < len(LETTERS) else None
        letter = chr(ord(option.name) - ord("Ａ") + ord("A")) if option.name >= "Ａ" else option.name
        if letter != expected:
            self.fault(option.line, f"选项的字母要从 A 起依次写，这里应是 {expected or '标签行'}，不是 {letter}。")
        options.append(option)

    def _add_label(self, labels: list[_Labelled], label: _Labelled) -> None:
        if label.name not in REPEATED_LABELS and any(label.name == earlier.name for earlier in labels):
            self.fault(label.line, f"“{label.name}”写了两次，请只留一行。")
        labels.append(label)


def _points(text: str) -> tuple[str, ...]:
    return tuple(point.strip() for point in _BETWEEN_POINTS.split(text) if point.strip())
