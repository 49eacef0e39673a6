"""Reminders: at most so many for a matter in seven days, by whomever; none in quiet hours; none that comes too late."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.core.db import Database
from quiz_app.core.errors import Forbidden
from quiz_app.members.tables import Member
from quiz_app.notices.actions import relief, sending
from quiz_app.notices.queries import reminding, sent
from quiz_app.notices.reminders import Reminded
from quiz_app.notices.switches import QUIET, QUOTA
from quiz_app.notices.tables.notices import ReminderMatter
from quiz_app.organizations.actors import Actor
from tests.conftest import NOW, Cast, SettableClock
from tests.notices.conftest import Titles

LATE_EVENING = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # 22:00 in Shanghai
EIGHT = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
Remind = Callable[..., Reminded]


@pytest.fixture
def remind(database: Database, cast: Cast, clock: SettableClock) -> Remind:
    def run(
        ids: Sequence[int],
        *,
        by: Actor | None = None,
        unit: str = "港口党支部",
        about: str = "exam:1",
        **more: datetime,
    ) -> Reminded:
        with database.transaction() as session:
            return sending.remind(
                session,
                by or cast.ben,
                cast.units[unit],
                about=about,
                title="测试还没有参加",
                body="周五截止。",
                page=None,
                member_ids=ids,
                at=clock.now(),
                **more,
            )

    return run


def test_a_matter_is_called_to_mind_twice_a_week_and_the_answer_says_who_was_left_out(
    cast: Cast, clock: SettableClock, remind: Remind, titles: Titles
) -> None:
    ann, ben = cast.ann.member_id, cast.ben.member_id
    assert [remind([ann]).told for _ in range(2)] == [1, 1]
    third = remind([ann, ben])
    assert (third.told, third.left_out) == (1, 1)
    assert third.sentence == "已提醒 1 人。1 人 7 天内已经提醒过 2 次，这次不再提醒。"
    assert len(titles(cast.ann)) == 2
    clock.pass_by(days=7)
    assert remind([ann]).told == 1


def test_the_quota_is_the_members_whoever_reminds_and_each_matters_own(cast: Cast, remind: Remind) -> None:
    ann = cast.ann.member_id
    remind([ann])
    remind([ann], by=cast.dora, unit="临江市")
    assert remind([ann], by=cast.root, unit="东山省").left_out == 1
    assert remind([ann], about="exam:2").told == 1


def test_nobody_told_is_no_notice(database: Database, cast: Cast, remind: Remind) -> None:
    for _ in range(3):
        last = remind([cast.ann.member_id])
    assert (last.told, last.notice_id) == (0, None)
    with database.reading() as session:
        assert len(sent.sent(session, cast.ben, limit=9)) == 2


def test_who_is_not_on_a_roster_below_the_unit_is_not_told(database: Database, cast: Cast, remind: Remind) -> None:
    with database.transaction() as session:
        session.get_one(Member, cast.tom.member_id).left_at = NOW
    done = remind([cast.ann.member_id, cast.cleo.member_id, cast.tom.member_id])
    assert (done.told, done.gone) == (1, 2)


def test_in_quiet_hours_it_lies_until_they_end_and_is_then_there_by_itself(
    cast: Cast, clock: SettableClock, remind: Remind, titles: Titles, unread: Callable[[Actor], int]
) -> None:
    clock.moment = LATE_EVENING
    done = remind([cast.ann.member_id])
    assert (done.told, done.waits, done.sent_at) == (1, True, EIGHT)
    assert "11月24日 08:00 自动发给 1 人" in done.sentence
    assert (titles(cast.ann), unread(cast.ann)) == ([], 0)
    clock.moment = EIGHT - timedelta(milliseconds=1)
    assert titles(cast.ann) == []
    clock.moment = EIGHT
    assert (titles(cast.ann), unread(cast.ann)) == (["测试还没有参加"], 1)


def test_reminders_that_wait_count_too(cast: Cast, clock: SettableClock, remind: Remind, titles: Titles) -> None:
    clock.moment = LATE_EVENING
    assert [remind([cast.ann.member_id]).told for _ in range(3)] == [1, 1, 0]
    clock.moment = EIGHT
    assert len(titles(cast.ann)) == 2


def test_nothing_is_sent_that_would_come_after_its_deadline(
    cast: Cast, clock: SettableClock, remind: Remind, titles: Titles
) -> None:
    clock.moment = LATE_EVENING
    late = remind([cast.ann.member_id], until=EIGHT)
    assert (late.told, late.is_late) == (0, True)
    assert "没有发送" in late.sentence
    assert remind([cast.ann.member_id], until=EIGHT + timedelta(hours=1)).told == 1
    clock.moment = EIGHT
    assert remind([cast.ben.member_id], until=EIGHT).is_late
    assert len(titles(cast.ann)) == 1


def test_the_sender_sees_what_was_sent_and_what_waits(
    database: Database, cast: Cast, clock: SettableClock, remind: Remind
) -> None:
    ann, ben = cast.ann.member_id, cast.ben.member_id
    remind([ann])
    clock.moment = LATE_EVENING
    remind([ann])
    remind([ann, ben])
    with database.reading() as session:
        found = [
            (each.notice.sent_at, each.notice.delivered, each.notice.left_out)
            for each in sent.sent(session, cast.ben, limit=9)
        ]
    assert found == [(EIGHT, 1, 1), (EIGHT, 1, 0), (NOW, 1, 0)]


def test_quota_and_quiet_hours_are_those_of_the_relief_page(
    database: Database, cast: Cast, clock: SettableClock, remind: Remind
) -> None:
    with database.transaction() as session:
        relief.set_switch(session, cast.root, QUOTA, value="1", reason="少打扰。", at=NOW)
        relief.set_switch(session, cast.root, QUIET, value="12:00-14:30", reason="午休。", at=NOW)
    assert remind([cast.ann.member_id]).waits, "the tests' 14:00 lies in them"
    clock.moment = LATE_EVENING
    assert remind([cast.ann.member_id]).left_out == 1
    assert not remind([cast.ben.member_id]).waits
    with database.transaction() as session:
        relief.set_switch(session, cast.root, QUOTA, value="0", reason="停发。", at=NOW)
    assert remind([cast.dora.member_id]).sentence.startswith("没有发送")


def test_only_who_watches_over_a_unit_reminds_in_it(cast: Cast, remind: Remind) -> None:
    for actor in (cast.ann, cast.tom, cast.cleo):
        with pytest.raises(Forbidden):
            remind([cast.ann.member_id], by=actor)


def test_two_who_remind_at_once_keep_to_the_quota_together(
    database: Database, cast: Cast, remind: Remind, titles: Titles
) -> None:
    """Without the held row of the matter both would count before the other wrote, on PostgreSQL."""
    remind([cast.ann.member_id])
    start = threading.Barrier(6)

    def one() -> None:
        start.wait()
        remind([cast.ann.member_id])

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(titles(cast.ann)) == 2


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_if_the_matter_were_not_held_they_would_not(
    database: Database, cast: Cast, remind: Remind, titles: Titles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above: a second reminder comes whole between the first one's counting and its end."""
    remind([cast.ann.member_id])
    count, overtaken = reminding.reminded_often, []

    def unheld(session: Session, name: str) -> int:
        return session.scalars(select(ReminderMatter.id).where(ReminderMatter.name == name)).one()

    def counted_then_overtaken(*asked: Any, **how: Any) -> set[int]:
        found = count(*asked, **how)
        if not overtaken:
            overtaken.append(True)
            remind([cast.ann.member_id])
        return found

    monkeypatch.setattr(reminding, "hold_matter", unheld)
    monkeypatch.setattr(reminding, "reminded_often", counted_then_overtaken)
    remind([cast.ann.member_id])
    assert len(titles(cast.ann)) == 3
