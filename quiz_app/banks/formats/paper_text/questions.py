"""From the lines of a paper to its questions, each as the words of its parts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from quiz_app.banks.formats import brackets
from quiz_app.banks.formats.answers import LETTERS
from quiz_app.banks.formats.assembling import Parts
from quiz_app.banks.formats.paper_text import marks
from quiz_app.banks.formats.paper_text.key_list import KeyGroup, KeyList, is_key_line, restored_answer
from quiz_app.banks.formats.protocol import Refused, Unsupported
from quiz_app.banks.formats.texts import plain
from quiz_app.banks.formats.type_names import UnknownType, interaction_named
from quiz_app.banks.types.protocol import Interaction

_LONG = ("answer", "explanation")
_REPEATED = ("documents", "quotations")


@dataclass(slots=True)
class Question:
    """A question while its lines are read. `texts` by the names in `Parts`; `group` counts sections and restarts."""

    row: int
    number: int
    group: int
    heading: marks.Heading
    stem: list[str]
    options: list[list[str]] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    at: str = "stem"
    gaps: bool = False
    problem: str = ""

    @property
    def may_hold_lists(self) -> bool:
        """Whether what is being read is prose that may have numbered lines of its own."""
        return self.at == "explanation" or (self.at == "answer" and _is_written(self.heading.type_name))

    def parts(self) -> Parts:
        """The words as they were meant, without the marks that kept them."""
        texts = {name: "\n".join(lines) for name, lines in self.texts.items()}
        tag, stem = marks.tag_of("\n".join(self.stem))
        type_name = texts.pop("type_name", "") or tag or self.heading.type_name
        answer = marks.restored_labels(restored_answer(texts.pop("answer", "")))
        emptied, inside = brackets.taken_out(stem)
        if inside and not _is_written(type_name) and plain(answer) in ("", plain(inside)):
            stem, answer = emptied, inside
        return Parts(
            row=self.row,
            stem=marks.restored_stem(stem),
            options=tuple(marks.restored_letters("\n".join(lines)) for lines in self.options),
            type_name=type_name,
            answer=answer,
            points=texts.pop("points", "") or self.heading.points,
            **texts,
        )


class Paper:
    """Takes the lines of a paper one by one; then its questions have the answers of the list at its end."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.questions: list[Question] = []
        self.refused: list[Refused] = []
        self.unsupported: list[Unsupported] = []
        self._heading = marks.Heading("", "")
        self._group = 0
        self._style = ""
        self._before: list[int] = []
        self._keys: KeyList | None = None
        for place, line in enumerate(lines):
            self._take(place + 1, line, lines[place + 1 : place + 9] if "答案" in line[:12] else ())
        self._finish()

    def _take(self, row: int, line: str, following: Sequence[str]) -> None:
        if self._keys is not None:
            if line:
                self._keys.take(row, line)
        elif not line:
            if self.questions:
                self.questions[-1].gaps = True
        elif following and _opens_keys(line, following):
            self._keys = KeyList()
            self._keys.take(row, line)
        elif (number := marks.number_of(line)) and self._begins(number):
            self._begin(row, number, line)
        elif heading := marks.heading_of(line):
            self._heading = heading
            self._group += 1
            self._style = ""
        elif not self.questions:
            self._before.append(row)
        elif label := marks.label_of(line):
            self._label(*label)
        else:
            self._go_on(row, line)

    def _begins(self, number: marks.Number) -> bool:
        """Whether this number begins a question and is not one of a list within it."""
        last = self.questions[-1] if self.questions else None
        follows = last is not None and number.value == last.number + 1
        if not self._style:
            return not number.doubtful or follows or number.value == 1
        if number.style != self._style:
            return False
        return follows or not (number.doubtful or (last and last.may_hold_lists))

    def _begin(self, row: int, number: marks.Number, line: str) -> None:
        if self._style and self.questions and number.value <= self.questions[-1].number:
            self._group += 1
        self._style = number.style
        question = Question(row, number.value, self._group, self._heading, [])
        self.questions.append(question)
        self._stem_line(question, line[number.end :].strip(), first=True)

    def _stem_line(self, question: Question, line: str, *, first: bool = False) -> None:
        """A line of the stem, behind which options may begin in the same line."""
        row = _run(line, 0)
        if len(row) > 1 or (row and row[0].start == 0 and not first):
            if before := line[: row[0].start].strip():
                _add(question, question.stem, before)
            self._options(question, line, row)
        else:
            _add(question, question.stem, line)

    def _options(self, question: Question, line: str, row: Sequence[marks.Letter]) -> None:
        question.at = "options"
        ends = [letter.start for letter in row[1:]] + [len(line)]
        question.options += [[line[letter.end : end].strip()] for letter, end in zip(row, ends, strict=True)]
        question.gaps = False

    def _label(self, name: str, value: str) -> None:
        question = self.questions[-1]
        question.gaps = False
        for position, (inner, words) in enumerate(marks.labels_within(value) if name == "answer" else [("", value)]):
            field_name = inner or name
            lines = question.texts.setdefault(field_name, [])
            if field_name in _REPEATED:
                _line_up(question.texts, field_name, words)
            elif lines and position == 0:
                question.problem = question.problem or f"“{_title(field_name)}”写了两次。"
            else:
                lines += [words] if words else []
            question.at = field_name

    def _go_on(self, row: int, line: str) -> None:
        question = self.questions[-1]
        if question.at == "stem":
            self._stem_line(question, marks.restored_line(line))
        elif question.at == "options":
            letters = _run(line, len(question.options))
            first = next(marks.letters_in(line), None)
            if letters and letters[0].start == 0:
                self._options(question, line, letters)
            elif first and first.start == 0:
                expected = LETTERS[min(len(question.options), len(LETTERS) - 1)]
                question.problem = (
                    question.problem or f"选项的字母乱了：该写 {expected}，写的是 {LETTERS[first.place]}。"
                )
            else:
                _add(question, question.options[-1], marks.restored_line(line))
        elif question.at in _LONG:
            _add(question, question.texts[question.at], marks.restored_line(line))
        else:
            self.unsupported.append(Unsupported(row, f"“{line[:30]}”不知道属于哪一部分，没有收下。"))

    def _finish(self) -> None:
        if len(self._before) > 1:
            what = f"第一道题前面有 {len(self._before)} 行文字不是试题，没有收下。"
            self.unsupported.append(Unsupported(self._before[0], what))
        for question in self.questions:
            if question.problem:
                mend = "请把这道题的选项和各部分改好：选项从 A 起依次写，每一部分只写一次。"
                self.refused.append(Refused(question.row, "", question.problem, mend))
        if self._keys is not None:
            self.refused += self._keys.refused
            self._give_answers([group for group in self._keys.groups if group.entries])

    def _give_answers(self, groups: Sequence[KeyGroup]) -> None:
        for place, group in enumerate(groups):
            known = self._candidates(group, groups, place)
            for entry in group.entries:
                question = known.get(entry.number)
                if question is None:
                    mend = "请核对答案列表的题号和标题，要与题目一致。"
                    self.refused.append(
                        Refused(entry.row, "答案", f"没有找到第 {entry.number} 题，它的答案没有用上。", mend)
                    )
                    continue
                own = "".join(question.texts.get("answer", ()))
                if own and plain(own) != plain(entry.answer):
                    what = f"第 {entry.number} 题自己写的答案和答案列表里的不一样，用了题目自己的。"
                    self.unsupported.append(Unsupported(entry.row, what))
                question.texts["answer"] = [own or entry.answer]
                if entry.explanation:
                    question.texts.setdefault("explanation", [entry.explanation])

    def _candidates(self, group: KeyGroup, groups: Sequence[KeyGroup], place: int) -> dict[int, Question]:
        """The questions by number that a group of answers is about: those of its type, or of its place, or all."""
        of_type = [question for question in self.questions if _same_type(group.type_name, question.heading.type_name)]
        own_groups = sorted({question.group for question in self.questions})
        if group.type_name and of_type:
            chosen = of_type
        elif len(groups) > 1 and len(groups) == len(own_groups):
            chosen = [question for question in self.questions if question.group == own_groups[place]]
        else:
            chosen = self.questions
        found: dict[int, Question] = {}
        for question in chosen:
            found.setdefault(question.number, question)
        return found


