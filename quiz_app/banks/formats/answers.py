"""Answers as people write them into a cell or behind 答案：, and as we write them.

Choices: `B`, `ABD`, `A,B`, `1、2`, full-width letters, or the words of the options. Judgements: 对 错 √ × T F. Blanks:
`三 / 3 | 半数`, spellings parted by a slash between blanks, blanks by a bar; a backslash keeps either in the text.
Orders: `CABD`. Numbers: `3.14±0.01`.
"""

import re
import unicodedata
from collections.abc import Sequence
from string import ascii_uppercase

from quiz_app.banks.formats.brackets import blanks_in
from quiz_app.banks.formats.texts import clean, one_line, plain
from quiz_app.banks.questions import Key
from quiz_app.banks.types.protocol import Interaction

LETTERS = ascii_uppercase
VERDICTS = ("对", "错")

_RIGHT = frozenset({"对", "正确", "√", "✓", "✔", "☑", "T", "TRUE", "是", "Y", "YES", "1", "正"})
_WRONG = frozenset({"错", "错误", "×", "✗", "✘", "X", "F", "FALSE", "否", "N", "NO", "0", "不正确", "不对", "误"})
_AROUND = re.compile(r"^(?:(?:正确|参考)?答案[:是为]?|应?选)?:?|[。.;]+$")
_BETWEEN = re.compile(r"[\s,，、;；/|.．。()（）和]+")
_BETWEEN_TEXTS = re.compile(r"[\n|;；]+")
_BETWEEN_MORE_TEXTS = re.compile(r"[\n|;；、,，]+")
_ARROWS = re.compile(r"[\n→>＞|;；、,，\-—]+")
_FILL_TOKEN = re.compile(
    r"\\(?P<kept>[\\|｜/／])|(?P<blank>[|｜])|(?P<spelling>(?<=\s)[/／](?=\s))|(?P<other>.)", re.DOTALL
)
_NEEDS_KEEPING = re.compile(r"[\\|｜]|(?:(?<=\s)|^)[/／](?=\s|$)")
_LOOSE = (re.compile(r"[；;\n]+"), re.compile(r"[、，,]+"), re.compile(r"\s+"))
_DECIMAL = r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?"
_NUMBER = re.compile(
    rf"(?P<value>{_DECIMAL})\s*(?:(?:±|\+/-|\+-)\s*(?P<within>{_DECIMAL})"
    rf"|[(]\s*(?:允许)?(?:误差|容差)\s*[:为]?\s*±?\s*(?P<error>{_DECIMAL})\s*[)])?"
)


