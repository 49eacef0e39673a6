"""What pages say of the ways in which an exam may be sat."""

from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.ways import sentences


def of(exam: Exam) -> tuple[tuple[str, str], ...]:
    """The sentences of an exam's own ways."""
    ticked = {"paper_twice": exam.paper_twice, "assisted_sitting": exam.assisted_sitting}
    return tuple(sentences(exam.paper_sitting, **ticked))
