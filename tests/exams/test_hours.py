"""Submissions by the hour."""

from datetime import UTC, datetime

from quiz_app.exams.hours import SHOWN, by_hour, first_instant, hour_of

LAST = hour_of(datetime(2026, 11, 23, 6, 59, 59, 999_000, UTC))


def test_the_hours_are_whole_end_with_the_last_and_leave_none_out():
    hours = by_hour({LAST: 3, LAST - 5: 6, LAST - SHOWN: 99, LAST + 1: 99}, last=LAST)
    assert len(hours) == SHOWN
    assert hours[-1].starts_at == datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    assert hours[0].starts_at == first_instant(LAST) == datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
    assert [(each.count, each.percent) for each in hours if each.count] == [(6, 100.0), (3, 50.0)]


def test_one_hour_at_most_is_the_busiest():
    assert [each.is_busiest for each in by_hour({LAST: 2, LAST - 1: 2}, last=LAST)][-2:] == [True, False]
    assert not any(each.is_busiest for each in by_hour({}, last=LAST))
