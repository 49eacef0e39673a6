"""Answers that a question cannot have, so that whoever sends them is told instead of losing points in silence."""

from collections.abc import Iterator

from quiz_app.banks.types.case import takes
from quiz_app.exams.editions import Edition, EditionQuestion
from quiz_app.exams.papers import Paper
from quiz_app.exams.sheets import Answers


def has_parts(edition: Edition) -> bool:
    """Whether there is anything to look at: only cases have parts, whose answers can be told from what they cannot be
    without a look at the key."""
    return any(question.parts for question in edition.questions)


def impossible(edition: Edition, paper: Paper, answers: Answers) -> str | None:
    """What is wrong with the first answer to a case that its parts cannot have, as a sentence. Numbers of questions lie
    within the paper."""
    for no, values in answers.items():
        if reason := next(_reasons(edition.questions[paper[no - 1].question], values), None):
            return f"第 {no} 题{reason}"
    return None


def _reasons(question: EditionQuestion, values: tuple[str, ...]) -> Iterator[str]:
    parts = question.parts
    if parts and len(values) > len(parts):
        yield f"有 {len(parts)} 个小题，却送来 {len(values)} 个答案：每个小题一个，没有作答的写空文字。"
    for number, (part, text) in enumerate(zip(parts, values, strict=False), start=1):
        if not takes(part.type, part.options, text):
            yield f"第 {number} 小题不能答“{text[:12]}”：按先后写选项的字母，单选和判断只写一个。"
