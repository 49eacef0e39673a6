"""The forms of an exam as documents: papers and answer sheets, made of what takers may see, and the keys apart."""

from collections.abc import Mapping, Sequence

from quiz_app.banks.markup import shown_pictures
from quiz_app.banks.printing.interactions import Asked
from quiz_app.banks.printing.questions import (
    Basis,
    Numbered,
    Solved,
    as_asked,
    as_key,
    as_sheet,
    printed_form,
    sections,
)
from quiz_app.banks.types.table import TYPES
from quiz_app.core.files.media import Media
from quiz_app.core.printing.model import Document, Part, note
from quiz_app.core.printing.reading import NO_PICTURES
from quiz_app.exams import editions
from quiz_app.exams.delivery import Delivered, deliver, in_points, prepare
from quiz_app.exams.editions import Edition, EditionQuestion
from quiz_app.exams.papers import PaperItem
from quiz_app.exams.printing.forms import Form, Printable, draw_form
from quiz_app.exams.rules import CREDIT_SENTENCES, least_passing

BLANKS = ("单位", "姓名", "编号")
PAPERS, SHEETS, KEYS = "试卷", "答题卡", "参考答案及评分标准"


def documents(exam: Printable, count: int, pictures: Mapping[str, bytes] = NO_PICTURES) -> dict[str, Document]:
    """By what they hold, in the order of need: all papers, all answer sheets, all keys."""
    drawn = [draw_form(exam, number) for number in range(1, count + 1)]
    presented = prepare(exam.edition)
    papers = {form.number: [question_of(each) for each in deliver(presented, form.paper)] for form in drawn}
    parts = {
        PAPERS: [_paper(exam, form, papers[form.number], pictures) for form in drawn],
        SHEETS: [_sheet(exam, form, papers[form.number]) for form in drawn],
        KEYS: [_key(exam, form, papers[form.number]) for form in drawn],
    }
    return {name: Document(f"{exam.title} {name}", tuple(held), pictures) for name, held in parts.items()}


def together(made: Mapping[str, Document], title: str) -> Document:
    """All of them as one document, one after another."""
    parts = tuple(part for document in made.values() for part in document.parts)
    pictures = {name: data for document in made.values() for name, data in document.pictures.items()}
    return Document(title, parts, pictures)


def pictures_of(edition: Edition, shelf: Media) -> dict[str, bytes]:
    """The pictures that an edition's questions show, by their addresses."""
    texts = (text for each in edition.questions for text in _texts(each))
    return {address: shelf.read(digest) for address, digest in shown_pictures(texts).items()}


def question_of(delivered: Delivered) -> Numbered:
    """A delivered question, which carries no key, at its place."""
    options = tuple(option.text for option in delivered.options)
    parts = tuple(
        Asked(part.type, part.stem, tuple(option.text for option in part.options), (), part.blanks)
        for part in delivered.parts
    )
    asked = Asked(delivered.type, delivered.stem, options, delivered.prompts, delivered.blanks, parts)
    return Numbered(delivered.no, asked, delivered.points)


def solved(question: EditionQuestion, item: PaperItem) -> Solved:
    """What is right, in the letters of this paper."""
    order = item.order or range(TYPES[question.type].option_count(question.options))
    bases = tuple(Basis(citation(each), each.quotation) for each in question.bases)
    return Solved(printed_form(question.type).answer(question.key, order), question.explanation, bases)


def citation(basis: editions.Basis) -> str:
    return f"《{basis.document}》（{basis.version}）{basis.article}"


def _paper(exam: Printable, form: Form, questions: Sequence[Numbered], pictures: Mapping[str, bytes]) -> Part:
    blocks = sections(questions, lambda run: as_asked(run, pictures), hints=True)
    return Part(
        exam.title,
        tuple(blocks),
        subtitle=exam.unit_name,
        mark=form.label,
        facts=(*_facts(exam), f"卷号 {form.code}"),
        blanks=BLANKS,
        is_sealed=True,
    )


def _sheet(exam: Printable, form: Form, questions: Sequence[Numbered]) -> Part:
    advice = "用黑色签字笔或 2B 铅笔。选择题、判断题把所选的框涂满；其余写在横线、方格或框内，写在别处不计分。"
    return Part(
        f"{exam.title} {SHEETS}",
        (note(advice), *sections(questions, as_sheet)),
        subtitle=exam.unit_name,
        mark=form.label,
        facts=(f"卷号 {form.code}",),
        blanks=BLANKS,
    )


def _key(exam: Printable, form: Form, questions: Sequence[Numbered]) -> Part:
    keyed = [
        Numbered(each.no, each.asked, each.points, solved(exam.edition.questions[item.question], item))
        for each, item in zip(questions, form.paper, strict=True)
    ]
    return Part(
        f"{exam.title} {KEYS}",
        (note(f"评分：{CREDIT_SENTENCES[exam.edition.credit_rule]}"), *sections(keyed, as_key)),
        subtitle=exam.unit_name,
        mark=form.label,
        facts=(*_facts(exam), f"卷号 {form.code}"),
    )


def _texts(question: EditionQuestion) -> tuple[str, ...]:
    of_parts = (text for part in question.parts for text in (part.stem, *part.options))
    return (question.stem, *question.options, *question.prompts, *of_parts, question.explanation)


def _facts(exam: Printable) -> tuple[str, ...]:
    edition = exam.edition
    least = in_points(least_passing(edition.max_score, edition.pass_percent))
    return f"满分 {in_points(edition.max_score):g} 分，{least:g} 分合格", f"时间 {edition.minutes} 分钟"
