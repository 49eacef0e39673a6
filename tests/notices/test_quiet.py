"""Quiet hours, in Shanghai's time: the tests' moments are given in UTC, eight hours before it."""

from datetime import UTC, datetime

import pytest

from quiz_app.notices.counting import by_child, median
from quiz_app.notices.quiet import QuietHours, first_moment
from quiz_app.notices.switches import SWITCHES, hours_of

NIGHT = hours_of("21:00-08:00")


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        (at(12, 59), at(12, 59)),  # 20:59
        (at(13), datetime(2026, 11, 24, 0, 0, tzinfo=UTC)),  # 21:00, until 8:00 of the next day
        (at(16, 30), datetime(2026, 11, 24, 0, 0, tzinfo=UTC)),  # 0:30
        (datetime(2026, 11, 22, 23, 59, tzinfo=UTC), at(0)),  # 7:59
        (at(0), at(0)),  # 8:00
    ],
)
def test_what_is_asked_for_in_quiet_hours_waits_until_they_end(asked: datetime, sent: datetime) -> None:
    assert first_moment(asked, NIGHT) == sent


def test_hours_within_a_day_hold_within_it() -> None:
    noon = hours_of("12:00-14:00")
    assert first_moment(at(4), noon) == at(6)
    assert first_moment(at(6), noon) == at(6)


def test_equal_times_are_no_quiet_hours() -> None:
    none = hours_of("08:00-08:00")
    assert not any(none.holds(at(hour)) for hour in range(24))
    assert none.words == "不设"


def test_hours_say_when_they_end_on_the_next_day() -> None:
    assert NIGHT.words == "21:00 至次日 8:00"
    assert QuietHours(12 * 60, 14 * 60).words == "12:00 至 14:00"


@pytest.mark.parametrize("value", ["24:00-08:00", "21:15-08:00", "21:00", "", "21:00-08:00-09:00", "on"])
def test_a_switch_takes_no_value_that_it_does_not_know(value: str) -> None:
    assert SWITCHES["quiet_hours"].problem(value)
    assert SWITCHES["reminder_quota"].problem(value)


def test_every_default_is_a_value_of_its_switch_and_reads_as_words() -> None:
    for switch in SWITCHES.values():
        assert switch.problem(switch.default) is None
        assert switch.words(switch.default)


def test_sums_by_child_hold_the_whole_subtree_and_leave_out_who_got_nothing() -> None:
    children = [(2, "甲", "/1/2/"), (3, "乙", "/1/3/"), (22, "丙", "/1/22/")]
    found = by_child(children, [("/1/2/", 3, 1), ("/1/2/5/", 2, 2), ("/1/22/", 1, 0), ("/1/", 9, 9)])
    assert [(each.name, each.delivered, each.read) for each in found] == [("甲", 5, 3), ("丙", 1, 0)]


def test_the_median_is_the_middle() -> None:
    assert (median([]), median([4]), median([1, 3]), median([1, 2, 9])) == (None, 4.0, 2.0, 2.0)
