"""An attempt as signals see it, from its paper and its sheet."""

from collections.abc import Sequence

from quiz_app.banks.types.table import TYPES
from quiz_app.exams.editions import Edition, EditionQuestion
from quiz_app.exams.grading import chosen, grade, says_something
from quiz_app.exams.papers import Paper, PaperItem
from quiz_app.exams.sheets import Response, Sheet
from quiz_app.exams.signals.protocol import Seen


def characters(question: EditionQuestion) -> int:
    """How many letters, Chinese characters and digits there are to read: the stem, options, prompts and parts."""
    parts = [text for part in question.parts for text in (part.stem, *part.options)]
    texts = (question.stem, *question.options, *question.prompts, *parts)
    return sum(sign.isalnum() for text in texts for sign in text)


def seen_of(
    edition: Edition,
    paper: Paper,
    sheet: Sheet,
    lengths: Sequence[int],
    *,
    attempt_id: int,
    member_id: int,
    unit_id: int,
    started: int,
    ended: int,
    earlier: tuple[float, ...],
    browsers: frozenset[int],
) -> Seen:
    """`lengths` are the `characters` of each question of the edition. What people mark, and what is void or a gift,
    is not compared."""
    result = grade(edition, paper, sheet)
    shown = right = score = full = reading = answered = last_change = 0
    wrong: dict[int, str] = {}
    for item, marked in zip(paper, result.items, strict=True):
        place, response = item.question, sheet.get(marked.no)
        if says_something(response) and response is not None:
            reading += lengths[place]
            answered += 1
            last_change = max(last_change, response.seconds)
        if edition.is_by_person(place) or place in edition.void or place in edition.gifts:
            continue
        shown |= 1 << place
        score += marked.score
        full += marked.points
        if marked.right:
            right |= 1 << place
        elif response is not None and says_something(response):
            wrong[place] = _written(edition, item, response)
    return Seen(
        attempt_id,
        member_id,
        unit_id,
        started,
        ended,
        last_change,
        reading,
        answered,
        score,
        full,
        shown,
        right,
        wrong,
        earlier,
        browsers,
    )


def _written(edition: Edition, item: PaperItem, response: Response) -> str:
    """The answer in words that do not depend on the order in which this paper showed the options."""
    given = chosen(response, item, TYPES[edition.questions[item.question].type])
    if isinstance(given, frozenset):
        return ",".join(str(index) for index in sorted(given, key=str))
    return "\n".join(str(value).strip() for value in given)
