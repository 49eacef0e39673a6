"""What an exam is for: official, mock, practice."""

import pytest

from quiz_app.core.statements import Statement
from quiz_app.exams.modes import MODES
from tests.exams.browsing import ann, attempts, hand_in, ledger
from tests.exams.devices import Device

FIXTURES = (ann,)


@pytest.mark.parametrize("mode", ["mock", "practice"])
def test_what_is_not_official_brings_no_points_and_is_no_exam_taken(
    app, ann, cast, database, publish_exam, right_answers, settle, mode
) -> None:
    exam = publish_exam(mode=mode)
    result = ann.get(hand_in(ann, exam, right_answers(exam, cast.ann.member_id))).text
    settle()
    assert "不记积分" in result and ">100<" in result
    assert ledger(database) == [] and attempts(database)[0].points_awarded == 0
    headers = Device(app, cast.ann).headers
    record = app.test_client().get("/api/v1/members/me/record", headers=headers).json
    assert (record["exams_taken"], record["exams_passed"]) == (0, 0)
    listed = app.test_client().get("/api/v1/exams", headers=headers).json["items"]
    assert [each["mode"] for each in listed] == [mode]
    assert MODES[mode].sentence in ann.get(f"/exams/{exam.id}").text
    assert ann.get(f"/exams/{exam.id}/board").status_code == (403 if mode == "practice" else 200)


def test_practice_stands_apart_and_can_be_taken_any_number_of_times(ann, database, publish_exam) -> None:
    exam = publish_exam(mode="practice", attempts_allowed=1, title="练一练")
    assert "练一练" in ann.get("/exams").text.split("<h2>练习</h2>")[1]
    assert "练一练" not in ann.get("/").text
    for _ in range(3):
        hand_in(ann, exam)
    assert len(attempts(database)) == 3
    assert "练一练" not in ann.get("/me/results").text
    assert "练一练" in ann.get("/me/results?kind=practice").text


@pytest.mark.parametrize(("counting", "statements"), [("best", 3), ("mean", 5)])
def test_only_what_counts_besides_the_best_reads_the_attempts_before(
    app, cast, monkeypatch, publish_exam, counting, statements
) -> None:
    """Submit: read, the board, the end; and for the others the row held and the earlier attempts, once."""
    exam, device = publish_exam(counting=counting, pass_percent=100), Device(app, cast.ann)
    device.submit(device.start(exam).json)
    begun, asked, run = device.start(exam).json, [], Statement.run

    def note(self, work, values):
        asked.append(self)
        return run(self, work, values)

    monkeypatch.setattr(Statement, "run", note)
    device.submit(begun)
    assert len(asked) == statements
