"""Who goes on, whose result counts, teams, the freeze and the end: the actions of a contest, one by one."""

from collections.abc import Callable
from typing import Any

import pytest

from quiz_app.contests.actions import entrants, outcomes, planning, running, teams
from quiz_app.contests.drafts import StageDraft
from quiz_app.contests.queries.contests import held_contest, stages_of
from quiz_app.contests.queries.entrants import qualifiers
from quiz_app.contests.queries.going_on import who_goes_on
from quiz_app.contests.queries.outcomes import place_of
from quiz_app.contests.queries.teams import team_scores
from quiz_app.contests.rules import Rules
from quiz_app.contests.stages import Kind
from quiz_app.contests.states import State
from quiz_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from quiz_app.members.tables import Member
from quiz_app.organizations.tables import Unit
from tests.conftest import NOW
from tests.contests.acting import HOUR, TWO_STAGES, Write, ended, on_stage, opened
from tests.contests.conftest import DAY


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


def test_a_stage_that_is_over_before_anybody_can_have_gone_on_to_it_is_not_announced(write_contest: Write) -> None:
    closes = NOW + 25 * HOUR
    stand = write_contest(stages=TWO_STAGES, exams=({"closes_at": closes}, {"closes_at": closes}))
    with pytest.raises(Invalid, match=r"“复赛”：“初赛”.*才结束，那以后才有晋级名单"):
        stand.announce()
    assert stand.contest().state == State.DRAFT
