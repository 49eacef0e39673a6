"""Every action of the room: who may, in which states, what it leaves as a record; doing it again is harmless."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from quiz_app.contests.actions import entrants, outcomes, planning, running, teams
from quiz_app.contests.actions.recording import pass_to
from quiz_app.contests.queries.contests import held_contest, state_changes, steps
from quiz_app.contests.queries.standings import boards_of, figures
from quiz_app.contests.states import FOLLOWS, LABELS, MAY_CHANGE, Part, State
from quiz_app.contests.tasks import follow_contests
from quiz_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from quiz_app.exams.actions import sitting
from quiz_app.exams.tasks import close_expired
from quiz_app.members.tables import Member, SignIn
from quiz_app.members.tokens import Token
from quiz_app.organizations.tables import Unit
from tests.contests.acting import HOUR, Write, ended, opened
from tests.contests.conftest import DAY, Stand

ACTIONS: dict[str, tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = {
    "change": (planning.change, (None,), {"version": 1}),
    "reword": (planning.reword, (), {"title": "新名称", "summary": ""}),
    "add_stage": (planning.add_stage, (None, None), {}),
    "drop_stage": (planning.drop_stage, (None,), {}),
    "announce": (running.announce, (), {}),
    "withdraw": (running.withdraw, (), {"reason": "改期"}),
    "freeze_from": (running.freeze_from, (), {"freezes_at": None}),
    "reveal": (running.reveal, (), {}),
    "archive": (running.archive, (), {}),
    "exempt": (entrants.exempt, ([1],), {"reason": "因病"}),
    "add_entrant": (entrants.add_entrant, ("A001", 1), {"reason": "转入"}),
    "open_stage": (entrants.open_stage, (None, ()), {}),
    "give_wild_card": (entrants.give_wild_card, (None, 1), {"reason": "推荐"}),
    "disqualify": (entrants.disqualify, (1,), {"reason": "代答"}),
    "reinstate": (entrants.reinstate, (None,), {"reason": "有误"}),
    "enter_score": (entrants.enter_score, (None,), {"score": 1, "member_id": 1}),
    "found_team": (teams.found_team, ("一队", ()), {}),
    "refill_team": (teams.refill_team, (None, ()), {}),
    "ask_to_publish": (outcomes.ask_to_publish, (), {}),
    "ask_to_finalize": (outcomes.ask_to_finalize, (), {}),
    "reopen": (outcomes.reopen, (), {"reason": "更正"}),
}
NEEDS = {
    "change": Part.RULES,
    "reword": Part.WORDS,
    "add_stage": Part.STAGES,
    "drop_stage": Part.STAGES,
    "exempt": Part.ROSTER,
    "add_entrant": Part.ROSTER,
    "open_stage": Part.LATER_STAGES,
    "give_wild_card": Part.LATER_STAGES,
    "disqualify": Part.DISQUALIFICATIONS,
    "reinstate": Part.DISQUALIFICATIONS,
    "enter_score": Part.ON_SITE,
    "found_team": Part.TEAMS,
    "refill_team": Part.TEAMS,
}


def test_whoever_does_not_organize_may_do_nothing(write_contest: Write) -> None:
    stand = write_contest()
    for name, (action, args, more) in ACTIONS.items():
        for who in (stand.cast.ann, stand.cast.tom, stand.cast.cleo):
            with pytest.raises(Forbidden):
                stand.act(action, *args, actor=who, **more)
            assert stand.contest().state == State.DRAFT, name
    with pytest.raises(Forbidden), stand.database.transaction() as session:
        unit = session.get_one(Unit, stand.cast.units["临江市"].id)
        planning.create(session, stand.cast.ben, unit, None, (), at=stand.clock.now())  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NEEDS)
def test_what_a_state_does_not_allow_is_refused_with_the_states_that_do(write_contest: Write, name: str) -> None:
    stand, (action, args, more) = write_contest(), ACTIONS[name]
    for state in State:
        if NEEDS[name] in MAY_CHANGE[state]:
            continue
        with stand.database.transaction() as session:
            held_contest(session, stand.contest_id).state = state
        with pytest.raises(Conflict) as refused:
            stand.act(action, *args, **more)
        assert refused.value.code == "wrong_state"
        assert f"竞赛现在是“{LABELS[state]}”" in str(refused.value)


def test_a_contest_passes_only_along_the_table_and_each_passing_is_a_record_of_who_and_when(
    write_contest: Write,
) -> None:
    stand = write_contest()
    for before in State:
        for after in State:
            with stand.database.transaction() as session:
                held_contest(session, stand.contest_id).state = before
            with stand.database.reading() as session:
                known = len(state_changes(session, stand.contest()))
            if after in FOLLOWS[before]:
                with stand.database.transaction() as session:
                    pass_to(session, held_contest(session, stand.contest_id), after, by=7, at=stand.clock.now())
                with stand.database.reading() as session:
                    last = state_changes(session, stand.contest())[-1]
                    said = last.from_state, last.to_state, last.by, last.at
                    assert said == (before, after, 7, stand.clock.now())
                    assert len(state_changes(session, stand.contest())) == known + 1
            else:
                with pytest.raises(Conflict, match="不能直接变为"), stand.database.transaction() as session:
                    pass_to(session, held_contest(session, stand.contest_id), after, by=7, at=stand.clock.now())


def test_a_contest_opens_and_closes_by_the_clock_and_nobody_has_done_it(write_contest: Write) -> None:
    stand = write_contest()
    stand.announce()
    opens, closes = stand.contest().opens_at, stand.contest().closes_at
    stand.pass_to(opens - timedelta(milliseconds=1))
    assert (stand.contest().state, stand.contest().roster_id) == (State.ANNOUNCED, None)
    stand.pass_to(opens)
    assert stand.contest().state == State.OPEN
    stand.pass_to(closes)
    assert stand.contest().state == State.OPEN
    ended(stand)
    assert stand.contest().state == State.CLOSED
    assert follow_contests(stand.database, stand.clock) == 0
    with stand.database.reading() as session:
        found = state_changes(session, stand.contest())
        assert [(each.to_state, each.by) for each in found] == [
            ("announced", stand.cast.dora.member_id),
            ("open", None),
            ("closed", None),
        ]


def test_a_draft_is_not_opened_by_the_clock(write_contest: Write) -> None:
    stand = write_contest()
    stand.pass_to(stand.contest().opens_at)
    assert stand.contest().state == State.DRAFT


def test_a_contest_closes_only_after_the_last_open_attempt_is_in(write_contest: Write) -> None:
    stand = opened(write_contest)
    ann, exam = stand.cast.ann, stand.exam()
    stand.clock.moment = stand.contest().closes_at - HOUR / 2
    token = Token(ann.sign_in_id, ann.member_id, stand.clock.now() + DAY)
    with stand.database.transaction() as session:
        session.execute(update(SignIn).values(expires_at=stand.clock.now() + DAY))
        sitting.start(session, token, exam.id, at=stand.clock.now(), new_writer=1)
    stand.clock.moment = stand.contest().closes_at + HOUR
    follow_contests(stand.database, stand.clock)
    assert stand.contest().state == State.OPEN
    assert close_expired(stand.database, stand.clock) == 1
    follow_contests(stand.database, stand.clock)
    assert stand.contest().state == State.CLOSED


def test_the_roster_is_that_of_the_opening_and_additions_and_exemptions_stand_in_the_record(
    write_contest: Write,
) -> None:
    stand = opened(write_contest)
    cast, unit = stand.cast, stand.cast.units["港口党支部"]
    with stand.database.transaction() as session:
        session.add(Member(number="N001", name="新来的", unit_id=unit.id))
    assert _roster(stand) == 4
    stand.act(entrants.add_entrant, "N001", unit.id, reason="转入")
    with pytest.raises(Conflict, match="已经在名册上"):
        stand.act(entrants.add_entrant, "N001", unit.id, reason="转入")
    with pytest.raises(NotFound, match="没有找到编号"):
        stand.act(entrants.add_entrant, "C001", unit.id, reason="转入")
    assert _roster(stand) == 5
    stand.act(entrants.exempt, [cast.tom.member_id], reason="住院")
    stand.act(entrants.exempt, [cast.tom.member_id], reason="住院")
    assert _roster(stand) == 4
    with pytest.raises(Invalid, match="请写明理由"):
        stand.act(entrants.exempt, [cast.tom.member_id], reason=" ")
    with pytest.raises(Invalid, match="不在这场竞赛的名册上"):
        stand.act(entrants.exempt, [cast.cleo.member_id], reason="住院")
    stand.sit(cast.tom, right=8)
    stand.catch_up()
    assert _roster(stand) == 5
    stand.act(entrants.exempt, [cast.tom.member_id], reason="出院", lifted=True)
    assert _roster(stand) == 5
    with stand.database.reading() as session:
        said = [each.said for each in steps(session, stand.contest(), limit=9)]
    assert said[0] == "撤销豁免：田明。出院"
    assert said[-2] == "增补：新来的。转入"


def _roster(stand: Stand) -> int:
    with stand.database.reading() as session:
        boards = boards_of(session, stand.exam().board_id or 0, live=False)
        return figures(session, stand.contest(), boards, kind="party_branch")[0].roster
