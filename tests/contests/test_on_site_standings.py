"""A stage on site, of members: a preview of places for organizers, nothing for others until the result is shown."""

from collections.abc import Callable

import pytest
from flask import Flask

from quiz_app.contests.actions import entrants, outcomes
from quiz_app.contests.drafts import StageDraft
from quiz_app.contests.queries.views import ON_SITE_HIDDEN, Asked, Seen, look
from quiz_app.contests.stages import Kind
from quiz_app.organizations.actors import Actor
from tests.contests.acting import ended, on_stage, opened
from tests.contests.conftest import Stand
from tests.contests.signing import signed_in

STAGES = (StageDraft(Kind.PRELIMINARY, "初赛"), StageDraft(Kind.FINAL, "现场决赛", on_site=True))


@pytest.fixture
def stand(write_contest: Callable[..., Stand]) -> Stand:
    """Ann 91.5 in the hall, Ben and Tom 80 each."""
    stand = opened(write_contest, stages=STAGES, exams=({}, None))
    cast = stand.cast
    for who, score in ((cast.ann, 9150), (cast.ben, 8000), (cast.tom, 8000)):
        stand.sit(who, right=5)
        on_stage(stand, entrants.enter_score, 2, score=score, member_id=who.member_id)
    stand.catch_up()
    return stand


def seen(stand: Stand, who: Actor, **asked: object) -> Seen:
    wish = Asked(**{"stage": stand.stage(2).id} | asked)  # type: ignore[arg-type]
    with stand.database.reading() as session:
        return look(session, who, stand.contest_id, wish, at=stand.clock.now())


def places(found: Seen) -> list[tuple[int | None, str, float]]:
    return [(each.rank, each.name, each.score) for each in found.view.lines] if found.view else []


def test_before_publication_organizers_see_places_and_others_that_they_are_not_published(
    stand: Stand, app: Flask
) -> None:
    cast, base = stand.cast, f"/contests/{stand.contest_id}/standings"
    of_dora = seen(stand, cast.dora)
    assert of_dora.is_preview
    assert places(of_dora) == [(1, "安然", 91.5), (2, "本立", 80), (2, "田明", 80)]
    of_ann = seen(stand, cast.ann)
    assert (of_ann.view, of_ann.because, of_ann.is_preview) == (None, ON_SITE_HIDDEN, False)
    hall = f"?stage={stand.stage(2).id}"
    ann, dora = (signed_in(app, stand.database, who) for who in (cast.ann, cast.dora))
    assert "还没有公布" in ann.get(base + hall).text and "91.5" not in ann.get(base + hall).text
    assert ann.get(f"{base}/export{hall}").status_code == 409
    assert "预览" in dora.get(base + hall).text and "91.5" in dora.get(base + hall).text
    assert dora.get(f"{base}/export{hall}").status_code == 200
    assert dora.get(f"/contests/{stand.contest_id}/screen{hall}").status_code == 200
    assert hall in ann.get(f"/contests/{stand.contest_id}").text
    with stand.database.reading() as session:
        usual = look(session, cast.ann, stand.contest_id, Asked(), at=stand.clock.now())
    assert usual.stage is not None and usual.stage.stage.title == "初赛" and usual.view is not None


def test_pages_of_it_follow_one_another_and_units_have_no_places_in_it(stand: Stand) -> None:
    first = seen(stand, stand.cast.dora, limit=2)
    assert first.view is not None and first.view.following is not None
    rest = seen(stand, stand.cast.dora, limit=2, after=first.view.following)
    assert places(first) + places(rest) == places(seen(stand, stand.cast.dora))
    assert rest.view is not None and rest.view.following is None
    by_units = seen(stand, stand.cast.dora, by="unit", kind="party_branch")
    assert by_units.view is None and "不排单位" in by_units.because


def test_once_the_result_is_shown_everybody_sees_the_places(stand: Stand, run_jobs: Callable[[], int]) -> None:
    ended(stand)
    assert seen(stand, stand.cast.ann).view is None
    stand.act(outcomes.ask_to_publish)
    run_jobs()
    shown = seen(stand, stand.cast.ben)
    assert not shown.is_preview and shown.view is not None
    assert [(rank, score) for rank, _, score in places(shown)] == [(1, 91.5), (2, 80), (2, 80)]
    own = shown.view.own
    assert own is not None and (own.rank, own.score, own.next_rank, own.gap) == (2, 80, 1, 11.5)


def test_who_is_disqualified_has_no_place_in_the_preview(stand: Stand) -> None:
    stand.act(entrants.disqualify, stand.cast.ann.member_id, reason="代答")
    assert places(seen(stand, stand.cast.dora)) == [(1, "本立", 80), (1, "田明", 80)]


def test_the_table_of_scores_shows_the_places_so_far(write_contest: Callable[..., Stand], app: Flask) -> None:
    stand = opened(write_contest, stages=STAGES, exams=({}, None), is_team=True)
    dora = signed_in(app, stand.database, stand.cast.dora)
    data = {"unit": stand.cast.units["港口党支部"].id, "name": "港口队", "numbers": "A001"}
    assert dora.post(f"/contests/manage/{stand.contest_id}/teams", data=data).status_code == 303
    address = f"/contests/manage/{stand.contest_id}/stages/{stand.stage(2).id}/scores"
    assert '<td class="num">—</td>' in dora.get(address).text
    assert dora.post(address, data={"t1": "88"}).status_code == 303
    page = dora.get(address).text
    assert '<td class="num">1</td>' in page and "已录入 1 / 1" in page