class Unfit(ValueError):
    """A text that cannot be taken: why, and what to do about it, as Chinese sentences."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend


def guessed(text: str, options: Sequence[str], stem: str) -> Interaction | None:
    """What a question is whose type is not said, by its answer and the rest of it; None where nothing tells."""
    if options and tuple(map(_verdict, options)) not in ((0, 1), (1, 0)):
        try:
            return Interaction.CHOOSE_ONE if len(_chosen(text, options)) == 1 else Interaction.CHOOSE_MANY
        except Unfit:
            return None
    if "__" in stem:
        return Interaction.FILL
    if _verdict(text) is not None or options:
        return Interaction.JUDGE
    return Interaction.FILL if blanks_in(stem) else None


def read_answer(text: str, interaction: Interaction, options: Sequence[str], blanks: int) -> Key:
    """The key that `text` writes. Raises `Unfit`."""
    text = clean(text).strip()
    if not text and interaction is not Interaction.WRITE:
        raise Unfit("没有写答案。", "请补上答案。")
    match interaction:
        case Interaction.CHOOSE_ONE | Interaction.CHOOSE_MANY:
            return _choice(text, options, interaction)
        case Interaction.JUDGE:
            return _judgement(text, options)
        case Interaction.FILL:
            return _spellings(text, blanks)
        case Interaction.ORDER:
            return _order(text, options)
        case Interaction.NUMBER:
            return (_number(text),)
        case Interaction.WRITE:
            return ((text,),) if text else ()
    raise Unfit("这种题不能写在这种文件里。", "请用 JSON 格式，或者改成别的题型。")


def write_answer(key: Key, interaction: Interaction) -> str:
    """The text that `read_answer` reads as this key."""
    texts = [part for part in key if isinstance(part, tuple)]
    places = [part for part in key if isinstance(part, int)]
    match interaction:
        case Interaction.JUDGE:
            return "".join(VERDICTS[place] for place in places)
        case Interaction.FILL:
            return " | ".join(" / ".join(_kept(one_line(spelling)) for spelling in blank) for blank in texts)
        case Interaction.NUMBER:
            value, tolerance = texts[0]
            return value if tolerance == "0" else f"{value}±{tolerance}"
        case Interaction.WRITE:
            return texts[0][0] if texts else ""
    return "".join(LETTERS[place] for place in places)


def _choice(text: str, options: Sequence[str], interaction: Interaction) -> tuple[int, ...]:
    if len(options) < 2:
        raise Unfit(f"选择题只有 {len(options)} 个选项。", "请把选项写全，至少两个。")
    places = _chosen(text, options)
    if interaction is Interaction.CHOOSE_ONE and len(places) > 1:
        raise Unfit(f"单选题的答案“{one_line(text)[:40]}”不止一个。", "请只写一个，或者把题型改为多选。")
    return tuple(sorted(places))


def _chosen(text: str, options: Sequence[str]) -> list[int]:
    """The indexes of the options that are named, in the order of naming."""
    named = _AROUND.sub("", plain(text))
    signs = _BETWEEN.sub("", named)
    letters = [LETTERS.find(sign) for sign in signs]
    if signs and all(0 <= place < len(options) for place in letters) and len(set(letters)) == len(letters):
        return letters
    found = _by_words(text, options) or _by_numbers(named, len(options))
    if found:
        return found
    if letters and -1 not in letters:
        if len(set(letters)) < len(letters):
            raise Unfit(f"答案“{one_line(text)[:40]}”里有重复的字母。", "请删去重复的字母。")
        outside = "、".join(LETTERS[place] for place in letters if place >= len(options))
        raise Unfit(f"答案 {outside} 不在选项里。", "请改正答案，或者补上这个选项。")
    raise Unfit(f"答案“{one_line(text)[:40]}”看不懂。", "请写选项的字母，单选如 B，多选如 ABD。")


def _by_words(text: str, options: Sequence[str]) -> list[int]:
    """The options whose words stand in the answer, alone or several with signs between; [] if any part is none."""
    places: dict[str, int] = {}
    for place, option in enumerate(options):
        places.setdefault(plain(option), place)
    for separator in (None, _BETWEEN_TEXTS, _BETWEEN_MORE_TEXTS):
        parts = [plain(part) for part in (separator.split(text) if separator else [text]) if part.strip()]
        if parts and all(part in places for part in parts):
            return list(dict.fromkeys(places[part] for part in parts))
    return []


def _by_numbers(named: str, count: int) -> list[int]:
    parts = [part for part in _BETWEEN.split(named) if part]
    if len(parts) == 1 and int(parts[0] if parts[0].isdecimal() and len(parts[0]) < 27 else 0) > count:
        parts = list(parts[0])
    if not all(part.isdecimal() and len(part) < 3 for part in parts):
        return []
    places = [int(part) - 1 for part in parts]
    return places if all(0 <= place < count for place in places) and len(set(places)) == len(places) else []


def _judgement(text: str, options: Sequence[str]) -> tuple[int, ...]:
    verdict = _verdict(text)
    letter = LETTERS.find(plain(text)) if len(plain(text)) == 1 else -1
    if 0 <= letter < len(options):
        verdict = _verdict(options[letter])
    elif verdict is None and not options and letter in (0, 1):
        verdict = letter
    if verdict is None:
        raise Unfit(f"判断题的答案“{one_line(text)[:40]}”看不懂。", "请写“对”或“错”。")
    return (verdict,)


def _verdict(text: str) -> int | None:
    word = _AROUND.sub("", plain(text)).strip("()")
    return 0 if word in _RIGHT else 1 if word in _WRONG else None


def _spellings(text: str, blanks: int) -> tuple[tuple[str, ...], ...]:
    if not blanks:
        raise Unfit("填空题的题干里没有空。", "请在题干里用四个下划线 ____ 表示一个空。")
    read = [[""]]
    for token in _FILL_TOKEN.finditer(text):
        if token["blank"]:
            read.append([""])
        elif token["spelling"]:
            read[-1].append("")
        else:
            read[-1][-1] += token["kept"] or token["other"]
    if len(read) == 1 and blanks > 1:
        read = _loosely(text, blanks) or read
    if len(read) != blanks:
        mend = "请对上：各空的答案用 | 隔开，同一个空的几种写法用“ / ”隔开，斜线两边留空格。"
        raise Unfit(f"题干有 {blanks} 个空，答案有 {len(read)} 个。", mend)
    key = tuple(tuple(" ".join(spelling.split()) for spelling in blank) for blank in read)
    if not all(spelling for blank in key for spelling in blank):
        raise Unfit("答案里有空着的地方。", "每个空都要写上答案。")
    return key


def _loosely(text: str, blanks: int) -> list[list[str]] | None:
    """The answers of several blanks with other signs between them, where their number fits exactly."""
    for separator in _LOOSE:
        parts = [part.strip() for part in separator.split(text) if part.strip()]
        if len(parts) == blanks:
            return [[part] for part in parts]
    return None


def _kept(spelling: str) -> str:
    return _NEEDS_KEEPING.sub(lambda match: "\\" + match[0], spelling)


def _order(text: str, options: Sequence[str]) -> tuple[int, ...]:
    if len(options) < 2:
        raise Unfit(f"排序题只有 {len(options)} 项。", "请把要排序的各项写在选项里，至少两项。")
    places = _chosen(_ARROWS.sub("\n", text), options)
    if len(places) != len(options):
        raise Unfit(
            f"排序题有 {len(options)} 项，答案排了 {len(places)} 项。", "请按正确的顺序写出全部选项的字母，如 CABD。"
        )
    return tuple(places)


def _number(text: str) -> tuple[str, str]:
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        raise Unfit(
            f"答案“{one_line(text)[:40]}”不是数值。", "请只写数字，允许有误差的写成 3.14±0.01，单位写在题干里。"
        )
    return match["value"], match["within"] or match["error"] or "0"
