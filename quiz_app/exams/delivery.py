"""What a member may see of a paper before the review: types that have no room for a key.

Papers leave as JSON made of fragments that were encoded once for an edition, since encoding fifty questions anew for
every start would cost more than all the rest of the start.
"""

from dataclasses import dataclass

import orjson

from quiz_app.banks.questions import Part
from quiz_app.banks.types.table import TYPES
from quiz_app.exams.editions import Edition, EditionQuestion
from quiz_app.exams.papers import Paper, PaperItem
from quiz_app.exams.sheets import LETTERS


@dataclass(frozen=True, slots=True)
class DeliveredOption:
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class DeliveredPart:
    """One question of a case as it is delivered; its letters are those that it was written with."""

    type: str
    stem: str
    options: tuple[DeliveredOption, ...]
    blanks: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """One question as it is delivered. `points` is in points; `blanks` is how many texts it asks for; `prompts` is what
    options are paired with, or what each gap offers; `parts` is what a case asks."""

    no: int
    type: str
    stem: str
    points: int | float
    options: tuple[DeliveredOption, ...]
    blanks: int
    prompts: tuple[str, ...]
    parts: tuple[DeliveredPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Presented:
    """A question as its type presents it to takers, in the order in which options were written."""

    type: str
    stem: str
    options: tuple[str, ...]
    blanks: int
    prompts: tuple[str, ...]
    parts: tuple[DeliveredPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Fragments:
    """A presented question as JSON: what stands before the points, and each option's text."""

    head: bytes
    options: tuple[bytes, ...]
    tail: bytes


def present(question: EditionQuestion) -> Presented:
    """Everything of a question that takers may see."""
    kind = TYPES[question.type]
    return Presented(
        question.type,
        question.stem,
        kind.shown_options(question.options),
        kind.blanks(question.stem),
        kind.shown_prompts(question.prompts),
        tuple(map(_part, question.parts)),
    )


def deliver(presented: tuple[Presented, ...], paper: Paper) -> list[Delivered]:
    """The questions of a paper in its own order, with its own letters."""
    return [_delivered(presented[item.question], item, no) for no, item in enumerate(paper, start=1)]


def encode(presented: tuple[Presented, ...]) -> tuple[Fragments, ...]:
    """The fragments of an edition's questions."""
    return tuple(
        Fragments(
            b',"type":%b,"stem":%b,"points":' % (orjson.dumps(each.type), orjson.dumps(each.stem)),
            tuple(b'","text":%b}' % orjson.dumps(option) for option in each.options),
            b'],"blanks":%d%b%b}' % (each.blanks, _listed(b"prompts", each.prompts), _listed(b"parts", each.parts)),
        )
        for each in presented
    )


def to_json(fragments: tuple[Fragments, ...], paper: Paper) -> bytes:
    """The JSON list of a paper: the same as encoding what `deliver` returns, without empty prompts and parts."""
    return b"[%b]" % b",".join(_json(fragments[item.question], item, no) for no, item in enumerate(paper, start=1))


def in_points(hundredths: int) -> int | float:
    """Hundredths of a point as points: 200 is 2, 150 is 1.5."""
    return hundredths // 100 if hundredths % 100 == 0 else hundredths / 100


def prepare(edition: Edition) -> tuple[Presented, ...]:
    return tuple(present(question) for question in edition.questions)


def _delivered(presented: Presented, item: PaperItem, no: int) -> Delivered:
    options = tuple(
        DeliveredOption(letter, presented.options[index]) for letter, index in zip(LETTERS, item.order, strict=False)
    )
    return Delivered(
        no,
        presented.type,
        presented.stem,
        in_points(item.points),
        options,
        presented.blanks,
        presented.prompts,
        presented.parts,
    )


def _part(part: Part) -> DeliveredPart:
    kind = TYPES[part.type]
    lettered = zip(LETTERS, kind.shown_options(part.options), strict=False)
    options = tuple(DeliveredOption(letter, text) for letter, text in lettered)
    return DeliveredPart(part.type, part.stem, options, kind.blanks(part.stem))


def _listed(name: bytes, values: tuple[str | DeliveredPart, ...]) -> bytes:
    return b',"%b":%b' % (name, orjson.dumps(values)) if values else b""


_OPTION_HEADS = tuple(b'{"key":"%b' % letter.encode() for letter in LETTERS)


def _json(fragments: Fragments, item: PaperItem, no: int) -> bytes:
    texts = fragments.options
    options = b",".join([head + texts[index] for head, index in zip(_OPTION_HEADS, item.order, strict=False)])
    points = b"%d" % (item.points // 100) if item.points % 100 == 0 else orjson.dumps(item.points / 100)
    return b'{"no":%d%b%b,"options":[%b%b' % (no, fragments.head, points, options, fragments.tail)
