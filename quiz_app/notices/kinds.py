"""What a notice is about, and how long its words may be."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

ANNOUNCEMENT = "announcement"
REMINDER = "reminder"
CORRECTION = "correction"
AWARD = "award"

LABELS = {ANNOUNCEMENT: "通知", REMINDER: "提醒", CORRECTION: "更正", AWARD: "获奖"}
CHIPS = {ANNOUNCEMENT: "red", REMINDER: "amber", CORRECTION: "", AWARD: "gold"}
LONGEST_TITLE = 120
LONGEST_BODY = 6000
LONGEST_MATTER = 80
UNREAD_FOR = timedelta(days=90)
"""What is older counts as unread no more: whoever comes back after a year, or joins, finds no hundred of them."""


def problems(title: str, body: str) -> dict[str, str]:
    """What is wrong with the words of a notice, by field."""
    wrong = {}
    if not title:
        wrong["title"] = "请写标题，让人一眼看出是什么事。"
    elif len(title) > LONGEST_TITLE:
        wrong["title"] = f"标题最多 {LONGEST_TITLE} 个字，现在有 {len(title)} 个。"
    if not body:
        wrong["body"] = "请写正文：什么事、要做什么、到什么时候。"
    elif len(body) > LONGEST_BODY:
        wrong["body"] = f"正文最多 {LONGEST_BODY} 个字，现在有 {len(body)} 个。"
    return wrong


def is_page(page: Mapping[str, Any] | None) -> bool:
    """Whether `page` names an endpoint with the values of its address, or is None for no page."""
    return page is None or isinstance(page.get("endpoint"), str)
