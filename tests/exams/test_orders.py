"""Steps omitted, repeated and reordered, through page and API: no order of them gives an extra second."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from quiz_app.exams.entering.policies import EntryRules
from quiz_app.members.tables import SignIn
from tests.conftest import NOW
from tests.exams.devices import Device
from tests.exams.lasting import CLOSES, gained


@pytest.fixture
def ann(app, cast) -> Device:
    return Device(app, cast.ann)


STEPS = some.lists(
    some.tuples(
        some.sampled_from(
            ["start", "resume", "take_over", "save", "submit", "show", "page_save", "late", "other_save"]
        ),
        some.integers(0, 9),
    ),
    min_size=4,
    max_size=14,
)


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=STEPS)
def test_no_order_of_steps_through_page_or_api_gives_an_extra_second(
    app, ann, cast, clock, database, sign_in, publish_exam, steps
) -> None:
    """Each example is an exam of its own, on one clock that only goes on."""
    clock.moment = NOW
    exam = publish_exam(
        attempts_allowed=None, closes_at=CLOSES, with_roster=False, entry=EntryRules(delay=1, hand_in_after=2)
    )
    browser, second = sign_in(app.test_client(), cast.ann), another_device(app, database, cast)
    begun = ann.start(exam).json
    for revision, (what, minutes) in enumerate(steps, start=1):
        clock.pass_by(minutes=minutes, seconds=7)
        paper = f"/exams/attempts/{begun['id']}"
        if what in ("start", "resume", "take_over"):
            device = second if what == "take_over" else ann
            body = {"resume": {"writer": begun["writer"]}, "take_over": {"takeover": True}}.get(what, {})
            answer = device.start(exam, **{key: value for key, value in body.items() if value})
            begun = answer.json if answer.status_code in (200, 201) and answer.json["writer"] else begun
        elif what in ("save", "other_save", "late"):
            if what == "late":
                clock.pass_by(minutes=25)
            (second if what == "other_save" else ann).save(begun, begun["revision"] + revision, {"1": [f"{revision}"]})
        elif what == "submit":
            ann.submit(begun)
        elif what == "show":
            browser.get(paper, follow_redirects=True)
        else:
            fields = {"do": "save", "revision": str(revision), "writer": begun["writer"] or "1", "q1": "x"}
            browser.post(paper, data=fields)
        assert not gained(database)


def another_device(app, database, cast) -> Device:
    with database.transaction() as session:
        made = SignIn(member_id=cast.ann.member_id, started_at=NOW, expires_at=NOW + timedelta(days=1))
        session.add(made)
        session.flush()
    return Device(app, replace(cast.ann, sign_in_id=made.id))
