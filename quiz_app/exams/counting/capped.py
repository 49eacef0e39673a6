"""Every attempt counts, all added up, but for what goes beyond one paper's full marks on one day."""

from collections import defaultdict
from collections.abc import Sequence

from quiz_app.exams.counting.daily import MOST_DAYS
from quiz_app.exams.counting.protocol import Counted, Taken, Way, points


def _count(attempts: Sequence[Taken]) -> Counted:
    total = sum(_days(attempts).values())
    seconds, numbers = sum(each.seconds for each in attempts), tuple(sorted(each.number for each in attempts))
    return Counted(total, seconds, numbers, total, min(each.full for each in attempts))


def _explain(attempts: Sequence[Taken]) -> str:
    days = _days(attempts)
    return f"各次成绩相加，每天最多计一份试卷的满分：{len(days)} 天一共 {points(sum(days.values()))} 分。"


def _days(attempts: Sequence[Taken]) -> dict[object, int]:
    """What each day brings."""
    sums: dict[object, int] = defaultdict(int)
    most: dict[object, int] = defaultdict(int)
    for each in attempts:
        sums[each.day] += each.score
        most[each.day] = max(most[each.day], each.full)
    return {day: min(total, most[day]) for day, total in sums.items()}


RULE = "各次成绩相加，每天最多计一份试卷的满分；合计达到一份试卷的合格分就是合格"
WAY = Way("capped", "累计成绩（每天封顶）", RULE, _count, _explain, papers=MOST_DAYS)
"""The tie chain has the time of one paper a day: whoever takes longer than that is equal to others who do."""
