"""Contest boards agree with a slow obvious implementation, whatever happens and in whatever order."""

from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyFailure
from sqlalchemy import text

from quiz_app.boards import tasks
from quiz_app.boards.actions import recording
from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict
from quiz_app.core.statements import Statement
from quiz_app.records.tasks import boards_audit
from tests.boards.contest import Contest
from tests.boards.province import build

OFTEN = ("result",) * 6 + ("fold",) * 3 + ("early_result",) * 2
SELDOM = (
    "correction", "exclusion", "readmission", "exemption", "late_registration",
    "freeze", "freeze", "unfreeze", "transfer", "move", "departure", "follow",
)  # fmt: skip
NUMBER = st.integers(0, 999)
STEPS = st.lists(st.tuples(st.sampled_from(OFTEN + SELDOM), NUMBER, NUMBER, NUMBER), min_size=30, max_size=50)


@pytest.fixture(autouse=True)
def batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Happenings fold in batches of their own size."""
    monkeypatch.setattr(tasks, "BATCH", 100)


def play(database: Database, runs: int) -> int:
    """So many contests in one province; how many freezes there were."""
    province, names, freezes = build(database, 1, members=14), count(), 0

    @hypothesis_settings(
        max_examples=runs, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None
    )
    @given(STEPS)
    def run(steps: list[tuple[str, int, int, int]]) -> None:
        nonlocal freezes
        contest = Contest(province, str(next(names)))
        for step, (happening, *numbers) in enumerate(steps):
            getattr(contest, happening)(*numbers)
            if step % 25 == 24:
                contest.assert_agrees()
        contest.assert_agrees()
        assert boards_audit(database, contest.clock).drift == []
        contest.unfreeze(0, 0, 0)
        contest.assert_agrees()
        freezes += contest.freezes
        _forget(database, contest)

    run()
    return freezes


@pytest.mark.parametrize("runs", [3, pytest.param(300, marks=pytest.mark.slow)])
def test_contest_boards_agree_with_a_slow_obvious_implementation(database: Database, runs: int) -> None:
    assert play(database, runs) > 0


FORGETFUL = {
    "an exclusion that a later result undoes": ("_RECORD_BEST", f"standings.value = {recording.EXCLUDED} OR ", ""),
    "a freeze that takes no late result": ("_RECORD_BEST", "b.frozen_from <= :at", "b.frozen_from < 0"),
    "a late row that forgets what came before": ("_RECORD_BEST", "COALESCE(m.entries, 0) + 1", "1"),
}


@pytest.mark.parametrize("mistake", FORGETFUL)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_board_that_makes_a_mistake_disagrees(
    database: Database, monkeypatch: pytest.MonkeyPatch, mistake: str
) -> None:
    name, right, wrong = FORGETFUL[mistake]
    sql = getattr(recording, name)._by_dialect["sqlite"]
    assert right in sql
    monkeypatch.setattr(recording, name, Statement(sql.replace(right, wrong)))
    with pytest.raises((AssertionError, FlakyFailure, Conflict)):
        play(database, 20)


def _forget(database: Database, contest: Contest) -> None:
    """So that the next audit does not look at this one again."""
    with database.transaction() as session:
        for table in ("standings", "unit_sums", "board_bins"):
            session.execute(text(f"DELETE FROM {table} WHERE board_id = {contest.board}"))
        session.execute(text(f"DELETE FROM boards WHERE id = {contest.board}"))
