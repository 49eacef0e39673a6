"""One browser in which many members answered. It is known by a random number that it keeps in a cookie, never by its
address: a whole office has one address, and most people one kind of telephone."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from quiz_app.exams.signals.protocol import Finding, Seen, Signal

FEWEST_MEMBERS = 3


def find(seen: Sequence[Seen]) -> list[Finding]:
    opened: dict[int, list[Seen]] = defaultdict(list)
    for each in seen:
        for browser in each.browsers:
            opened[browser].append(each)
    return [
        _finding(browser, attempts)
        for browser, attempts in opened.items()
        if len({each.member_id for each in attempts}) >= FEWEST_MEMBERS
    ]


def _finding(browser: int, attempts: Sequence[Seen]) -> Finding:
    members = len({each.member_id for each in attempts})
    overlapping = _overlapping(attempts)
    together = f"其中 {overlapping} 对作答的时间有重叠。" if overlapping else "作答的时间互不重叠，是一个接一个。"
    return Finding(
        f"{browser:x}",
        tuple(sorted(each.attempt_id for each in attempts)),
        f"同一个浏览器里，{members} 名党员登录并打开了自己的答题页，共 {len(attempts)} 份试卷，{together}",
    )


def _overlapping(attempts: Sequence[Seen]) -> int:
    """How many pairs were under way at the same time: two of one member never are."""
    starts, ends = sorted(each.started for each in attempts), sorted(each.ended for each in attempts)
    return sum(place - bisect_right(ends, start) for place, start in enumerate(starts))


BROWSER = Signal(
    "一台设备多人用",
    f"同一个浏览器里有 {FEWEST_MEMBERS} 名或更多的党员打开过自己的答题页。浏览器凭它自己保存的随机号码辨认，不看地址。",
    "支部活动室的公用电脑、书记帮没有手机的党员作答，都会这样；清除浏览记录以后，号码就换了。",
    find,
)
