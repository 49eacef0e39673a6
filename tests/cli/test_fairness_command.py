"""exams fairness: the report on the papers of an exam, before and after it is published."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from quiz_app.cli import site
from quiz_app.exams import commitments
from quiz_app.exams.actions import publishing
from quiz_app.exams.actions.publishing import ExamDraft
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.reviews import PRESETS
from tests.cli.conftest import Run
from tests.conftest import NOW
from tests.exams.planned import edition

TEN = Blueprint((Cell(6, 1000, type="single_choice"), Cell(4, 1000, type="true_false")))
DRAFT = ExamDraft("测试", "", NOW, NOW + timedelta(days=1), 30, 2, 60, "half", PRESETS["after_close"], TEN)


@pytest.fixture
def loaded(founded: Run) -> Run:
    """The site has our banks."""
    assert founded("banks", "load").exit_code == 0
    return founded


def write(draft: ExamDraft) -> int:
    with site.ready() as here, here.database.transaction() as session:
        root = site.root(session)
        return publishing.create(session, site.administrator(session), root, draft, at=here.now()).id


def test_a_draft_is_reported_in_the_fixed_keys_and_in_words(loaded: Run) -> None:
    exam = write(DRAFT)
    report = json.loads(loaded("exams", "fairness", exam, "--papers", "300", "--json").stdout)
    assert report["papers"] == 300
    assert report["spread_percent"] <= 2 < report["plain_spread_percent"]
    assert 0 < report["mean_overlap"] <= report["max_exposure"] <= 1
    assert report["unfilled"] == []
    told = loaded("exams", "fairness", exam, "--papers", "300")
    assert told.exit_code == 0
    assert "模拟 300 份试卷，每份 10 题。" in told.stdout


def test_rows_that_cannot_be_filled_are_reported_with_what_would_fill_them(loaded: Run) -> None:
    exam = write(
        replace(DRAFT, blueprint=Blueprint((Cell(200, 100, type="single_choice", knowledge_points=("没有",)),)))
    )
    found = loaded("exams", "fairness", exam, "--json")
    assert found.exit_code == 0
    report = json.loads(found.stdout)
    assert report["papers"] == 0
    assert [(each["wanted"], each["available"], each["missing"]) for each in report["unfilled"]] == [(200, 0, 200)]
    assert "补充并发布 200 道这样的题" in loaded("exams", "fairness", exam).stdout


def test_an_exam_that_is_not_there_is_refused_with_a_sentence(loaded: Run) -> None:
    found = loaded("exams", "fairness", "999")
    assert found.exit_code == 1
    assert found.stderr.strip()


def test_anybody_draws_a_paper_again_from_what_was_published(run: Run, tmp_path: Path) -> None:
    made = edition(80, (Cell(4, 1000, type="single_choice"),))
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(commitments.opened(made, bytes(32))), "utf-8")
    drawn = json.loads(run("exams", "redraw", "--draw", file, "--member", 7, "--json").stdout)
    assert [each["no"] for each in drawn["questions"]] == [1, 2, 3, 4]
    told = run("exams", "redraw", "--draw", file, "--member", 7)
    assert told.exit_code == 0
    assert drawn["questions"][0]["code"] in told.stdout
    file.write_text("{", "utf-8")
    assert run("exams", "redraw", "--draw", file, "--member", 7).exit_code == 1
    assert run("exams", "redraw", "--draw", file).exit_code == 2
    assert run("exams", "redraw").exit_code == 2
