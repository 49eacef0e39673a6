"""What a member says about a question (题目纠错), and what is known of how they met it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

FAULTS: Mapping[str, str] = {
    "key": "答案可能不对",
    "options": "选项有问题",
    "stem": "题干看不懂或有错字",
    "basis": "依据过时或对不上",
    "explanation": "解析有问题",
    "other": "其他",
}
LONGEST_TEXT = 600
MOST_A_DAY = 10


@dataclass(frozen=True, slots=True)
class Evidence:
    """How a member met a version of a question: where (`source`, in words), under which number, and what they answered.

    `answered` is in words, `answered_at` when that last changed, None if they left it open. `attempt_id` is for whoever
    knows attempts.
    """

    version_id: int
    source: str
    attempt_id: int
    number: int
    answered: str
    answered_at: datetime | None
