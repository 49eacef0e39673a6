"""Equals whom no rule parts sit an extra paper: it decides among them alone, and everything follows it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from quiz_app.contests.actions import entrants, extras, outcomes
from quiz_app.contests.extras import ExtraDraft
from quiz_app.contests.previews import WhatIf
from quiz_app.contests.queries import previewing
from quiz_app.contests.queries.settling import standing_awards
from quiz_app.contests.rules import AwardRule
from quiz_app.contests.states import State
from quiz_app.contests.tables.contests import ContestStep
from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.core.jobs.tables import Job
from quiz_app.points.queries import balance
from tests.contests.conftest import Stand
from tests.contests.extra import (
    HOUR,
    closed,
    finalized,
    open_extra,
    over,
    placed,
    published,
    sit_extra,
    ties,
    who,
)

Write = Callable[..., Stand]
Run = Callable[[], int]


def winners(stand: Stand) -> set[int]:
    with stand.database.reading() as session:
        return {each.member_id or 0 for each in standing_awards(session, stand.contest())}


def test_an_extra_paper_decides_places_awards_and_points_among_the_tied_alone(
    write_contest: Write, run_jobs: Run
) -> None:
    stand = closed(write_contest, {"ann": 8, "ben": 8, "tom": 8, "dora": 5})
    assert placed(stand) == {"ann": 1, "ben": 1, "tom": 1, "dora": 4}
    [tie] = ties(stand)
    assert (tie.place, len(tie.members)) == (1, 3)
    found = open_extra(stand)
    sit_extra(stand, found, stand.cast.ann, right=1)
    sit_extra(stand, found, stand.cast.tom, right=4)
    over(stand)
    assert placed(stand) == {"tom": 1, "ann": 2, "ben": 3, "dora": 4}
    published(stand, run_jobs)
    assert winners(stand) == {stand.cast.tom.member_id}
    finalized(stand, run_jobs)
    assert stand.contest().state == State.FINAL
    with stand.database.reading() as session:
        points = {name: balance(session, who(stand, name).member_id) for name in ("tom", "ann", "ben", "dora")}
    assert points == {"tom": 7, "ann": 5, "ben": 5, "dora": 2}


def test_without_it_all_of_them_would_share_the_place_and_the_award(write_contest: Write, run_jobs: Run) -> None:
    """The control: in a contest whose rules share places the same results come to something else."""
    stand = closed(write_contest, {"ann": 8, "ben": 8, "tom": 8, "dora": 5}, last_tie="shared")
    with pytest.raises(Conflict) as refusal:
        open_extra(stand)
    assert refusal.value.code == "no_extras"
    published(stand, run_jobs)
    assert len(winners(stand)) == 3


def test_nobody_is_ranked_by_a_paper_that_is_not_over_and_nothing_is_published_meanwhile(
    write_contest: Write, run_jobs: Run
) -> None:
    stand = closed(write_contest, {"ann": 8, "ben": 8})
    found = open_extra(stand)
    sit_extra(stand, found, stand.cast.ben, right=5)
    stand.catch_up()
    assert placed(stand) == {"ann": 1, "ben": 1}
    with pytest.raises(Conflict) as refusal:
        stand.act(outcomes.ask_to_publish)
    assert refusal.value.code == "extra_running"
    over(stand)
    assert placed(stand) == {"ben": 1, "ann": 2}


def test_who_ties_again_sits_another_or_shares(write_contest: Write, run_jobs: Run) -> None:
    stand = closed(write_contest, {"ann": 8, "ben": 8, "tom": 8})
    found = open_extra(stand)
    for person, right in ((stand.cast.ann, 3), (stand.cast.ben, 3), (stand.cast.tom, 1)):
        sit_extra(stand, found, person, right=right)
    over(stand)
    assert placed(stand) == {"ann": 1, "ben": 1, "tom": 3}
    [tie] = ties(stand)
    assert tie.was_sat and tie.members == tuple(sorted((stand.cast.ann.member_id, stand.cast.ben.member_id)))
    second = open_extra(stand)
    assert second.exam.title.endswith("加赛（第 2 次）")
    sit_extra(stand, second, stand.cast.ann, right=3, seconds=90)
    sit_extra(stand, second, stand.cast.ben, right=3, seconds=60)
    over(stand)
    assert placed(stand) == {"ben": 1, "ann": 2, "tom": 3}
    assert ties(stand) == []


def test_a_result_is_not_final_before_those_on_the_line_had_their_paper(write_contest: Write, run_jobs: Run) -> None:
    stand = closed(write_contest, {"ann": 8, "ben": 8})
    published(stand, run_jobs)
    finalized(stand, run_jobs)
    assert stand.contest().state == State.UNDER_APPEAL
    with stand.database.reading() as session:
        job = session.scalars(select(Job).order_by(Job.id.desc()).limit(1)).one()
        assert job.state == "failed" and "加赛" in job.said
    before = stand.contest().appeals_until
    open_extra(stand)
    over(stand)
    until = stand.contest().appeals_until
    assert until is not None and before is not None and until > before, "whoever is moved may still appeal"
    finalized(stand, run_jobs)
    assert stand.contest().state == State.FINAL, "nobody came: they are equal again, and share"
    assert len(winners(stand)) == 2


def test_it_may_be_withdrawn_until_somebody_begins(write_contest: Write) -> None:
    stand = closed(write_contest, {"ann": 8, "ben": 8})
    found = open_extra(stand)
    with pytest.raises(Conflict):
        open_extra(stand)
    stand.act(extras.withdraw_extra, found.extra.id, reason="时间定错了")
    with pytest.raises((Conflict, Forbidden)):
        sit_extra(stand, found, stand.cast.ann, right=5)
    over(stand)
    assert placed(stand) == {"ann": 1, "ben": 1}
    second = open_extra(stand)
    sit_extra(stand, second, stand.cast.ann, right=5)
    with pytest.raises(Conflict) as refusal:
        stand.act(extras.withdraw_extra, second.extra.id, reason="又错了")
    assert refusal.value.code == "begun"
    with stand.database.reading() as session:
        kept = session.scalars(select(ContestStep).where(ContestStep.kind.like("extra_%")).order_by(ContestStep.id))
        told = [(each.kind, each.by) for each in kept]
    dora = stand.cast.dora.member_id
    assert told == [("extra_opened", dora), ("extra_withdrawn", dora), ("extra_opened", dora)]


def test_only_those_who_are_equal_may_sit_it_and_only_the_organizer_opens_it(write_contest: Write) -> None:
    stand = closed(write_contest, {"ann": 8, "ben": 8, "tom": 3})
    now = stand.clock.now()
    draft = ExtraDraft(now, now + HOUR, 10, 5)
    with pytest.raises(Forbidden):
        stand.act(extras.open_extra, ties(stand)[0].name, draft, actor=stand.cast.ben)
    with pytest.raises(Conflict):
        stand.act(extras.open_extra, "1-1-3-1", draft)
    with pytest.raises(Invalid):
        stand.act(extras.open_extra, ties(stand)[0].name, replace(draft, closes_at=now))
    found = open_extra(stand)
    with pytest.raises((Conflict, Forbidden)):
        sit_extra(stand, found, stand.cast.tom, right=5)


def test_it_brings_no_points_and_does_not_count_as_taking_part(write_contest: Write, run_jobs: Run) -> None:
    stand = closed(write_contest, {"ann": 8, "ben": 8})
    found = open_extra(stand)
    sit_extra(stand, found, stand.cast.ann, right=5)
    over(stand)
    run_jobs()
    with stand.database.reading() as session:
        assert balance(session, stand.cast.ann.member_id) == 0
    assert (found.exam.mode, found.exam.brings_points, found.exam.attempts_allowed) == ("extra", False, 1)


def test_a_group_that_grew_is_not_parted_by_a_paper_that_not_all_could_sit(write_contest: Write) -> None:
    stand = closed(write_contest, {"ann": 8, "ben": 8, "tom": 8})
    made = stand.act(entrants.disqualify, stand.cast.tom.member_id, reason="代答")
    found = open_extra(stand)
    sit_extra(stand, found, stand.cast.ann, right=5)
    over(stand)
    assert placed(stand) == {"ann": 1, "ben": 2}
    with stand.database.reading() as session:
        foreseen = previewing.settled(session, stand.contest(), WhatIf(stand.cast.tom.member_id, counts=True))
    assert [each.place for each in foreseen] == [1, 1, 1]
    with stand.database.transaction() as session:
        contest, unit = session.merge(stand.contest()), stand.cast.units["临江市"]
        merged = session.merge(made)
        entrants.reinstate(session, stand.cast.dora, contest, unit, merged, reason="有误", at=stand.clock.now())
    stand.catch_up()
    assert placed(stand) == {"ann": 1, "ben": 1, "tom": 1}
    assert not ties(stand)[0].was_sat


def test_a_disqualification_takes_its_extra_paper_along_and_a_reinstatement_brings_it_back(
    write_contest: Write,
) -> None:
    stand = closed(write_contest, {"ann": 8, "ben": 8, "tom": 8})
    found = open_extra(stand)
    for person, right in ((stand.cast.ann, 5), (stand.cast.ben, 3), (stand.cast.tom, 1)):
        sit_extra(stand, found, person, right=right)
    over(stand)
    before = placed(stand)
    with stand.database.reading() as session:
        foreseen = previewing.settled(session, stand.contest(), WhatIf(stand.cast.ann.member_id, counts=False))
    made = stand.act(entrants.disqualify, stand.cast.ann.member_id, reason="代答")
    stand.catch_up()
    assert placed(stand) == {"ben": 1, "tom": 2}
    assert [each.place for each in foreseen] == [1, 2]
    with stand.database.reading() as session:
        foreseen = previewing.settled(session, stand.contest(), WhatIf(stand.cast.ann.member_id, counts=True))
    assert foreseen[0].member_id == stand.cast.ann.member_id
    with stand.database.transaction() as session:
        contest, unit = session.merge(stand.contest()), stand.cast.units["临江市"]
        merged = session.merge(made)
        entrants.reinstate(session, stand.cast.dora, contest, unit, merged, reason="有误", at=stand.clock.now())
    stand.catch_up()
    assert placed(stand) == before


def test_where_stages_are_added_up_it_decides_between_the_sums(write_contest: Write) -> None:
    two = (AwardRule("winner", "优胜奖", "member", 2),)
    stand = closed(write_contest, {"ann": 8, "ben": 8, "tom": 8}, final="sum", awards=two)
    found = open_extra(stand)
    assert found.stage is None
    sit_extra(stand, found, stand.cast.tom, right=4)
    sit_extra(stand, found, stand.cast.ben, right=3)
    over(stand)
    assert placed(stand) == {"tom": 1, "ben": 2, "ann": 3}
