"""The pages on which questions are written: what they refuse, where they say so, and that nothing typed is lost."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from quiz_app.banks.queries.bases import bases_of
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.banks.types.table import TYPES
from quiz_app.core.db import Database
from tests.banks.conftest import SUPERSEDED, Loader, approve
from tests.banks.forms_sent import as_sent
from tests.banks.typed import KEYS, OPTIONS_OF_PARTS, PROMPTS, TYPED
from tests.conftest import Cast

BASIS = {
    "bases-0-article": "第三条",
    "bases-0-quotation": "引航员应当先核对船名和吃水",
}
COMMON = {
    "version": "0",
    "explanation": "引航从核对船名和吃水开始，其余与靠泊无关。",
    "difficulty": "2",
    "area": "branch_daily_work",
    "knowledge_points": "引航；靠泊",
    "then": "send",
}


def test_all_types_are_written_here() -> None:
    assert list(TYPED) == list(TYPES)


@pytest.mark.parametrize("kind", list(TYPED))
def test_tom_writes_a_question_of_each_type_and_sees_it_sent_to_review(
    tom: FlaskClient, database: Database, citys: QuestionBank, kind: str
) -> None:
    path = f"/banks/{citys.id}/questions/new?type={kind}"
    page = tom.get(path).text
    answer = tom.post(path, data=as_sent(page) | COMMON | TYPED[kind] | BASIS | _first_version(page))
    assert answer.status_code == 302, _errors(answer.text)
    shown = tom.get(answer.location).text
    assert f"<h1>{TYPED[kind]['stem']}</h1>" in shown
    assert "审核中" in shown and "《港口工作条例》（2019）第三条" in shown
    assert "2019-06-01 起施行" in shown and "引航从核对船名和吃水开始" in shown
    right = "参考答案" if kind == "short_answer" else 'class="chip jade">正确'
    assert right in shown and "你的答案" not in shown
    with database.reading() as session:
        made = session.scalars(select(Question)).one()
    assert answer.location.endswith(f"/banks/questions/{made.id}")
    latest = _latest(database, made)
    assert (latest.type, latest.key, latest.knowledge_points) == (kind, KEYS[kind], ["引航", "靠泊"])
    assert latest.prompts == PROMPTS.get(kind, [])
    assert [part["options"] for part in latest.parts] == OPTIONS_OF_PARTS.get(kind, [])


@pytest.mark.parametrize("kind", list(TYPED))
def test_the_edit_page_shows_what_was_written_so_that_saving_it_changes_nothing(
    tom: FlaskClient, database: Database, citys: QuestionBank, kind: str
) -> None:
    new = f"/banks/{citys.id}/questions/new?type={kind}"
    empty = tom.get(new).text
    page = tom.post(new, data=as_sent(empty) | COMMON | TYPED[kind] | BASIS | _first_version(empty)).location
    edit = tom.get(f"{page}/edit").text
    answer = tom.post(f"{page}/edit", data=as_sent(edit) | {"then": "keep"})
    assert answer.status_code == 302, _errors(answer.text)
    with database.reading() as session:
        made = session.scalars(select(Question)).one()
    assert (made.latest_number, _latest(database, made).key) == (1, KEYS[kind])


def test_a_fault_stands_at_its_field_and_everything_typed_is_still_there(tom: FlaskClient, citys: QuestionBank) -> None:
    path = f"/banks/{citys.id}/questions/new?type=single_choice"
    typed = COMMON | TYPED["single_choice"] | {"options-1": "船名和吃水", "difficulty": "3"} | BASIS
    empty = tom.get(path).text
    page = tom.post(path, data=as_sent(empty) | typed | _first_version(empty))
    assert page.status_code == 200
    assert "选项 A 和 B 相同" in page.text
    assert 'id="options-error"' in page.text and 'href="#options"' in page.text
    again = as_sent(page.text)
    assert again["stem"] == typed["stem"] and again["options-4"] == "码头的颜色" and again["right"] == ["0"]
    assert again["explanation"] == typed["explanation"] and again["difficulty"] == "3"
    assert again["bases-0-quotation"] == BASIS["bases-0-quotation"]
    assert again["knowledge_points"] == "引航；靠泊"


def test_what_is_wrong_with_the_questions_of_a_case_is_said_by_their_numbers(
    tom: FlaskClient, citys: QuestionBank
) -> None:
    path = f"/banks/{citys.id}/questions/new?type=case"
    empty = tom.get(path).text
    wrong = {"parts-0-answer": "", "parts-2-answer": "也许", "parts-7-type": "essay"}
    typed = as_sent(empty) | COMMON | TYPED["case"] | BASIS | _first_version(empty)
    page = tom.post(path, data=typed | wrong).text
    assert 'href="#parts"' in page and 'id="parts-error"' in page
    for said in ("第 1 小题：没有写答案", "第 2 小题：答案“也许”看不懂", "第 4 小题：请选题型"):
        assert said in page
    assert as_sent(page)["parts-7-stem"] == "吃水多少米？"
    page = tom.post(path, data=typed | {"parts-0-options": "船名\n船 名\n以上都对"}).text
    for said in ("第 1 小题：选项 A 和 B 相同", "第 1 小题：选项 C“以上都对”借别的选项作答"):
        assert said in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"right": ["5"]}, "right"),
        ({"bases-0-regulation_version_id": ""}, "bases-0-article"),
        ({"bases-0-article": " "}, "bases-0-article"),
        ({"bases-0-quotation": ""}, "bases-0-article"),
        ({"stem": "短" * 2001}, "stem"),
        ({"explanation": ""}, "explanation"),
        ({"knowledge_points": "；"}, "knowledge_points"),
        ({"draft_reason": "还要核对"}, "draft_reason"),
        ({"options-0": "长" * 301}, "options-0"),
    ],
)
def test_each_kind_of_slip_is_told_where_it_is(
    tom: FlaskClient, database: Database, citys: QuestionBank, change: dict[str, object], field: str
) -> None:
    path = f"/banks/{citys.id}/questions/new"
    empty = tom.get(path).text
    sent = as_sent(empty) | COMMON | TYPED["single_choice"] | BASIS | _first_version(empty) | change
    page = tom.post(path, data=sent)
    assert page.status_code == 200
    assert f'id="{field}-error"' in page.text
    assert 'class="error-summary"' in page.text
    assert "没有依据：写明" not in page.text
    with database.reading() as session:
        assert session.scalars(select(Question)).all() == []


def test_all_faults_are_told_at_once_wherever_they_are_found(tom: FlaskClient, citys: QuestionBank) -> None:
    path = f"/banks/{citys.id}/questions/new"
    empty = tom.get(path).text
    wrong = {"explanation": "", "right": ["6"], "draft_reason": "还要核对", "options-1": "船名和吃水"}
    bases = _first_version(empty) | {"bases-0-article": "第三条", "bases-1-article": "第四条"}
    page = tom.post(path, data=as_sent(empty) | COMMON | TYPED["single_choice"] | wrong | bases).text
    told = ("explanation", "right", "options", "draft_reason", "bases-1-article")
    assert [field for field in told if f'id="{field}-error"' not in page] == []
    assert "依据：第 2 处：请选这一条所在的文件和版本。" in page
    assert "现在有 0 个" not in page
    assert empty.count("formnovalidate") == empty.count('name="then"') == 5


def test_a_twin_is_told_together_with_a_missing_explanation(
    tom: FlaskClient, citys: QuestionBank, question: Question
) -> None:
    path = f"/banks/{citys.id}/questions/new"
    empty = tom.get(path).text
    same = {"stem": "引航员登船前，先核对什么？", "explanation": ""}
    sent = as_sent(empty) | COMMON | TYPED["single_choice"] | BASIS | _first_version(empty) | same
    page = tom.post(path, data=sent).text
    assert 'id="explanation-error"' in page
    assert f"{question.code} 已经问过同一件事" in page


@pytest.mark.parametrize("sent", [{}, {"right": ["99"]}, {"difficulty": "abc"}, {"bases-0-regulation_version_id": "x"}])
def test_a_form_that_no_page_would_send_is_answered_like_any_other(
    tom: FlaskClient, citys: QuestionBank, sent: dict[str, object]
) -> None:
    answer = tom.post(f"/banks/{citys.id}/questions/new", data=sent)
    assert answer.status_code == 200
    assert 'id="stem-error"' in answer.text


def test_rows_without_any_basis_are_told_at_the_bases(tom: FlaskClient, citys: QuestionBank) -> None:
    page = tom.post(f"/banks/{citys.id}/questions/new", data=COMMON | TYPED["single_choice"])
    assert 'id="bases-error"' in page.text and "没有依据" in page.text


def test_a_superseded_version_is_not_offered_but_a_question_that_has_it_still_shows_it(
    tom: FlaskClient, load: Loader, database: Database, cast: Cast, citys: QuestionBank, question: Question
) -> None:
    load(register=SUPERSEDED)
    new = tom.get(f"/banks/{citys.id}/questions/new").text
    assert "《港口工作条例》（2019）" not in new and "《港口工作新条例》（2026）" in new
    edit = tom.get(f"/banks/questions/{question.id}/edit").text
    assert "《港口工作条例》（2019），已被取代" in edit
    shown = tom.get(f"/banks/questions/{question.id}").text
    assert "2026-01-01 被取代" in shown and "待修订" in shown
    assert "《港口工作条例》" in tom.get("/banks/citations").text
    assert question.code in tom.get("/banks/superseded").text


def test_the_second_editor_sees_both_texts_and_may_go_on_from_there(
    tom: FlaskClient, database: Database, cast: Cast, question: Question
) -> None:
    path = f"/banks/questions/{question.id}/edit"
    mine = as_sent(tom.get(path).text) | {"then": "send"}
    theirs = mine | {"stem": "引航员上船之前先核对什么？"}
    assert tom.post(path, data=theirs).status_code == 302
    page = tom.post(path, data=mine | {"stem": "引航员登船前最先看的是什么？"})
    assert page.status_code == 409
    assert "引航员上船之前先核对什么？" in page.text
    assert "<del>" in page.text and "<ins>" in page.text
    assert as_sent(page.text)["stem"] == "引航员登船前最先看的是什么？"
    assert "田明" in page.text
    assert _latest(database, question).number == 2
    assert tom.post(path, data=as_sent(page.text) | {"then": "send"}).status_code == 302
    assert _latest(database, question).stem == "引航员登船前最先看的是什么？"


def test_the_page_shows_every_version_and_how_two_differ_and_sends_an_earlier_one_to_review(
    tom: FlaskClient, database: Database, question: Question
) -> None:
    path = f"/banks/questions/{question.id}"
    tom.post(
        f"{path}/edit",
        data=as_sent(tom.get(f"{path}/edit").text) | {"stem": "上船前核对什么？", "then": "send"},
    )
    page = tom.get(path).text
    assert "第 2 版" in page and "第 1 版" in page
    assert "引航员登船前先核对什么？" in tom.get(f"{path}?version=1").text
    assert tom.get(f"{path}?version=3").status_code == 404
    approve(database, question)
    (send,) = re.findall(r'action="([^"]+/submission[^"]*)"', tom.get(path).text)
    assert tom.post(send.replace("&amp;", "&")).status_code == 302
    assert "在等审核" in tom.get(path).text
    differing = tom.get(f"{path}/compare").text
    assert "引航员登</del>" in differing and "上</ins>" in differing and "船前" in differing
    assert "两版说的完全一样" in tom.get(f"{path}/compare?from=2&to=2").text
    assert tom.get(f"{path}/compare?from=1&to=3").status_code == 404


def _latest(database: Database, question: Question) -> QuestionVersion:
    with database.reading() as session:
        mine = select(QuestionVersion).where(QuestionVersion.question_id == question.id)
        return session.scalars(mine.order_by(QuestionVersion.number.desc())).first()


def _first_version(page: str) -> dict[str, str]:
    """The first basis row with the first version of a document that the page offers."""
    return {"bases-0-regulation_version_id": re.search(r'<option value="(\d+)">《港口工作条例》', page)[1]}


def _errors(page: str) -> list[str]:
    return re.findall(r'id="[^"]+-error">.*?<span>([^<]*)', page, re.S)


def test_there_is_always_an_empty_row_for_one_more_basis(
    tom: FlaskClient, database: Database, question: Question
) -> None:
    path = f"/banks/questions/{question.id}/edit"
    for rows in range(2, 6):
        sent = as_sent(tom.get(path).text)
        filled = {name: value for name, value in sent.items() if name.startswith("bases-0-")}
        more = {name.replace("-0-", f"-{rows - 1}-"): value for name, value in filled.items()}
        more[f"bases-{rows - 1}-article"] = f"第{rows}条"
        assert sent[f"bases-{rows - 1}-article"] == ""
        answer = tom.post(path, data=sent | more | {"then": "send"})
        assert answer.status_code == 302, _errors(answer.text)
    with database.reading() as session:
        latest = _latest(database, question)
        assert len(bases_of(session, [latest.id])[latest.id]) == 5
