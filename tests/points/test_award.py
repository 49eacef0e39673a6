"""The ledger is written once for each reason, and a month's board moves with it."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from quiz_app.boards.queries.boards import find_board
from quiz_app.boards.tables import Standing
from quiz_app.core.db import Database
from quiz_app.points import queries
from quiz_app.points.actions import award
from quiz_app.points.rules.protocol import CATEGORY_LABELS
from quiz_app.points.rules.table import EXAM_PASSED, FULL_MARKS, LESSON_FINISHED, RULES
from quiz_app.points.tables import LedgerEntry
from tests.conftest import NOW, Cast


def test_the_same_reason_is_credited_once(database: Database, cast: Cast) -> None:
    ann = cast.ann.member_id
    with database.transaction() as session:
        credited = [award(session, EXAM_PASSED, member_id=ann, source_id=7, at=NOW) for _ in range(3)]
        other = award(session, EXAM_PASSED, member_id=ann, source_id=8, at=NOW)
        bens = award(session, EXAM_PASSED, member_id=cast.ben.member_id, source_id=7, at=NOW)
        full = award(session, FULL_MARKS, member_id=ann, source_id=7, at=NOW)
    assert (credited, other, bens, full) == ([5, 0, 0], 5, 5, 3)
    with database.reading() as session:
        board = find_board(session, "points", "2026-11")
        assert board is not None
        assert queries.balance(session, ann) == session.get_one(Standing, (board.id, ann)).value == 13


def test_eight_threads_with_the_same_reason_credit_it_once(database: Database, cast: Cast) -> None:
    credited: list[int] = []

    def credit() -> None:
        with database.transaction() as session:
            points = award(session, LESSON_FINISHED, member_id=cast.ann.member_id, source_id=1, at=NOW)
        credited.append(points)

    threads = [Thread(target=credit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(credited) == [0] * 7 + [2]
    with database.reading() as session:
        board = find_board(session, "points", "2026-11")
        assert board is not None
        assert session.get_one(Standing, (board.id, cast.ann.member_id)).value == 2


def test_the_month_is_the_one_in_shanghai(database: Database, cast: Cast) -> None:
    midnight = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    with database.transaction() as session:
        award(session, LESSON_FINISHED, member_id=cast.ann.member_id, source_id=1, at=midnight)
        award(session, LESSON_FINISHED, member_id=cast.ann.member_id, source_id=2, at=midnight - timedelta(seconds=1))
    with database.reading() as session:
        for name in ("2026-11", "2026-12"):
            board = find_board(session, "points", name)
            assert board is not None
            assert session.get_one(Standing, (board.id, cast.ann.member_id)).value == 2


def test_a_balance_may_begin_at_an_instant(database: Database, cast: Cast) -> None:
    with database.transaction() as session:
        for source, days in ((1, 40), (2, 1)):
            at = NOW - timedelta(days=days)
            award(session, LESSON_FINISHED, member_id=cast.ann.member_id, source_id=source, at=at)
    with database.reading() as session:
        assert queries.balance(session, cast.ann.member_id) == 4
        assert queries.balance(session, cast.ann.member_id, since=NOW - timedelta(days=30)) == 2
        assert queries.balance(session, cast.ben.member_id) == 0


def test_an_entry_is_reversed_once_and_never_moves_nothing(database: Database, cast: Cast) -> None:
    with database.transaction() as session:
        award(session, LESSON_FINISHED, member_id=cast.ann.member_id, source_id=1, at=NOW)
        entry_id = session.scalars(select(LedgerEntry.id)).one()
    reversal = {"member_id": cast.ann.member_id, "rule": 1, "rule_version": 1, "source_id": 1, "at": NOW}
    with database.transaction() as session:
        session.add(LedgerEntry(**reversal, serial=1, amount=-2, reverses_id=entry_id))
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.add(LedgerEntry(**reversal, serial=2, amount=-2, reverses_id=entry_id))
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.add(LedgerEntry(**reversal, serial=3, amount=0))


def test_rules_have_numbers_of_their_own_and_sentences_that_take_a_title() -> None:
    assert [(number, rule.number) for number, rule in RULES.items()] == [(n, n) for n in range(1, 6)]
    for rule in RULES.values():
        assert "党章" in rule.reason.format(title="党章")
        assert CATEGORY_LABELS[rule.category]
        assert rule.amount
