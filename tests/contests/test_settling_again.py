"""Corrections and disqualifications run through everything, with a preview; reinstatement undoes them exactly."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from quiz_app.certificates.queries import of_series
from quiz_app.contests.actions import entrants, outcomes, qualifying
from quiz_app.contests.advancing import GoingOn
from quiz_app.contests.drafts import StageDraft
from quiz_app.contests.previews import Preview, WhatIf
from quiz_app.contests.queries import previewing
from quiz_app.contests.queries.contests import stages_of
from quiz_app.contests.queries.entrants import disqualification, qualifiers
from quiz_app.contests.queries.previewing import holder_of
from quiz_app.contests.queries.settling import places, standing_awards
from quiz_app.contests.rules import AwardRule, PlacePoints, Rules
from quiz_app.contests.stages import Kind
from quiz_app.contests.states import State
from quiz_app.contests.tables.contests import ContestStep
from quiz_app.contests.tasks import FINALIZE, PUBLISH
from quiz_app.core.errors import Conflict
from quiz_app.core.jobs.tables import Job
from quiz_app.organizations.actors import Actor
from quiz_app.points.queries import balance
from tests.contests.conftest import Stand
from tests.contests.signing import signed_in

Write = Callable[..., Stand]
Run = Callable[[], int]
RULES = Rules(
    composite="参赛率 * 50% + 名册平均分 * 50%",
    part_points=2,
    place_points=(PlacePoints(1, 1, 5), PlacePoints(2, 3, 3)),
    awards=(
        AwardRule("first", "一等奖", "member", 1),
        AwardRule("second", "二等奖", "member", 1, excludes=("first",)),
        AwardRule(
            "organization", "优秀组织奖", "unit", 1, by="composite", level="party_branch", least_participation=60
        ),
        AwardRule("full", "组织奖", "unit", 1, by="participation", level="county", least_participation=75),
    ),
)


def people(stand: Stand) -> dict[str, Actor]:
    cast = stand.cast
    return {"ann": cast.ann, "ben": cast.ben, "tom": cast.tom, "dora": cast.dora}


def sat(write_contest: Write, run_jobs: Run, scores: Mapping[str, int]) -> Stand:
    """A contest under appeal in which some sat with so many right answers."""
    stand = write_contest(rules=RULES)
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    for name, right in scores.items():
        stand.sit(people(stand)[name], right=right)
    stand.pass_to(stand.contest().closes_at + timedelta(seconds=10))
    stand.act(outcomes.ask_to_publish)
    run_jobs()
    assert stand.contest().state == State.UNDER_APPEAL
    return stand


def state(stand: Stand) -> dict[str, Any]:
    """Everything that came of a contest, by what it is and not by the numbers of rows."""
    with stand.database.reading() as session:
        contest = stand.contest()
        return {
            "places": {
                member: (each.unit_id, each.place, each.stage, each.score, each.value)
                for member, each in places(session, contest).items()
            },
            "awards": sorted((each.code, *holder_of(each), each.place) for each in standing_awards(session, contest)),
            "points": {who.member_id: balance(session, who.member_id) for who in people(stand).values()},
            "lists": [
                [(each.member_id, each.place, each.why) for each, _ in qualifiers(session, found.stage.id)]
                for found in stages_of(session, contest)
            ],
            "certificates": sorted(
                (each.source_id, each.holder_member_id or 0, each.holder_unit_id or 0)
                for each in of_series(session, f"contest:{contest.id}")
                if each.revoked_at is None
            ),
        }


def settle(stand: Stand, run_jobs: Run) -> None:
    stand.act(outcomes.ask_to_settle)
    run_jobs()
    with stand.database.reading() as session:
        job = session.scalars(select(Job).order_by(Job.id.desc()).limit(1)).one()
        assert job.state == "done", job.said


def finalize(stand: Stand, run_jobs: Run) -> None:
    stand.pass_to(stand.clock.now() + timedelta(days=4))
    stand.act(outcomes.ask_to_finalize)
    run_jobs()
    assert stand.contest().state == State.FINAL


def reinstate(stand: Stand, who: Actor) -> None:
    with stand.database.transaction() as session:
        contest = session.merge(stand.contest())
        made = disqualification(session, contest.id, who.member_id)
        assert made is not None
        unit = stand.cast.units["临江市"]
        entrants.reinstate(session, stand.cast.dora, contest, unit, made, reason="查实有误", at=stand.clock.now())


def foreseen(stand: Stand, what_if: WhatIf | None = None) -> Preview:
    stand.catch_up()
    with stand.database.reading() as session:
        return previewing.preview(session, stand.contest(), what_if)


@pytest.mark.parametrize("was_final", [False, True])
@pytest.mark.parametrize("name", ["ann", "ben", "tom"])
def test_a_disqualification_and_a_reinstatement_leave_everything_as_it_was(
    write_contest: Write, run_jobs: Run, name: str, was_final: bool
) -> None:
    stand = sat(write_contest, run_jobs, {"ann": 9, "ben": 8, "tom": 8})
    if was_final:
        finalize(stand, run_jobs)
        stand.act(outcomes.reopen, reason="有人举报")
    before, who = state(stand), people(stand)[name]
    assert len(before["certificates"]) == (4 if was_final else 0)
    stand.act(entrants.disqualify, who.member_id, reason="他人代答，已经查实")
    settle(stand, run_jobs)
    between = state(stand)
    assert who.member_id not in between["places"]
    assert not any(award[1:3] == ("member", who.member_id) for award in between["awards"])
    if was_final:
        assert between["points"][who.member_id] == 0
        assert not any(each[1] == who.member_id for each in between["certificates"])
    reinstate(stand, who)
    settle(stand, run_jobs)
    assert state(stand) == before
    assert not foreseen(stand)


def test_without_settling_again_a_disqualification_changes_no_place(write_contest: Write, run_jobs: Run) -> None:
    """The control: it is settling that carries it through, so that the test above sees something."""
    stand = sat(write_contest, run_jobs, {"ann": 9, "ben": 8, "tom": 4})
    before = state(stand)
    stand.act(entrants.disqualify, stand.cast.ann.member_id, reason="他人代答，已经查实")
    stand.catch_up()
    assert state(stand) == before
    assert foreseen(stand).moved == 3


@pytest.mark.parametrize("order", list(permutations(("ann", "ben", "tom")))[:3])
def test_a_preview_foresees_what_a_disqualification_and_a_reinstatement_come_to(
    write_contest: Write, run_jobs: Run, order: tuple[str, ...]
) -> None:
    stand = sat(write_contest, run_jobs, dict(zip(order, (10, 8, 8), strict=True)))
    who = people(stand)[order[0]]
    wanted = foreseen(stand, WhatIf(who.member_id, counts=False))
    assert wanted.moved == 3
    assert any(each.kind == "unit" and not each.is_given for each in wanted.awards)
    stand.act(entrants.disqualify, who.member_id, reason="他人代答，已经查实")
    assert asdict(foreseen(stand)) == asdict(wanted)
    settle(stand, run_jobs)
    back = foreseen(stand, WhatIf(who.member_id, counts=True))
    reinstate(stand, who)
    assert asdict(foreseen(stand)) == asdict(back)
    assert back.moved == 3
    assert Preview.from_json(back.to_json()) == back


def test_points_and_certificates_of_a_final_result_are_put_right_and_every_difference_is_kept(
    write_contest: Write, run_jobs: Run
) -> None:
    stand = sat(write_contest, run_jobs, {"ann": 9, "ben": 8, "tom": 4})
    finalize(stand, run_jobs)
    ann, ben, tom = (people(stand)[name].member_id for name in ("ann", "ben", "tom"))
    assert state(stand)["points"] | {stand.cast.dora.member_id: 0} == state(stand)["points"]
    assert [state(stand)["points"][each] for each in (ann, ben, tom)] == [7, 5, 5]
    stand.act(outcomes.reopen, reason="有人举报")
    stand.act(entrants.disqualify, ann, reason="他人代答，已经查实")
    wanted = foreseen(stand)
    assert (wanted.points_given, wanted.points_taken) == (2, 7)
    settle(stand, run_jobs)
    assert [state(stand)["points"][each] for each in (ann, ben, tom)] == [0, 7, 5]
    with stand.database.reading() as session:
        kept = session.execute(select(ContestStep.kind, ContestStep.said).order_by(ContestStep.id)).all()
        revoked = [each for each in of_series(session, f"contest:{stand.contest_id}") if each.revoked_at is not None]
    said = {kind: [each for known, each in kept if known == kind] for kind, _ in kept}
    assert "收回“一等奖”（第 1 名）：安然。" in said["award_taken"]
    assert "授予“一等奖”（第 1 名）：本立。" in said["award_given"]
    assert sorted(said["points"]) == ["积分冲正 7 分。", "积分补记 2 分。"]
    assert said["place_lost"] == ["重新核定：不再有名次。"]
    assert {each.holder_name for each in revoked} >= {"安然"}
    assert {each.revoked_reason for each in revoked} == {"奖项已经收回"}
    before = state(stand)
    finalize(stand, run_jobs)
    assert state(stand) == before
    stand.act(outcomes.reopen, reason="再查一次")
    settle(stand, run_jobs)
    assert state(stand) == before


def test_who_qualified_leaves_the_list_when_disqualified_and_comes_back_to_it(
    write_contest: Write, run_jobs: Run
) -> None:
    stand = write_contest(
        rules=RULES,
        exams=({}, {}),
        stages=(
            StageDraft(Kind.PRELIMINARY, "初赛", going_on=GoingOn("top", 2)),
            StageDraft(Kind.FINAL, "决赛"),
        ),
    )
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    for name, right in {"ann": 9, "ben": 8, "tom": 4}.items():
        stand.sit(people(stand)[name], right=right)
    stand.catch_up()

    def chosen() -> Any:
        with stand.database.reading() as session:
            return previewing.chosen_now(session, stand.contest(), stages_of(session, stand.contest())[0])

    def second() -> Any:
        with stand.database.reading() as session:
            return stages_of(session, stand.contest())[1]

    with stand.database.transaction() as session:
        contest = session.merge(stand.contest())
        found = stages_of(session, contest)[1]
        unit = stand.cast.units["临江市"]
        entrants.open_stage(session, stand.cast.dora, contest, unit, found, chosen(), at=stand.clock.now())
    before = state(stand)
    ann, tom = stand.cast.ann, stand.cast.tom
    stand.act(entrants.disqualify, ann.member_id, reason="他人代答，已经查实")
    assert [each[0] for each in state(stand)["lists"][1]] == [stand.cast.ben.member_id]
    wanted = foreseen(stand)
    assert [each.missing for each in wanted.stages] == [(tom.member_id,)]
    reinstate(stand, ann)
    assert state(stand) == before
    stand.act(entrants.disqualify, ann.member_id, reason="他人代答，已经查实")
    with stand.database.transaction() as session:
        contest = session.merge(stand.contest())
        found = stages_of(session, contest)[1]
        known = (session, stand.cast.dora, contest, stand.cast.units["临江市"], found)
        assert qualifying.add_missing(*known, chosen(), at=stand.clock.now()) == 1
        assert qualifying.add_missing(*known, chosen(), at=stand.clock.now()) == 0
    assert stand.sit(tom, right=5, position=2)
    stand.pass_to(second().exam.closes_at)
    with pytest.raises(Conflict), stand.database.transaction() as session:
        contest = session.merge(stand.contest())
        found = stages_of(session, contest)[1]
        known = (session, stand.cast.dora, contest, stand.cast.units["临江市"], found)
        qualifying.add_missing(*known, (), at=stand.clock.now())


def test_only_one_job_writes_what_a_contest_came_to(write_contest: Write, run_jobs: Run) -> None:
    stand = sat(write_contest, run_jobs, {"ann": 9})
    stand.pass_to(stand.clock.now() + timedelta(days=4))
    one = stand.act(outcomes.ask_to_settle)
    other = stand.act(outcomes.ask_to_finalize)
    assert one.id == other.id
    assert {PUBLISH.name, FINALIZE.name} < set(outcomes.WRITING)


def test_the_page_previews_and_settles(write_contest: Write, run_jobs: Run, app: Flask) -> None:
    stand = sat(write_contest, run_jobs, {"ann": 9, "ben": 8})
    page = f"/contests/manage/{stand.contest_id}/settlement"
    dora = signed_in(app, stand.database, stand.cast.dora)
    assert "重新核定" in dora.get(page).text
    stand.act(entrants.disqualify, stand.cast.ann.member_id, reason="他人代答，已经查实")
    asked = dora.post(page, data={"do": "preview"})
    assert asked.status_code == 303
    run_jobs()
    job = int(asked.location.rpartition("/")[2])
    shown = dora.get(f"{page}?job={job}").text
    assert "安然" in shown and "收回" in shown
    assert dora.post(page, data={"do": "settle"}).status_code == 303
    run_jobs()
    asked = dora.post(page, data={"do": "preview"})
    run_jobs()
    assert "没有变动" in dora.get(f"{page}?job={asked.location.rpartition('/')[2]}").text
    asked = dora.post(page, data={"do": "preview", "member": stand.cast.ann.member_id, "counts": "1"})
    run_jobs()
    assert "假定恢复安然的成绩" in dora.get(f"{page}?job={asked.location.rpartition('/')[2]}").text
    assert signed_in(app, stand.database, stand.cast.ann).get(page).status_code == 403
