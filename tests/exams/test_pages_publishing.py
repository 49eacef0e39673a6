"""Publishing an exam: what is confirmed before, what stands after, and how it may close later; on both databases."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quiz_app.banks.tables.questions import EnemyPair
from quiz_app.boards.tables import Board
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.queries.hot import prepared_by_id
from quiz_app.exams.tables.exams import Edition
from tests.conftest import NOW
from tests.exams.browsing import dora, stored

FIXTURES = (dora,)


def test_a_blueprint_that_cannot_be_filled_shows_why_and_is_not_published(dora, database, write_exam):
    exam = write_exam(blueprint=Blueprint((Cell(13, 100, type="fill_blank"),)))
    page = dora.get(f"/exams/manage/{exam.id}").text
    assert "“填空”要抽 13 题，题库里只有 12 题可用" in page
    assert f"/exams/manage/{exam.id}/publish" not in page
    refused = dora.post(f"/exams/manage/{exam.id}/publish")
    assert refused.location == f"/exams/manage/{exam.id}"
    assert "题目不够，还不能发布" in dora.get(refused.location).text
    assert stored(database, exam.id).edition_id is None


@pytest.mark.parametrize(
    ("changes", "warned"),
    [
        ({"attempts_allowed": 2, "review_rule": "at_once"}, True),
        ({"attempts_allowed": None, "review_rule": "at_once"}, True),
        ({"attempts_allowed": 1, "review_rule": "at_once"}, False),
        ({"attempts_allowed": 2, "review_rule": "after_close"}, False),
    ],
)
def test_a_key_that_is_out_before_the_second_attempt_is_warned_of(dora, write_exam, changes, warned):
    exam = write_exam(**changes)
    for page in ("", "/publish"):
        assert ("第一次交卷就能看到正确答案" in dora.get(f"/exams/manage/{exam.id}{page}").text) == warned


def test_a_start_in_the_past_is_said_before_publishing(dora, write_exam):
    begun = write_exam(opens_at=NOW - timedelta(hours=1))
    later = write_exam(opens_at=NOW + timedelta(hours=1))
    assert "开始时间 11月23日 13:00 已经过去" in dora.get(f"/exams/manage/{begun.id}").text
    assert "已经过去" not in dora.get(f"/exams/manage/{later.id}/publish").text


def test_publishing_is_confirmed_by_unit_by_head_and_by_window(dora, database, unpublished):
    page = dora.get(f"/exams/manage/{unpublished.id}").text
    assert re.search(rf'<a [^>]*href="/exams/manage/{unpublished.id}/publish">发布</a>', page)
    assert f'action="/exams/manage/{unpublished.id}/publish"' not in page
    asked = dora.get(f"/exams/manage/{unpublished.id}/publish").text
    assert "临江市的 4 名党员都会看到它" in asked
    assert "11月23日 13:00 至 11月24日 14:00" in asked
    assert "确认发布" in asked
    assert stored(database, unpublished.id).edition_id is None


def test_what_is_published_or_cannot_be_is_not_asked_about(dora, exam, write_exam):
    short = write_exam(blueprint=Blueprint((Cell(13, 100, type="fill_blank"),)))
    for each in (exam, short):
        assert dora.get(f"/exams/manage/{each.id}/publish").location == f"/exams/manage/{each.id}"


def test_publishing_opens_the_watch_page_and_freezes_the_exam(dora, database, unpublished):
    published = dora.post(f"/exams/manage/{unpublished.id}/publish")
    assert published.location == f"/exams/manage/{unpublished.id}/watch"
    assert dora.get(published.location).status_code == 200
    assert dora.get(f"/exams/manage/{unpublished.id}/edit").status_code == 409
    assert dora.post(f"/exams/manage/{unpublished.id}/edit", data={"title": "改名"}).status_code == 409
    assert stored(database, unpublished.id).title == unpublished.title
    again = dora.post(f"/exams/manage/{unpublished.id}/publish")
    assert "已经发布过了" in dora.get(again.location).text
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Edition)) == 1


def test_a_published_exam_can_close_later_with_its_board_and_never_earlier(dora, database, exam):
    address = f"/exams/manage/{exam.id}/extend"
    assert dora.post(address, data={"closes_at": "2026-11-26T18:00"}).status_code == 303
    later = stored(database, exam.id)
    assert later.closes_at == NOW + timedelta(days=3, hours=4)
    with database.reading() as session:
        assert session.get_one(Board, exam.board_id).closes_at == later.closes_at
    for moment in ("2026-11-25T18:00", ""):
        refused = dora.post(address, data={"closes_at": moment})
        assert refused.status_code == 200
        assert "field-error" in refused.text
        assert ("要晚于原来的结束时间 11月26日 18:00" in refused.text) == bool(moment)
    assert stored(database, exam.id).closes_at == later.closes_at


def test_an_exam_that_is_not_published_has_nothing_to_extend(dora, database, unpublished):
    refused = dora.post(f"/exams/manage/{unpublished.id}/extend", data={"closes_at": "2026-11-30T18:00"})
    assert (refused.status_code, "考试还没有发布" in refused.text) == (409, True)
    assert stored(database, unpublished.id).closes_at == unpublished.closes_at


def test_an_exam_whose_key_is_out_does_not_open_again(dora, database, clock, publish_exam):
    exam = publish_exam(review_rule="after_close", closes_at=NOW + timedelta(hours=2))
    clock.pass_by(hours=3)
    refused = dora.post(f"/exams/manage/{exam.id}/extend", data={"closes_at": "2026-11-26T18:00"})
    assert "答案已经公布，不能再延长" in refused.text
    assert stored(database, exam.id).closes_at == NOW + timedelta(hours=2)


def test_enemies_are_frozen_into_the_edition_and_never_on_one_paper(dora, database, cast, write_exam, questions):
    with database.transaction() as session:
        first, second = sorted((questions[0].question_id, questions[4].question_id))
        pair = EnemyPair(first_id=first, second_id=second, reason="同一句话", origin="site", made_at=NOW)
        session.add(pair)
    exam = write_exam(blueprint=Blueprint((Cell(11, 100, type="single_choice"),)))
    assert dora.post(f"/exams/manage/{exam.id}/publish").status_code == 303
    with database.reading() as session:
        found = prepared_by_id(session, stored(database, exam.id).edition_id)
    plan = found.edition.plan
    assert [{found.edition.questions[place].code for place in each} for each in plan.enemies] == [
        {"test-0000", "test-0004"}
    ]
    for member in range(50):
        paper = draw(found.edition, member_seed(found.seed, member), 1)
        assert len({found.edition.questions[item.question].code for item in paper} & {"test-0000", "test-0004"}) == 1


def test_enemies_that_cannot_be_kept_apart_are_named_before_publishing(dora, database, write_exam, questions):
    with database.transaction() as session:
        first, second = sorted((questions[0].question_id, questions[4].question_id))
        pair = EnemyPair(first_id=first, second_id=second, reason="同一句话", origin="site", made_at=NOW)
        session.add(pair)
    exam = write_exam(blueprint=Blueprint((Cell(12, 100, type="single_choice"),)))
    page = dora.get(f"/exams/manage/{exam.id}").text
    assert "不能同卷的题分不开：test-0000 和 test-0004" in page
    assert f"/exams/manage/{exam.id}/publish" not in page
