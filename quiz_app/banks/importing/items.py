"""From what a file format read to a question of ours, and back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from quiz_app.banks.formats.protocol import Item, Picture, Refused, Unsupported
from quiz_app.banks.importing.illustrations import digests, named, with_own_names, with_places
from quiz_app.banks.markup import NO_WORDS, markup_problems, with_pictures
from quiz_app.banks.picture_files import unfit
from quiz_app.banks.questions import Key, LegalBasis, Part, QuestionText
from quiz_app.banks.types.case import PART_TYPES, key_entry, part_questions
from quiz_app.banks.types.protocol import Interaction, QuestionType
from quiz_app.banks.types.table import TYPES
from quiz_app.regulations.citations import CitationError, parse
from quiz_app.regulations.registry import Registry
from quiz_app.regulations.verification import citation_faults

MIDDLE = 2
WORDS = {
    Interaction.CHOOSE_ONE: "单选",
    Interaction.CHOOSE_MANY: "多选",
    Interaction.JUDGE: "判断",
    Interaction.FILL: "填空",
    Interaction.ORDER: "排序",
    Interaction.PAIR: "匹配",
    Interaction.NUMBER: "数值",
    Interaction.GAPS: "完形",
    Interaction.WRITE: "简答",
    Interaction.PARTS: "案例",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A question made of an item, and what of the item found no place in it."""

    text: QuestionText
    left_out: tuple[Unsupported, ...]


def take(item: Item, *, area: str, registry: Registry) -> Taken | Refused:
    """The item as a question of `area`, of middling difficulty where the file names none; its code is empty.

    What is said of single options goes into the explanation, and a basis that is not registered is quoted there.
    """
    kind = _type(item.interaction)
    if kind is None:
        mend = "改成单选、多选、判断或填空，或者从文件里删去这一题。"
        return Refused(item.row, "题型", f"这里还没有“{WORDS[item.interaction]}”这种题型。", mend)
    strange = next((part for part in item.parts if _part_type(part.interaction) is None), None)
    if strange:
        known = "、".join(each.label for each in PART_TYPES.values())
        mend = f"小题改成{known}，或者从文件里删去这一题。"
        return Refused(item.row, "题型", f"案例的小题不能是{WORDS[strange.interaction]}。", mend)
    own = with_own_names(item)
    for picture in own.pictures:
        if reason := unfit(picture.data):
            return Refused(item.row, "图片", f"图片“{picture.name}”{reason}", "换好图片，再导入一次。")
    bases, unknown = _bases(item, registry)
    text = QuestionText(
        code="",
        type=kind.code,
        difficulty=item.difficulty or MIDDLE,
        area=area,
        stem=own.stem.strip(),
        options=own.options,
        key=_key(item),
        explanation="\n\n".join(_explanations(own, unknown)),
        knowledge_points=item.knowledge_points or tuple(filter(None, [item.category.rpartition("/")[2].strip()])),
        bases=bases,
        prompts=own.prompts,
        parts=tuple(Part(kind.code, part.stem.strip(), part.options) for kind, part in _typed_parts(own)),
        line=item.row,
    )
    text = with_pictures(text, digests(own))
    missing = _what_is_missing(text)
    return Taken(replace(text, draft_reason=missing) if missing else text, tuple(_left_out(item)))


def give(text: QuestionText, contents: Mapping[str, bytes]) -> Item:
    """A question as formats take it; `contents` has its pictures by digest."""
    item = Item(
        interaction=TYPES[text.type].interaction,
        stem=text.stem,
        options=text.options,
        prompts=text.prompts,
        key=() if text.parts else text.key,
        explanation=text.explanation,
        difficulty=text.difficulty,
        knowledge_points=text.knowledge_points,
        bases=tuple((str(basis.citation), basis.quotation) for basis in text.bases),
        code=text.code,
        parts=tuple(
            Item(TYPES[part.type].interaction, part.stem, part.options, key=part.key) for part in part_questions(text)
        ),
        pictures=tuple(Picture(name, contents[digest]) for name, digest in text.pictures),
    )
    return with_places(item)


def _type(interaction: Interaction) -> QuestionType | None:
    return next((kind for kind in TYPES.values() if kind.interaction is interaction), None)


def _part_type(interaction: Interaction) -> QuestionType | None:
    return next((kind for kind in PART_TYPES.values() if kind.interaction is interaction), None)


def _typed_parts(item: Item) -> Iterator[tuple[QuestionType, Item]]:
    for part in item.parts:
        if kind := _part_type(part.interaction):
            yield kind, part


def _key(item: Item) -> Key:
    """The key; of a written answer without one what the file explains, since formats of other systems keep the model
    answer there."""
    if item.parts:
        return tuple(key_entry(kind.code, part.key) for kind, part in _typed_parts(item))
    if item.interaction is Interaction.WRITE and not item.key and item.explanation.strip():
        return ((item.explanation.strip(),),)
    return item.key


def _bases(item: Item, registry: Registry) -> tuple[tuple[LegalBasis, ...], list[str]]:
    """The bases that are registered, and the others as they were written."""
    known, unknown = [], []
    for written, quotation in item.bases:
        try:
            citation = parse(written)
        except CitationError:
            unknown.append(written)
            continue
        if any(citation_faults(citation, registry)):
            unknown.append(written)
        else:
            known.append(LegalBasis(citation, quotation, len(known) + 1))
    return tuple(known), unknown


def _explanations(item: Item, unknown: list[str]) -> Iterator[str]:
    if item.explanation.strip():
        yield item.explanation.strip()
    for option, said in zip(item.options, item.feedback, strict=False):
        if said.strip():
            yield f"“{option}”：{said.strip()}"
    if unknown:
        yield f"原文件写的依据：{'；'.join(unknown)}"


def _what_is_missing(text: QuestionText) -> str | None:
    parts = [("解析", text.explanation), ("知识点", text.knowledge_points), ("依据", text.bases)]
    missing = [name for name, value in parts if not value]
    if any(not basis.quotation for basis in text.bases):
        missing.append("引文")
    if any(NO_WORDS in problem for problem in markup_problems(text)):
        missing.append("图片说明")
    return f"导入的题，待补：{'、'.join(missing)}" if missing else None


def _left_out(item: Item) -> Iterator[Unsupported]:
    if item.points is not None:
        yield Unsupported(item.row, "分值：题库不记分值，组卷时再定")
    for picture in item.pictures:
        if picture.name not in named(item):
            yield Unsupported(item.row, f"图片“{picture.name}”：题目里没有用到")
    if item.category and item.knowledge_points:
        yield Unsupported(item.row, f"分类“{item.category}”：已有知识点，没有另记")
