"""The draw is sealed before the exam and opened after it, so that anybody can draw any paper again."""

import json
from datetime import timedelta

import pytest

from quiz_app.core.errors import Invalid
from quiz_app.exams.commitments import fingerprint, opened, redrawn
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.sheets import LETTERS
from tests.conftest import NOW
from tests.exams.planned import TEN, edition

SEED = bytes(range(32))
IN_AN_HOUR = NOW + timedelta(hours=1)
WITH_PLAN = edition(80, TEN, enemies=(("q0", "q4"),))
PLAIN = edition(80, TEN, balanced=False)


def published(drawn_from=WITH_PLAN):
    """As it comes out of the file."""
    return json.loads(json.dumps(opened(drawn_from, SEED)))


@pytest.mark.parametrize("drawn_from", [WITH_PLAN, PLAIN])
@pytest.mark.parametrize("number", [1, 2, 5])
def test_the_file_draws_the_papers_that_were_given(drawn_from, number) -> None:
    for member in range(1, 20):
        paper = draw(drawn_from, member_seed(SEED, member), number)
        assert redrawn(published(drawn_from), member_id=member, number=number) == [
            (drawn_from.questions[item.question].code, "".join(LETTERS[place] for place in item.order))
            for item in paper
        ]


def test_the_fingerprint_of_before_is_that_of_after() -> None:
    assert published()["fingerprint"] == fingerprint(WITH_PLAN, SEED)


def test_another_seed_or_another_pool_has_another_fingerprint() -> None:
    assert len({fingerprint(WITH_PLAN, SEED), fingerprint(WITH_PLAN, bytes(32)), fingerprint(PLAIN, SEED)}) == 3


def test_a_file_that_was_changed_is_refused() -> None:
    other = published()
    other["sheet"]["questions"][0][0] = "q999"
    with pytest.raises(Invalid, match="改动过"):
        redrawn(other, member_id=1, number=1)
    with pytest.raises(Invalid, match="改动过"):
        redrawn(published() | {"seed": bytes(32).hex()}, member_id=1, number=1)


@pytest.mark.parametrize("text", [{}, [], {"seed": "zz", "sheet": {}, "fingerprint": ""}, {"seed": 1}, None])
def test_what_is_no_draw_sheet_is_refused_with_a_sentence(text) -> None:
    with pytest.raises(Invalid, match=r"不是抽题数据|改动过"):
        redrawn(text, member_id=1, number=1)


def test_the_file_holds_no_text_and_no_key() -> None:
    text = json.dumps(published(), ensure_ascii=False)
    assert "第一项" not in text
    assert "问 ____" not in text


@pytest.fixture
def as_ann(client, sign_in, cast):
    return sign_in(client, cast.ann)


def test_before_the_end_there_is_a_fingerprint_and_no_seed(as_ann, database, publish_exam) -> None:
    exam = publish_exam(review_rule="after_close")
    page = as_ann.get(f"/exams/{exam.id}/draw").text
    assert "种子还没有公布" in page
    assert as_ann.get(f"/exams/{exam.id}/draw.json").status_code == 409


def test_after_the_end_the_seed_is_out_and_draws_the_papers(as_ann, database, clock, cast, publish_exam) -> None:
    exam = publish_exam(review_rule="after_close", closes_at=IN_AN_HOUR)
    before = as_ann.get(f"/exams/{exam.id}/draw").text
    clock.pass_by(seconds=3601)
    page = as_ann.get(f"/exams/{exam.id}/draw").text
    file = as_ann.get(f"/exams/{exam.id}/draw.json").get_json()
    assert file["fingerprint"] in before
    assert file["fingerprint"] in page
    assert file["seed"] in page
    assert file["seed"] not in before
    assert len(redrawn(file, member_id=cast.ann.member_id, number=1)) == 10


@pytest.mark.parametrize("changes", [{"review_rule": "at_once"}, {"review_rule": "never"}])
def test_an_exam_that_could_be_reopened_never_opens_its_seed(as_ann, clock, publish_exam, changes) -> None:
    exam = publish_exam(closes_at=IN_AN_HOUR, **changes)
    clock.pass_by(seconds=3601)
    assert "这场考试不公布种子" in as_ann.get(f"/exams/{exam.id}/draw").text
    assert as_ann.get(f"/exams/{exam.id}/draw.json").status_code == 409


def test_to_cleo_from_another_county_there_is_nothing_to_check(client, sign_in, cast, publish_exam) -> None:
    exam = publish_exam(review_rule="after_close")
    as_cleo = sign_in(client, cast.cleo)
    assert as_cleo.get(f"/exams/{exam.id}/draw").status_code == 404
    assert as_cleo.get(f"/exams/{exam.id}/draw.json").status_code == 404
