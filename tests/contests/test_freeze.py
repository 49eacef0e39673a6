"""The freeze, as a proof: while a contest is frozen, no byte that a role below its organizers can fetch depends on what
happens meanwhile, except one's own result.

Every GET route of pages and API is fetched at one instant behind the freeze, twice: in a world in which nothing has
happened since, and in one in which others have handed in, were disqualified, corrected and exempted. The clock stands
at the same instant both times, so that clocks on pages say the same; only proofs of forms are taken out.
"""

from collections.abc import Callable

import pytest
from flask import Flask

from quiz_app.contests.actions import entrants, running
from quiz_app.contests.drafts import StageDraft
from quiz_app.contests.stages import Kind
from quiz_app.core.sheets import read_rows
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Role
from tests.conftest import NOW
from tests.contests.conftest import Stand
from tests.contests.crowd import STAY, Crowd, as_actor, crowd  # noqa: F401
from tests.contests.worlds import HOUR, crawl, differing, meanwhile, person, routes, settle, two_worlds


@pytest.fixture
def stand(write_contest: Callable[..., Stand], crowd: Crowd) -> Stand:  # noqa: F811
    """A contest that was sat in by four people before the hour of the freeze."""
    stand = write_contest(exams=({"assisted_sitting": True},))
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    for who, right in ((stand.cast.ann, 7), (crowd.harbour[0], 6), (crowd.pier[0], 8), (crowd.pier[1], 5)):
        stand.sit(who, right=right)
    settle(stand)
    return stand


@pytest.fixture
def readers(stand: Stand) -> dict[str, Actor | None]:
    """Everybody below the organizers: of the county one who organizes there, and one who watches over it. The last
    three see the most."""
    cast = stand.cast
    county, province = cast.units["海湾县"], cast.units["东山省"]
    return {
        "nobody": None,
        "the secretary of the branch": cast.ben,
        "a trainer of the province": person(stand, "T9", "省教员", Role.TRAINER, province),
        "a member who has sat": cast.ann,
        "a secretary of the county": person(stand, "S9", "县书记", Role.SECRETARY, county),
        "an organizer of the county": person(stand, "O9", "县组织者", Role.ORGANIZER, county),
    }


@pytest.mark.parametrize(
    ("database", "most"),
    [("sqlite", 6), ("postgresql", 3), pytest.param("postgresql", 6, marks=pytest.mark.slow)],
    indirect=["database"],
)
def test_while_frozen_no_byte_depends_on_what_others_do(
    app: Flask,
    stand: Stand,
    crowd: Crowd,  # noqa: F811
    readers: dict[str, Actor | None],
    run_jobs: Callable[[], int],
    most: int,
) -> None:
    readers = dict(list(readers.items())[-most:])
    before, after = two_worlds(stand, crowd, app, readers, sorted(set(routes(app, stand, crowd))), run_jobs)
    found = differing(before, after)
    assert not found, "\n".join(f"{name}: {address}" for name, address in found)
    assert sum(status == 200 for status, _ in before.values()) > 17 * most, "the crawl met closed doors alone"


def test_without_a_freeze_the_same_fetches_differ(
    app: Flask,
    stand: Stand,
    crowd: Crowd,  # noqa: F811
    readers: dict[str, Actor | None],
    run_jobs: Callable[[], int],
) -> None:
    """The control: were a page named here to stop depending on others, the test above would prove nothing of it."""
    contest, exam, pier = stand.contest_id, stand.exam().id, crowd.units["码头党支部"].id
    expected = {
        ("a member who has sat", f"/contests/{contest}/standings"),
        ("a member who has sat", f"/contests/{contest}/standings?by=unit&kind=party_branch"),
        ("a member who has sat", f"/contests/{contest}/standings/export"),
        ("a member who has sat", f"/api/v1/contests/{contest}/standings"),
        ("a member who has sat", "/"),
        ("the secretary of the branch", "/branch"),
        ("the secretary of the branch", f"/exams/{exam}/branch?part=absent"),
        ("the secretary of the branch", f"/exams/{exam}/branch?part=present"),
        ("a secretary of the county", f"/exams/{exam}/branch?part=present&unit={pier}"),
        ("a trainer of the province", "/exams/statistics/banks/1?order=shown"),
    }
    addresses = sorted({address for _, address in expected})
    before, after = two_worlds(stand, crowd, app, readers, addresses, run_jobs, freeze=False)
    assert expected - set(differing(before, after)) == set()


def test_ones_own_result_is_told_while_all_else_stands_still(app: Flask, stand: Stand) -> None:
    stand.act(running.freeze_from, freezes_at=stand.clock.now() + HOUR)
    stand.pass_to(stand.clock.now() + 2 * HOUR)
    attempt = stand.sit(stand.cast.ann, right=9)
    settle(stand)
    client = as_actor(app, stand.cast.ann)
    assert "90" in client.get(f"/exams/attempts/{attempt}/result").text
    assert "90 分" in client.get(f"/contests/{stand.contest_id}").text
    assert "我 · 70 分" in client.get(f"/contests/{stand.contest_id}/standings").text


def test_what_is_read_at_the_instant_of_the_freeze_is_read_for_as_long_as_it_lasts(
    app: Flask,
    stand: Stand,
    crowd: Crowd,  # noqa: F811
) -> None:
    stand.act(running.freeze_from, freezes_at=stand.clock.now() + HOUR)
    stand.pass_to(stand.clock.now() + HOUR)
    addresses = [
        f"{base}{query}"
        for base in (
            f"/contests/{stand.contest_id}/standings",
            f"/contests/{stand.contest_id}/standings/export",
            f"/api/v1/contests/{stand.contest_id}/standings",
        )
        for query in ("", "?by=unit&kind=party_branch")
    ]
    readers = {"member": stand.cast.ann}
    before = crawl(app, readers, addresses)
    stand.clock.pass_by(minutes=10)
    meanwhile(stand, crowd)
    settle(stand)
    stand.pass_to(stand.contest().closes_at + HOUR)
    assert differing(before, crawl(app, readers, addresses)) == []


def test_a_stage_that_was_over_before_the_freeze_stands_still_too(
    write_contest: Callable[..., Stand], app: Flask
) -> None:
    opens = NOW + HOUR
    stages = (StageDraft(Kind.PRELIMINARY, "初赛"), StageDraft(Kind.FINAL, "决赛"))
    times = ({"closes_at": opens + 2 * HOUR}, {"opens_at": opens + 3 * HOUR})
    stand = write_contest(exams=times, stages=stages, freezes_at=opens + 4 * HOUR)
    stand.announce()
    stand.pass_to(opens)
    stand.sit(stand.cast.ann, right=7)
    stand.sit(stand.cast.ben, right=5)
    stand.pass_to(opens + 5 * HOUR)
    path = f"/contests/{stand.contest_id}/standings/export?stage={stand.stage(1).id}"
    before = as_actor(app, stand.cast.tom).get(path).data
    assert len(read_rows(before)) == 3
    stand.act(entrants.disqualify, stand.cast.ann.member_id, reason="他人代答，已经查实")
    stand.catch_up()
    assert as_actor(app, stand.cast.tom).get(path).data == before
    assert len(read_rows(as_actor(app, stand.cast.dora).get(path).data)) == 2
