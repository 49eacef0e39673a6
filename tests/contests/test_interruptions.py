"""Whoever is cut off in the midst of settling or of crediting points goes on where it stopped: once, and for all."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from quiz_app.contests import tasks
from quiz_app.contests.actions import entrants, outcomes, settling
from quiz_app.contests.queries.contests import held_contest
from quiz_app.contests.queries.outcomes import awards, place_of
from quiz_app.contests.rules import Rules
from quiz_app.contests.tables.outcomes import Place
from quiz_app.core.config import Settings
from quiz_app.core.jobs.kinds import Means
from quiz_app.core.progress import unheard
from quiz_app.organizations.tables import Unit
from quiz_app.points.queries import balance
from quiz_app.points.tables import LedgerEntry
from quiz_app.records.tasks import points_audit
from tests.contests.conftest import DAY, Stand
from tests.contests.test_actions import Write, ended, opened


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def sat(write_contest: Write, monkeypatch: pytest.MonkeyPatch) -> Stand:
    """A closed contest in which three have a result, settled one by one."""
    monkeypatch.setattr(tasks, "BATCH", 1)
    monkeypatch.setattr(settling, "BATCH", 1)
    stand = opened(write_contest)
    for who, right in ((stand.cast.ann, 9), (stand.cast.ben, 7), (stand.cast.tom, 5)):
        stand.sit(who, right=right)
    ended(stand)
    return stand


def killed_at(step: str, count: int) -> Callable[[str, int, int], None]:
    """Progress that is told until the process is gone."""

    def tell(name: str, done: int, total: int) -> None:
        if name == step and done == count:
            raise Killed

    return tell


def test_places_that_were_cut_off_are_written_to_the_end_by_the_next_run(
    sat: Stand, settings: Settings, run_jobs: Callable[[], int]
) -> None:
    means = Means(settings, sat.database, sat.clock)
    with pytest.raises(Killed):
        tasks.settle_contest(means, sat.contest_id, killed_at("写入名次", 2))
    assert _count(sat, Place) == 2
    sat.act(outcomes.ask_to_publish)
    run_jobs()
    with sat.database.reading() as session:
        places = [place_of(session, sat.contest(), who.member_id) for who in (sat.cast.ann, sat.cast.ben, sat.cast.tom)]
        assert [each and each.place for each in places] == [1, 2, 3]
        assert len(awards(session, sat.contest())) == 2


def test_points_that_were_cut_off_are_credited_once(
    sat: Stand, settings: Settings, run_jobs: Callable[[], int]
) -> None:
    sat.act(outcomes.ask_to_publish)
    run_jobs()
    means, rules = Means(settings, sat.database, sat.clock), Rules.from_json(sat.contest().rules)
    with sat.database.reading() as session:
        final = tasks.settled(session, sat.contest())
    with pytest.raises(Killed):
        tasks.credit_points(means, sat.contest_id, rules, final, killed_at("记积分", 4))
    assert _count(sat, LedgerEntry) == 4
    sat.pass_to(sat.clock.now() + 4 * DAY)
    sat.act(outcomes.ask_to_finalize)
    run_jobs()
    assert _balances(sat) == [7, 5, 5]
    assert _count(sat, LedgerEntry) == 6
    assert tasks.credit_points(means, sat.contest_id, rules, final, unheard) == 0
    assert _count(sat, LedgerEntry) == 6
    assert points_audit(sat.database, sat.clock).drift == []


@pytest.mark.parametrize("takes_back", [True, False])
def test_points_follow_a_disqualification_and_its_reinstatement_after_the_result_was_final(
    sat: Stand, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch, takes_back: bool
) -> None:
    """The control: where nothing is taken back, the balances are seen to be wrong."""
    if not takes_back:
        monkeypatch.setattr(settling, "take_back_the_rest", lambda *_, **__: 0)
    sat.act(outcomes.ask_to_publish)
    run_jobs()
    sat.pass_to(sat.clock.now() + 4 * DAY)
    _make_final(sat, run_jobs)
    assert _balances(sat) == [7, 5, 5]
    sat.act(outcomes.reopen, reason="查实代答")
    made = sat.act(entrants.disqualify, sat.cast.ann.member_id, reason="代答")
    _make_final(sat, run_jobs)
    assert (_balances(sat) == [0, 7, 5]) == takes_back
    sat.act(outcomes.reopen, reason="查实有误")
    with sat.database.transaction() as session:
        contest = held_contest(session, sat.contest_id)
        unit = session.get_one(Unit, contest.unit_id)
        entrants.reinstate(
            session, sat.cast.dora, contest, unit, session.merge(made), reason="有误", at=sat.clock.now()
        )
    _make_final(sat, run_jobs)
    assert _balances(sat) == [7, 5, 5]
    with sat.database.reading() as session:
        assert [place_of(session, sat.contest(), who.member_id).place for who in (sat.cast.ann, sat.cast.ben)] == [1, 2]
    assert points_audit(sat.database, sat.clock).drift == []


def _make_final(stand: Stand, run_jobs: Callable[[], int]) -> None:
    """After the days in which whoever was disqualified last may appeal."""
    stand.pass_to(stand.clock.now() + 9 * DAY)
    stand.act(outcomes.ask_to_finalize)
    run_jobs()
    assert stand.contest().state == "final"


def _count(stand: Stand, table: type) -> int:
    with stand.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _balances(stand: Stand) -> list[int]:
    with stand.database.reading() as session:
        return [balance(session, who.member_id) for who in (stand.cast.ann, stand.cast.ben, stand.cast.tom)]
