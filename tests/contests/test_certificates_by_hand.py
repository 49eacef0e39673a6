"""Certificates of a contest, revoked and reissued by hand: what holds afterwards, what is kept, who is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from quiz_app.certificates.holders import MadeOut
from quiz_app.certificates.queries import of_series
from quiz_app.certificates.tables import Certificate
from quiz_app.contests.actions import correcting_certificates as actions
from quiz_app.contests.actions import entrants, outcomes
from quiz_app.contests.queries.certificates import search
from quiz_app.contests.queries.contests import FoundContest, held_contest
from quiz_app.contests.tables.contests import ContestStep
from quiz_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from quiz_app.members.tokens import Token, issue
from quiz_app.notices.queries.inbox import inbox
from quiz_app.organizations.actors import Actor
from tests.conftest import SECRET
from tests.contests.conftest import Stand
from tests.contests.signing import signed_in
from tests.contests.test_settling_again import RULES, people

Write = Callable[..., Stand]


@pytest.fixture
def final(write_contest: Write, run_jobs: Callable[[], int]) -> Stand:
    """A final contest: Ann has the first prize, Ben the second, units have theirs."""
    stand = write_contest(rules=RULES)
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    for name, right in {"ann": 9, "ben": 8, "tom": 4}.items():
        stand.sit(people(stand)[name], right=right)
    stand.pass_to(stand.contest().closes_at + timedelta(seconds=10))
    stand.act(outcomes.ask_to_publish)
    run_jobs()
    stand.pass_to(stand.clock.now() + timedelta(days=4))
    stand.act(outcomes.ask_to_finalize)
    run_jobs()
    return stand


def of(stand: Stand, who: Actor) -> list[Certificate]:
    """All that somebody was issued in the contest, the first first."""
    with stand.database.reading() as session:
        found = of_series(session, f"contest:{stand.contest_id}")
        return [each for each in found if each.holder_member_id == who.member_id]


def act(
    stand: Stand, action: Callable[..., Certificate], *args: object, by: Actor | None = None, **more: object
) -> int:
    with stand.database.transaction() as session:
        contest = held_contest(session, stand.contest_id)
        found = FoundContest(contest, stand.cast.units["临江市"], manages=True)
        return action(session, by or stand.cast.dora, found, *args, at=stand.clock.now(), **more).id


def again(stand: Stand, run_jobs: Callable[[], int]) -> None:
    """Back under appeal, and final once more."""
    stand.act(outcomes.reopen, reason="核对")
    stand.pass_to(stand.clock.now() + timedelta(days=4))
    stand.act(outcomes.ask_to_finalize)
    run_jobs()


def test_what_was_revoked_by_hand_stays_so_when_the_contest_is_settled_again(
    final: Stand, run_jobs: Callable[[], int]
) -> None:
    ann, ben = final.cast.ann, final.cast.ben
    [before] = of(final, ann)
    act(final, actions.revoke, before.id, reason="本人申请退回")
    with pytest.raises(Conflict, match="已经撤销过"):
        act(final, actions.revoke, before.id, reason="再撤一次")
    again(final, run_jobs)
    [after] = of(final, ann)
    assert (after.id, after.is_revoked, after.revoked_reason) == (before.id, True, "本人申请退回")
    assert [each.is_revoked for each in of(final, ben)] == [False]


def test_a_reissued_one_has_a_new_number_and_the_names_as_corrected(final: Stand, run_jobs: Callable[[], int]) -> None:
    ann, dora = final.cast.ann, final.cast.dora
    [old] = of(final, ann)
    other = MadeOut("安 然（女）", "港口支部", "特发此证。")
    made = act(final, actions.reissue, old.id, other, reason="姓名印错")
    first, second = of(final, ann)
    assert (first.is_revoked, first.revoked_reason, first.revoked_by) == (True, "姓名印错", dora.member_id)
    assert (second.id, second.is_revoked, second.title) == (made, False, old.title)
    assert (second.holder_name, second.holder_unit_name, second.text) == ("安 然（女）", "港口支部", "特发此证。")
    assert second.number != old.number
    with pytest.raises(Conflict, match="另有一份有效"):
        act(final, actions.reissue, old.id, other, reason="再来一次")
    again(final, run_jobs)
    assert [each.id for each in of(final, ann)] == [old.id, made]


def test_after_a_revocation_by_hand_one_may_be_issued_again_and_then_follows_its_award(
    final: Stand, run_jobs: Callable[[], int]
) -> None:
    ann = final.cast.ann
    [old] = of(final, ann)
    act(final, actions.revoke, old.id, reason="误发")
    act(final, actions.reissue, old.id, MadeOut("安然", "港口党支部", "特发此证。"), reason="查明无误")
    assert [(each.is_revoked, each.revoked_reason) for each in of(final, ann)] == [(True, "误发"), (False, None)]
    again(final, run_jobs)
    assert len(of(final, ann)) == 2


def test_where_the_award_was_taken_back_nothing_is_issued_again(final: Stand, run_jobs: Callable[[], int]) -> None:
    ann = final.cast.ann
    [old] = of(final, ann)
    final.act(outcomes.reopen, reason="有人举报")
    final.act(entrants.disqualify, ann.member_id, reason="代答")
    final.pass_to(final.clock.now() + timedelta(days=4))
    final.act(outcomes.ask_to_finalize)
    run_jobs()
    with pytest.raises(Conflict, match="奖项已经收回"):
        act(final, actions.reissue, old.id, MadeOut("安然", "", "特发此证。"), reason="本人要求")
    assert [each.is_revoked for each in of(final, ann)] == [True]


def test_only_organizers_may_and_only_with_a_reason(final: Stand) -> None:
    [anns] = of(final, final.cast.ann)
    with pytest.raises(Forbidden):
        act(final, actions.revoke, anns.id, by=final.cast.ben, reason="不该有")
    with pytest.raises(Forbidden):
        act(final, actions.reissue, anns.id, MadeOut("安然", "", "证"), by=final.cast.ben, reason="不该有")
    with pytest.raises(Invalid, match="写明撤销的原因"):
        act(final, actions.revoke, anns.id, reason=" ")
    with pytest.raises(NotFound):
        act(final, actions.revoke, 10_000, reason="没有这份")


def test_the_record_and_the_holder_are_told_the_holder_not_at_night(final: Stand) -> None:
    ann = final.cast.ann
    [old] = of(final, ann)
    night = final.clock.now().replace(hour=14, minute=0)
    final.clock.moment = night
    act(final, actions.revoke, old.id, reason="误发")
    with final.database.reading() as session:
        said = session.scalars(select(ContestStep).where(ContestStep.kind == "certificate_revoked")).one()
        assert old.number in said.said and said.by == final.cast.dora.member_id and said.member_id == ann.member_id
        assert not [each for each in inbox(session, ann, limit=9, at=night) if "撤销" in each.notice.title]
        later = inbox(session, ann, limit=9, at=night + timedelta(hours=11))
        [told] = [each.notice for each in later if "撤销" in each.notice.title]
    assert old.number in told.body and "误发" in told.body


def test_the_api_lists_them_for_organizers(final: Stand, app: Flask) -> None:
    address = f"/api/v1/contests/{final.contest_id}/certificates"
    [anns] = of(final, final.cast.ann)
    act(final, actions.revoke, anns.id, reason="误发")
    for who in (final.cast.dora, final.cast.ann):
        signed_in(app, final.database, who)
    until = final.clock.now() + timedelta(days=1)

    def get(who: Actor, query: str) -> tuple[int, dict]:
        proof = {"Authorization": f"Bearer {issue(SECRET.encode(), Token(who.sign_in_id, who.member_id, until))}"}
        answer = app.test_client().get(address + query, headers=proof)
        return answer.status_code, answer.get_json()

    status, first = get(final.cast.dora, "?limit=1")
    assert status == 200 and len(first["items"]) == 1 and first["next"]
    _, rest = get(final.cast.dora, f"?after={first['next']}")
    assert first["items"][0]["id"] > rest["items"][0]["id"]
    _, found = get(final.cast.dora, "?q=安然")
    [item] = found["items"]
    assert (item["holder"], item["number"], item["reason"]) == ("安然", anns.number, "误发")
    assert get(final.cast.ann, "")[0] == 403


def test_they_are_found_by_number_and_by_name(final: Stand) -> None:
    [anns] = of(final, final.cast.ann)
    with final.database.reading() as session:
        found = FoundContest(final.contest(), final.cast.units["临江市"], manages=True)

        def names(words: str) -> list[str]:
            return [each.holder_name for each in search(session, found, words, limit=50)]

        assert names(anns.number.lower().replace("-", " ")) == ["安然"]
        assert names("安") == ["安然"]
        assert names("%") == []
        assert len(names("")) == len(of_series(session, f"contest:{final.contest_id}")) > 3


def test_the_pages_from_the_search_to_the_new_one(final: Stand, app: Flask) -> None:
    cast, base = final.cast, f"/contests/manage/{final.contest_id}/certificates"
    dora, ann = (signed_in(app, final.database, who) for who in (cast.dora, cast.ann))
    [old] = of(final, cast.ann)
    assert f'href="{base}"' in dora.get(f"/contests/manage/{final.contest_id}").text
    found = dora.get(f"{base}?q=安然").text
    assert old.number in found and "本立" not in found
    assert "没有找到" in dora.get(f"{base}?q=无此人").text
    assert ann.get(base).status_code == 403
    assert dora.get(f"{base}/10000").status_code == 404
    form = f"{base}/{old.id}/reissue"
    assert 'value="安然"' in dora.get(form).text
    sent = {"holder_name": "安=然", "holder_unit_name": "港口党支部", "text": "特发此证。", "reason": "姓名印错"}
    assert dora.post(form, data=sent | {"reason": ""}).status_code == 422
    asked = dora.post(form, data=sent)
    assert asked.status_code == 200 and "确认重新颁发" in asked.text and ">安=然</b>" in asked.text
    assert len(of(final, cast.ann)) == 1
    done = dora.post(form, data=sent | {"sure": "1"})
    assert done.status_code == 303
    assert "这是新的一份" in dora.get(done.location).text
    new = of(final, cast.ann)[1]
    assert dora.post(form, data=sent | {"sure": "1"}).status_code == 422
    assert f"现在有效的是 {new.number}" in dora.get(f"{base}/{old.id}").text
    assert "已经撤销" in app.test_client().get(f"/check/{old.number}").text
    assert "有效" in app.test_client().get(f"/check/{new.number}").text
    assert dora.post(f"{base}/{new.id}/revocation", data={"reason": ""}).status_code == 422
    assert dora.post(f"{base}/{new.id}/revocation", data={"reason": "误发"}).status_code == 303
    mine = ann.get("/me/certificates").text
    assert "误发" in mine and "姓名印错" in mine
