"""How keys are written in bank files: `B`, `ABD`, `对`, `三 / 3 | 半数`, `BADC`, `1B 2A 3C`, `32 ± 0.5`."""

import re
import unicodedata
from collections.abc import Callable, Mapping

from quiz_app.banks.numbers import plain_number, with_tolerance
from quiz_app.banks.questions import Key, QuestionText
from quiz_app.banks.types.case import part_questions
from quiz_app.banks.types.protocol import LETTERS, Interaction
from quiz_app.banks.types.table import TYPES

_RIGHT = {"对", "正确", "√", "✓", "✔", "T", "TRUE"}
_WRONG = {"错", "错误", "×", "✗", "✘", "X", "F", "FALSE"}
_BETWEEN_LETTERS = re.compile(r"[\s,、;]+")
_BETWEEN_STEPS = re.compile(r"[\s,、;→>-]+")
_PAIR = re.compile(r"(?P<number>[0-9]{1,2})\s*[-.:、→]?\s*(?P<letter>[A-H])[\s,、;]*")
_POINT = re.compile(r"(?P<weight>[0-9]{1,3}) ?分[:：,，]? ?(?P<text>\S.*)")
_TOLERANCE = re.compile(r"±|\+/?[-\u2212]")
_FILL_TOKEN = re.compile(
    r"\\(?P<escaped>[\\|｜/／])|(?P<blank>\s*[|｜]\s*)|(?P<spelling>(?<=\s)[/／](?=\s))|(?P<other>.)"
)
_NEEDS_ESCAPE = re.compile(r"[\\|｜]|(?:(?<=\s)|^)[/／](?=\s|$)")


class UnreadableKey(ValueError):
    """The answer cannot be read; the message says in Chinese how to write it."""


def read_key(text: str, interaction: Interaction) -> Key:
    """What an answer line says. Letters may be full-width or separated; letters may lie outside the options."""
    return _READERS[interaction](text)


def write_key(question: QuestionText) -> str:
    """What `read_key` reads as this key; of a case, whose parts have a line each, the keys of all parts for people."""
    interaction = TYPES[question.type].interaction
    texts = [accepted for accepted in question.key if isinstance(accepted, tuple)]
    places = [place for place in question.key if isinstance(place, int)]
    match interaction:
        case Interaction.FILL | Interaction.GAPS:
            return " | ".join(" / ".join(map(_escaped, accepted)) for accepted in texts)
        case Interaction.NUMBER:
            return " ".join(with_tolerance(*pair) for pair in texts)
        case Interaction.WRITE:
            return "\n".join([*(texts[0] if texts else ()), *write_points(question)])
        case Interaction.JUDGE:
            return "".join("对错"[place] for place in places)
        case Interaction.PARTS:
            keys = enumerate(map(write_key, part_questions(question)), start=1)
            return "　".join(f"（{number}）{key}" for number, key in keys)
        case Interaction.PAIR:
            return " ".join(f"{number}{LETTERS[place]}" for number, place in enumerate(places, start=1))
        case _:
            return "".join(LETTERS[place] for place in places)


def write_points(question: QuestionText) -> list[str]:
    """The marking points of a rubric, one line each: `2分 说出两点`."""
    return [f"{weight}分 {text}" for text, weight in _marking_points(question.key)]


def key_texts(question: QuestionText) -> tuple[str, ...]:
    """What is right, in words: the right options (of an ordering, in their order), the verdict, each prompt with its
    option, what belongs in the blanks, the number; of a case, all of that for each part.

    Places outside the options are left out, since a check that looks at keys has named them already.
    """
    kind = TYPES[question.type]
    if kind.interaction is Interaction.NUMBER:
        return (write_key(question),)
    if kind.interaction is Interaction.WRITE:
        return tuple(part[0] for part in question.key if isinstance(part, tuple) and part)
    if kind.interaction is Interaction.PARTS:
        return tuple("；".join(key_texts(part)) for part in part_questions(question))
    if kind.interaction in (Interaction.FILL, Interaction.GAPS):
        return tuple(accepted[0] for accepted in question.key if isinstance(accepted, tuple) and accepted)
    options = kind.shown_options(question.options)
    right = [options[place] for place in question.key if isinstance(place, int) and 0 <= place < len(options)]
    if kind.interaction is Interaction.PAIR:
        return tuple(f"{prompt}：{option}" for prompt, option in zip(question.prompts, right, strict=False))
    return tuple(right)


