"""While a question is written: how it will look, what is still wrong, what it resembles; and where one starts."""

import re

import pytest
from flask.testing import FlaskClient

from quiz_app.banks.composing import PartRow, compose, compose_parts, points
from quiz_app.banks.nearness import nearest, pieces
from quiz_app.banks.questions import QuestionText
from quiz_app.banks.samples import SAMPLES
from quiz_app.banks.tables.questions import Question, QuestionBank
from quiz_app.banks.types.table import TYPES
from quiz_app.banks.wording import wording_problems
from quiz_app.core.db import Database
from tests.banks.conftest import counted
from tests.banks.forms_sent import as_sent


@pytest.mark.parametrize("kind", TYPES)
def test_whatever_is_typed_so_far_has_a_preview(tom: FlaskClient, citys: QuestionBank, kind: str) -> None:
    path = f"/banks/{citys.id}/preview?type={kind}"
    for typed in (
        {},
        {"stem": "每月____次，每年____次。"},
        {"stem": "先后怎样？", "options-0": "甲", "right": "5", "answers-0": "9", "prompts-3": "左边"},
        {"stem": "x" * 4000, "difficulty": "7", "area": "nowhere", "bases-0-article": "第三条"},
    ):
        answer = tom.post(path, data=typed)
        assert answer.status_code == 200, (typed, answer.text)
    assert tom.post(f"/banks/{citys.id}/preview?type=riddle").status_code == 404


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_sample_says_nothing_that_would_have_to_be_mended_but_its_missing_basis(
    tom: FlaskClient, citys: QuestionBank, kind: str
) -> None:
    new = f"/banks/{citys.id}/questions/new?type={kind}"
    assert "从范例开始" in tom.get(new).text
    begun = as_sent(tom.get(f"{new}&sample=1").text)
    assert begun["stem"] == SAMPLES[kind].stem
    page = tom.post(f"/banks/{citys.id}/preview?type={kind}", data=begun).text
    assert re.findall(r"<li>([^<]+)</li>", page.partition("preview-part")[2]) == [
        "没有依据：写明《文件名》（版本）条款，或者标为草稿。"
    ]
    sample = SAMPLES[kind]
    rows = compose(TYPES[kind].interaction, sample.options, sample.right, sample.answers, sample.prompts)
    parts, key = compose_parts([PartRow(**row) for row in sample.parts])
    text = QuestionText(
        code="",
        type=kind,
        difficulty=2,
        area="key_work",
        stem=sample.stem,
        options=rows.options,
        key=key or rows.key,
        explanation=sample.explanation,
        knowledge_points=points(sample.knowledge_points),
        bases=(),
        prompts=rows.prompts,
        parts=parts,
    )
    assert TYPES[kind].problems(text) == [] and list(wording_problems(text)) == []


def test_the_preview_shows_the_question_as_the_exam_does_and_names_what_resembles_it(
    tom: FlaskClient, citys: QuestionBank, question: Question
) -> None:
    path = f"/banks/{citys.id}/preview?type=single_choice"
    form = as_sent(tom.get(f"/banks/questions/{question.id}/edit").text)
    page = tom.post(path, data=form | {"stem": "引航员登船前要先核对什么？"}).text
    assert 'type="radio" name="q1"' in page and "船名和吃水" in page
    assert question.code in page and "题库里有相近的题" in page
    own = tom.post(f"{path}&question={question.id}", data=form).text
    assert "题库里有相近的题" not in own and "没有发现问题" in own


def test_without_a_script_a_button_shows_the_preview_and_keeps_what_was_typed(
    tom: FlaskClient, citys: QuestionBank, question: Question
) -> None:
    new = f"/banks/{citys.id}/questions/new?type=true_false"
    page = tom.post(new, data={"stem": "大风天可以吊装。", "right": "1", "then": "preview"}).text
    assert "考试里看到的就是这样" in page and as_sent(page)["stem"] == "大风天可以吊装。"
    assert "请改正后再提交" not in page
    edit = f"/banks/questions/{question.id}/edit"
    page = tom.post(edit, data=as_sent(tom.get(edit).text) | {"stem": "改过的题干？", "then": "preview"}).text
    assert "改过的题干？" in page and "考试里看到的就是这样" in page
    assert "改过的题干？" not in tom.get(edit).text


def test_saving_and_going_on_opens_the_next_question_like_the_one_before(
    tom: FlaskClient, citys: QuestionBank, question: Question
) -> None:
    edit = f"/banks/questions/{question.id}/edit"
    sent = as_sent(tom.get(edit).text) | {"stem": "引航员离船前核对什么？", "difficulty": "3", "then": "next"}
    answer = tom.post(edit, data=sent)
    assert answer.status_code == 302 and f"like={question.id}" in answer.location
    begun = as_sent(tom.get(answer.location).text)
    assert (begun["stem"], begun["difficulty"], begun["knowledge_points"]) == ("", "3", "引航")


def test_a_preview_costs_few_queries(
    tom: FlaskClient, database: Database, citys: QuestionBank, question: Question
) -> None:
    form = as_sent(tom.get(f"/banks/questions/{question.id}/edit").text)
    with counted(database) as statements:
        assert tom.post(f"/banks/{citys.id}/preview?type=single_choice", data=form).status_code == 200
    assert len(statements) <= 12


def test_resemblance_is_measured_by_the_stems_alone() -> None:
    stem = "党支部党员大会一般多久召开一次？"
    others = [
        (1, "a", "党支部党员大会，一般多久召开一次"),
        (2, "b", "党支部党员大会一般多久开一次？"),
        (3, "c", "党小组会由谁主持？"),
    ]
    assert [(each.code, each.similarity == 1) for each in nearest(stem, others)] == [("a", True), ("b", False)]
    assert 0 < len(pieces(stem)) <= 8 and all(piece in stem for piece in pieces(stem))
    assert pieces("短题？") == () == pieces("")
    assert pieces("长" * 3000) == ("长长",)
