"""How keys are written in bank files: `B`, `ABD`, `对`, `三 / 3 | 半数`."""

import re
import unicodedata

from quiz_app.banks.questions import Key, QuestionText
from quiz_app.banks.types.protocol import LETTERS, Interaction
from quiz_app.banks.types.table import TYPES

_RIGHT = {"对", "正确", "√", "✓", "✔", "T", "TRUE"}
_WRONG = {"错", "错误", "×", "✗", "✘", "X", "F", "FALSE"}
_BETWEEN_LETTERS = re.compile(r"[\s,、;]+")
_FILL_TOKEN = re.compile(
    r"\\(?P<escaped>[\\|｜/／])|(?P<blank>\s*[|｜]\s*)|(?P<spelling>(?<=\s)[/／](?=\s))|(?P<other>.)"
)
_NEEDS_ESCAPE = re.compile(r"[\\|｜]|(?:(?<=\s)|^)[/／](?=\s|$)")


class UnreadableKey(ValueError):
    """The answer cannot be read; the message says in Chinese how to write it."""


def read_key(text: str, interaction: Interaction) -> Key:
    """What an answer line says. Letters may be full-width or separated; letters may lie outside the options."""
    if interaction is Interaction.FILL:
        return _read_blanks(text)
    if interaction is Interaction.JUDGE:
        return _read_verdict(text)
    return _read_letters(text)


def write_key(question: QuestionText) -> str:
    interaction = TYPES[question.type].interaction
    if interaction is Interaction.FILL:
        blanks = [accepted for accepted in question.key if isinstance(accepted, tuple)]
        return " | ".join(" / ".join(map(_escaped, accepted)) for accepted in blanks)
    places = [place for place in question.key if isinstance(place, int)]
    if interaction is Interaction.JUDGE:
        return "".join("对错"[place] for place in places)
    return "".join(LETTERS[place] for place in places)


def key_texts(question: QuestionText) -> tuple[str, ...]:
    """What is right, in words: the right options, the verdict, or what belongs in the blanks.

    Places outside the options are left out, since a check that looks at keys has named them already.
    """
    kind = TYPES[question.type]
    if kind.interaction is Interaction.FILL:
        return tuple(accepted[0] for accepted in question.key if isinstance(accepted, tuple) and accepted)
    options = kind.shown_options(question.options)
    return tuple(options[place] for place in question.key if isinstance(place, int) and 0 <= place < len(options))


def _read_letters(text: str) -> tuple[int, ...]:
    letters = _BETWEEN_LETTERS.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not letters or any(letter not in LETTERS for letter in letters):
        raise UnreadableKey(f"答案“{text}”看不懂：写选项的字母，单选如 B，多选如 ABD。")
    if len(set(letters)) != len(letters):
        raise UnreadableKey(f"答案“{text}”里有重复的字母，请删去。")
    return tuple(sorted(LETTERS.index(letter) for letter in letters))


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


def _escaped(spelling: str) -> str:
    return _NEEDS_ESCAPE.sub(lambda match: "\\" + match[0], spelling)
