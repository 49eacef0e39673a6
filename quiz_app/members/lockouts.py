"""How long an account rests after wrong passwords. The account rests, never the address: an office shares one."""

from datetime import timedelta

FREE = 5
FIRST = timedelta(minutes=1)
LONGEST = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)


def rest_after(wrong: int) -> timedelta:
    """The rest after the `wrong`th wrong password in a row: none up to the fourth, then doubling from a minute."""
    if wrong < FREE:
        return timedelta(0)
    return min(FIRST * 2 ** min(wrong - FREE, 10), LONGEST)
