"""What `banks check` refuses: every fault by file and line, over all banks at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from quiz_app.banks.duplicates import duplicates
from quiz_app.banks.markup import markup_problems
from quiz_app.banks.measures import Measures, faults, measure
from quiz_app.banks.questions import LegalBasis, QuestionText
from quiz_app.banks.text_format.grammar import BankFile
from quiz_app.banks.types.case import part_questions
from quiz_app.banks.types.fill_blank import normal
from quiz_app.banks.types.protocol import LETTERS
from quiz_app.banks.types.table import TYPES
from quiz_app.banks.wording import wording_problems
from quiz_app.core.problems import Problem
from quiz_app.regulations.registry import Registry
from quiz_app.regulations.texts import Provision, Standing, Texts, quotes
from quiz_app.regulations.verification import citation_faults

FEWEST_TO_MEASURE = 50

_UNCERTAIN = {
    Standing.RETOLD: "手边只有这一条的大意或转述",
    Standing.NUMBER_UNSURE: "手边的文本不能证明这一条的条号",
}


@dataclass(frozen=True)
class Report:
    """What was found over all files. `measures` are by bank code, of the published questions; `compared` tells whether
    articles and quotations were compared with the texts of the regulations."""

    questions: int
    published: int
    drafts: int
    problems: tuple[Problem, ...]
    measures: Mapping[str, Measures]
    compared: bool


def check(banks: Sequence[BankFile], registry: Registry, texts: Texts | None) -> Report:
    """Check banks together. Without `texts`, articles and quotations are not compared.

    Banks of 50 published questions or more are also refused where their form gives answers away.
    """
    questions = [question for bank in banks for question in bank.questions]
    published = [_published(bank) for bank in banks]
    measures = [measure(each) for each in published]
    problems = [*registry.problems, *(problem for bank in banks for problem in bank.problems)]
    problems += _repeated_banks(banks)
    for question in questions:
        problems += question_problems(question, registry, texts)
    problems += _repeated_codes(questions)
    problems += _duplicate_problems(questions)
    for bank, measured in zip(banks, measures, strict=True):
        if measured.questions >= FEWEST_TO_MEASURE:
            problems += [Problem(bank.file, 1, reason) for reason in faults(measured)]
    count = sum(map(len, published))
    by_code = {bank.header.code or bank.file: measured for bank, measured in zip(banks, measures, strict=True)}
    return Report(
        len(questions), count, len(questions) - count, tuple(sorted(set(problems))), by_code, texts is not None
    )


def question_problems(question: QuestionText, registry: Registry, texts: Texts | None) -> tuple[Problem, ...]:
    """What is wrong with one question by itself, for an editor that saves one at a time."""
    own = [Problem(question.file, question.line, reason) for reason in _question_faults(question)]
    return tuple(sorted({*own, *_basis_problems(question, registry, texts)}))


@dataclass(frozen=True)
class Comparison:
    """What comparing the bases of a question with the texts showed: sentences on what does not agree, and the citations
    of a draft that no text at hand can show."""

    faults: tuple[str, ...]
    unseen: tuple[str, ...]


def compare(question: QuestionText, texts: Texts) -> Comparison:
    published = question.draft_reason is None
    faults = [fault for basis in question.bases for fault in _text_faults(basis, published, texts)]
    unseen = [str(each.citation) for each in question.bases if not published and texts.look_up(each.citation) is None]
    return Comparison(tuple(faults), tuple(unseen))


def _published(bank: BankFile) -> list[QuestionText]:
    return [question for question in bank.questions if question.draft_reason is None]


def _question_faults(question: QuestionText) -> Iterator[str]:
    if not question.stem.strip():
        yield "没有题干，请补上。"
    yield from TYPES[question.type].problems(question)
    yield from _identical_options(question)
    yield from _part_faults(question)
    if not question.explanation.strip():
        yield "没有解析：写明正确的为什么对，容易选错的混淆了什么。"
    if not question.knowledge_points:
        yield "没有知识点，请补上。"
    elif len(set(question.knowledge_points)) != len(question.knowledge_points):
        yield "知识点写重了，请只留一个。"
    if not question.bases and question.draft_reason is None:
        yield "没有依据：写明《文件名》（版本）条款，或者标为草稿。"
    yield from wording_problems(question)
    yield from markup_problems(question)


def _identical_options(question: QuestionText) -> Iterator[str]:
    first: dict[str, str] = {}
    for letter, option in zip(LETTERS, question.options, strict=False):
        text = normal(option)
        if text and text in first:
            yield f"选项 {first[text]} 和 {letter} 相同，请改写其中一个。"
        first.setdefault(text, letter)


def _part_faults(question: QuestionText) -> Iterator[str]:
    """What is wrong with the options and the wording of the parts of a case."""
    for number, part in enumerate(part_questions(question), start=1):
        for reason in (*_identical_options(part), *wording_problems(part)):
            yield f"第 {number} 小题：{reason}"


def _basis_problems(question: QuestionText, registry: Registry, texts: Texts | None) -> Iterator[Problem]:
    published = question.draft_reason is None
    for basis in question.bases:
        reasons = list(citation_faults(basis.citation, registry))
        if not basis.quotation and published:
            reasons.append("这处依据没有引文：在下一行写上条文里起决定作用的原话。")
        if not reasons and texts is not None:
            reasons += _text_faults(basis, published, texts)
        for reason in reasons:
            yield Problem(question.file, basis.line or question.line, reason)


def _text_faults(basis: LegalBasis, published: bool, texts: Texts) -> Iterator[str]:
    citation = basis.citation
    provision = texts.look_up(citation)
    if not published:
        if provision and basis.quotation and not quotes(provision.text, basis.quotation):
            yield f"引文“{basis.quotation}”不在{citation.article}里：一字不差地照抄原文。"
    elif not texts.covers(citation.document_title, citation.version_label):
        yield f"手边没有《{citation.document_title}》（{citation.version_label}）的文本，核对不了：标为草稿并写明原因。"
    elif provision is None:
        yield f"手边的《{citation.document_title}》里没有{citation.article}：核对条款，见不到原文的标为草稿。"
    else:
        yield from _provision_faults(provision, basis)


def _provision_faults(provision: Provision, basis: LegalBasis) -> Iterator[str]:
    if provision.standing in _UNCERTAIN:
        yield f"{_UNCERTAIN[provision.standing]}（{basis.citation.article}）：标为草稿并写明原因。"
    if not quotes(provision.text, basis.quotation):
        yield f"引文“{basis.quotation}”不在{basis.citation.article}里：一字不差地照抄原文，或者改正条款。"


def _repeated_banks(banks: Iterable[BankFile]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for bank in banks:
        if bank.header.code and bank.header.code in seen:
            yield Problem(bank.file, 1, f"编码“{bank.header.code}”已经用在 {seen[bank.header.code]}，请换一个。")
        seen.setdefault(bank.header.code, bank.file)


def _repeated_codes(questions: Iterable[QuestionText]) -> Iterator[Problem]:
    seen: dict[str, QuestionText] = {}
    for question in questions:
        first = seen.setdefault(question.code, question)
        if first is not question:
            yield Problem(question.file, question.line, f"编号“{question.code}”已经用在 {_where(first)}，请换一个。")


def _duplicate_problems(questions: Sequence[QuestionText]) -> Iterator[Problem]:
    for pair in duplicates(questions):
        first, second = questions[pair.first], questions[pair.second]
        if pair.same_key:
            share = f"{float(pair.similarity):.0%}"
            reason = (
                f"与 {first.code}（{_where(first)}）问的是同一件事（题干和答案相似 {share}）：删去一道或者换一个问法。"
            )
        else:
            reason = f"与 {first.code}（{_where(first)}）题干和选项相同，答案却不同：核对后只留一道。"
        yield Problem(second.file, second.line, reason)


def _where(question: QuestionText) -> str:
    return f"{question.file}:{question.line}"
