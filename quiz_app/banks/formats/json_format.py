"""JSON of our own: every field of an item, pictures in base64, and a version.

`{"format": "quiz-app-questions", "version": 1, "title": …, "items": [{"interaction": …, "stem": …, …}]}`. Fields that
are empty are left out; each of the `parts` of a case has an interaction, a stem, options and a key. Exact: nothing is
trimmed; only signs that no database keeps are taken out.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

import orjson

from quiz_app.banks.formats import offers
from quiz_app.banks.formats.answers import VERDICTS, Unfit
from quiz_app.banks.formats.protocol import Item, Picture, Reading, Refused, Unreadable, Unsupported, Written
from quiz_app.banks.formats.texts import clean, has_unseen
from quiz_app.banks.types.protocol import Interaction

NAME = "quiz-app-questions"
VERSION = 1
MOST_BYTES = 32 * 1024 * 1024
MOST_CONTAINERS = 600_000
MOST_VALUES = 2_000_000

_OURS = re.compile(rb'^(?:\xef\xbb\xbf)?\s*\{\s*"format"\s*:\s*"quiz-app-questions"')
_TEXTS = ("stem", "explanation", "code", "category")
_LISTS = ("options", "prompts", "knowledge_points", "feedback")
_OF_PARTS = ("interaction", "stem", "options", "key")
_KNOWN = frozenset(field.name for field in fields(Item)) - {"row"}
_POINTS = re.compile(r"([0-9]{1,60})(?:/([0-9]{1,60}))?")
_PICTURE_NAME = re.compile(r"[^/\\\x00-\x1f]{1,200}")
_MEND = "请用本站导出的 JSON 文件，或者按它的样子改正。"


class Json:
    code = "json"
    label = "JSON（完整）"
    suffix = ".json"
    interactions = frozenset(Interaction)

    def recognises(self, data: bytes, name: str) -> bool:
        return _OURS.match(data[:400]) is not None

    def read(self, data: bytes) -> Reading:
        entries, unknown = _entries(data)
        items: list[Item] = []
        refused: list[Refused] = []
        unsupported = [Unsupported(1, f"文件里的“{name}”没有对应的内容，没有收下。") for name in unknown]
        for row, entry in enumerate(entries, start=1):
            reader = _Reader(entry if isinstance(entry, dict) else {})
            item = reader.item(row)
            if not reader.wrong:
                reader.check(item)
            if reader.wrong:
                refused += [Refused(row, column, reason, _MEND) for column, reason in reader.wrong]
            else:
                items.append(item)
                unsupported += [
                    Unsupported(row, f"“{name[:40]}”没有对应的内容，没有收下。") for name in sorted(set(entry) - _KNOWN)
                ]
        return Reading(tuple(items), tuple(refused), tuple(unsupported), offers.offered(items))

    def write(self, items: Sequence[Item], title: str) -> Written:
        lost = [
            Unsupported(place, "不可见的控制字符去掉了。")
            for place, item in enumerate(items, start=1)
            if any(has_unseen(text) for text in _texts_of(item))
        ]
        content = {
            "format": NAME,
            "version": VERSION,
            "title": clean(title),
            "items": [_as_json(self.carries(item)) for item in items],
        }
        return Written(orjson.dumps(content, option=orjson.OPT_INDENT_2), tuple(lost))

    def carries(self, item: Item) -> Item:
        return replace(
            item,
            key=tuple(tuple(map(clean, part)) if isinstance(part, tuple) else part for part in item.key),
            bases=tuple((clean(citation), clean(words)) for citation, words in item.bases),
            parts=tuple(map(self.carries, item.parts)),
            **{name: clean(getattr(item, name)) for name in _TEXTS},
            **{name: tuple(map(clean, getattr(item, name))) for name in _LISTS},
        )


def _entries(data: bytes) -> tuple[list[Any], list[str]]:
    """The entries of a file that may be opened, and the names beside them that mean nothing."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"文件超过 {MOST_BYTES // 1024 // 1024} MB。请分成几个文件导出。")
    if data.count(b"{") + data.count(b"[") > MOST_CONTAINERS or data.count(b",") > MOST_VALUES:
        raise Unreadable("文件里的内容太多，没有打开。请分成几个文件导出。")
    try:
        content = orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise Unreadable(f"这不是完整的 JSON 文件（第 {error.lineno} 行附近）。请重新导出后再上传。") from error
    if not isinstance(content, dict) or content.get("format") != NAME:
        raise Unreadable("这不是本站导出的试题文件：开头没有写 quiz-app-questions。请选择正确的文件。")
    if content.get("version") != VERSION:
        raise Unreadable(f"文件的版本不是 {VERSION}，这个网站读不了。请升级网站，或用同一版本导出。")
    if not isinstance(content.get("items"), list):
        raise Unreadable("文件里没有试题（items）。请重新导出后再上传。")
    return content["items"], [name[:40] for name in content if name not in ("format", "version", "title", "items")]


class _Reader:
    """Reads one entry; what is not of its shape is in `wrong` as (field, sentence)."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self._entry = entry
        self.wrong: list[tuple[str, str]] = []

    def item(self, row: int) -> Item:
        return Item(
            interaction=self._take("interaction", Interaction.WRITE, _interaction),
            **{name: self._take(name, "", _text) for name in _TEXTS},
            **{name: self._take(name, (), _texts) for name in _LISTS},
            key=self._take("key", (), _key),
            difficulty=self._take("difficulty", None, _difficulty),
            bases=self._take("bases", (), _bases),
            points=self._take("points", None, _points),
            pictures=self._take("pictures", (), _pictures),
            parts=self._parts(row),
            row=row,
        )

    def _parts(self, row: int) -> tuple[Item, ...]:
        """The parts of a case; what is wrong with one is named by its number."""
        entries = self._take("parts", (), _entries_of_parts)
        parts = []
        for number, entry in enumerate(entries, start=1):
            reader = _Reader(entry)
            part = reader.item(row)
            reader.check(part)
            reader.wrong += [(name, "小题里没有这一项。") for name in sorted(set(entry) - {*_OF_PARTS})]
            self.wrong += [(f"parts {number}", f"{name[:40]}：{reason}") for name, reason in reader.wrong]
            parts.append(part)
        return tuple(parts)

    def check(self, item: Item) -> None:
        """Places in the key that lie outside what the item has are wrong."""
        count = len(VERDICTS) if item.interaction is Interaction.JUDGE else len(item.options)
        if any(isinstance(part, int) and part >= count for part in item.key):
            self.wrong.append(("key", "答案指向没有的选项。"))
        if (item.interaction is Interaction.PARTS and item.key) or (
            item.interaction is not Interaction.PARTS and item.parts
        ):
            self.wrong.append(("parts", "只有案例题有小题，它的答案写在各个小题里。"))

    def _take(self, name: str, absent: Any, read: Callable[[Any], Any]) -> Any:
        needed = name in ("interaction", "stem")
        if not needed and self._entry.get(name) is None:
            return absent
        try:
            return read(self._entry.get(name))
        except Unfit as unfit:
            self.wrong.append((name, unfit.reason))
            return absent


def _interaction(value: Any) -> Interaction:
    known = [str(interaction) for interaction in Interaction]
    if value not in known:
        raise Unfit(f"题型要是其中之一：{'、'.join(known)}。", _MEND)
    return Interaction(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit("要是一段文字。", _MEND)
    return clean(value)


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise Unfit("要是一列文字。", _MEND)
    return tuple(map(_text, value))


def _key(value: Any) -> tuple:
    if isinstance(value, list) and all(type(part) is int and 0 <= part < 1000 for part in value):
        return tuple(value)
    if isinstance(value, list):
        return tuple(map(_texts, value))
    raise Unfit("答案要是一列选项的位置（从 0 数起），或者一列各空的写法。", _MEND)


def _difficulty(value: Any) -> int:
    if type(value) is not int or value not in (1, 2, 3):
        raise Unfit("难度要是 1、2 或 3。", _MEND)
    return value


def _bases(value: Any) -> tuple[tuple[str, str], ...]:
    pairs = [_texts(part) for part in value] if isinstance(value, list) else [()]
    if any(len(pair) != 2 for pair in pairs):
        raise Unfit("每条依据要是两段文字：出处和引文。", _MEND)
    return tuple((pair[0], pair[1]) for pair in pairs)


def _points(value: Any) -> Fraction:
    match = _POINTS.fullmatch(value) if isinstance(value, str) else None
    if match is None or not int(match[1]) or not int(match[2] or 1):
        raise Unfit('分值要写成正数的文字，例如 "2" 或 "1/2"。', _MEND)
    return Fraction(value)


def _entries_of_parts(value: Any) -> tuple[dict[str, Any], ...]:
    """Parts have none themselves, so that nothing nests."""
    if not isinstance(value, list) or not all(isinstance(part, dict) and "parts" not in part for part in value):
        raise Unfit("小题要是一列，每个写明 interaction、stem、options 和 key。", _MEND)
    return tuple(value)


def _pictures(value: Any) -> tuple[Picture, ...]:
    if not isinstance(value, list):
        raise Unfit("图片要是一列。", _MEND)
    return tuple(map(_picture, value))


def _picture(value: Any) -> Picture:
    name = _text(value.get("name")) if isinstance(value, dict) else ""
    if not _PICTURE_NAME.fullmatch(name) or name in (".", ".."):
        raise Unfit("图片的名称不能用。", _MEND)
    try:
        return Picture(name, b64decode(_text(value.get("data")), validate=True))
    except (binascii.Error, ValueError):
        raise Unfit(f"图片“{name[:40]}”的内容不完整。", _MEND) from None


def _as_json(item: Item) -> dict[str, Any]:
    content = {name: getattr(item, name) for name in ("interaction", *_TEXTS, *_LISTS, "key", "difficulty", "bases")}
    content["points"] = None if item.points is None else str(item.points)
    content["pictures"] = [
        {"name": picture.name, "data": b64encode(picture.data).decode()} for picture in item.pictures
    ]
    content["parts"] = [
        {name: value for name, value in _as_json(part).items() if name in _OF_PARTS} for part in item.parts
    ]
    return {name: value for name, value in content.items() if value not in (None, "", (), []) or name == "stem"}


def _texts_of(item: Item) -> list[str]:
    lists = [text for name in _LISTS for text in getattr(item, name)]
    keys = [text for part in item.key if isinstance(part, tuple) for text in part]
    keys += [text for part in item.parts for text in _texts_of(part)]
    return [*(getattr(item, name) for name in _TEXTS), *lists, *keys, *(text for pair in item.bases for text in pair)]


FORMAT = Json()
