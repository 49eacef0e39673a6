"""Weeks, months, quarters and years begin and end at midnight in Shanghai, wherever the server stands."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.boards.periods import KINDS, after, asked, before, containing, kind_of, label, months_of, named, weeks_of
from quiz_app.core.calendar import local

MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2098, 12, 31), timezones=st.just(UTC))
WRONG = "|2026-13|2026-00|2026-Q5|2026-Q|2026-1|1999|month2|２０２６|2026-W00|2026-W54|2027-W53|2026W48|2026-w48"


@pytest.mark.parametrize(
    ("kind", "name", "starts_at", "ends_at"),
    [
        ("month", "2026-12", "2026-11-30T16:00", "2026-12-31T16:00"),
        ("quarter", "2026-Q4", "2026-09-30T16:00", "2026-12-31T16:00"),
        ("year", "2026", "2025-12-31T16:00", "2026-12-31T16:00"),
        ("week", "2026-W48", "2026-11-22T16:00", "2026-11-29T16:00"),
        ("week", "2026-W01", "2025-12-28T16:00", "2026-01-04T16:00"),
        ("week", "2026-W53", "2026-12-27T16:00", "2027-01-03T16:00"),
        ("week", "2027-W01", "2027-01-03T16:00", "2027-01-10T16:00"),
        ("week", "2024-W52", "2024-12-22T16:00", "2024-12-29T16:00"),
        ("week", "2025-W01", "2024-12-29T16:00", "2025-01-05T16:00"),
        ("month", "2028-02", "2028-01-31T16:00", "2028-02-29T16:00"),
    ],
)
def test_bounds_are_those_of_the_wall_clock_in_shanghai(kind: str, name: str, starts_at: str, ends_at: str) -> None:
    period = named(name)
    assert (period.starts_at, period.ends_at) == (_utc(starts_at), _utc(ends_at))
    assert containing(kind, period.starts_at) == period
    assert containing(kind, period.ends_at - timedelta(milliseconds=1)) == period
    assert containing(kind, period.ends_at).name != name
    assert containing(kind, period.starts_at - timedelta(milliseconds=1)).name != name


@given(MOMENTS, st.sampled_from(KINDS))
def test_every_moment_lies_in_one_period_of_each_kind_that_its_name_gives_back(at: datetime, kind: str) -> None:
    period = containing(kind, at)
    assert period.starts_at <= at < period.ends_at
    assert named(period.name) == period
    assert kind_of(period.name) == kind
    assert after(before(period)) == period
    assert before(period).ends_at == period.starts_at
    assert after(period).starts_at == period.ends_at


@given(MOMENTS)
def test_the_months_of_a_quarter_and_a_year_fill_them(at: datetime) -> None:
    for kind in ("month", "quarter", "year"):
        period = containing(kind, at)
        months = [named(name) for name in months_of(period)]
        assert months[0].starts_at == period.starts_at
        assert months[-1].ends_at == period.ends_at
        assert all(one.ends_at == other.starts_at for one, other in pairwise(months))
        names = [month.name for month in months]
        assert names == sorted(names)


@given(MOMENTS)
def test_a_week_is_seven_days_from_a_monday_on_and_lies_in_the_months_of_its_ends(at: datetime) -> None:
    week = containing("week", at)
    assert week.ends_at - week.starts_at == timedelta(days=7)
    assert local(week.starts_at).weekday() == 0
    thursday = local(week.starts_at + timedelta(days=3))
    assert week.name[:4] == str(thursday.year)
    ends = week.starts_at, week.ends_at - timedelta(milliseconds=1)
    assert months_of(week) == tuple(dict.fromkeys(containing("month", each).name for each in ends))


@given(MOMENTS, st.sampled_from(KINDS))
def test_the_weeks_of_a_period_cover_it_and_none_lies_outside(at: datetime, kind: str) -> None:
    period = containing(kind, at)
    weeks = weeks_of(period)
    assert weeks[0].starts_at <= period.starts_at < weeks[0].ends_at
    assert weeks[-1].starts_at < period.ends_at <= weeks[-1].ends_at
    assert all(one.ends_at == other.starts_at for one, other in pairwise(weeks))
    if kind == "month":
        assert all(period.name in months_of(week) for week in weeks)


@pytest.mark.parametrize("word", WRONG.split("|"))
def test_what_names_no_period_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="不是时段"):
        named(word)


def test_a_kind_asks_for_the_present_one() -> None:
    at = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert [asked(kind, at).name for kind in KINDS] == ["2026-W53", "2027-01", "2027-Q1", "2027"]
    labels = ["2026年第53周（12月28日至1月3日）", "2027年1月", "2027年第1季度", "2027年"]
    assert [label(asked(kind, at)) for kind in KINDS] == labels
    assert label(named("2026-W48")) == "2026年第48周（11月23日至29日）"


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
