"""The measurements measure: short runs find no errors, and their figures add up."""

import pytest

from quiz_app.app import create_app
from quiz_app.bench import closing, contest, night, parts, saving, standings
from tests.conftest import POSTGRESQL

URLS = [None, *([POSTGRESQL] if POSTGRESQL else [])]


def test_the_parts_of_a_request_are_less_than_the_whole() -> None:
    found = parts.run(create_app, attempts=20)
    for request in (found.start, found.save, found.submit):
        pure = sum(cost for name, cost in request.items() if name not in ("whole", "statements_and_rest"))
        assert 0 < pure < request["whole"]
    assert 0 < found.boards < found.submit["whole"]
    assert found.attempt == pytest.approx(
        found.start["whole"] + parts.SAVES * found.save["whole"] + found.submit["whole"], abs=1
    )


def test_every_connection_saves_and_none_is_refused() -> None:
    found = saving.run(saves=512)
    assert [crowd.connections for crowd in found.crowds] == [32, 256]
    assert all(crowd.saves >= 256 for crowd in found.crowds)
    assert found.errors == 0, found.first_error


@pytest.mark.parametrize("url", URLS, ids=["sqlite", "postgresql"][: len(URLS)])
def test_everybody_reads_a_board_and_hands_in_at_once(url) -> None:
    found = standings.run(url, members=2000, requests=500, submitting=8)
    assert (found.errors, found.requests, found.submissions) == (0, 500, 8 * standings.WAVES), found.first_error
    assert found.bins[0] > found.bins[1] > 0
    assert found.ratio > 0 < found.growth


@pytest.mark.slow
@pytest.mark.parametrize("url", URLS, ids=["sqlite", "postgresql"][: len(URLS)])
def test_a_short_night_makes_nobody_late(url) -> None:
    found = night.run(url, members=60, start_seconds=3.0)
    assert (found.wrongly_late, found.server_errors, found.errors) == (0, 0, 0), found.first_error


@pytest.mark.slow
@pytest.mark.parametrize("url", URLS, ids=["sqlite", "postgresql"][: len(URLS)])
def test_what_is_due_is_handed_in_while_others_save(url) -> None:
    found = closing.run(url, attempts=300)
    assert (found.left_open, found.errors) == (0, 0), found.first_error


@pytest.mark.slow
@pytest.mark.parametrize("url", URLS, ids=["sqlite", "postgresql"][: len(URLS)])
def test_the_end_of_a_contest_is_measured_to_its_final_result(url) -> None:
    found = contest.run(url, members=200)
    assert 0 < found.entrants <= found.attempts
    assert found.awards > 0
    assert found.close_s == pytest.approx(found.publish_s + found.finalize_s, abs=0.2)
