"""What no paper could hold is refused and said, and a receipt tells which sheet counted."""

import pytest

from tests.exams.devices import Device

ADDRESSES = (
    "/exams/{0}",
    "/exams/attempts/{0}",
    "/exams/attempts/{0}/result",
    "/exams/manage/{0}",
    "/courses/{0}",
    "/members/{0}",
    "/units/{0}",
    "/api/v1/exams/{0}/attempts",
    "/api/v1/attempts/{0}/receipt",
    "/api/v1/courses/{0}",
)


@pytest.fixture
def ann(app, cast) -> Device:
    return Device(app, cast.ann)


@pytest.mark.parametrize("number", [2**63, 10**30])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_number_that_no_row_can_have_is_not_found(app, sign_in, cast, address, number) -> None:
    client = sign_in(app.test_client(), cast.root)
    assert client.get(address.format(number)).status_code in (404, 405)


def test_an_answer_to_a_question_that_the_paper_has_not_is_refused_and_nothing_of_it_is_kept(ann, exam) -> None:
    attempt = ann.start(exam).json
    refused = ann.save(attempt, 1, {"1": ["A"], "11": ["A"]})
    assert (refused.status_code, refused.json["fields"]) == (422, {"answers": "题号从 1 到 10"})
    assert "没有第 11 题：这份试卷共 10 题。" in refused.json["message"]
    handed_in = ann.submit(attempt, revision=2, writer=attempt["writer"], answers={"99": ["A"]})
    assert handed_in.status_code == 422
    assert ann.save(attempt, 1, {"10": ["A"]}).status_code == 200
    assert ann.start(exam).json["answers"] == {"10": ["A"]}


def test_a_receipt_tells_the_revision_of_the_sheet_that_counted(ann, exam) -> None:
    attempt = ann.start(exam).json
    ann.save(attempt, 5, {"1": ["A"]})
    last = {"revision": 9, "writer": attempt["writer"], "answers": {"1": ["B"]}}
    assert ann.submit(attempt, **last).json["revision"] == 9
    again = ann.submit(attempt, **last | {"revision": 12, "answers": {"1": ["C"]}})
    assert (again.status_code, again.json["revision"]) == (200, 9)
    assert ann.receipt(attempt).json == again.json


def test_a_receipt_without_a_last_sheet_tells_the_saved_one(ann, exam) -> None:
    attempt = ann.start(exam).json
    ann.save(attempt, 5, {"1": ["A"]})
    assert ann.submit(attempt).json["revision"] == 5


@pytest.mark.parametrize("body", [b"{", b"[1]", b"null"])
def test_what_is_no_json_object_is_refused_in_chinese(ann, exam, body) -> None:
    answer = ann.client.post(
        f"/api/v1/exams/{exam.id}/attempts", data=body, content_type="application/json", headers=ann.headers
    )
    assert answer.status_code == 422
    assert answer.json["message"].isascii() is False
    assert not any("Input" in reason or "expected" in reason for reason in answer.json["fields"].values())


def test_lists_of_the_api_give_as_many_as_asked_for(ann, publish_exam) -> None:
    for _ in range(3):
        publish_exam()
    first = ann.client.get("/api/v1/exams?limit=2", headers=ann.headers).json
    assert len(first["items"]) == 2
    rest = ann.client.get(f"/api/v1/exams?limit=2&after={first['next']}", headers=ann.headers).json
    assert (len(rest["items"]), rest["next"]) == (1, None)
    for wrong in (0, 1000, "x"):
        assert ann.client.get(f"/api/v1/exams?limit={wrong}", headers=ann.headers).status_code == 422


def test_an_address_that_a_person_follows_names_no_parameters(app, sign_in, cast) -> None:
    client = sign_in(app.test_client(), cast.ann)
    page = client.get("/boards?unit=abc")
    assert page.status_code == 422
    assert "请从页面上的链接重新进入" in page.text
    assert "unit：" not in page.text
