"""The standings of teams: the places that awards are given by, names as on the individual board, a freeze, a hall."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from quiz_app.contests.actions import entrants, outcomes, running, teams
from quiz_app.contests.drafts import StageDraft
from quiz_app.contests.queries.contests import held_contest
from quiz_app.contests.queries.team_standings import SeenTeams, look_at_teams
from quiz_app.contests.queries.teams import team_scores
from quiz_app.contests.rules import Rules
from quiz_app.contests.stages import Kind
from quiz_app.contests.teams import counted
from quiz_app.core.errors import NotFound
from quiz_app.members.tables import Member
from quiz_app.members.tokens import Token, issue
from quiz_app.organizations.actors import Actor
from tests.conftest import NOW, SECRET
from tests.contests.acting import HOUR, ended, on_stage
from tests.contests.conftest import Stand
from tests.contests.crowd import STAY, Crowd, as_actor, crowd  # noqa: F401
from tests.contests.worlds import PROOFS

RULES = Rules(team="best_mean", team_best=2)
STAGES = (StageDraft(Kind.PRELIMINARY, "初赛"), StageDraft(Kind.FINAL, "现场决赛", on_site=True))


@pytest.fixture
def stand(write_contest: Callable[..., Stand], crowd: Crowd) -> Stand:  # noqa: F811
    """Harbour's team has 80 (the best two of 90, 70, 50), pier's 70, that of the wharf no result."""
    stand = write_contest(rules=RULES, stages=STAGES, exams=({}, None), is_team=True, title="=团体赛")
    cast = stand.cast
    stand.announce()
    found = {
        "港口队": ("港口党支部", (cast.ann, cast.ben, crowd.harbour[0])),
        "码头队": ("码头党支部", crowd.pier[:2]),
        "栈桥队": ("栈桥党支部", (crowd.wharf,)),
    }
    units = cast.units | crowd.units
    with stand.database.transaction() as session:
        contest = held_contest(session, stand.contest_id)
        for name, (unit, members) in found.items():
            who = [session.get_one(Member, each.member_id) for each in members]
            teams.found_team(session, cast.dora, contest, units[unit], name, who, at=stand.clock.now())
    stand.pass_to(stand.contest().opens_at)
    for who, right in ((cast.ann, 7), (cast.ben, 9), (crowd.harbour[0], 5), (crowd.pier[0], 8), (crowd.pier[1], 6)):
        stand.sit(who, right=right)
    stand.catch_up()
    return stand


def seen(stand: Stand, who: Actor, **more: int) -> SeenTeams:
    with stand.database.reading() as session:
        return look_at_teams(session, who, stand.contest_id, **{"limit": 50} | more, at=stand.clock.now())


def places(found: SeenTeams) -> list[tuple[int | None, str, float | None]]:
    return [(each.rank, each.name, each.score) for each in found.lines]


def api(app: Flask, stand: Stand, who: Actor, query: str = "") -> bytes:
    proof = {"Authorization": f"Bearer {issue(SECRET.encode(), Token(who.sign_in_id, who.member_id, NOW + STAY))}"}
    answer = app.test_client().get(f"/api/v1/contests/{stand.contest_id}/teams{query}", headers=proof)
    assert answer.status_code == 200, answer.text
    return answer.data


def enter(stand: Stand, **scores: int) -> None:
    """What each team reached in the hall, in points."""
    ids = {each.name: number for number, each in team_ids(stand).items()}
    for name, points in scores.items():
        on_stage(stand, entrants.enter_score, 2, score=100 * points, team_id=ids[name])


def team_ids(stand: Stand) -> dict:
    with stand.database.reading() as session:
        found = team_scores(session, stand.contest(), RULES)
        return {each.team.id: each.team for each, _ in found}


def test_the_best_few_count_and_of_equals_the_first() -> None:
    assert counted(RULES, {1: 50, 2: 70, 3: 70, 4: 70}) == {2, 3}
    assert counted(Rules(), {1: 50, 2: 70}) == {1, 2}


def test_teams_stand_by_the_places_that_awards_are_given_by(stand: Stand) -> None:
    expected = [(1, "港口队", 80.0), (2, "码头队", 70.0), (None, "栈桥队", None)]
    assert places(seen(stand, stand.cast.ann)) == expected
    with stand.database.reading() as session:
        settled = team_scores(session, stand.contest(), RULES)
    assert [(place, each.team.name) for each, place in settled] == [(1, "港口队"), (2, "码头队"), (3, "栈桥队")]
    first, rest = seen(stand, stand.cast.ann, limit=2), seen(stand, stand.cast.ann, limit=2, start=2)
    assert (first.following, first.total, places(first) + places(rest), rest.following) == (2, 3, expected, None)
    assert first.own is not None and (first.own.rank, first.own.name) == (1, "港口队")
    assert seen(stand, stand.cast.dora).own is None


def test_names_of_members_are_whole_for_whom_they_are_on_the_individual_board(stand: Stand) -> None:
    def named(who: Actor) -> dict[str, tuple[float | None, bool]]:
        lines = seen(stand, who).lines
        return {one.name: (one.score, one.counts) for each in lines for one in each.members}

    of_ann, of_dora = named(stand.cast.ann), named(stand.cast.dora)
    assert set(of_dora) >= {"安然", "本立", "郝大海"} and "安然" in of_ann
    assert not {"本立", "郝大海"} & set(of_ann) and "本*" in of_ann
    assert (of_dora["安然"], of_dora["本立"], of_dora["郝大海"]) == ((70.0, True), (90.0, True), (50.0, False))


def test_a_freeze_holds_every_byte_of_pages_api_and_workbook(
    stand: Stand,
    crowd: Crowd,  # noqa: F811
    app: Flask,
) -> None:
    cast = stand.cast
    begins = stand.clock.now() + HOUR
    stand.act(running.freeze_from, freezes_at=begins)
    stand.pass_to(begins + HOUR)
    base = f"/contests/{stand.contest_id}/teams"

    def fetched(who: Actor) -> list[bytes]:
        client, found = as_actor(app, who), []
        for address in (base, f"{base}/export"):
            body = client.get(address).data
            for proof in PROOFS:
                body = proof.sub(b"", body)
            found.append(body)
        return [*found, api(app, stand, who)]

    before, of_dora = fetched(cast.ann), api(app, stand, cast.dora)
    moment = stand.clock.now()
    stand.sit(crowd.pier[1], right=10)
    stand.act(entrants.disqualify, cast.ben.member_id, reason="他人代答，已经查实")
    enter(stand, 码头队=95)
    stand.catch_up()
    stand.clock.moment = moment
    assert fetched(cast.ann) == before
    assert api(app, stand, cast.dora) != of_dora
    assert places(seen(stand, cast.dora))[0] == (1, "码头队", 95.0)
    assert "封榜" in as_actor(app, cast.ann).get(base).text


def test_behind_a_freeze_organizers_see_who_handed_in_and_who_is_disqualified(
    stand: Stand,
    crowd: Crowd,  # noqa: F811
) -> None:
    cast = stand.cast
    begins = stand.clock.now() + HOUR
    stand.act(running.freeze_from, freezes_at=begins)
    stand.pass_to(begins + HOUR)
    stand.sit(crowd.pier[1], right=10)
    stand.act(entrants.disqualify, cast.ben.member_id, reason="他人代答，已经查实")
    stand.catch_up()
    assert places(seen(stand, cast.dora))[:2] == [(1, "码头队", 90.0), (2, "港口队", 60.0)]
    assert places(seen(stand, cast.ann))[:2] == [(1, "港口队", 80.0), (2, "码头队", 70.0)]


def test_scores_in_the_hall_are_a_preview_for_organizers_until_the_result_is_shown(
    stand: Stand, app: Flask, run_jobs: Callable[[], int]
) -> None:
    cast, base = stand.cast, f"/contests/{stand.contest_id}/teams"
    enter(stand, 码头队=95, 港口队=90)
    before = [(1, "码头队", 95.0), (2, "港口队", 90.0), (None, "栈桥队", None)]
    preview = seen(stand, cast.dora)
    assert (preview.is_preview, places(preview)) == (True, before)
    assert "预览" in as_actor(app, cast.dora).get(base).text
    mine = seen(stand, cast.ann)
    assert (mine.is_preview, places(mine)[0]) == (False, (1, "港口队", 80.0))
    assert b"95" not in api(app, stand, cast.ann)
    ended(stand)
    stand.act(outcomes.ask_to_publish)
    run_jobs()
    shown = seen(stand, cast.ann)
    assert (shown.is_preview, shown.is_final, places(shown)) == (False, True, before)
    page = as_actor(app, cast.ann).get(base).text
    assert "现场" in page and "我的队" in page and "预览" not in page


def test_the_page_the_workbook_and_who_may_not(stand: Stand, app: Flask, write_contest: Callable[..., Stand]) -> None:
    cast, base = stand.cast, f"/contests/{stand.contest_id}/teams"
    ann = as_actor(app, cast.ann)
    page = ann.get(base).text
    assert "港口队" in page and "（不计入）" in page and "最好的 2" in page
    assert base in ann.get(f"/contests/{stand.contest_id}").text
    assert base in ann.get(f"/contests/{stand.contest_id}/standings").text
    book = ann.get(f"{base}/export").data
    loaded = load_workbook(BytesIO(book))
    assert [cell.value for cell in loaded["代表队"][2]][:4] == [1, "港口队", "港口党支部", 80]
    assert loaded.sheetnames == ["代表队", "队员", "说明"]
    assert not any(cell.data_type == "f" for sheet in loaded for row in sheet.iter_rows() for cell in row)
    assert as_actor(app, cast.cleo).get(base).status_code == 404
    alone = write_contest()
    alone.announce()
    with pytest.raises(NotFound, match="没有代表队"):
        seen(alone, cast.ann)
