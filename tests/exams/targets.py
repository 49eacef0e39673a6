"""Sites for server processes of tests: as it is, on a machine whose clock is wrong, or without guards.

`QUIZ_APP_TEST_SHIFT` moves the machine's clock by that many seconds before anything of the product is imported.
"""

import datetime as calendar
import os
import time
from typing import Any

SHIFT = float(os.environ.get("QUIZ_APP_TEST_SHIFT", "0"))
HONEST_TIME, HONEST_MOMENT = time.time, calendar.datetime


class _Kind(type):
    def __instancecheck__(cls, each: object) -> bool:
        return isinstance(each, HONEST_MOMENT)


class ShiftedMoment(HONEST_MOMENT, metaclass=_Kind):
    """`datetime` whose now is this machine's; all that it makes is plain."""

    def __new__(cls, *given: Any, **named: Any) -> Any:
        return HONEST_MOMENT(*given, **named)

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return HONEST_MOMENT.now(tz) + calendar.timedelta(seconds=SHIFT)


if SHIFT:
    time.time = lambda: HONEST_TIME() + SHIFT
    calendar.datetime = ShiftedMoment  # type: ignore[misc]

from quiz_app.app import create_app  # noqa: E402
from quiz_app.core.clock import Clock  # noqa: E402
from quiz_app.core.db import Database  # noqa: E402
from tests.exams.racer import take_the_guards_away, widen_the_gap  # noqa: E402


def site() -> Any:
    return create_app()


def by_its_own_clock() -> Any:
    """A site that believes its machine: the negative control of clocks."""
    return create_app(clock=Clock(lambda: calendar.datetime.now(calendar.UTC)))


def unguarded() -> Any:
    """A site that relies on nothing: the negative control of races."""
    take_the_guards_away()
    widen_the_gap()
    Database.brief = Database.separate  # type: ignore[method-assign]
    return create_app()
