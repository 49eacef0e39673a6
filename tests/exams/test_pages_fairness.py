"""The page that says what the papers of an exam are like, and who may read it; on both databases."""

import re

import pytest

from quiz_app.exams import fairness
from quiz_app.exams.blueprints import Blueprint, Cell
from tests.exams.browsing import dora, stored
from tests.exams.conftest import BLUEPRINT

FIXTURES = (dora,)


@pytest.fixture(autouse=True)
def few_papers(monkeypatch):
    """Enough to see something; ten thousand take a second."""
    whole = fairness.measure
    monkeypatch.setattr(fairness, "measure", lambda edition, shares: whole(edition, shares, papers=200))


def test_a_draft_shows_its_spread_beside_that_of_a_plain_draw(dora, unpublished):
    page = dora.get(f"/exams/manage/{unpublished.id}/fairness").text
    assert "试卷是否公平（模拟 200 份）" in page
    assert "任何两个人的试卷，预计得分相差不超过满分的 1.8%" in page
    told = [float(each) for each in re.findall(r"<dd>([\d.]+)%</dd>", page)]
    assert told[0] <= 1.8 < told[1]


def test_the_page_before_publishing_fetches_the_report(dora, unpublished):
    page = dora.get(f"/exams/manage/{unpublished.id}/publish").text
    assert f'hx-get="/exams/manage/{unpublished.id}/fairness" hx-select="#fairness"' in page
    assert 'id="fairness"' in dora.get(f"/exams/manage/{unpublished.id}/fairness").text


def test_what_cannot_be_filled_is_named_with_what_would_fill_it(dora, write_exam):
    exam = write_exam(blueprint=Blueprint((Cell(13, 100, type="fill_blank"),)))
    page = dora.get(f"/exams/manage/{exam.id}/fairness").text
    assert "补充并发布 1 道这样的题" in page
    assert "一共还差 1 道题" in page


def test_papers_that_need_not_be_equally_hard_are_said_to_be_so(dora, write_exam):
    exam = write_exam(blueprint=Blueprint(BLUEPRINT.cells, balanced=False))
    assert "各份试卷的难易没有平衡" in dora.get(f"/exams/manage/{exam.id}/fairness").text


def test_a_published_exam_shows_what_its_papers_are_like(dora, exam):
    assert "模拟 200 份" in dora.get(f"/exams/manage/{exam.id}/fairness").text


@pytest.mark.parametrize("ticked", [True, False])
def test_the_form_keeps_whether_papers_shall_be_equally_hard(dora, database, write_exam, ticked):
    exam = write_exam()
    page = dora.get(f"/exams/manage/{exam.id}/edit").text
    assert re.search(r'<input[^>]*checked[^>]*name="balanced"', page)
    sent = {
        "title": "测试",
        "opens_at": "2026-11-23T15:00",
        "closes_at": "2026-11-24T15:00",
        "minutes": "45",
        "pass_percent": "80",
        "credit_rule": "half",
        "review_rule": "after_close",
        "cells-0-type": "single_choice",
        "cells-0-count": "5",
        "cells-0-points": "2",
        "version": str(exam.version),
    }
    bounds = {"most_exposure": "20" if ticked else "", "rare_first": "y"}
    saved = dora.post(f"/exams/manage/{exam.id}/edit", data=sent | bounds | ({"balanced": "y"} if ticked else {}))
    assert saved.status_code == 303, saved.text
    kept = Blueprint.from_json(stored(database, exam.id).blueprint)
    assert (kept.balanced, kept.rare_first, kept.most_exposure) == (ticked, True, 20 if ticked else None)
    if ticked:
        fairness = dora.get(f"/exams/manage/{exam.id}/fairness").text
        assert "20%" in fairness


def test_the_pages_cost_the_same_few_queries_whatever_they_draw_from(dora, queries, unpublished):
    dora.get(f"/exams/manage/{unpublished.id}/fairness")
    with queries:
        dora.get(f"/exams/manage/{unpublished.id}/fairness")
    assert len(queries) <= 8, "\n".join(queries.statements)
