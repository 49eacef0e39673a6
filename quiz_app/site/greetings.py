"""The words of the home page that depend on numbers and on the clock."""

from datetime import datetime

from quiz_app.core.calendar import local

WEEKDAYS = "一二三四五六日"
COUNTS = ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十")


def date_line(at: datetime) -> str:
    """`11月23日 星期一`"""
    here = local(at)
    return f"{here.month}月{here.day}日 星期{WEEKDAYS[here.weekday()]}"


def greeting(name: str, things: int) -> tuple[str, str]:
    """`安然同志，` and `还有两件事要做`: a line may break between the two."""
    if things == 0:
        return f"{name}同志，", "眼下的事都做完了"
    return f"{name}同志，", f"还有{COUNTS[things] if things < len(COUNTS) else f' {things} '}件事要做"


def remaining(closes_at: datetime | None, at: datetime) -> str:
    """`还剩 3 天`, `还剩 5 小时`, `还剩 20 分钟`; whole units, rounded down, at least a minute."""
    if closes_at is None:
        return "长期开放"
    minutes = max(1, int((closes_at - at).total_seconds() // 60))
    if minutes >= 24 * 60:
        return f"还剩 {minutes // (24 * 60)} 天"
    if minutes >= 60:
        return f"还剩 {minutes // 60} 小时"
    return f"还剩 {minutes} 分钟"


def chances(left: int | None) -> str:
    """`你有 2 次机会`; None: without a limit."""
    return "次数不限" if left is None else f"你有 {left} 次机会"
