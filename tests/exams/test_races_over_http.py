"""Two hundred threads over two server processes start, save and hand in the same attempt: it happens once.

On SQLite there is one process, as `serve` has it.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from quiz_app.core.db import Database
from quiz_app.exams import sheets
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from tests.exams.crowd import Line, Somebody, crowd, serving, written
from tests.exams.test_races import double_awards, drop_the_ledgers_key, restore_the_ledgers_key

THREADS = 200
BLANK = "9"  # the number of a question that is answered by a text
ONE_SUBMITS_OF = 10


@dataclass
class Round:
    """What the threads were told of one member's attempt."""

    starts: list[tuple[int, Any]] = field(default_factory=list)
    saves: list[tuple[int, Any]] = field(default_factory=list)
    submissions: list[tuple[int, Any]] = field(default_factory=list)

    @property
    def attempt(self) -> dict[str, Any]:
        return next(told for status, told in self.starts if status < 300)

    @property
    def attempts(self) -> set[int]:
        return {told["id"] for status, told in self.starts if status < 300}

    @property
    def acknowledged(self) -> int:
        return max((told["revision"] for status, told in self.saves if status == 200), default=0)


@pytest.fixture
def open_now(clock, publish_exam: Callable[..., Exam]) -> Exam:
    """An exam for servers, which follow the real clock."""
    clock.moment = datetime.now(UTC)
    hour = timedelta(hours=1)
    opens, closes = clock.moment - hour, clock.moment + 5 * hour
    return publish_exam(pass_percent=0, with_roster=False, attempts_allowed=1, opens_at=opens, closes_at=closes)


@pytest.fixture
def without_keys(database: Database) -> Iterator[None]:
    """A database that holds nothing together."""
    drop_the_ledgers_key(database)
    database.maintain(
        "ALTER TABLE attempts DROP CONSTRAINT uq_attempts_member_id_exam_id_number",
        "DROP INDEX ix_attempts_one_open",
    )
    yield
    database.maintain(
        "DELETE FROM takeovers",
        "DELETE FROM attempts",
        "ALTER TABLE attempts ADD CONSTRAINT uq_attempts_member_id_exam_id_number UNIQUE (member_id, exam_id, number)",
        "CREATE UNIQUE INDEX ix_attempts_one_open ON attempts (member_id, exam_id) WHERE submitted_at IS NULL",
    )
    restore_the_ledgers_key(database)


def race(ports: list[int], exam: Exam, members: list[Somebody]) -> list[Round]:
    """One round for each member: all threads start, then most of them save while the others hand in."""
    rounds = [Round() for _ in members]
    together, broken = threading.Barrier(THREADS), []

    def run(index: int) -> None:
        line = Line(ports[index % len(ports)])
        try:
            for told, who in zip(rounds, members, strict=True):
                together.wait()
                told.starts.append(line.ask(written("POST", f"/api/v1/exams/{exam.id}/attempts", who.token, {})))
                together.wait()
                _save_or_submit(line, index, told, who)
        except Exception as error:
            broken.append(error)
            together.abort()
        finally:
            line.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return rounds


def _save_or_submit(line: Line, index: int, told: Round, who: Somebody) -> None:
    attempt = told.attempt
    path, revision = f"/api/v1/attempts/{attempt['id']}", index + 1
    if index % ONE_SUBMITS_OF == 0:
        told.submissions.append(line.ask(written("POST", f"{path}/submission", who.token, {})))
        return
    sheet = {"revision": revision, "writer": attempt["writer"], "answers": {BLANK: [str(revision)]}}
    told.saves.append(line.ask(written("PUT", f"{path}/answers", who.token, sheet)))


def double_attempts(database: Database) -> int:
    """Attempts beyond the one that each member has."""
    with database.reading() as session:
        counts = select(func.count(Attempt.id)).group_by(Attempt.member_id)
        return sum(count - 1 for count in session.scalars(counts))


def lost_saves(database: Database, rounds: list[Round]) -> int:
    """Rounds after which the sheet that counts is not the last one that was acknowledged."""
    with database.reading() as session:
        stored = {row.id: (row.revision, sheets.plain(sheets.decode(row.sheet))) for row in session.query(Attempt)}
    wanted = [(each.attempt["id"], each.acknowledged) for each in rounds]
    return sum(
        stored[attempt] != (revision, {BLANK: [str(revision)]} if revision else {}) for attempt, revision in wanted
    )


@pytest.mark.parametrize("rounds", [3, pytest.param(500, marks=pytest.mark.slow)])
def test_two_hundred_threads_over_two_processes_make_one_attempt_and_lose_nothing(
    database, cast, open_now, record_figure, rounds
) -> None:
    members = crowd(database, cast.units["港口党支部"], rounds)
    with serving(database, *["site"] * (1 if database.is_sqlite else 2)) as ports:
        told = race(ports, open_now, members)
    assert {status for each in told for status, _ in (*each.starts, *each.saves, *each.submissions)} <= {200, 201, 409}
    assert {len(each.attempts) for each in told} == {1}
    assert {len({(status, said["receipt"]) for status, said in each.submissions}) for each in told} == {1}
    found = double_attempts(database), double_awards(database), lost_saves(database, told)
    assert found == (0, 0, 0)
    assert any(status == 200 for each in told for status, _ in each.saves)
    assert any(status == 409 for each in told for status, _ in each.saves), "nobody was too late: this was no race"
    record_figure("races over http", database, rounds=rounds, double_attempts=0, double_awards=0, lost_saves=0)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_same_race_sees_it_all_when_the_guards_are_away(database, cast, open_now, without_keys) -> None:
    members = crowd(database, cast.units["港口党支部"], 4)
    with serving(database, "unguarded", "unguarded") as ports:
        told = race(ports, open_now, members)
    assert double_attempts(database) > 0
    assert double_awards(database) > 0
    assert lost_saves(database, told) > 0
