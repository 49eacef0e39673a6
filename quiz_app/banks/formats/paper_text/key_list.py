"""The list of answers at the end of a paper: `1-5 ABCDD`, `1.A 2.B`, `1A 2B`, per section or for all."""

import re
from dataclasses import dataclass, field

from quiz_app.banks.formats.paper_text import marks
from quiz_app.banks.formats.protocol import Refused

_PLACE = re.compile(
    r"(?:^|(?<=[\s;；,，。、]))第?(?P<first>\d{1,5})"
    r"(?:[ 　]?题?[ 　]?[-~—–－～至到]{1,2}[ 　]?(?P<last>\d{1,5})[ 　]?题?[ 　]?[.．、:：)）]?"
    r"|[ 　]?题?[ 　]?[.．、:：)）]|(?=[ 　]?[A-HＡ-Ｈ√×✓✔✗✘对错TF【])|题)[ \t　]*"
)
_BETWEEN = re.compile(r"[\s,，;；、]+")
_FEW = 500
_ANSWERS = re.compile(r"[\sA-HＡ-Ｈa-h√×✓✔✗✘对错正确误TFＴＦ,，;；、]+")


@dataclass(slots=True)
class Entry:
    """The answer of one question by its number."""

    row: int
    number: int
    answer: str
    explanation: str = ""


@dataclass(slots=True)
class KeyGroup:
    """The answers of one section; `type_name` is as its heading says, "" without one."""

    type_name: str = ""
    entries: list[Entry] = field(default_factory=list)


class KeyList:
    """Takes the lines of the list one by one."""

    def __init__(self) -> None:
        self.groups = [KeyGroup()]
        self.refused: list[Refused] = []

    def take(self, row: int, line: str) -> None:
        label = marks.label_of(line)
        if label and label[0] == "explanation" and self._last:
            self._last.explanation = label[1]
        elif label and label[0] == "answer" and label[1]:
            self._take_answers(row, label[1])
        else:
            self._take_line(row, line)

    def _take_answers(self, row: int, text: str) -> None:
        """What stands behind 答案：, which is a list itself, or the answer of the question above."""
        if is_key_line(text):
            self._take_line(row, text)
        else:
            self._continue(row, text, answer=True)

    def _take_line(self, row: int, line: str) -> None:
        if heading := marks.heading_of(_up_to_first_place(line)):
            self.groups.append(KeyGroup(heading.type_name))
            rest = line[len(_up_to_first_place(line)) :]
            if rest:
                self._take_entries(row, rest)
        elif not marks.KEY_HEADING.fullmatch(line):
            self._take_entries(row, line)

    @property
    def _last(self) -> Entry | None:
        return self.groups[-1].entries[-1] if self.groups[-1].entries else None

    def _take_entries(self, row: int, line: str) -> None:
        places = _places(line)
        if not places or places[0].start() > 0:
            self._continue(row, line[: places[0].start()] if places else line)
        if not places:
            return
        for place, following in zip(places, [*places[1:], None], strict=True):
            text = line[place.end() : following.start() if following else len(line)].strip()
            self._add(row, int(place["first"]), int(place["last"] or place["first"]), text)

    def _add(self, row: int, first: int, last: int, text: str) -> None:
        group = self.groups[-1]
        if group.entries and first <= group.entries[-1].number:
            group = KeyGroup()
            self.groups.append(group)
        if first == last:
            answer, explanation = _labelled(text)
            group.entries.append(Entry(row, first, answer, explanation))
            return
        answers = _each(text, last - first + 1)
        if answers is None:
            reason = f"答案列表里“{first}-{last}”是 {last - first + 1} 道题，答案的个数对不上。"
            self.refused.append(Refused(row, "答案", reason, "请逐题核对，一题一个答案；多选题的答案之间留空格。"))
            return
        group.entries += [Entry(row, first + place, answer) for place, answer in enumerate(answers)]

    def _continue(self, row: int, text: str, *, answer: bool = False) -> None:
        """A line without a number goes on with what the last entry said."""
        last = self._last
        if last is None or not text.strip():
            if text.strip():
                self.refused.append(
                    Refused(row, "答案", f"答案列表里的“{text[:20]}”看不懂。", "请写成 1-5 ABCDD 或 1.A 2.B。")
                )
        elif answer and not last.answer:
            last.answer = text
        elif last.explanation:
            last.explanation += "\n" + text
        else:
            last.answer = (last.answer + "\n" + text).strip()


def kept_answer(text: str) -> str:
    """An answer as it is written, so that it does not read as the beginning of a list of answers."""
    return "\\" + text if is_key_line(text.lstrip("\\").split("\n")[0], several=True) else text


def restored_answer(text: str) -> str:
    return text[1:] if text.startswith("\\") and kept_answer(text) != text else text


def is_key_line(line: str, *, several: bool = False) -> bool:
    """Whether a line surely belongs to such a list: a range with its answers, or numbers each with letters."""
    head = _up_to_first_place(line)
    if head and marks.heading_of(head):
        line = line[len(head) :].lstrip()
    places = _places(line)
    if not places or places[0].start() > 0:
        return False
    bounds = zip(places, [*places[1:], None], strict=True)
    texts = [line[place.end() : following.start() if following else len(line)] for place, following in bounds]
    if not all(_ANSWERS.fullmatch(text) for text in texts):
        return False
    return bool(places[0]["last"]) or len(places) > 1 or (not several and len(texts[0].strip()) <= 8)


def _places(line: str) -> list[re.Match[str]]:
    """Where numbers of questions stand: each above the one before it, so that a year is none."""
    found: list[re.Match[str]] = []
    for match in _PLACE.finditer(line):
        first, last = int(match["first"]), int(match["last"] or match["first"])
        before = int(found[-1]["last"] or found[-1]["first"]) if found else first - 1
        if first == before + 1 and first <= last < first + _FEW:
            found.append(match)
    return found


def _up_to_first_place(line: str) -> str:
    places = _places(line)
    return line[: places[0].start()].rstrip() if places else line


def _labelled(text: str) -> tuple[str, str]:
    """Answer and explanation of `【答案】A 【解析】…`."""
    answer, explanation = "", ""
    for name, words in marks.labels_within(" " + text):
        if name == "explanation":
            explanation = words
        else:
            answer = answer or words
    return answer, explanation


def _each(text: str, count: int) -> list[str] | None:
    parts = [part for part in _BETWEEN.split(text) if part]
    if len(parts) == count:
        return parts
    signs = "".join(parts)
    return list(signs) if len(signs) == count else None
