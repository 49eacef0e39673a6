"""The ways to sit an exam besides alone on a screen: on paper, and on a shared device that somebody opened."""

from datetime import datetime, timedelta

from quiz_app.core.calendar import local
from quiz_app.core.keys import keyed_hash

PAPER = 1
ASSISTED = 2
LABELS = {PAPER: "纸笔", ASSISTED: "协助"}
"""What an attempt is marked with; one that is made alone on a screen has no kind and no mark."""

NOBODY = "none"
ORGANIZER = "organizer"
BRANCH = "branch"
PAPER_CHOICES = {
    NOBODY: "不用纸笔作答。",
    ORGANIZER: "由组织者打印、录入。",
    BRANCH: "组织者和党支部书记都可以给本单位的人打印、录入。书记开考后才能打印，会看到试题。",
}

_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LENGTH = 8


def paper_code(edition_seed: bytes, member_id: int, number: int, printed_at: int) -> str:
    """Such as `K7QX-3M9P`: what names a printed draw. Forty keyed bits, so that a misread sign finds nothing rather
    than another member's paper; without 0, 1, I and O. `printed_at` is in milliseconds."""
    asked = member_id.to_bytes(8) + number.to_bytes(4) + printed_at.to_bytes(8)
    word = int.from_bytes(keyed_hash(edition_seed, "paper code", asked, 8))
    signs = "".join(_SIGNS[word >> 5 * place & 31] for place in range(_CODE_LENGTH))
    return f"{signs[:4]}-{signs[4:]}"


def normal_code(typed: str) -> str:
    """A code as it was typed, as it is kept: without spaces, in capitals, with its stroke."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return f"{signs[:4]}-{signs[4:]}"


def sitting_problem(
    sat_at: datetime,
    minutes: int,
    *,
    printed_at: datetime,
    opens_at: datetime,
    closes_at: datetime | None,
    at: datetime,
) -> str | None:
    """What is wrong with the moment at which a sitting on paper is said to have begun: a whole sitting lies behind the
    opening and the printing, before the closing and before `at`. Moments are typed in whole minutes."""
    ends_at = sat_at + timedelta(minutes=minutes)
    if sat_at < _whole_minute(opens_at):
        return f"早于考试开始时间 {_moment(opens_at)}。"
    if sat_at < _whole_minute(printed_at):
        return f"早于试卷打印时间 {_moment(printed_at)}。"
    if closes_at is not None and ends_at > closes_at:
        latest = closes_at - timedelta(minutes=minutes)
        return f"要在考试结束前答满 {minutes} 分钟：最晚 {_moment(latest)} 开始。"
    if ends_at > at:
        return f"从这个时间起还不到 {minutes} 分钟，作答还没有结束。"
    return None


def sentences(paper_sitting: str, *, paper_twice: bool, assisted_sitting: bool) -> list[tuple[str, str]]:
    """What members read of it before they start."""
    found = []
    if paper_sitting != NOBODY:
        checked = "，由两个人各录一遍并核对" if paper_twice else ""
        told = f"可以申请纸笔作答，答完后录入{checked}，同样评分、计入次数；用时按全部答题时间算，成绩注明“纸笔”。"
        found.append(("纸笔", told))
    if assisted_sitting:
        found.append(("协助", "没有手机的，可以请党支部书记在共用设备上打开，由本人作答；成绩注明“协助”。"))
    return found


def _whole_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _moment(moment: datetime) -> str:
    here = local(moment)
    return f"{here.month}月{here.day}日 {here:%H:%M}"
