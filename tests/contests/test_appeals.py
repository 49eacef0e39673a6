"""Appeals: who may make them and when, two readers, what follows, and what the public numbers say."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from quiz_app.contests import appeals as rules
from quiz_app.contests.actions import appeals as actions
from quiz_app.contests.actions import entrants, outcomes, running
from quiz_app.contests.appeals import About
from quiz_app.contests.freezes import seen_at
from quiz_app.contests.queries import appeals as queries
from quiz_app.contests.queries.contests import FoundContest, held_contest
from quiz_app.contests.queries.entrants import disqualification
from quiz_app.contests.queries.sat_papers import asked, sat_papers
from quiz_app.contests.states import State
from quiz_app.contests.tables.contests import ContestStep
from quiz_app.contests.tables.outcomes import Appeal
from quiz_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from quiz_app.members.tables import Member, SignIn
from quiz_app.notices.queries.inbox import unread
from quiz_app.organizations.actors import Actor, Grant
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.tables import RoleGrant
from tests.conftest import NOW
from tests.contests.conftest import Stand
from tests.contests.signing import signed_in

DAY = timedelta(days=1)
Write = Callable[..., Stand]


@pytest.fixture
def shown(write_contest: Write, run_jobs: Callable[[], int]) -> Stand:
    """A contest whose result is shown: Ann and Ben took part."""
    stand = write_contest()
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    stand.sit(stand.cast.ann, right=9)
    stand.sit(stand.cast.ben, right=8)
    stand.pass_to(stand.contest().closes_at + timedelta(seconds=10))
    stand.act(outcomes.ask_to_publish)
    run_jobs()
    assert stand.contest().state == State.UNDER_APPEAL
    return stand


def appeal(stand: Stand, who: Actor, about: str = About.SCORE, *, no: int | None = None, words: str = "少算了") -> int:
    with stand.database.transaction() as session:
        contest = held_contest(session, stand.contest_id)
        sat = sat_papers(session, who, contest)
        found = FoundContest(contest, stand.cast.units["临江市"], manages=False)
        chosen = sat[0] if sat and about != About.DISQUALIFICATION else None
        made = actions.appeal(session, who, found, about, chosen, question_no=no, words=words, at=stand.clock.now())
        return made.id


def read(stand: Stand, who: Actor, appeal_id: int, verdict: str, *, reason: str = "核对过条文", **more: Any) -> Any:
    with stand.database.transaction() as session:
        held_contest(session, stand.contest_id)
        found = queries.managed_appeal(session, who, stand.contest_id, appeal_id, held=True)
        act = actions.decide if found.appeal.state == rules.PROPOSED else actions.propose
        return act(session, who, found, verdict=verdict, reason=reason, at=stand.clock.now(), **more)


def stored(stand: Stand, appeal_id: int) -> Appeal:
    with stand.database.reading() as session:
        return session.get_one(Appeal, appeal_id)


def counts(stand: Stand) -> tuple[int, int, int]:
    with stand.database.reading() as session:
        contest = stand.contest()
        found = queries.counts(session, contest, seen_at=seen_at(contest, stand.clock.now()))
        return found.received, found.decided, found.upheld


def test_two_people_who_agree_answer_an_appeal_and_its_member_is_told(shown: Stand) -> None:
    cast, made = shown.cast, appeal(shown, shown.cast.ann)
    assert stored(shown, made).due_at == shown.clock.now() + 5 * DAY
    assert read(shown, cast.dora, made, rules.REJECTED) == 1
    assert stored(shown, made).state == rules.PROPOSED
    assert counts(shown) == (1, 0, 0)
    decided = read(shown, cast.root, made, rules.REJECTED, reason="评分没有错")
    assert [each.appeal.id for each in decided] == [made]
    known = stored(shown, made)
    assert (known.state, known.reason, known.decided_by) == (rules.REJECTED, "评分没有错", cast.root.member_id)
    assert counts(shown) == (1, 1, 0)
    with shown.database.reading() as session:
        assert unread(session, cast.ann, shown.clock.now()) == 1
        assert unread(session, cast.ben, shown.clock.now()) == 0


def test_who_proposed_does_not_decide_and_nobody_reads_the_own_appeal(shown: Stand) -> None:
    cast, made = shown.cast, appeal(shown, shown.cast.ann)
    read(shown, cast.dora, made, rules.UPHELD)
    with pytest.raises(Forbidden, match="另一个人"):
        read(shown, cast.dora, made, rules.UPHELD)
    with pytest.raises(NotFound):
        read(shown, cast.ben, made, rules.UPHELD)
    with shown.database.transaction() as session:
        session.add(
            RoleGrant(
                member_id=cast.ann.member_id, role=Role.ORGANIZER, unit_id=cast.units["临江市"].id, granted_at=NOW
            )
        )
    promoted = organizer(cast.ann, cast.units["临江市"].path)
    with pytest.raises(Forbidden, match="自己的申诉"):
        read(shown, promoted, made, rules.UPHELD)


def organizer(who: Actor, path: str) -> Actor:
    grants = (Grant(Role.ORGANIZER, path),)
    return Actor(who.member_id, who.name, who.unit_id, who.unit_name, who.unit_path, who.sign_in_id, grants)


def test_a_second_reader_of_the_same_branch_is_refused_as_long_as_another_could_do_it(shown: Stand) -> None:
    cast, made = shown.cast, appeal(shown, shown.cast.ann)
    city = cast.units["临江市"]
    read(shown, cast.root, made, rules.UPHELD)
    with shown.database.transaction() as session:
        far = Member(number="X001", name="外地", unit_id=cast.units["海湾县"].id)
        session.add(far)
        session.flush()
        session.add(SignIn(member_id=far.id, started_at=NOW, expires_at=NOW + DAY))
        session.add(RoleGrant(member_id=far.id, role=Role.ORGANIZER, unit_id=city.id, granted_at=NOW))
    with pytest.raises(Forbidden, match="同一个党支部"):
        read(shown, cast.dora, made, rules.UPHELD)
    with shown.database.transaction() as session:
        session.delete(session.scalars(select(RoleGrant).where(RoleGrant.member_id == far.id)).one())
    assert len(read(shown, cast.dora, made, rules.UPHELD)) == 1


def test_readers_who_disagree_send_it_back_with_both_reasons(shown: Stand) -> None:
    cast, made = shown.cast, appeal(shown, shown.cast.ann)
    read(shown, cast.dora, made, rules.UPHELD, reason="第三题有两个答案")
    assert read(shown, cast.root, made, rules.REJECTED, reason="条文只有一种说法") == []
    assert stored(shown, made).state == rules.WAITING
    with shown.database.reading() as session:
        found = [(each.reading.verdict, each.reading.reason, each.reader) for each in queries.readings(session, made)]
    assert found == [
        (rules.UPHELD, "第三题有两个答案", "朵拉"),
        (rules.REJECTED, "条文只有一种说法", "管理员"),
    ]
    read(shown, cast.dora, made, rules.REJECTED)
    assert len(read(shown, cast.root, made, rules.REJECTED)) == 1


def test_there_is_one_open_appeal_to_a_matter_and_none_after_the_days_of_appeal(shown: Stand) -> None:
    ann = shown.cast.ann
    first = appeal(shown, ann, About.QUESTION, no=3)
    with pytest.raises(Conflict, match="正在等答复"):
        appeal(shown, ann, About.QUESTION, no=3)
    appeal(shown, ann, About.QUESTION, no=4)
    with shown.database.transaction() as session:
        found = queries.own_appeal(session, ann, shown.contest_id, first, held=True)
        actions.withdraw(session, ann, found, at=shown.clock.now())
    appeal(shown, ann, About.QUESTION, no=3)
    with pytest.raises(Invalid, match="1 到 10"):
        appeal(shown, ann, About.QUESTION, no=11)
    with pytest.raises(Invalid, match="写明理由"):
        appeal(shown, ann, words="  ")
    shown.pass_to(shown.contest().appeals_until)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="申诉期"):
        appeal(shown, ann)


def test_appeals_about_one_question_are_answered_together(shown: Stand) -> None:
    cast = shown.cast
    found: dict[int, list[tuple[Actor, int]]] = {}
    with shown.database.reading() as session:
        for who in (cast.ann, cast.ben):
            [sat] = sat_papers(session, who, shown.contest())
            for number in range(1, 11):
                found.setdefault(asked(session, sat.attempt, number)[1], []).append((who, number))
    together = next((each for each in found.values() if len(each) == 2), None)
    if together is None:
        pytest.skip("the two papers have no question in common")
    ids = [appeal(shown, who, About.QUESTION, no=number) for who, number in together]
    alone = appeal(shown, cast.ann)
    assert read(shown, cast.dora, ids[0], rules.UPHELD, for_all=True) == 2
    assert len(read(shown, cast.root, ids[1], rules.UPHELD, for_all=True)) == 2
    assert [stored(shown, each).state for each in (*ids, alone)] == [rules.UPHELD, rules.UPHELD, rules.WAITING]


def test_a_disqualification_is_appealed_against_at_once_and_undone_when_that_is_upheld(write_contest: Write) -> None:
    stand = write_contest()
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    cast = stand.cast
    stand.sit(cast.ann, right=9)
    with pytest.raises(Conflict, match="成绩公示以后"):
        appeal(stand, cast.ann)
    stand.act(entrants.disqualify, cast.ann.member_id, reason="他人代答")
    made = appeal(stand, cast.ann, About.DISQUALIFICATION)
    read(stand, cast.dora, made, rules.UPHELD)
    read(stand, cast.root, made, rules.UPHELD, reason="查实是本人作答")
    with stand.database.reading() as session:
        assert disqualification(session, stand.contest_id, cast.ann.member_id) is None
        kinds = session.scalars(select(ContestStep.kind).order_by(ContestStep.id)).all()
    assert kinds[-3:] == ["disqualified", "appeal", "reinstated"]


def test_a_result_is_not_final_while_a_disqualification_may_be_appealed_against(shown: Stand) -> None:
    shown.pass_to(shown.clock.now() + timedelta(days=2))
    shown.act(entrants.disqualify, shown.cast.ann.member_id, reason="他人代答")
    shown.pass_to(shown.clock.now() + timedelta(days=2))
    with pytest.raises(Conflict, match="最近一次取消成绩"):
        shown.act(outcomes.ask_to_finalize)
    made = appeal(shown, shown.cast.ann, About.DISQUALIFICATION)
    shown.pass_to(shown.clock.now() + timedelta(days=2))
    with pytest.raises(Conflict, match="1 件申诉"):
        shown.act(outcomes.ask_to_finalize)
    read(shown, shown.cast.dora, made, rules.REJECTED)
    read(shown, shown.cast.root, made, rules.REJECTED)
    shown.act(outcomes.ask_to_finalize)


def test_while_frozen_the_public_numbers_stand_still(write_contest: Write) -> None:
    stand = write_contest()
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    stand.sit(stand.cast.ann, right=9)
    stand.act(running.freeze_from, freezes_at=stand.clock.now() + timedelta(hours=1))
    stand.pass_to(stand.clock.now() + timedelta(hours=2))
    stand.act(entrants.disqualify, stand.cast.ann.member_id, reason="他人代答")
    appeal(stand, stand.cast.ann, About.DISQUALIFICATION)
    assert counts(stand) == (0, 0, 0)


def test_the_queue_begins_with_what_is_due_first(shown: Stand) -> None:
    first = appeal(shown, shown.cast.ann)
    shown.pass_to(shown.clock.now() + timedelta(days=1))
    second = appeal(shown, shown.cast.ben)
    with shown.database.reading() as session:
        contest = shown.contest()
        listed = queries.queue(session, contest, is_open=True, limit=10)
        assert [each.appeal.id for each in listed] == [first, second]
        after = queries.queue(
            session, contest, is_open=True, limit=10, after=(round(listed[0].appeal.due_at.timestamp() * 1000), first)
        )
        assert [each.appeal.id for each in after] == [second]
    assert rules.is_overdue(rules.WAITING, stored(shown, first).due_at, shown.clock.now() + 4 * DAY)


def test_the_pages_from_the_result_to_the_answer(shown: Stand, app: Flask) -> None:
    def client(who: Actor) -> FlaskClient:
        return signed_in(app, shown.database, who)

    cast, base = shown.cast, f"/contests/{shown.contest_id}/appeals"
    as_ann = client(cast.ann)
    with shown.database.reading() as session:
        [sat] = sat_papers(session, cast.ann, shown.contest())
    assert sat.attempt is not None
    assert f"{base}/new?attempt={sat.attempt.id}" in as_ann.get(f"/exams/attempts/{sat.attempt.id}/result").text
    assert as_ann.get(f"{base}/new?attempt={sat.attempt.id}&no=2").status_code == 200
    sent = as_ann.post(
        f"{base}/new", data={"about": "question", "sat": sat.code, "question_no": "2", "words": "有歧义"}
    )
    assert sent.status_code == 303
    page = as_ann.get(sent.location)
    assert "有歧义" in page.text
    assert as_ann.get(base).status_code == 200
    made = int(sent.location.rpartition("/")[2])
    assert as_ann.get(f"{base}/{made}/reading").status_code == 403
    as_ben = client(cast.ben)
    assert as_ben.get(f"{base}/{made}").status_code == 404
    as_dora = client(cast.dora)
    page = as_dora.get(f"{base}/{made}/reading").text
    assert "有歧义" in page
    assert "申诉人的答案" in page
    assert "你的答案" not in page
    assert "第 2 题" in as_dora.get(f"{base}/queue").text
    answered = as_dora.post(f"{base}/{made}/reading", data={"verdict": "upheld", "reason": "确有歧义"})
    assert answered.status_code == 303
    assert "另一个人复核" in as_dora.get(f"{base}/{made}/reading").text
    as_root = client(cast.root)
    assert as_root.post(f"{base}/{made}/reading", data={"verdict": "upheld", "reason": "同意"}).status_code == 303
    assert "去更正这道题" in as_root.get(f"{base}/{made}/reading").text
    assert "同意" in client(cast.ann).get(f"{base}/{made}").text
