"""The record of a contest: every change of state, and every other step, with who and when."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.contests.states import LABELS, PART_LABELS, Part, State, may_change, may_follow
from quiz_app.contests.tables.contests import Contest, ContestStep, StateChange
from quiz_app.core.errors import Conflict


def require_part(contest: Contest, part: Part) -> None:
    """Refuse to change a part of a contest in a state that does not allow it."""
    state = State(contest.state)
    if not may_change(state, part):
        allowed = "、".join(LABELS[each] for each in State if may_change(each, part))
        raise Conflict(
            f"竞赛现在是“{LABELS[state]}”，不能改{PART_LABELS[part]}。可以改的时候是：{allowed}。", code="wrong_state"
        )


def pass_to(
    session: Session, contest: Contest, state: State, *, by: int | None, reason: str = "", at: datetime
) -> None:
    """Let a contest pass to a state that may follow."""
    before = State(contest.state)
    if not may_follow(before, state):
        raise Conflict(
            f"竞赛现在是“{LABELS[before]}”，不能直接变为“{LABELS[state]}”。请刷新页面再看。", code="wrong_state"
        )
    contest.state = state
    contest.version += 1
    session.add(StateChange(contest_id=contest.id, from_state=before, to_state=state, by=by, reason=reason, at=at))


def note(
    session: Session,
    contest: Contest,
    kind: str,
    said: str,
    *,
    by: int | None,
    member_id: int | None = None,
    at: datetime,
) -> None:
    """Keep what somebody did to a contest."""
    session.add(ContestStep(contest_id=contest.id, kind=kind, said=said, member_id=member_id, by=by, at=at))