def read_point(text: str) -> tuple[str, str]:
    """A marking point as `write_points` writes it: (what must be said, its weight)."""
    found = _POINT.fullmatch(" ".join(text.split()))
    if found is None:
        raise UnreadableKey(f"得分点“{text[:40]}”看不懂：先写几分，再写内容，如“2分 说出两点”。")
    return found["text"], str(int(found["weight"]))


def _marking_points(key: Key) -> list[tuple[str, str]]:
    pairs = [part for part in key[1:] if isinstance(part, tuple) and len(part) == 2]
    return [(text, weight) for text, weight in pairs]


def _read_letters(text: str) -> tuple[int, ...]:
    return tuple(sorted(_letters(text, _BETWEEN_LETTERS, "单选如 B，多选如 ABD")))


def _read_order(text: str) -> tuple[int, ...]:
    return tuple(_letters(text, _BETWEEN_STEPS, "按正确的先后，如 BADC"))


def _letters(text: str, between: re.Pattern[str], example: str) -> list[int]:
    letters = between.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not letters or any(letter not in LETTERS for letter in letters):
        raise UnreadableKey(f"答案“{text}”看不懂：写选项的字母，{example}。")
    if len(set(letters)) != len(letters):
        raise UnreadableKey(f"答案“{text}”里有重复的字母，请删去。")
    return [LETTERS.index(letter) for letter in letters]


def _read_pairs(text: str) -> tuple[int, ...]:
    plain = unicodedata.normalize("NFKC", text).upper().strip()
    pairs = [(int(found["number"]), LETTERS.index(found["letter"])) for found in _PAIR.finditer(plain)]
    numbers = sorted(number for number, _ in pairs)
    if not pairs or _PAIR.sub("", plain):
        raise UnreadableKey(f"答案“{text}”看不懂：写左边的序号和右边的字母，如 1B 2A 3C。")
    if numbers != list(range(1, len(pairs) + 1)):
        raise UnreadableKey(f"答案“{text}”里的序号要从 1 起，每个写一次。")
    return tuple(place for _, place in sorted(pairs))


def _read_number(text: str) -> tuple[tuple[str, ...], ...]:
    parts = [plain_number(part) for part in _TOLERANCE.split(text, maxsplit=1)]
    pair = tuple(part for part in parts if part is not None)
    if len(pair) != len(parts):
        raise UnreadableKey(f"答案“{text}”看不懂：写一个数，可以带误差，如 32 或 32 ± 0.5；不写单位和百分号。")
    return (pair if len(pair) == 2 else (*pair, "0"),)


def _read_verdict(text: str) -> tuple[int, ...]:
    verdict = unicodedata.normalize("NFKC", text).strip().upper()
    if verdict in _RIGHT:
        return (0,)
    if verdict in _WRONG:
        return (1,)
    raise UnreadableKey(f"答案“{text}”看不懂：判断题写“对”或“错”。")


def _read_blanks(text: str) -> tuple[tuple[str, ...], ...]:
    blanks: list[list[str]] = [[""]]
    for token in _FILL_TOKEN.finditer(text):
        if token["blank"]:
            blanks.append([""])
        elif token["spelling"]:
            blanks[-1].append("")
        else:
            blanks[-1][-1] += token["escaped"] or token["other"]
    read = tuple(tuple(" ".join(spelling.split()) for spelling in blank) for blank in blanks)
    if any(not spelling for blank in read for spelling in blank):
        raise UnreadableKey("答案里有空着的地方：每个空都要写答案，空之间用 | 隔开，几种写法用 / 隔开，两边留空格。")
    return read


def _read_reference(text: str) -> tuple[tuple[str, ...], ...]:
    if not text.strip():
        raise UnreadableKey("没有写参考答案，请写在“答案”后面。")
    return ((text.strip(),),)


def _escaped(spelling: str) -> str:
    return _NEEDS_ESCAPE.sub(lambda match: "\\" + match[0], spelling)


_READERS: Mapping[Interaction, Callable[[str], Key]] = {
    Interaction.CHOOSE_ONE: _read_letters,
    Interaction.CHOOSE_MANY: _read_letters,
    Interaction.JUDGE: _read_verdict,
    Interaction.FILL: _read_blanks,
    Interaction.ORDER: _read_order,
    Interaction.PAIR: _read_pairs,
    Interaction.NUMBER: _read_number,
    Interaction.GAPS: _read_blanks,
    Interaction.WRITE: _read_reference,
}
