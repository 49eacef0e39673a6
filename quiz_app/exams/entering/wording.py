"""The rules about entering and handing in as sentences, and what is wrong with rules as somebody writes them."""

from datetime import datetime, timedelta

from quiz_app.core.calendar import moment
from quiz_app.core.db import from_milliseconds
from quiz_app.exams.entering.policies import Arrangement, EntryRules, Resit

MOST_MINUTES = 30 * 24 * 60
MOST_ATTEMPTS = 100


def sentences(rules: EntryRules, *, opens_at: datetime) -> list[tuple[str, str]]:
    """(what it is about, the rule) for each rule that is on."""
    told = []
    if rules.per_day:
        told.append(("每天", f"每天最多开始 {rules.per_day} 次，过了零点（北京时间）重新计算。"))
    if rules.delay:
        told.append(("间隔", f"交卷以后要过 {span(rules.delay)}，才能再答一次。"))
    if rules.late_entry:
        last = moment(opens_at + timedelta(minutes=rules.late_entry))
        told.append(("迟到", f"开放 {span(rules.late_entry)}后（{last} 起）不能再开始；已经开始的随时可以接着答。"))
    if rules.hand_in_after:
        told.append(("交卷", f"开始 {span(rules.hand_in_after)}以后才能交卷。时间到了自动交卷，不受这一条影响。"))
    if rules.resit:
        told.append(("补考", _resit_sentence(rules.resit)))
    if rules.by_invitation:
        told.append(("参加", "只由晋级的人参加，名单在竞赛页上。"))
    if rules.has_password:
        told.append(("口令", "开始时要输入考场口令，由监考人当场公布。断网、换设备接着答时不用再输。"))
    return told


def arrangement_sentences(own: Arrangement, minutes: int) -> list[tuple[str, str]]:
    """What a member reads about the own arrangement; `minutes` are the exam's."""
    told = []
    if own.extra_minutes:
        total = minutes + own.extra_minutes
        told.append(("加时", f"每次多 {own.extra_minutes} 分钟，一共 {total} 分钟；到开放时间结束为止。"))
    if own.opens_at is not None or own.closes_at is not None:
        opens = f"{_moment(own.opens_at)} 起" if own.opens_at is not None else ""
        closes = f"到 {_moment(own.closes_at)} 为止" if own.closes_at is not None else ""
        told.append(("个人时间", "，".join(each for each in (opens, closes) if each) + "，代替考试原来的时间。"))
    if own.extra_attempts:
        told.append(("次数", f"多 {own.extra_attempts} 次机会。"))
    return told


def problems(rules: EntryRules, *, closes_at: int | None, minutes: int) -> dict[str, str]:
    """What is wrong with rules as they are written, by the fields of `exams` that they stand in."""
    found = {}
    for field, value in (("delay_minutes", rules.delay), ("late_entry_minutes", rules.late_entry)):
        if value is not None and not 1 <= value <= MOST_MINUTES:
            found[field] = f"写 1 到 {MOST_MINUTES} 分钟；不限就留空。"
    if rules.per_day is not None and not 1 <= rules.per_day <= MOST_ATTEMPTS:
        found["attempts_per_day"] = f"写 1 到 {MOST_ATTEMPTS} 次；不限就留空。"
    if rules.hand_in_after is not None and not 1 <= rules.hand_in_after < minutes:
        found["hand_in_after_minutes"] = f"要少于答题时间（{minutes} 分钟）；随时可以交卷就留空。"
    return found | _resit_problems(rules.resit, closes_at)


def span(minutes: int) -> str:
    """`90 分钟`, `2 小时`, `3 天`: the largest unit that divides it."""
    for unit, length in (("天", 24 * 60), ("小时", 60)):
        if minutes % length == 0:
            return f"{minutes // length} {unit}"
    return f"{minutes} 分钟"


def _resit_sentence(resit: Resit) -> str:
    who = "交了卷没有合格的，和没有参加的" if resit.for_absent else "交了卷没有合格的"
    times = f"{_moment(resit.opens_at)} 至 {_moment(resit.closes_at)}"
    return f"{times}，{who}可以补考，{resit.attempts} 次机会。补考的成绩标明是补考。"


def _resit_problems(resit: Resit | None, closes_at: int | None) -> dict[str, str]:
    if resit is None:
        return {}
    if closes_at is None:
        return {"closes_at": "有补考，就要先填写考试的结束时间。"}
    if resit.opens_at < closes_at:
        return {"resit_opens_at": "补考要在考试结束以后开始。"}
    if resit.closes_at <= resit.opens_at:
        return {"resit_closes_at": "补考的结束时间要晚于补考的开始时间。"}
    if not 1 <= resit.attempts <= MOST_ATTEMPTS:
        return {"resit_attempts": f"写 1 到 {MOST_ATTEMPTS} 次。"}
    return {}


def _moment(at: int) -> str:
    return moment(from_milliseconds(at))
