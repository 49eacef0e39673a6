"""The whole course of a contest by its actions and its clock: from a draft to the archive."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from quiz_app.contests.actions import entrants, outcomes, running
from quiz_app.contests.queries.outcomes import awards, place_of
from quiz_app.contests.queries.standings import boards_of, figures
from quiz_app.contests.states import State
from quiz_app.contests.tables.contests import StateChange
from quiz_app.core.errors import Conflict
from quiz_app.exams.tables.exams import Exam
from quiz_app.points.queries import balance
from tests.conftest import NOW
from tests.contests.conftest import Stand

HOUR = timedelta(hours=1)


def finished(stand: Stand, run_jobs: Callable[[], int]) -> None:
    stand.act(outcomes.ask_to_publish)
    run_jobs()
    stand.pass_to(stand.clock.now() + timedelta(days=4))
    stand.act(outcomes.ask_to_finalize)
    run_jobs()


def test_from_a_draft_to_final_places_awards_and_points(
    write_contest: Callable[..., Stand], run_jobs: Callable[[], int]
) -> None:
    stand = write_contest()
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    assert stand.contest().state == State.OPEN
    cast = stand.cast
    stand.sit(cast.ann, right=9)
    stand.sit(cast.ben, right=9, seconds=30)
    stand.sit(cast.tom, right=4)
    stand.catch_up()
    with stand.database.reading() as session:
        contest = stand.contest()
        units = figures(
            session, contest, boards_of(session, stand.exam().board_id or 0, live=False), kind="party_branch"
        )
        assert [(each.name, each.roster, each.entrants, each.total, each.passed) for each in units] == [
            ("港口党支部", 4, 3, 22000, 2)
        ]
    stand.pass_to(contest.closes_at + timedelta(seconds=10))
    assert stand.contest().state == State.CLOSED
    finished(stand, run_jobs)
    with stand.database.reading() as session:
        contest = stand.contest()
        assert contest.state == State.FINAL
        places = {
            who.name: place_of(session, contest, who.member_id).place  # type: ignore[union-attr]
            for who in (cast.ann, cast.ben, cast.tom)
        }
        assert places == {"本立": 1, "安然": 2, "田明": 3}
        assert [
            (award.code, member.name if member else unit.name if unit else "")
            for award, member, unit, _ in awards(session, contest)
        ] == [("winner", "本立"), ("organization", "港口党支部")]
        assert [balance(session, who.member_id) for who in (cast.ben, cast.ann, cast.tom, cast.dora)] == [7, 5, 5, 0]
        passed = session.scalars(select(StateChange.to_state).order_by(StateChange.id)).all()
        assert passed == ["announced", "open", "closed", "under_appeal", "final"]


def test_the_ledger_names_the_contest_and_leads_to_it(
    write_contest: Callable[..., Stand], run_jobs: Callable[[], int], app: Flask, sign_in: Callable[..., FlaskClient]
) -> None:
    stand = write_contest()
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    stand.sit(stand.cast.ann, right=9)
    stand.pass_to(stand.contest().closes_at + timedelta(seconds=10))
    finished(stand, run_jobs)
    stand.clock.moment = NOW
    page = sign_in(app.test_client(), stand.cast.ann).get("/me/points").get_data(as_text=True)
    assert "参加竞赛《支部工作知识竞赛》" in page
    assert f'href="/contests/{stand.contest_id}"' in page


def test_finalizing_again_after_a_reopening_writes_nothing_twice(
    write_contest: Callable[..., Stand], run_jobs: Callable[[], int]
) -> None:
    stand = write_contest()
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    stand.sit(stand.cast.ann, right=9)
    stand.pass_to(stand.contest().closes_at + timedelta(seconds=10))
    finished(stand, run_jobs)
    stand.act(outcomes.reopen, reason="一道题更正")
    stand.act(outcomes.ask_to_finalize)
    run_jobs()
    with stand.database.reading() as session:
        assert stand.contest().state == State.FINAL
        assert balance(session, stand.cast.ann.member_id) == 7
        assert len(awards(session, stand.contest())) == 2


def test_a_disqualification_is_undone_exactly_by_a_reinstatement(
    write_contest: Callable[..., Stand], run_jobs: Callable[[], int]
) -> None:
    stand = write_contest()
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    stand.sit(stand.cast.ann, right=9)
    stand.sit(stand.cast.ben, right=8)
    made = stand.act(entrants.disqualify, stand.cast.ann.member_id, reason="他人代答，已经查实")
    stand.catch_up()
    with stand.database.reading() as session:
        boards = boards_of(session, stand.exam().board_id or 0, live=False)
        assert figures(session, stand.contest(), boards, kind="party_branch")[0].entrants == 1
    with stand.database.transaction() as session:
        made = session.merge(made, load=True)
        contest = session.merge(stand.contest())
        entrants.reinstate(
            session, stand.cast.dora, contest, stand.cast.units["临江市"], made, reason="查实有误", at=stand.clock.now()
        )
    stand.catch_up()
    with stand.database.reading() as session:
        found = figures(session, stand.contest(), boards, kind="party_branch")[0]
        assert (found.entrants, found.total) == (2, 17000)


def test_while_frozen_members_see_the_instant_of_the_freeze_and_after_the_reveal_everything(
    write_contest: Callable[..., Stand], run_jobs: Callable[[], int]
) -> None:
    stand = write_contest()
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    stand.act(running.freeze_from, freezes_at=stand.clock.now() + HOUR)
    stand.sit(stand.cast.ann, right=5)
    stand.pass_to(stand.clock.now() + 2 * HOUR)
    assert stand.contest().state == State.FROZEN
    stand.sit(stand.cast.ann, right=9)
    stand.sit(stand.cast.ben, right=8)
    stand.catch_up()

    def totals(*, live: bool) -> tuple[int, int]:
        with stand.database.reading() as session:
            boards = boards_of(session, stand.exam().board_id or 0, live=live)
            found = figures(session, stand.contest(), boards, kind="party_branch")[0]
            return found.entrants, found.total

    assert totals(live=False) == (1, 5000)
    assert totals(live=True) == (2, 17000)
    stand.pass_to(stand.contest().closes_at + timedelta(seconds=10))
    with pytest.raises(Conflict, match="先揭晓"):
        stand.act(outcomes.ask_to_publish)
    stand.act(running.reveal)
    stand.catch_up()
    assert totals(live=False) == (2, 17000)


def test_a_stage_is_not_published_by_its_exams_own_button(
    write_contest: Callable[..., Stand], app: Flask, sign_in: Callable[..., FlaskClient]
) -> None:
    stand = write_contest()
    client = sign_in(app.test_client(), stand.cast.dora)
    address = f"/exams/manage/{stand.exam().id}"
    assert client.post(f"{address}/publish").status_code == 303
    assert stand.exam().edition_id is None
    assert "随竞赛一起发布" in client.get(address).get_data(as_text=True)


def test_a_stage_that_was_given_more_time_keeps_its_contest_open(write_contest: Callable[..., Stand]) -> None:
    stand = write_contest()
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    closes = stand.contest().closes_at
    with stand.database.transaction() as session:
        session.get_one(Exam, stand.exam().id).closes_at = closes + HOUR
    stand.pass_to(closes + timedelta(seconds=10))
    assert stand.contest().state == State.OPEN
    stand.pass_to(closes + HOUR + timedelta(seconds=10))
    assert stand.contest().state == State.CLOSED
