"""The pictures and formulas in the texts of a question.

A text shows a picture as `![说明](名称.png)`; `QuestionText.pictures` says which content each name stands for, by its
digest. Names are of one version alone: the same name may stand for something else in the next.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from quiz_app.banks.questions import QuestionText
from quiz_app.banks.types.protocol import LETTERS, Interaction
from quiz_app.banks.types.table import TYPES
from quiz_app.core import formulas
from quiz_app.core.markdown import PICTURE, picture_address

NO_WORDS = "没有图片说明"


def picture_names(texts: Iterable[str]) -> list[str]:
    """The names of the pictures that the texts show, each once, in their order."""
    return list(dict.fromkeys(match["target"] for text in texts for match in PICTURE.finditer(text)))


def texts_of(question: QuestionText) -> tuple[str, ...]:
    """Every text that may show a picture."""
    of_parts = (text for part in question.parts for text in (part.stem, *part.options))
    return (question.stem, *question.options, *question.prompts, *of_parts, question.explanation)


def changed(question: QuestionText, change: Callable[[str], str]) -> QuestionText:
    """The same with each text that may show a picture as `change` makes it."""
    return replace(
        question,
        stem=change(question.stem),
        options=tuple(map(change, question.options)),
        prompts=tuple(map(change, question.prompts)),
        parts=tuple(
            replace(part, stem=change(part.stem), options=tuple(map(change, part.options))) for part in question.parts
        ),
        explanation=change(question.explanation),
    )


def with_pictures(question: QuestionText, known: Mapping[str, str]) -> QuestionText:
    """The same with those of the `known` pictures (digests by name) that its texts show."""
    if not known and not question.pictures:
        return question
    used = sorted(name for name in picture_names(texts_of(question)) if name in known)
    return replace(question, pictures=tuple((name, known[name]) for name in used))


def shown(question: QuestionText) -> QuestionText:
    """The same as it is shown: the addresses of its pictures where their names stood."""
    addresses = {name: picture_address(digest) for name, digest in question.pictures}
    return changed(question, lambda text: renamed(text, addresses)) if addresses else question


def shown_pictures(texts: Iterable[str]) -> dict[str, str]:
    """The digests of the pictures in texts as they are shown, by their addresses."""
    start = picture_address("")
    return {name: name.removeprefix(start) for name in picture_names(texts) if name.startswith(start)}


def renamed(text: str, names: Mapping[str, str]) -> str:
    """The text with other names for its pictures; those that are not in `names` keep theirs."""
    return PICTURE.sub(
        lambda match: f"![{match['words']}]({names[match['target']]})" if match["target"] in names else match[0], text
    )


def markup_problems(question: QuestionText) -> Iterator[str]:
    """Sentences on formulas that cannot be read, and on pictures that are missing or say nothing to who cannot see."""
    known = dict(question.pictures)
    for part, text in _parts(question):
        if "$" not in text and "![" not in text:
            continue
        for fault in formulas.faults(text):
            yield f"{part}里的{fault}"
        for match in PICTURE.finditer(text):
            if match["target"] not in known:
                yield f"{part}里的图片“{match['target'][:60]}”没有找到：上传这张图片，或者删去这一处。"
            if not match["words"].strip():
                yield f"{part}里的图片“{match['target'][:60]}”{NO_WORDS}：在方括号里写上图上是什么，给看不到图的人听。"


def _parts(question: QuestionText) -> Iterator[tuple[str, str]]:
    yield "题干", question.stem
    gaps = TYPES[question.type].interaction is Interaction.GAPS
    for number, prompt in enumerate(question.prompts, start=1):
        yield (f"第 {number} 空的备选" if gaps else f"左边第 {number} 项"), prompt
    for letter, option in zip(LETTERS, question.options, strict=False):
        yield f"选项 {letter} ", option
    for number, part in enumerate(question.parts, start=1):
        yield f"第 {number} 小题的题干", part.stem
        for letter, option in zip(LETTERS, part.options, strict=False):
            yield f"第 {number} 小题的选项 {letter} ", option
    yield "解析", question.explanation
