"""The questions of a bank as a document to read or to review on paper."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from quiz_app.banks.markup import shown
from quiz_app.banks.printing.interactions import Asked, Pictures
from quiz_app.banks.printing.questions import Basis, Numbered, Solved, as_asked, printed_form, sections
from quiz_app.banks.questions import QuestionText
from quiz_app.banks.types.case import part_questions
from quiz_app.banks.types.table import TYPES
from quiz_app.core.errors import Conflict
from quiz_app.core.files.media import Media
from quiz_app.core.markdown import picture_address
from quiz_app.core.printing.model import Document, Part
from quiz_app.core.printing.reading import NO_PICTURES

MOST_ON_A_PAGE = 1000
"""Questions that a request of the site prints; commands print any number."""


class Content(StrEnum):
    QUESTIONS = "questions"
    ANSWERS = "answers"
    GROUNDS = "grounds"


CONTENTS: Mapping[Content, str] = {
    Content.QUESTIONS: "只有题目",
    Content.ANSWERS: "题目和答案",
    Content.GROUNDS: "题目、答案、解析和依据",
}


def document(
    title: str,
    questions: Sequence[QuestionText],
    *,
    content: Content,
    facts: Iterable[str] = (),
    pictures: Pictures = NO_PICTURES,
) -> Document:
    """The questions by type in the order of the types, each in the order given."""
    order = {code: place for place, code in enumerate(TYPES)}
    ranked = sorted(map(shown, questions), key=lambda each: order[each.type])
    numbered = (
        Numbered(no, asked(each), solved=None if content is Content.QUESTIONS else _solved(each, content))
        for no, each in enumerate(ranked, start=1)
    )
    blocks = tuple(sections(numbered, lambda run: as_asked(run, pictures)))
    counted = (f"共 {len(questions)} 题", CONTENTS[content], *facts)
    return Document(title, (Part(title, blocks, facts=counted),), pictures)


def pictures_of(questions: Iterable[QuestionText], shelf: Media) -> dict[str, bytes]:
    """The pictures that questions show, by the addresses under which `document` prints them."""
    return {picture_address(digest): shelf.read(digest) for each in questions for _name, digest in each.pictures}


def refuse_too_many(count: int) -> None:
    """A request must end soon, so what takes longer is left to narrower choices and to the command."""
    if count > MOST_ON_A_PAGE:
        raise Conflict(
            f"这里有 {count:,} 道题，网页上一次最多打印 {MOST_ON_A_PAGE:,} 道：请先按题型、难度或内容缩小范围，"
            "或者请管理员用 quiz-app banks print 打印整个题库。",
            code="too_many_questions",
        )


def asked(question: QuestionText) -> Asked:
    """A question as written, without its key."""
    kind = TYPES[question.type]
    return Asked(
        question.type,
        question.stem,
        kind.shown_options(question.options),
        kind.shown_prompts(question.prompts),
        kind.blanks(question.stem),
        tuple(map(asked, part_questions(question))) if question.parts else (),
    )


def _solved(question: QuestionText, content: Content) -> Solved:
    kind = TYPES[question.type]
    order = range(kind.option_count(question.options))
    answer = printed_form(question.type).answer(question.key, order)
    if content is Content.ANSWERS:
        return Solved(answer)
    bases = tuple(Basis(str(each.citation), each.quotation) for each in question.bases)
    return Solved(answer, question.explanation, bases)
