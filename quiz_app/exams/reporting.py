"""What is known of how a member met a question of a paper: handed down with a report of a fault. It holds no key."""

from datetime import datetime, timedelta

from quiz_app.banks.reporting import Evidence
from quiz_app.banks.types.protocol import Interaction
from quiz_app.banks.types.table import TYPES
from quiz_app.exams.editions import Edition, EditionQuestion
from quiz_app.exams.papers import Paper, PaperItem
from quiz_app.exams.sheets import LETTERS, Sheet

UNANSWERED = "没有作答"
BLANK = "（空着）"


def evidence(
    edition: Edition, paper: Paper, sheet: Sheet, no: int, *, attempt_id: int, started_at: datetime
) -> Evidence:
    """Question `no` of a paper, from 1, with what stands on the sheet, in words and by the letters as written."""
    item = paper[no - 1]
    question = edition.questions[item.question]
    given = sheet.get(no)
    return Evidence(
        version_id=question.version_id,
        source=edition.title,
        attempt_id=attempt_id,
        number=no,
        answered=UNANSWERED if given is None else _words(question, item, given.values),
        answered_at=None if given is None else started_at + timedelta(seconds=given.seconds),
    )


def _words(question: EditionQuestion, item: PaperItem, values: tuple[str, ...]) -> str:
    if not item.order:
        return " | ".join(value or BLANK for value in values)
    texts = TYPES[question.type].shown_options(question.options)
    written = dict(zip(LETTERS, item.order, strict=False))
    chosen = [written[value] for value in values if value in written]
    if not question.options:
        return "；".join(texts[place] for place in chosen)
    if TYPES[question.type].interaction is not Interaction.ORDER:
        chosen.sort()
    return "；".join(f"{LETTERS[place]}. {texts[place]}" for place in chosen)
