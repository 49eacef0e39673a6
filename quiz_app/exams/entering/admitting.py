"""Whether a member without an open attempt may begin one now; a refusal says when to come back.

Instants are milliseconds; days are those of Shanghai. Coming back to an attempt that was begun asks nothing of this.
"""

from typing import NamedTuple

from quiz_app.core.calendar import day_of, local, moment
from quiz_app.core.db import from_milliseconds, to_milliseconds
from quiz_app.core.errors import Conflict, Forbidden, Gone
from quiz_app.exams.entering.policies import (
    MINUTE,
    Arrangement,
    Entry,
    EntryRules,
    General,
    History,
    Resit,
    deadline,
    hand_in_from,
)
from quiz_app.exams.entering.wording import span


class _Window(NamedTuple):
    opens_at: int
    closes_at: int | None
    attempts: int | None
    used: int
    last_start_at: int | None

    def is_open(self, at: int) -> bool:
        return self.opens_at <= at and (self.closes_at is None or at < self.closes_at)

    @property
    def is_used_up(self) -> bool:
        return self.attempts is not None and self.used >= self.attempts


def admit(general: General, rules: EntryRules, own: Arrangement, history: History, *, at: int) -> Entry:
    """The attempt that a member without an open one may begin at `at`; else the refusal, which says when to come back.

    While the member's own or the general window is open and attempts are left, an attempt belongs to that; otherwise
    to the resit, while that is open.
    """
    _require_invitation(rules, history)
    window, resit = _window(general, rules, own, history), rules.resit
    to_resit = resit is not None and _is_resitting(window, resit, at)
    if resit is not None and to_resit:
        _require_resit(resit, history)
        window = _Window(
            resit.opens_at, resit.closes_at, resit.attempts, history.resits, _last_start(resit.opens_at, rules)
        )
    _require_open(window, resit, at)
    _require_attempt(window, resit, at)
    _require_in_time(window, at)
    _require_day(window, rules, history, at)
    _require_delay(window, rules, history, at)
    return Entry(deadline(general, rules, own, started_at=at, is_resit=to_resit), to_resit)


def require_hand_in(hand_in_after: int | None, *, started_at: int, deadline_at: int, at: int) -> None:
    """Refuse to hand in an attempt before its time; the deadline's own closing does not ask."""
    if hand_in_after is None:
        return
    first = hand_in_from(hand_in_after, started_at=started_at, deadline_at=deadline_at)
    if at < first:
        here = local(from_milliseconds(first))
        raise Conflict(
            f"现在还不能交卷：开始 {span(hand_in_after)}以后，也就是 {here:%H:%M:%S} 以后可以交。"
            "请再检查一遍，答案会自动保存。",
            code="too_early",
        )


def _window(general: General, rules: EntryRules, own: Arrangement, history: History) -> _Window:
    """The member's own or the general window. Who has an own end but no own opening is never late."""
    allowed = general.attempts_allowed
    has_own_end = own.opens_at is None and own.closes_at is not None
    opens_at = general.opens_at if own.opens_at is None else own.opens_at
    return _Window(
        opens_at,
        general.closes_at if own.closes_at is None else own.closes_at,
        None if allowed is None else allowed + own.extra_attempts,
        history.used - history.resits,
        None if has_own_end else _last_start(opens_at, rules),
    )


def _last_start(opens_at: int, rules: EntryRules) -> int | None:
    return None if rules.late_entry is None else opens_at + rules.late_entry * MINUTE


def _is_resitting(window: _Window, resit: Resit, at: int) -> bool:
    return resit.opens_at <= at < resit.closes_at and (not window.is_open(at) or window.is_used_up)


def _require_resit(resit: Resit, history: History) -> None:
    if history.passed:
        raise Forbidden("你已经合格，不用补考。可以在“我的成绩”里查看结果。", code="resit_not_needed")
    if history.waits:
        raise Forbidden("你的答卷还在阅卷，成绩公布以后才知道要不要补考。请等公布后再来。", code="resit_awaits_marking")
    if not history.used and not resit.for_absent:
        raise Forbidden(
            "补考只面向参加过考试、没有合格的人。没有参加过的，请联系考试的组织者。", code="resit_not_for_absent"
        )


def _require_invitation(rules: EntryRules, history: History) -> None:
    if rules.by_invitation and not history.invited:
        raise Forbidden("这一场只由晋级的人参加，名单在竞赛页上。有疑问，请联系组织者。", code="not_invited")


def _require_open(window: _Window, resit: Resit | None, at: int) -> None:
    if at < window.opens_at:
        raise Forbidden(f"考试还没有开始，{_moment(window.opens_at)} 开放，请到时再来。", code="not_open_yet")
    if not window.is_open(at):
        raise Gone(f"考试已经结束，不能再开始作答。{_until_resit(resit, at)}", code="exam_closed")


def _require_attempt(window: _Window, resit: Resit | None, at: int) -> None:
    if window.is_used_up:
        raise Forbidden(
            f"{window.attempts} 次机会已经用完。可以在“我的成绩”里查看结果。{_until_resit(resit, at)}",
            code="no_attempts_left",
        )


def _require_in_time(window: _Window, at: int) -> None:
    if window.last_start_at is not None and at >= window.last_start_at:
        raise Gone(
            f"迟到了：{_moment(window.last_start_at)} 以后不能再开始。有特殊情况，请联系考试的组织者作个别安排。",
            code="too_late",
        )


def _require_day(window: _Window, rules: EntryRules, history: History, at: int) -> None:
    if rules.per_day is None or history.today < rules.per_day:
        return
    tomorrow = to_milliseconds(day_of(from_milliseconds(at))[1])
    raise Forbidden(f"今天的 {rules.per_day} 次机会已经用完。{_come_back(window, tomorrow)}", code="no_attempts_today")


def _require_delay(window: _Window, rules: EntryRules, history: History, at: int) -> None:
    if rules.delay is None or history.last_ended_at is None:
        return
    over = history.last_ended_at + rules.delay * MINUTE
    if at < over:
        raise Forbidden(f"两次作答之间要隔 {span(rules.delay)}。{_come_back(window, over)}", code="too_soon")


def _come_back(window: _Window, at: int) -> str:
    ends = [each for each in (window.closes_at, window.last_start_at) if each is not None]
    if ends and at >= min(ends):
        return f"{_moment(min(ends))} 以后不能再开始，所以这场考试没有下一次了。"
    return f"{_moment(at)} 以后可以再来。"


def _until_resit(resit: Resit | None, at: int) -> str:
    if resit is None or at >= resit.opens_at:
        return ""
    who = "没有合格的和没有参加的" if resit.for_absent else "没有合格的"
    return f"{who}可以补考，{_moment(resit.opens_at)} 开始。"


def _moment(at: int) -> str:
    return moment(from_milliseconds(at))
