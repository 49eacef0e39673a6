"""When a member may see what came of an attempt: the score, which answers were right, the key, the explanations.

Each of the four has its own moment. A later one of the four tells every earlier one: who knows the key knows what was
right, and who knows what was right can add up the score. So none of them may be seen before the one ahead of it. What
is right also gives away much of the key (whoever has a true-or-false question wrong knows the answer).

There is one order of moments: results are published by hand only once the window has closed.
"""

from dataclasses import astuple, dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Any, Protocol

AT_ONCE = "at_once"
AFTER_WINDOW = "after_window"
AFTER_PUBLICATION = "after_publication"
NEVER = "never"

MOMENTS = {
    AT_ONCE: "交卷后立即",
    AFTER_WINDOW: "考试结束后",
    AFTER_PUBLICATION: "组织者公布后",
    NEVER: "不公布",
}
ASPECTS = {"score": "成绩", "correctness": "每题对错", "key": "正确答案", "explanation": "解析"}


class Phase(IntEnum):
    """How far an exam has come: somebody may still sit it, nobody may any more, its results are published."""

    SITTING = 0
    CLOSED = 1
    PUBLISHED = 2


_OPENS = {AT_ONCE: Phase.SITTING, AFTER_WINDOW: Phase.CLOSED, AFTER_PUBLICATION: Phase.PUBLISHED}
_RANKS = {moment: rank for rank, moment in enumerate(MOMENTS)}


@dataclass(frozen=True, slots=True)
class Review:
    """The moment of each of the four."""

    score: str
    correctness: str
    key: str
    explanation: str


class Timed(Protocol):
    """An exam with the two instants that its phases turn on, as `datetime` or as milliseconds."""

    @property
    def ends_at(self) -> Any: ...

    @property
    def results_at(self) -> Any: ...


PRESETS = {
    "at_once": Review(AT_ONCE, AT_ONCE, AT_ONCE, AT_ONCE),
    "after_close": Review(AT_ONCE, AFTER_WINDOW, AFTER_WINDOW, AFTER_WINDOW),
    "all_after_close": Review(AFTER_WINDOW, AFTER_WINDOW, AFTER_WINDOW, AFTER_WINDOW),
    "by_hand": Review(AFTER_PUBLICATION, AFTER_PUBLICATION, AFTER_PUBLICATION, AFTER_PUBLICATION),
    "never": Review(AT_ONCE, NEVER, NEVER, NEVER),
}


def phase(exam: Timed, at: Any) -> Phase:
    """The phase of an exam at an instant of the same kind as its own: the one place that knows when a window is over.
    An exam without an end never closes."""
    if exam.results_at is not None and exam.results_at <= at:
        return Phase.PUBLISHED
    return Phase.CLOSED if exam.ends_at is not None and exam.ends_at <= at else Phase.SITTING


def review_of(exam: Any) -> Review:
    """An exam's own review."""
    return Review(exam.review_score, exam.review_correctness, exam.review_key, exam.review_explanation)


def has_come(moment: str, now: Phase) -> bool:
    """Whether what waits for a moment may be seen in a phase."""
    return moment != NEVER and _OPENS[moment] <= now


def may_see_score(exam: Any, at: Any) -> bool:
    return has_come(exam.review_score, phase(exam, at))


def may_see_correctness(exam: Any, at: Any) -> bool:
    return has_come(exam.review_correctness, phase(exam, at))


def may_see_key(exam: Any, at: Any) -> bool:
    """Whether right answers may leave the server for a member who has submitted."""
    return has_come(exam.review_key, phase(exam, at))


def may_see_explanation(exam: Any, at: Any) -> bool:
    return has_come(exam.review_explanation, phase(exam, at))


def may_read_answer(exam: Any, at: Any) -> bool:
    """Whether a member may read what was answered to a report of theirs, since that may name what is right: with the
    key, and where the key is never published, once nobody can sit the exam any more. An exam that never closes and
    never publishes has no such moment: whoever answers is writing to this one member."""
    now = phase(exam, at)
    return has_come(exam.review_key, now) or (
        exam.review_key == NEVER and (exam.ends_at is None or now >= Phase.CLOSED)
    )


def practisable_from(review: Review) -> str:
    """The moment from which practice may explain the questions: the latest of the key's and the explanation's. Where
    they are never published it is the closing, since from then on nobody can sit the exam."""
    wanted = [AFTER_WINDOW if each == NEVER else each for each in (review.key, review.explanation)]
    return max(wanted, key=_RANKS.__getitem__)


def opened_at(exam: Any) -> Any:
    """When a withheld score came out; None while it has not been."""
    return exam.results_at if exam.review_score == AFTER_PUBLICATION else exam.ends_at


def waits_for_publication(review: Review) -> bool:
    """Whether anything comes only when the organizer publishes the results."""
    return AFTER_PUBLICATION in astuple(review)


def awaits_release(exam: Any, at: Any) -> bool:
    """Whether it is the organizer's turn to publish the results."""
    return waits_for_publication(review_of(exam)) and phase(exam, at) is Phase.CLOSED


def ends_for_good(exam: Any) -> bool:
    """Whether the closing, or the publication, tells what makes it unfair to let anybody sit the exam afterwards."""
    return exam.results_at is not None or AFTER_WINDOW in astuple(review_of(exam))


def never_comes(review: Review) -> bool:
    """Whether something waits for a closing, so that an exam without an end would never show it."""
    return bool({AFTER_WINDOW, AFTER_PUBLICATION} & set(astuple(review)))


def disorder(review: Review) -> tuple[str, str] | None:
    """(which of the four, a sentence) of the first that would be seen before the one ahead of it."""
    for ahead, name in pairwise(ASPECTS):
        if _RANKS[getattr(review, name)] < _RANKS[getattr(review, ahead)]:
            return name, (
                f"“{ASPECTS[name]}”不能比“{ASPECTS[ahead]}”更早公布：次序是成绩、每题对错、正确答案、解析，"
                f"知道后一项就能推出前一项。请把“{ASPECTS[name]}”改成同时或更晚。"
            )
    return None


def preset_of(review: Review) -> str | None:
    """The code of the preset that a review is; None for one of its own."""
    return next((code for code, each in PRESETS.items() if each == review), None)


def sentence(review: Review) -> str:
    """What is seen when, as one sentence for whoever is about to start."""
    words = {
        AT_ONCE: "交卷后立即看到{}",
        AFTER_WINDOW: "{}在考试结束后公布",
        AFTER_PUBLICATION: "{}在考试结束后由组织者公布",
        NEVER: "不公布{}",
    }
    parts = [words[moment].format(listed(things)) for moment in MOMENTS if (things := at_moment(review, moment))]
    return "；".join(parts) + "。"


def at_moment(review: Review, moment: str) -> list[str]:
    """The names of those of the four that come at a moment."""
    return [label for name, label in ASPECTS.items() if getattr(review, name) == moment]


def listed(things: list[str]) -> str:
    """`成绩、正确答案和解析`"""
    return "和".join(["、".join(things[:-1]), things[-1]]) if len(things) > 1 else things[0]
