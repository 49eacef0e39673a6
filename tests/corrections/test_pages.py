"""The pages of corrections: from a report or a question to the decision of somebody else, and what members read."""

from datetime import timedelta

import pytest

from quiz_app.corrections.tables import Correction
from quiz_app.corrections.tasks import preview_corrections
from tests.conftest import NOW
from tests.corrections.conftest import apply_all, drift
from tests.corrections.test_correcting import another_key
from tests.exams.conftest import Queries

SENT = {"kind": "key", "reason": "条例修改过，原来的答案不对。", "basis": "《中国共产党测试条例》第一条"}


@pytest.fixture
def as_dora(app, sign_in, cast):
    return sign_in(app.test_client(), cast.dora)


@pytest.fixture
def as_root(app, sign_in, cast):
    return sign_in(app.test_client(), cast.root)


@pytest.fixture
def as_ann(app, sign_in, cast):
    return sign_in(app.test_client(), cast.ann)


def test_a_correction_goes_from_a_question_to_the_result_page(
    database, clock, cast, exam, sit, place_of, as_dora, as_root, as_ann
) -> None:
    ann = sit(cast.ann)
    place = place_of(exam, cast.ann, 7)
    url = f"/exams/manage/{exam.id}/corrections/questions/{place}"
    answer = as_dora.post(url, data=SENT | {"key": another_key(database, exam, place)})
    assert answer.status_code == 303, answer.text
    page = answer.location
    while preview_corrections(database, clock):
        pass
    shown = as_root.get(page).text
    assert "份答卷有变化，共 1 份" in shown
    assert "补记 0 分，冲正 3 分" in shown
    assert as_dora.post(f"{page}/decision", data={"do": "approve", "version": "2"}).status_code == 403
    assert as_root.post(f"{page}/decision", data={"do": "approve", "version": "1"}).status_code == 409
    assert as_root.post(f"{page}/decision", data={"do": "approve", "version": "2"}).status_code == 303
    apply_all(database, clock)
    assert "更正完成" in as_dora.get(page).text
    result = as_ann.get(f"/exams/attempts/{ann}/result").text
    assert "成绩由 100 分更正为 90 分" in result
    assert SENT["reason"] in result
    assert "已更正" in as_ann.get("/me/results").text
    assert "成绩由 100 分更正为 90 分" in as_ann.get("/").text
    assert "成绩由" not in as_dora.get("/").text
    assert "冲正" in as_ann.get("/me/points").text
    assert drift(database, clock) == []


def test_what_is_wrong_stands_beside_its_field(database, exam, cast, place_of, as_dora) -> None:
    place = place_of(exam, cast.ann, 1)
    url = f"/exams/manage/{exam.id}/corrections/questions/{place}"
    answer = as_dora.post(url, data=SENT | {"key": "第一项"})
    assert (answer.status_code, "看不懂" in answer.text) == (422, True)
    assert as_dora.post(url, data=SENT | {"kind": "gift"}).status_code == 303
    again = as_dora.post(url, data=SENT | {"kind": "void"})
    assert (again.status_code, "还有一次更正没有办完" in again.text) == (422, True)


def test_a_key_is_not_told_before_it_may_be(
    database, clock, cast, publish_exam, sit, place_of, correct, as_ann
) -> None:
    hidden = publish_exam(review_rule="after_close", closes_at=NOW + timedelta(hours=2))
    ann = sit(cast.ann, of=hidden)
    place = place_of(hidden, cast.ann, 7)
    correct("key", place, key=another_key(database, hidden, place), of=hidden)
    result = as_ann.get(f"/exams/attempts/{ann}/result").text
    assert "成绩由 100 分更正为 90 分" in result
    assert "原来的答案与条例不符" not in result
    clock.pass_by(hours=3)
    assert "原来的答案与条例不符" in as_ann.get(f"/exams/attempts/{ann}/result").text


def test_a_score_that_is_withheld_is_not_told_at_home_either(
    database, clock, cast, publish_exam, sit, place_of, correct, as_ann
) -> None:
    hidden = publish_exam(review_rule="all_after_close", closes_at=NOW + timedelta(hours=2))
    sit(cast.ann, of=hidden)
    correct("void", place_of(hidden, cast.ann, 7), of=hidden)
    assert "成绩有更正" not in as_ann.get("/").text
    clock.pass_by(hours=3)
    assert "成绩由 100 分更正为 90 分" in as_ann.get("/").text
    clock.pass_by(hours=20)
    assert "成绩有更正" in as_ann.get("/").text


def test_who_does_not_manage_the_exam_finds_no_correction(exam, cast, propose, app, sign_in) -> None:
    number = propose("void", 0)
    for actor in (cast.ann, cast.ben, cast.tom, cast.cleo):
        assert sign_in(app.test_client(), actor).get(f"/corrections/{number}").status_code == 404


def test_a_rejection_says_why_and_changes_nothing(database, clock, exam, propose, as_root, as_dora) -> None:
    number = propose("void", 0)
    while preview_corrections(database, clock):
        pass
    sent = {"do": "reject", "version": "2"}
    assert as_root.post(f"/corrections/{number}/decision", data=sent).status_code == 422
    assert as_root.post(f"/corrections/{number}/decision", data=sent | {"note": "答案没有错。"}).status_code == 303
    assert "答案没有错。" in as_dora.get(f"/corrections/{number}").text
    apply_all(database, clock)
    with database.reading() as session:
        assert session.get_one(Correction, number).began_at is None


def test_the_list_costs_the_same_with_many_corrections(database, clock, exam, sit, cast, correct, as_dora) -> None:
    sit(cast.ann)
    counts = []
    for kind in ("void", "gift", "void"):
        correct(kind, 0)
        with Queries(database) as asked:
            assert as_dora.get(f"/exams/manage/{exam.id}/corrections").status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1
