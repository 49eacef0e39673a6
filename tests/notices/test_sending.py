"""Whom a notice reaches, who counts as having read it, and who may see how many have."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from quiz_app.members.tables import Member
from quiz_app.notices.actions import reading, sending
from quiz_app.notices.kinds import AWARD
from quiz_app.notices.queries import inbox, sent
from quiz_app.notices.tables.notices import Notice, NoticeRead, NoticeRecipient
from quiz_app.organizations.actors import Actor
from tests.conftest import NOW, Cast, SettableClock
from tests.notices.conftest import Say, Titles

Tell = Callable[..., int]


@pytest.fixture
def tell(database: Database, clock: SettableClock) -> Tell:
    def run(member_ids: list[int], title: str = "获奖名单", *, by: Actor | None = None, unit=None) -> int:
        with database.transaction() as session:
            return sending.tell(
                session,
                member_ids=member_ids,
                title=title,
                body="祝贺。",
                kind=AWARD,
                page={"endpoint": "boards.index"},
                sent_by=by.member_id if by else None,
                at=clock.now(),
                unit=unit,
            )

    return run


def open_notice(database: Database, actor: Actor, notice_id: int) -> None:
    with database.transaction() as session:
        found = inbox.find_received(session, actor, notice_id, at=NOW + timedelta(days=1))
        reading.read(session, actor, found, at=NOW)


def receipts(database: Database, actor: Actor, notice_id: int, within=None):
    with database.reading() as session:
        return sent.receipts(session, session.get_one(Notice, notice_id), actor, within=within)


def test_what_is_said_to_a_unit_reaches_everybody_below_it_and_nobody_else(
    cast: Cast, say: Say, titles: Titles
) -> None:
    say("临江市", "全市")
    say("港口党支部", "支部")
    say("云岭县", "云岭")
    assert titles(cast.ann) == titles(cast.ben) == ["支部", "全市"]
    assert titles(cast.cleo) == ["云岭"]
    assert titles(cast.root) == []


def test_no_row_is_written_per_member_until_somebody_reads(
    database: Database, cast: Cast, say: Say, crowd: list[int]
) -> None:
    notice = say("东山省", "全省")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(NoticeRecipient)) == 0
        assert session.scalar(select(func.count()).select_from(NoticeRead)) == 0
        assert session.get_one(Notice, notice).delivered == 46


def test_who_comes_later_finds_what_was_said_before(database: Database, cast: Cast, say: Say, titles: Titles) -> None:
    say("云岭县", "云岭")
    moved = cast.units["云岭党支部"]
    assert titles(Actor(cast.ann.member_id, "安然", moved.id, moved.name, moved.path, 0)) == ["云岭"]


def test_what_is_told_to_some_reaches_them_alone(cast: Cast, tell: Tell, titles: Titles) -> None:
    tell([cast.ann.member_id, cast.cleo.member_id, cast.ann.member_id])
    assert titles(cast.ann) == titles(cast.cleo) == ["获奖名单"]
    assert titles(cast.ben) == []


def test_who_left_or_never_was_is_told_nothing_and_nobody_makes_no_notice(
    database: Database, cast: Cast, tell: Tell
) -> None:
    with database.transaction() as session:
        session.get_one(Member, cast.ann.member_id).left_at = NOW
    assert tell([cast.ann.member_id, 987_654]) == 0
    notice = tell([cast.ann.member_id, cast.ben.member_id, 987_654])
    with database.reading() as session:
        assert session.get_one(Notice, notice).delivered == 1
        assert session.scalar(select(func.count()).select_from(Notice)) == 1


def test_a_long_list_is_told_in_parts_and_nobody_twice(
    database: Database, tell: Tell, crowd: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "AT_ONCE", 7)
    notice = tell([*crowd, *crowd[:5]])
    with database.reading() as session:
        query = select(NoticeRecipient.member_id).where(NoticeRecipient.notice_id == notice)
        assert sorted(session.scalars(query)) == crowd
        assert session.get_one(Notice, notice).delivered == len(crowd)


def test_unread_is_counted_over_both_ways_until_it_is_opened(
    database: Database, cast: Cast, say: Say, tell: Tell, unread: Callable[[Actor], int]
) -> None:
    first = say("临江市", "全市")
    tell([cast.ann.member_id])
    assert (unread(cast.ann), unread(cast.ben), unread(cast.cleo)) == (2, 1, 0)
    open_notice(database, cast.ann, first)
    open_notice(database, cast.ann, first)
    assert (unread(cast.ann), unread(cast.ben)) == (1, 1)


def test_what_is_old_is_unread_no_more_but_still_there(
    cast: Cast, say: Say, clock: SettableClock, unread: Callable[[Actor], int], titles: Titles
) -> None:
    say("临江市", "旧闻")
    clock.pass_by(days=91)
    assert unread(cast.ann) == 0
    assert titles(cast.ann) == ["旧闻"]


def test_all_can_be_read_at_once_and_only_ones_own(
    database: Database, cast: Cast, say: Say, tell: Tell, unread: Callable[[Actor], int]
) -> None:
    say("临江市", "一")
    say("港口党支部", "二")
    tell([cast.ann.member_id])
    with database.transaction() as session:
        assert reading.read_all(session, cast.ann, at=NOW) == 3
        assert reading.read_all(session, cast.ann, at=NOW) == 0
    assert (unread(cast.ann), unread(cast.ben)) == (0, 2)


def test_the_inbox_pages_without_losing_or_doubling_any(
    database: Database, cast: Cast, say: Say, tell: Tell, titles: Titles
) -> None:
    for number in range(7):
        say("临江市", f"市{number}")
        tell([cast.ann.member_id], f"人{number}")
    found, after = [], None
    with database.reading() as session:
        while page := inbox.inbox(session, cast.ann, limit=3, after=after, at=NOW):
            found += [each.notice.title for each in page]
            after = page[-1].notice.id
    assert found == titles(cast.ann)
    assert len(found) == len(set(found)) == 14


def test_counts_are_by_unit_for_who_sent_it_and_who_watches_over_its_unit(
    database: Database, cast: Cast, say: Say, crowd: list[int]
) -> None:
    notice = say("临江市", "全市", by=cast.dora)
    open_notice(database, cast.ann, notice)
    open_notice(database, cast.ben, notice)
    for actor in (cast.dora, cast.root):
        counted = receipts(database, actor, notice)
        assert (counted.delivered, counted.read) == (44, 2)
        assert [(each.name, each.delivered, each.read) for each in counted.units] == [("海湾县", 44, 2)]
    branch = receipts(database, cast.root, notice, cast.units["港口党支部"])
    assert (branch.delivered, branch.read, branch.units) == (44, 2, [])


def test_nobody_else_sees_counts_not_even_whom_it_reached(database: Database, cast: Cast, say: Say) -> None:
    notice = say("临江市", "全市", by=cast.dora)
    for actor in (cast.ann, cast.ben, cast.tom, cast.cleo):
        with pytest.raises(NotFound):
            receipts(database, actor, notice)
    with pytest.raises(NotFound):
        receipts(database, cast.dora, notice, cast.units["远山市"])


def test_what_was_told_without_a_unit_is_counted_by_its_sender_alone(
    database: Database, cast: Cast, tell: Tell
) -> None:
    notice = tell([cast.ann.member_id, cast.cleo.member_id], by=cast.dora)
    assert receipts(database, cast.dora, notice).delivered == 2
    with pytest.raises(NotFound):
        receipts(database, cast.root, notice)
    by_the_site = tell([cast.ann.member_id])
    for actor in (cast.ann, cast.dora, cast.root):
        with pytest.raises(NotFound):
            receipts(database, actor, by_the_site)


def test_who_has_not_read_is_named_only_to_who_watches_over_them(database: Database, cast: Cast, tell: Tell) -> None:
    notice = tell([cast.ann.member_id, cast.cleo.member_id], by=cast.dora)
    with database.reading() as session:
        waiting = sent.who_waits(session, session.get_one(Notice, notice), cast.dora, within=None, limit=9)
    assert [each.name for each in waiting] == ["安然"]


def test_only_who_watches_over_a_unit_may_write_to_it(database: Database, cast: Cast) -> None:
    said = {"title": "开会", "body": "周五下午。", "at": NOW}
    with database.transaction() as session:
        assert sending.send(session, cast.ben, cast.units["港口党支部"], **said)
    for actor, unit in ((cast.ann, "港口党支部"), (cast.ben, "海湾县"), (cast.tom, "临江市"), (cast.dora, "东山省")):
        with pytest.raises(Forbidden), database.transaction() as session:
            sending.send(session, actor, cast.units[unit], **said)


def test_the_same_words_are_not_sent_twice_in_a_row(database: Database, cast: Cast) -> None:
    said = {"title": "开会", "body": "周五下午。", "at": NOW}
    with database.transaction() as session:
        sending.send(session, cast.ben, cast.units["港口党支部"], **said)
    with pytest.raises(Conflict), database.transaction() as session:
        sending.send(session, cast.ben, cast.units["港口党支部"], **said)


@pytest.mark.parametrize(
    ("title", "body", "field"), [("", "文", "title"), ("题" * 121, "文", "title"), ("题", " ", "body")]
)
def test_a_notice_without_words_or_with_too_many_is_refused(
    database: Database, cast: Cast, title: str, body: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused, database.transaction() as session:
        sending.send(session, cast.ben, cast.units["港口党支部"], title=title, body=body, at=NOW)
    assert field in refused.value.fields
