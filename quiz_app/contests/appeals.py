"""Appeals: what may be asked again, until when, and how two readers decide. Plain rules."""

from datetime import datetime, timedelta
from enum import StrEnum

from quiz_app.contests.states import State

LONGEST_WORDS = 1000
LONGEST_REASON = 1000


class About(StrEnum):
    QUESTION = "question"
    SCORE = "score"
    DISQUALIFICATION = "disqualification"


ABOUT_LABELS = {About.QUESTION: "题目", About.SCORE: "成绩", About.DISQUALIFICATION: "取消成绩"}

WAITING, PROPOSED, UPHELD, REJECTED, WITHDRAWN = "waiting", "proposed", "upheld", "rejected", "withdrawn"
OPEN = (WAITING, PROPOSED)
DECIDED = (UPHELD, REJECTED)
STATE_LABELS = {
    WAITING: "等待答复",
    PROPOSED: "已有意见，等待复核",
    UPHELD: "申诉成立",
    REJECTED: "维持原来的结果",
    WITHDRAWN: "已撤回",
}
VERDICT_LABELS = {UPHELD: "申诉成立", REJECTED: "维持原来的结果"}

_DISQUALIFICATION_STATES = (State.OPEN, State.FROZEN, State.CLOSED, State.UNDER_APPEAL)


def matter(
    about: str,
    *,
    stage_id: int | None = None,
    attempt_id: int | None = None,
    question_no: int | None = None,
    disqualification_id: int | None = None,
) -> str:
    """What an appeal is about, as one name: `question:12:3`, `score:12`, `score:stage:4`, `disqualification:7`."""
    if about == About.QUESTION:
        return f"question:{attempt_id}:{question_no}"
    if about == About.SCORE:
        return f"score:{attempt_id}" if attempt_id is not None else f"score:stage:{stage_id}"
    return f"disqualification:{disqualification_id}"


def may_appeal_result(state: str, appeals_until: datetime | None, at: datetime) -> bool:
    """Whether questions and scores may be appealed against: while the result is shown, until its last instant."""
    return state == State.UNDER_APPEAL and appeals_until is not None and at < appeals_until


def disqualification_open_until(made_at: datetime, appeal_days: int, appeals_until: datetime | None) -> datetime:
    """Until when a disqualification may be appealed against: the days of appeal count from it, and it never closes
    before the result does."""
    own = made_at + timedelta(days=appeal_days)
    return own if appeals_until is None else max(own, appeals_until)


def may_appeal_disqualification(
    state: str, made_at: datetime, appeal_days: int, appeals_until: datetime | None, at: datetime
) -> bool:
    return state in _DISQUALIFICATION_STATES and at < disqualification_open_until(made_at, appeal_days, appeals_until)


def may_answer(state: str) -> bool:
    """Whether appeals may be decided in a state of the contest: what follows from one must still be possible."""
    return state in _DISQUALIFICATION_STATES


def due(made_at: datetime, answer_days: int) -> datetime:
    """By when an appeal is to be answered."""
    return made_at + timedelta(days=answer_days)


def is_overdue(state: str, due_at: datetime, at: datetime) -> bool:
    return state in OPEN and due_at <= at


def outcome(first: str, second: str) -> str:
    """What becomes of an appeal by two verdicts: decided where they agree, back to waiting where they do not."""
    return second if first == second else WAITING


def why_not_first(*, reader_id: int, appellant_id: int) -> str | None:
    """Why somebody may not be the first reader of an appeal, as a sentence, or None."""
    return "这是你自己的申诉，请由别的组织者处理。" if reader_id == appellant_id else None


def why_not_second(
    *, reader_id: int, appellant_id: int, first_by: int | None, same_branch: bool, others: int
) -> str | None:
    """Why somebody may not be the second reader, as a sentence, or None. `others` is how many further people outside
    the appellant's branch could be: where there is nobody, one of the same branch may."""
    if reason := why_not_first(reader_id=reader_id, appellant_id=appellant_id):
        return reason
    if reader_id == first_by:
        return "意见是你提的，要由另一个人复核：请把这一页的地址发给另一位组织者或管理员。"
    if same_branch and others:
        return "你和申诉人在同一个党支部。还有别的组织者可以复核，请由他们来。"
    return None
