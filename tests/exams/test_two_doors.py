"""A request of the hot path is answered alike by the short way in front of Flask and by the view behind it."""

import json
from io import BytesIO

import pytest
from werkzeug.test import Client, TestResponse

from tests.exams.devices import Device

SAVE = {"revision": 1, "writer": "0", "answers": {"1": ["A"]}}
CALLS = {
    "a save without the right to write": ("PUT", "/attempts/{attempt}/answers", json.dumps(SAVE)),
    "a save of a sheet that no paper has": ("PUT", "/attempts/{attempt}/answers", '{"answers":{"0":["A"]}}'),
    "broken JSON": ("PUT", "/attempts/{attempt}/answers", '{"revision":'),
    "more than may be sent": ("PUT", "/attempts/{attempt}/answers", " " * 300_000),
    "somebody else's attempt": ("POST", "/attempts/99999/submission", "{}"),
    "a number beyond any row": ("POST", "/attempts/99999999999999999999/submission", "{}"),
    "an exam that is not there": ("POST", "/exams/99999/attempts", "{}"),
    "an open attempt again": ("POST", "/exams/{exam}/attempts", "{}"),
    "a wrong writer": ("POST", "/exams/{exam}/attempts", '{"writer":"xyz"}'),
    "a field that is not asked for": ("POST", "/exams/{exam}/attempts", '{"score":100}'),
    "another method": ("DELETE", "/attempts/{attempt}/answers", "{}"),
}


@pytest.fixture
def ann(app, cast) -> Device:
    return Device(app, cast.ann)


@pytest.mark.parametrize("call", CALLS)
def test_both_doors_give_the_same_answer(app, ann, exam, call) -> None:
    attempt = ann.start(exam).json["id"]
    method, address, body = CALLS[call]
    path = "/api/v1" + address.format(attempt=attempt, exam=exam.id)
    short, long = (ask(door, method, path, body, ann.headers) for door in (app, app.wsgi_app.inner))
    assert said(short) == said(long)
    assert short.status_code >= 200


def test_both_doors_close_to_whoever_is_not_signed_in(app, ann, exam) -> None:
    attempt = ann.start(exam).json["id"]
    path = f"/api/v1/attempts/{attempt}/answers"
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": ann.headers["Authorization"] + "x"}):
        short, long = (ask(door, "PUT", path, json.dumps(SAVE), headers) for door in (app, app.wsgi_app.inner))
        assert said(short) == said(long)
        assert short.status_code == 401


def test_both_doors_save_and_each_sees_what_the_other_saved(app, ann, exam) -> None:
    begun = ann.start(exam).json
    path = f"/api/v1/attempts/{begun['id']}/answers"
    for revision, door in enumerate((app, app.wsgi_app.inner, app), start=1):
        sheet = {"revision": revision, "writer": begun["writer"], "answers": {"1": ["AB"[revision % 2]]}}
        answer = ask(door, "PUT", path, json.dumps(sheet), ann.headers)
        assert answer.status_code == 200
        assert answer.json["revision"] == revision
    assert ann.start(exam).json["answers"] == {"1": ["B"]}


@pytest.mark.parametrize("arrived", [0, 1, 30])
def test_a_body_that_was_cut_off_changes_nothing_through_either_door(app, ann, exam, arrived) -> None:
    begun = ann.start(exam).json
    ann.save(begun, 1, {"1": ["A"]})
    path = f"/api/v1/attempts/{begun['id']}/submission"
    body = json.dumps({"revision": 2, "writer": begun["writer"], "answers": {}}).encode()
    for unusual in ({}, {"HTTP_TRANSFER_ENCODING": "identity"}):
        environ = {
            "wsgi.input": BytesIO(body[:arrived]),
            "wsgi.input_terminated": True,
            "CONTENT_LENGTH": str(len(body)),
        }
        cut = Client(app).post(
            path, headers=ann.headers, content_type="application/json", environ_overrides=environ | unusual
        )
        assert cut.status_code == 400
    assert ann.start(exam).json["revision"] == 1


def test_a_failure_on_the_short_way_is_a_sentence_and_a_line_in_the_log(app, ann, exam, monkeypatch, caplog) -> None:
    begun = ann.start(exam).json
    monkeypatch.setattr("quiz_app.exams.actions.saving.sheet_to_store", lambda *_: 1 / 0)
    sheet = {"revision": 1, "writer": begun["writer"], "answers": {"1": ["A"]}}
    answer = ask(app, "PUT", f"/api/v1/attempts/{begun['id']}/answers", json.dumps(sheet), ann.headers)
    assert answer.status_code == 500
    assert answer.json["error"] == "server_error"
    assert "ZeroDivisionError" in caplog.text


def ask(door, method: str, path: str, body: str, headers: dict[str, str]) -> TestResponse:
    return Client(door).open(path, method=method, data=body, content_type="application/json", headers=headers)


def said(answer: TestResponse) -> tuple[object, ...]:
    """All of an answer but the moment at which it was given."""
    told = answer.json
    told.pop("server_time", None)
    kept = ("Content-Type", "X-Content-Type-Options", "Cache-Control", "Retry-After", "Content-Length")
    return answer.status_code, told, {name: answer.headers.get(name) for name in kept}
