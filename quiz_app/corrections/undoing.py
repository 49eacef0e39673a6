"""Taking a correction back: a further one, which says what stood before it."""

from collections.abc import Sequence
from typing import Any

from quiz_app.core.errors import Conflict
from quiz_app.exams.amending import Amendment, amended, undoing
from quiz_app.exams.editions import Edition


def taken_back(written: Edition, amendments: Sequence[Amendment], began: int) -> Amendment:
    """What takes back the correction that began to hold at the millisecond `began`, of those in force. Refuses one
    whose question, or rule, no longer counts as it says: what came later is to be taken back first."""
    place = next((index for index, each in enumerate(amendments) if each.at == began), None)
    if place is None:
        raise Conflict("这次更正还没有生效，不用撤销。", code="not_done")
    question = amendments[place].question
    before, after, now = (
        _how_it_counts(amended(written, part), question)
        for part in (amendments[:place], amendments[: place + 1], amendments)
    )
    if after != now:
        raise Conflict("这道题（或这个规则）之后又更正过。请先撤销后一次，再撤销这一次。", code="corrected_since")
    if before == now:
        raise Conflict("这次更正没有改变什么，不用撤销。", code="nothing_to_undo")
    return undoing(written, amendments[:place], amendments[place])


def _how_it_counts(edition: Edition, question: int | None) -> Any:
    if question is None:
        return edition.credit_rule
    return question in edition.void, question in edition.gifts, edition.questions[question].key
