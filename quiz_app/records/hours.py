"""Study hours, and what a year asks for.

《中国共产党党员教育管理工作条例》（2019）第二十条：党员每年集中学习培训时间一般不少于 32 学时。
"""

HOURS_A_YEAR = 32
SOURCE = "《中国共产党党员教育管理工作条例》第二十条"


def in_hours(quarters: int) -> int | float:
    """Quarters of an hour as hours: 106 is 26.5."""
    return quarters // 4 if quarters % 4 == 0 else quarters / 4


def share(quarters: int) -> float:
    """How much of the year's hours is done, in percent, 100 at most."""
    return min(100.0, round(100 * quarters / (4 * HOURS_A_YEAR), 1))