def _add(question: Question, lines: list[str], line: str) -> None:
    if question.gaps and lines:
        lines.append("")
    question.gaps = False
    lines.append(line)


def _run(line: str, expected: int) -> list[marks.Letter]:
    """The letters in a line that go on from the expected one, each the next."""
    run: list[marks.Letter] = []
    for letter in marks.letters_in(line):
        if letter.place == expected + len(run):
            run.append(letter)
    return run


def _line_up(texts: dict[str, list[str]], name: str, words: str) -> None:
    """A quotation stands in the line of the document before it."""
    documents, quotations = texts.setdefault("documents", []), texts.setdefault("quotations", [])
    if name == "documents":
        documents.append(words)
        quotations += [""] * (len(documents) - 1 - len(quotations))
    else:
        quotations.append(words)
        documents += [""] * (len(quotations) - len(documents))


def _opens_keys(line: str, following: Sequence[str]) -> bool:
    """Whether the list of answers begins here: with the heading of one, or with answers of several questions."""
    label = marks.label_of(line)
    if label and label[0] == "answer" and label[1]:
        return is_key_line(label[1], several=True)
    if not marks.KEY_HEADING.fullmatch(line):
        return False
    coming = [text for text in following[:8] if text][:3]
    for text in coming:
        if is_key_line(text):
            return True
        if not marks.heading_of(text):
            return bool(marks.number_of(text)) and "【答案】" in text
    return False


def _same_type(name: str, other: str) -> bool:
    try:
        return plain(name) == plain(other) or (interaction_named(name) or 0) == interaction_named(other)
    except UnknownType:
        return False


def _is_written(type_name: str) -> bool:
    try:
        return interaction_named(type_name) is Interaction.WRITE
    except UnknownType:
        return False


def _title(name: str) -> str:
    return next(label for label, field_name in marks.LABELS.items() if field_name == name)
