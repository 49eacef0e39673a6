"""A server at its limit: 503 with a moment to come again, pages first, and no answer late for having waited."""

import re
import threading
import time
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask

from quiz_app.app import create_app
from quiz_app.core.queueing import ANSWERS, Lane
from quiz_app.core.web.admission import Gate
from tests.conftest import NOW
from tests.exams.devices import Device

NO_WAITING = (Lane(0, 0), Lane(0, 0), Lane(0, 0, share=0.75))


@pytest.fixture
def gate() -> Gate:
    """One place at work, and one to wait in for whoever sends answers."""
    return Gate(1, (Lane(1, 10), *NO_WAITING[1:]))


@pytest.fixture
def small(settings, database, clock, gate) -> Flask:
    app = create_app(settings, database=database, clock=clock, gate=gate)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return app


@pytest.fixture
def ann(small, cast) -> Device:
    return Device(small, cast.ann)


@pytest.fixture
def full(gate) -> None:
    gate.enter(ANSWERS)


def test_programs_are_told_that_the_server_is_busy_and_when_to_come_again(ann, exam, full) -> None:
    refused = ann.start(exam)
    assert refused.status_code == 503
    assert refused.json["error"] == "busy"
    assert 1 <= int(refused.headers["Retry-After"]) <= 10
    assert f"{refused.headers['Retry-After']} 秒后重试" in refused.json["message"]


def test_whoever_is_served_leaves_the_place_to_the_next(ann, exam) -> None:
    begun = ann.start(exam).json
    assert [ann.save(begun, revision, {"1": ["B"]}).status_code for revision in (1, 1, 2)] == [200, 200, 200]
    assert ann.client.get("/nowhere").status_code == 404
    assert ann.submit(begun).status_code == 200


def test_a_page_says_so_without_a_session_or_a_database(small, full, database, monkeypatch) -> None:
    monkeypatch.setattr(type(database), "reading", lambda _: 1 / 0)
    refused = small.test_client().get("/exams")
    page = refused.text
    assert refused.status_code == 503
    assert f"<b data-left>{refused.headers['Retry-After']}</b> 秒后自动重试" in page
    assert "Set-Cookie" not in refused.headers
    assert "default-src 'self'" in refused.headers["Content-Security-Policy"]


def test_a_form_is_sent_again_with_all_that_was_in_it(small, full) -> None:
    page = small.test_client().post("/exams/1/start", data={"csrf_token": "x<y", "empty": ""}).text
    assert '<input type="hidden" name="csrf_token" value="x&lt;y">' in page
    assert '<input type="hidden" name="empty" value="">' in page


def test_a_password_or_a_file_is_not_written_into_a_page(small, full) -> None:
    client = small.test_client()
    signing_in = client.post("/sign-in", data={"number": "ann", "password": "tide and harbour"}).text
    uploading = client.post("/banks/1/import", data={"file": (BytesIO(b"tide and harbour"), "a.txt")}).text
    for page in (signing_in, uploading):
        assert "tide and harbour" not in page
        assert "后退" in page
        assert "<form" not in page


def test_a_part_of_a_page_stays_as_it_is(small, full) -> None:
    refused = small.test_client().get("/me/jobs/1/progress", headers={"HX-Request": "true"})
    assert (refused.status_code, refused.text, refused.headers["HX-Reswap"]) == (503, "", "none")


def test_the_health_check_and_what_the_busy_page_is_made_of_are_always_answered(small, full) -> None:
    client = small.test_client()
    assert client.get("/health").json["status"] == "ok"
    made_of = re.findall(r'(?:src|href)="(/static/dist/[^"]+)', client.get("/exams").text)
    assert [client.get(path).status_code for path in made_of] == [200, 200]


def test_a_save_that_arrived_in_time_and_waited_past_the_deadline_counts(ann, exam, clock, gate) -> None:
    begun = ann.start(exam).json
    clock.moment = NOW + timedelta(minutes=30, milliseconds=-1)
    gate.enter(ANSWERS)
    answers = []
    thread = threading.Thread(target=lambda: answers.append(ann.save(begun, 1, {"1": ["B"]})))
    thread.start()
    while not gate.waiting():
        time.sleep(0.001)
    clock.pass_by(seconds=5)
    gate.leave()
    thread.join()
    assert answers[0].status_code == 200
    assert ann.save(begun, 2, {"1": ["C"]}).json["error"] == "deadline_passed"


@pytest.mark.parametrize("header", ["CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"])
def test_a_save_whose_body_trickles_in_arrives_with_its_last_byte(small, ann, exam, clock, header) -> None:
    begun = ann.start(exam).json
    clock.moment = NOW + timedelta(minutes=29, seconds=59)
    body = b'{"revision":1,"writer":"%b","answers":{"1":["B"]}}' % begun["writer"].encode()

    class Trickling(BytesIO):
        def read(self, *size: int) -> bytes:
            clock.pass_by(seconds=2)
            return super().read(*size)

    environ = {"wsgi.input": Trickling(body), header: str(len(body)) if header == "CONTENT_LENGTH" else "chunked"}
    path = f"/api/v1/attempts/{begun['id']}/answers"
    answer = small.test_client().put(
        path, headers=ann.headers, content_type="application/json", environ_overrides=environ
    )
    assert answer.json["error"] == "deadline_passed"
