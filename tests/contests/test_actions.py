"""Every action of the room: who may, in which states, what it leaves as a record; doing it again is harmless."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from quiz_app.contests.actions import entrants, outcomes, planning, running, teams
from quiz_app.contests.actions.recording import pass_to
from quiz_app.contests.advancing import GoingOn
from quiz_app.contests.drafts import StageDraft
from quiz_app.contests.queries.contests import held_contest, stages_of, state_changes, steps
from quiz_app.contests.queries.entrants import qualifiers
from quiz_app.contests.queries.going_on import who_goes_on
from quiz_app.contests.queries.outcomes import place_of
from quiz_app.contests.queries.standings import boards_of, figures
from quiz_app.contests.queries.teams import team_scores
from quiz_app.contests.rules import Rules
from quiz_app.contests.stages import Kind
from quiz_app.contests.states import FOLLOWS, LABELS, MAY_CHANGE, Part, State
from quiz_app.contests.tasks import follow_contests
from quiz_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from quiz_app.exams.actions import sitting
from quiz_app.exams.tasks import close_expired
from quiz_app.members.tables import Member, SignIn
from quiz_app.members.tokens import Token
from quiz_app.organizations.tables import Unit
from tests.contests.conftest import DAY, Stand

HOUR = timedelta(hours=1)
Write = Callable[..., Stand]
TWO_STAGES = (StageDraft(Kind.PRELIMINARY, "初赛", GoingOn("top", 1, wild_cards=1)), StageDraft(Kind.SEMIFINAL, "复赛"))
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


def on_stage(stand: Stand, action: Callable[..., Any], position: int, *args: Any, **more: Any) -> Any:
    """Call an action that takes a stage: the one at a position."""
    with stand.database.transaction() as session:
        contest = held_contest(session, stand.contest_id)
        unit = session.get_one(Unit, contest.unit_id)
        found = stages_of(session, contest)[position - 1]
        return action(session, stand.cast.dora, contest, unit, found, *args, at=stand.clock.now(), **more)


def opened(write_contest: Write, **more: Any) -> Stand:
    stand = write_contest(**more)
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    return stand


def ended(stand: Stand) -> None:
    stand.pass_to(stand.contest().closes_at + timedelta(seconds=10))


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


def test_who_goes_on_is_invited_a_wild_card_besides_and_nobody_else(write_contest: Write) -> None:
    stand = opened(write_contest, stages=TWO_STAGES, exams=({}, {}))
    cast = stand.cast
    stand.sit(cast.ann, right=9)
    stand.sit(cast.ben, right=7)
    stand.catch_up()
    with stand.database.reading() as session:
        chosen = who_goes_on(session, stand.contest(), stages_of(session, stand.contest())[0])
    assert [(each.member_id, each.why) for each in chosen] == [(cast.ann.member_id, "全体前 1 名")]
    with pytest.raises(Conflict, match="先定晋级名单"):
        on_stage(stand, entrants.give_wild_card, 2, cast.tom.member_id, reason="推荐")
    on_stage(stand, entrants.open_stage, 2, chosen)
    with pytest.raises(Conflict, match="名单已经定了"):
        on_stage(stand, entrants.open_stage, 2, chosen)
    on_stage(stand, entrants.give_wild_card, 2, cast.tom.member_id, reason="推荐")
    with pytest.raises(Conflict, match="已经用完"):
        on_stage(stand, entrants.give_wild_card, 2, cast.ben.member_id, reason="推荐")
    stand.sit(cast.ann, right=1, position=2)
    stand.sit(cast.tom, right=5, position=2)
    with pytest.raises((Forbidden, NotFound)):
        stand.sit(cast.ben, right=5, position=2)
    with stand.database.reading() as session:
        found = [(member.id, row.place) for row, member in qualifiers(session, stand.stage(2).id)]
    assert found == [(cast.ann.member_id, 1), (cast.tom.member_id, None)]


def test_a_disqualified_member_may_not_sit_the_stage_of_the_invited_until_reinstated(write_contest: Write) -> None:
    stand = opened(write_contest, stages=TWO_STAGES, exams=({}, {}))
    ann = stand.cast.ann
    stand.sit(ann, right=9)
    stand.catch_up()
    with stand.database.reading() as session:
        chosen = who_goes_on(session, stand.contest(), stages_of(session, stand.contest())[0])
    on_stage(stand, entrants.open_stage, 2, chosen)
    made = stand.act(entrants.disqualify, ann.member_id, reason="代答")
    with pytest.raises(Conflict, match="已经取消"):
        stand.act(entrants.disqualify, ann.member_id, reason="代答")
    with pytest.raises((Forbidden, NotFound)):
        stand.sit(ann, right=5, position=2)
    with stand.database.transaction() as session:
        contest = held_contest(session, stand.contest_id)
        unit = session.get_one(Unit, contest.unit_id)
        standing = session.merge(made)
        entrants.reinstate(session, stand.cast.dora, contest, unit, standing, reason="有误", at=stand.clock.now())
        with pytest.raises(Conflict, match="已经撤销"):
            entrants.reinstate(session, stand.cast.dora, contest, unit, standing, reason="有误", at=stand.clock.now())
    stand.sit(ann, right=5, position=2)


def test_a_score_on_site_does_not_give_a_place_to_who_is_disqualified(
    write_contest: Write, run_jobs: Callable[[], int]
) -> None:
    stages = (StageDraft(Kind.PRELIMINARY, "初赛"), StageDraft(Kind.FINAL, "决赛", on_site=True))
    stand = opened(write_contest, stages=stages, exams=({}, None))
    cast = stand.cast
    for who, score in ((cast.ann, 9000), (cast.ben, 8000)):
        stand.sit(who, right=5)
        on_stage(stand, entrants.enter_score, 2, score=score, member_id=who.member_id)
    with pytest.raises(Conflict, match="由系统评"):
        on_stage(stand, entrants.enter_score, 1, score=1, member_id=cast.ann.member_id)
    with pytest.raises(Invalid, match="不在竞赛的名册上"):
        on_stage(stand, entrants.enter_score, 2, score=1, member_id=cast.cleo.member_id)
    with pytest.raises(Invalid, match="请选一名党员"):
        on_stage(stand, entrants.enter_score, 2, score=1)
    stand.act(entrants.disqualify, cast.ann.member_id, reason="代答")
    ended(stand)
    stand.act(outcomes.ask_to_publish)
    run_jobs()
    with stand.database.reading() as session:
        assert place_of(session, stand.contest(), cast.ann.member_id) is None
        place = place_of(session, stand.contest(), cast.ben.member_id)
        assert place is not None
        assert (place.place, place.score) == (1, 8000)


def test_a_team_is_built_of_members_of_its_unit_each_in_one_team(write_contest: Write) -> None:
    stand = write_contest(is_team=True)
    cast, harbour = stand.cast, stand.cast.units["港口党支部"]

    def found(name: str, *who: Any, by: Any = cast.ben, team: Any = None) -> Any:
        with stand.database.transaction() as session:
            contest, unit = held_contest(session, stand.contest_id), session.get_one(Unit, harbour.id)
            members = [session.get_one(Member, each.member_id) for each in who]
            if team is not None:
                return teams.refill_team(session, by, contest, unit, session.merge(team), members, at=stand.clock.now())
            return teams.found_team(session, by, contest, unit, name, members, at=stand.clock.now())

    made = found("一队", cast.ann, cast.ben)
    with pytest.raises(Conflict, match="已经在代表队“一队”里"):
        found("二队", cast.ann)
    with pytest.raises(Invalid, match="柯立不是港口党支部的党员"):
        found("二队", cast.cleo)
    with pytest.raises(Invalid, match="1 到 5 人"):
        found("二队")
    with pytest.raises(Forbidden):
        found("二队", cast.tom, by=cast.ann)
    found("", cast.ann, cast.tom, team=made)
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    for who, right in ((cast.ann, 9), (cast.tom, 5), (cast.ben, 10)):
        stand.sit(who, right=right)
    with stand.database.reading() as session:
        [(score, place)] = team_scores(session, stand.contest(), Rules())
        assert (score.team.name, score.size, score.entrants, score.score, place) == ("一队", 2, 2, 14000, 1)


def test_an_individual_contest_has_no_teams(write_contest: Write) -> None:
    stand = write_contest()
    with pytest.raises(Conflict, match="没有代表队"):
        stand.act(teams.found_team, "一队", ())


def test_a_freeze_is_planned_once_revealed_after_the_end_and_never_twice(write_contest: Write) -> None:
    stand = opened(write_contest)
    closes = stand.contest().closes_at
    with pytest.raises(Invalid, match="封榜时间要在现在和结束时间"):
        stand.act(running.freeze_from, freezes_at=closes)
    with pytest.raises(Conflict, match="不用揭晓"):
        stand.act(running.reveal)
    stand.act(running.freeze_from, freezes_at=stand.clock.now() + HOUR)
    stand.pass_to(stand.clock.now() + HOUR)
    assert stand.contest().state == State.FROZEN
    with pytest.raises(Conflict, match="封榜"):
        stand.act(running.freeze_from, freezes_at=stand.clock.now() + HOUR)
    with pytest.raises(Conflict, match="还没有结束"):
        stand.act(running.reveal)
    ended(stand)
    stand.act(running.reveal)
    with pytest.raises(Conflict, match="不用揭晓"):
        stand.act(running.reveal)


def test_a_final_result_goes_back_under_appeal_and_into_the_archive_for_good(
    write_contest: Write, run_jobs: Callable[[], int]
) -> None:
    stand = opened(write_contest)
    with pytest.raises(Conflict, match="结束以后才能公示"):
        stand.act(outcomes.ask_to_publish)
    stand.sit(stand.cast.ann, right=9)
    ended(stand)
    first, second = stand.act(outcomes.ask_to_publish), stand.act(outcomes.ask_to_publish)
    assert first.id == second.id
    run_jobs()
    with pytest.raises(Conflict, match="申诉期到"):
        stand.act(outcomes.ask_to_finalize)
    with pytest.raises(Conflict, match="不能直接变为"):
        stand.act(running.archive)
    stand.pass_to(stand.clock.now() + 4 * DAY)
    stand.act(outcomes.ask_to_finalize)
    run_jobs()
    stand.act(outcomes.reopen, reason="一道题更正")
    stand.act(outcomes.ask_to_finalize)
    run_jobs()
    stand.act(running.archive)
    with pytest.raises(Conflict, match="不能直接变为"):
        stand.act(outcomes.reopen, reason="再改")


def test_a_draft_is_rewritten_by_whoever_read_its_latest_version(write_contest: Write) -> None:
    stand = write_contest()
    stand.act(planning.reword, title="新名称", summary="说明")
    with pytest.raises(Conflict, match="别人刚刚改过"):
        stand.act(planning.change, None, version=1)
    assert (stand.contest().title, stand.contest().version) == ("新名称", 2)
    stand.announce()
    with pytest.raises(Conflict, match="不能改规则"):
        stand.act(planning.change, None, version=3)
    stand.act(running.withdraw, reason="改期")
    assert stand.contest().state == State.DRAFT
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    with pytest.raises(Conflict, match="开始时间已到"):
        stand.act(running.withdraw, reason="改期")


def _roster(stand: Stand) -> int:
    with stand.database.reading() as session:
        boards = boards_of(session, stand.exam().board_id or 0, live=False)
        return figures(session, stand.contest(), boards, kind="party_branch")[0].roster
