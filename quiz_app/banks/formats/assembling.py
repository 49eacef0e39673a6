"""From the words that stand in the columns of a table, or behind the labels of a paper, to an item; and what items lose
that are written so."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest
from typing import TypeVar

from quiz_app.banks.formats import brackets
from quiz_app.banks.formats.answers import LETTERS, Unfit, guessed, read_answer
from quiz_app.banks.formats.protocol import Item, Refused, Unsupported
from quiz_app.banks.formats.texts import has_unseen, one_line, plain
from quiz_app.banks.formats.type_names import NAMES, UnknownType, interaction_named
from quiz_app.banks.types.protocol import Interaction
from quiz_app.regulations import citations

WRITTEN = frozenset(Interaction) - {Interaction.PAIR, Interaction.GAPS, Interaction.PARTS}
"""What can be written in columns and labels of this kind."""
WITH_OPTIONS = frozenset({Interaction.CHOOSE_ONE, Interaction.CHOOSE_MANY, Interaction.ORDER})
DIFFICULTY_NAMES = {1: "易", 2: "中", 3: "难"}

_DIFFICULTIES = {
    **dict.fromkeys(("易", "容易", "简单", "较易", "低", "初级", "1"), 1),
    **dict.fromkeys(("中", "中等", "一般", "适中", "普通", "中级", "2"), 2),
    **dict.fromkeys(("难", "困难", "较难", "高", "高级", "3"), 3),
}
_POINTS = re.compile(r"(\d{1,6}(?:\.\d{1,6})?|\d{1,9}/\d{1,9})分?")
_POINT_TOKEN = re.compile(r"\\(?P<kept>[\\；;])|(?P<between>[；;\n])|(?P<other>.)", re.DOTALL)
_KEPT_IN_POINTS = re.compile(r"[\\；;]")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parts:
    """The words of one question by where they stood. Documents, articles and quotations are one to a line."""

    row: int
    stem: str
    options: tuple[str, ...] = ()
    answer: str = ""
    type_name: str = ""
    explanation: str = ""
    difficulty: str = ""
    knowledge_points: str = ""
    points: str = ""
    documents: str = ""
    articles: str = ""
    quotations: str = ""
    code: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Assembled:
    """An item, or why there is none; and what of it had no place."""

    item: Item | None
    refused: tuple[Refused, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()


def assemble(parts: Parts) -> Assembled:
    refused: list[Refused] = []

    def take(column: str, read: Callable[..., T], *given: object) -> T | None:
        try:
            return read(*given)
        except Unfit as unfit:
            refused.append(Refused(parts.row, column, unfit.reason, unfit.mend))
            return None

    named = take("题型", _named, parts.type_name)
    stem, answer = parts.stem, parts.answer
    if not answer and named is not Interaction.WRITE:
        stem, answer = brackets.taken_out(stem)
    take("题干", _stem, stem)
    options = take("选项", _options, parts.options)
    interaction = named
    if not refused:
        interaction = named or take("题型" if answer and not options else "答案", _guessed, answer, options, stem)
    key = None
    if interaction and options is not None:
        key = take("答案", read_answer, answer, interaction, options, brackets.blanks_in(stem))
    difficulty = take("难度", _difficulty, parts.difficulty)
    points = take("分值", _points, parts.points)
    if refused or interaction is None or key is None or options is None:
        return Assembled(None, tuple(refused))
    unsupported: list[Unsupported] = []
    if interaction is Interaction.FILL:
        stem = brackets.with_blanks(stem, len(key))
    if options and interaction not in WITH_OPTIONS and interaction is not Interaction.JUDGE:
        unsupported.append(Unsupported(parts.row, f"{NAMES[interaction]}题不用选项，选项没有收下。"))
    bases, unclear = _bases(parts)
    unsupported += [Unsupported(parts.row, what) for what in unclear]
    item = Item(
        interaction,
        stem,
        options if interaction in WITH_OPTIONS else (),
        key=key,
        explanation=parts.explanation,
        difficulty=difficulty,
        knowledge_points=knowledge_points_in(parts.knowledge_points),
        bases=bases,
        points=points,
        code=one_line(parts.code),
        category=one_line(parts.category),
        row=parts.row,
    )
    return Assembled(item, (), tuple(unsupported))


def knowledge_points_in(text: str) -> tuple[str, ...]:
    """Points are parted by ； or a line end; a backslash keeps a separator in a point."""
    points = [""]
    for token in _POINT_TOKEN.finditer(text):
        if token["between"]:
            points.append("")
        else:
            points[-1] += token["kept"] or token["other"]
    return tuple(dict.fromkeys(kept for point in points if (kept := one_line(point))))


def written_knowledge_points(item: Item) -> str:
    """Joined so that `knowledge_points_in` parts them again."""
    return "；".join(_KEPT_IN_POINTS.sub(r"\\\g<0>", point) for point in item.knowledge_points)


def written_points(points: Fraction | None) -> str:
    """2, 0.5 or 1/3: exact always."""
    if points is None:
        return ""
    decimal = f"{float(points):.6f}".rstrip("0").rstrip(".")
    return decimal if _POINTS.fullmatch(decimal) and Fraction(decimal) == points else str(points)


def as_carried(item: Item, text: Callable[[str], str]) -> Item:
    """What columns and labels can say of an item, its longer texts as `text` leaves them."""
    fills = item.interaction is Interaction.FILL
    stem = text(item.stem)
    return replace(
        item,
        stem=brackets.with_blanks(stem, len(item.key)) if fills else stem,
        options=tuple(text(option) for option in item.options) if item.interaction in WITH_OPTIONS else (),
        prompts=(),
        key=_carried_key(item, text),
        explanation=text(item.explanation),
        knowledge_points=tuple(dict.fromkeys(kept for point in item.knowledge_points if (kept := one_line(point)))),
        bases=tuple((parsed, one_line(words)) for basis, words in item.bases if (parsed := _parsed(basis))),
        code=one_line(item.code),
        category=one_line(item.category),
        feedback=(),
        pictures=(),
    )


def lost_of(item: Item, carried: Item) -> Iterator[str]:
    """In words what of an item does not come back."""
    if left := len(item.pictures) - len(carried.pictures):
        yield f"{left} 张图片没有写进去。"
    if any(item.feedback):
        yield "各选项的反馈没有写进去。"
    if len(carried.bases) < len(item.bases):
        yield "写法不规范的依据没有写进去。"
    if item.interaction is Interaction.WRITE and len(item.key) > 1:
        yield "只写了参考答案，得分点没有写进去。"
    texts = (item.stem, *item.options, item.explanation)
    if any(map(has_unseen, texts)):
        yield "不可见的控制字符去掉了。"
    elif texts != (carried.stem, *(carried.options or item.options), carried.explanation):
        yield "行首行尾的空格、多余的空行和下划线的长短没有照原样写。"


def unwritable(item: Item) -> str:
    """Why an item cannot be written at all, or ""."""
    if item.interaction not in WRITTEN:
        return f"{NAMES[item.interaction]}题不能写成这种文件，没有写进去。请用 JSON 导出。"
    if len(item.options) > len(LETTERS):
        return f"选项超过 {len(LETTERS)} 个，这道题没有写进去。"
    return ""


def split_basis(basis: str) -> tuple[str, str]:
    """`《文件名》（版本）` and `第几条` of a citation as we write it."""
    citation = citations.parse(basis)
    return f"《{citation.document_title}》（{citation.version_label}）", citation.article


def _stem(stem: str) -> None:
    if not stem.strip():
        raise Unfit("没有写题干。", "请补上题干，或者删去这一行。")


def _options(options: tuple[str, ...]) -> tuple[str, ...]:
    empty = [LETTERS[place] for place, option in enumerate(options) if not option.strip()]
    if empty:
        raise Unfit(f"选项 {'、'.join(empty)} 空着，后面的选项却有内容。", "请补上空着的选项，或者把后面的往前移。")
    return options


def _named(name: str) -> Interaction | None:
    try:
        found = interaction_named(name)
    except UnknownType:
        known = "、".join(NAMES[interaction] for interaction in Interaction if interaction in WRITTEN)
        raise Unfit(f"题型“{one_line(name)[:20]}”不认识。", f"请改为：{known}。") from None
    if found and found not in WRITTEN:
        raise Unfit(f"{NAMES[found]}题不能写在这种文件里。", "请用 JSON 格式，或者在网站上新建这道题。")
    return found


def _guessed(answer: str, options: tuple[str, ...], stem: str) -> Interaction:
    if not answer:
        raise Unfit("没有写答案。", "请补上答案。")
    found = guessed(answer, options, stem)
    if found is None:
        if options:
            read_answer(answer, Interaction.CHOOSE_MANY, options, 0)
        raise Unfit(f"从答案“{one_line(answer)[:20]}”看不出是什么题型。", "请写上题型，并核对答案。")
    return found


def _difficulty(text: str) -> int | None:
    word = plain(text).removesuffix("题")
    if word and word not in _DIFFICULTIES:
        raise Unfit(f"难度“{one_line(text)[:20]}”不认识。", "请写易、中或难，也可以空着。")
    return _DIFFICULTIES.get(word)


def _points(text: str) -> Fraction | None:
    word = plain(text)
    if not word:
        return None
    match = _POINTS.fullmatch(word)
    if match is None or match[1].endswith("/0") or not Fraction(match[1]):
        raise Unfit(f"分值“{one_line(text)[:20]}”不是大于 0 的数。", "请写数字，例如 2 或 0.5，也可以空着。")
    return Fraction(match[1])


def _bases(parts: Parts) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """The bases whose citation is whole, and sentences on the others."""
    found, unclear = [], []
    document = ""
    columns = (parts.documents.split("\n"), parts.articles.split("\n"), parts.quotations.split("\n"))
    for own_document, article, words in zip_longest(*columns, fillvalue=""):
        document = one_line(own_document) or (document if article.strip() else "")
        citation = document + one_line(article)
        if citation and (parsed := _parsed(citation)):
            found.append((parsed, one_line(words)))
        elif citation or words.strip():
            shown = citation or one_line(words)
            unclear.append(
                f"依据“{shown[:60]}”没有收下：要写成《文件名》（版本）和条款，例如《中国共产党章程》（2022）第三条。"
            )
    return tuple(found), unclear


def _parsed(citation: str) -> str:
    try:
        return str(citations.parse(one_line(citation)))
    except citations.CitationError:
        return ""


def _carried_key(item: Item, text: Callable[[str], str]) -> tuple:
    if item.interaction is Interaction.FILL:
        return tuple(tuple(map(one_line, blank)) for blank in item.key if isinstance(blank, tuple))
    if item.interaction is Interaction.WRITE:
        texts = [part for part in item.key if isinstance(part, tuple)]
        return ((text(texts[0][0]),),) if texts and text(texts[0][0]) else ()
    return item.key
