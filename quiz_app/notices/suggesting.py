"""The limits of complaints and suggestions."""

from datetime import timedelta

LONGEST = 2000
MOST_A_DAY = 3
A_DAY = timedelta(days=1)


def problem(text: str, when_empty: str) -> str | None:
    """What is wrong with a text, None for a good one."""
    if not text:
        return when_empty
    return f"最多写 {LONGEST} 个字，现在有 {len(text)} 个。" if len(text) > LONGEST else None
