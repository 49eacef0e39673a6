"""The measurement of a correction: it says what it changed, and at full size how long that took."""

import os

import pytest

from quiz_app.bench import correction

POSTGRESQL = os.environ.get("QUIZ_APP_TEST_DATABASE_URL")


def test_the_measurement_says_what_it_changed() -> None:
    found = correction.run(None, attempts=150)
    assert (found.database, found.kind, found.attempts, found.touched) == ("sqlite", "credit", 150, 150)
    assert 100 < found.changed <= 150
    assert 0 < found.entries < found.changed
    assert found.longest_save_ms > 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_100_000_attempts_are_marked_again_within_a_minute(kind) -> None:
    if kind == "postgresql" and not POSTGRESQL:
        pytest.skip("QUIZ_APP_TEST_DATABASE_URL is not set")
    found = correction.run(POSTGRESQL if kind == "postgresql" else None, attempts=100_000)
    assert found.changed > 90_000
    assert found.seconds <= 60, found.to_json()
