"""Writes a bank as a text file."""

from quiz_app.banks.areas import AREAS
from quiz_app.banks.keys import key_texts, write_key, write_points
from quiz_app.banks.questions import DIFFICULTIES, QuestionText
from quiz_app.banks.text_format.grammar import HEADER_LABELS, BankFile, escaped, has_parts, has_prompts
from quiz_app.banks.types.case import part_questions
from quiz_app.banks.types.protocol import LETTERS, Interaction, QuestionType
from quiz_app.banks.types.table import TYPES
from quiz_app.core import front_matter


def write(bank: BankFile) -> str:
    """The text that reads as this bank again. What could not be read is not in a bank and so not in its text."""
    header = bank.header
    values = (header.code, header.title, AREAS.get(header.area, ""), header.description)
    parts = [front_matter.write(dict(zip(HEADER_LABELS, values, strict=True)))]
    parts += [_write_question(question) for question in bank.questions]
    return "\n".join(parts)


def _write_question(question: QuestionText) -> str:
    kind = TYPES[question.type]
    lines = [f"## {question.code} {kind.label} {DIFFICULTIES[question.difficulty]}", "", *_stem(question, kind), ""]
    if question.prompts:
        lines += [_set_in(f"{number}. ", prompt).rstrip() for number, prompt in enumerate(question.prompts, start=1)]
        lines.append("")
    if has_parts(kind):
        for number, part in enumerate(part_questions(question), start=1):
            lines += [f"### {number} {TYPES[part.type].label}", "", *_stem(part, kind), "", *_asked(part), ""]
    else:
        lines += _asked(question)
    if question.explanation:
        lines.append(_set_in("解析: ", question.explanation))
    if question.knowledge_points:
        lines.append(f"知识点: {'；'.join(question.knowledge_points)}")
    for basis in question.bases:
        lines.append(f"依据: {basis.citation}")
        if basis.quotation:
            lines.append(f"引文: {basis.quotation}")
    if question.draft_reason is not None:
        lines.append(f"草稿: {question.draft_reason}")
    return "\n".join(lines) + "\n"


def _stem(question: QuestionText, kind: QuestionType) -> list[str]:
    """The lines of a stem that stands in a question of this type."""
    lines = question.stem.split("\n")
    return [escaped(line, prompts=has_prompts(kind), parts=has_parts(kind)) for line in lines]


def _asked(question: QuestionText) -> list[str]:
    """Options and answer."""
    options = [_set_in(f"{letter}. ", option) for letter, option in zip(LETTERS, question.options, strict=False)]
    return [*options, *([""] if options else []), *_answer(question)]


def _answer(question: QuestionText) -> list[str]:
    if TYPES[question.type].interaction is not Interaction.WRITE:
        return [f"答案: {write_key(question)}"]
    reference = key_texts(question)[:1]
    return [_set_in("答案: ", *reference), *(f"得分点: {point}" for point in write_points(question))]


def _set_in(label: str, text: str) -> str:
    first, *rest = text.split("\n")
    return "\n".join([label + first, *(f"  {line}" if line else "" for line in rest)])
