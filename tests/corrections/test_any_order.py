"""Any order of start, save, submit, takeover, expiry, correction and crash, through the API, against a short model."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from hypothesis.errors import FlakyFailure
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import select

from quiz_app.core.statements import Statement
from quiz_app.core.web.services import KEY, Services
from quiz_app.exams.actions import saving
from quiz_app.members.tables import SignIn
from tests.conftest import NOW, bearer
from tests.corrections.conftest import drift
from tests.corrections.machine import Sitting, Stage
from tests.corrections.model import Model, Said
from tests.corrections.mortal import MortalDatabase

STEPS = 50
DISAGREES = (AssertionError, FlakyFailure)  # flaky: every exam has a secret of its own, so that papers differ


def on_one(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("database", [kind], indirect=True)


@pytest.fixture
def stage(app, settings, database, clock, cast, publish_exam, propose, approve) -> Iterator[Stage]:
    mortal = MortalDatabase(database.engine.url.render_as_string(hide_password=False))
    app.extensions[KEY] = Services(settings, mortal, clock)
    with database.transaction() as session:
        second = SignIn(member_id=cast.ann.member_id, started_at=NOW, expires_at=NOW + timedelta(days=1))
        session.add(second)
        session.flush()
        for each in session.scalars(select(SignIn).where(SignIn.member_id == cast.ann.member_id)):
            each.expires_at = NOW + timedelta(days=30)
    actors = [cast.ann, replace(cast.ann, sign_in_id=second.id)]
    proofs = [{"Authorization": f"Bearer {bearer(actor)}"} for actor in actors]
    sign_ins = [actor.sign_in_id for actor in actors]
    yield Stage(app, mortal, clock, cast, proofs, sign_ins, publish_exam, propose, approve)
    mortal.dispose()


def play(stage: Stage, runs: int, steps: int = STEPS) -> None:
    house = hypothesis_settings(
        max_examples=runs,
        stateful_step_count=steps,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        database=None,
    )
    run_state_machine_as_test(type("Played", (Sitting,), {"stage": stage}), settings=house)


@pytest.mark.parametrize("steps", [300, pytest.param(10_000, marks=pytest.mark.slow)])
def test_whatever_the_order_the_api_does_what_the_model_says(stage, record_figure, steps) -> None:
    while stage.steps < steps or not met_everything(stage):
        play(stage, max(1, (steps - stage.steps) // STEPS))
    assert drift(stage.database, stage.clock) == []
    record_figure("any order", stage.database, steps=stage.steps, killed=stage.deaths, disagreements=0)


def met_everything(stage: Stage) -> bool:
    """Whether there were starts, saves or submissions, refusals and deaths: a few short plays may miss some."""
    return stage.statuses >= {200, 201, 409} and stage.deaths > 0


class Forgetful(Model):
    """Believes that whoever ever had the right to write still has it."""

    def save(self, number, writer, revision, sheet) -> Said:  # type: ignore[no-untyped-def]
        return super().save(number, self.sats[number].writer or writer, revision, sheet)


@on_one("sqlite")
def test_a_model_that_promises_something_else_is_found_out(stage) -> None:
    stage.model = Forgetful
    with pytest.raises(DISAGREES):
        play(stage, 600, 20)


@on_one("postgresql")
def test_a_save_that_does_not_ask_who_may_write_is_found_out(stage, monkeypatch) -> None:
    unguarded = "UPDATE attempts SET sheet = :sheet, revision = :revision, saved_at = :at WHERE id = :attempt"
    monkeypatch.setattr(saving, "_SAVE", Statement(unguarded))
    with pytest.raises(DISAGREES):
        play(stage, 200, 12)


@pytest.mark.slow
@on_one("postgresql")
def test_a_submission_that_is_not_one_transaction_is_found_out(stage, monkeypatch) -> None:
    monkeypatch.setattr(MortalDatabase, "brief", MortalDatabase.separate)
    with pytest.raises(DISAGREES):
        play(stage, 2000, 8)
