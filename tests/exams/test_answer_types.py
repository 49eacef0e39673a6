"""Papers with questions of every type: what leaves the server before the review, and what comes of the answers."""

import re

import pytest
from sqlalchemy import select

from quiz_app.banks.tables import Question, QuestionBank, QuestionBasis, QuestionVersion
from quiz_app.banks.types.table import TYPES
from quiz_app.exams import editions
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.queries.appeals import kept_attempt
from quiz_app.exams.queries.hot import prepared_by_id
from quiz_app.exams.redrawing import redraw
from quiz_app.exams.schemas import SittingOut
from quiz_app.regulations.tables import RegulationVersion
from tests.banks.types.examples import EXAMPLES
from tests.conftest import NOW
from tests.exams.browsing import MARKS, ann, attempts, begin, hand_in, send
from tests.exams.conftest import EXPLANATION, QUOTATION
from tests.exams.test_sitting import Device

FIXTURES = (ann,)
NEW = ("ordering", "matching", "numeric", "cloze")
MARKED = tuple(code for code, kind in TYPES.items() if not kind.marked_by_person)


@pytest.fixture
def typed_exam(database, questions, publish_exam):
    """One question of each type that a machine marks; those of the newer types are the examples, in the order of the
    table: 5 to 8."""
    with database.transaction() as session:
        bank = session.scalars(select(QuestionBank)).one()
        regulation = session.scalars(select(RegulationVersion)).one()
        for code in NEW:
            _add(session, bank, regulation, code)
    return publish_exam(blueprint=Blueprint(tuple(Cell(1, 1000, type=code) for code in MARKED)))


@pytest.fixture
def device(app, cast):
    return Device(app, cast.ann)


def test_prompts_are_delivered_where_a_type_has_some_and_nowhere_else(device, typed_exam):
    asked = device.start(typed_exam).json["questions"]
    assert [each["type"] for each in asked] == list(MARKED)
    prompts = {each["type"]: each["prompts"] for each in asked if "prompts" in each}
    assert prompts == {"matching": ["点灯", "系缆"], "cloze": ["每周 / 每季度 / 每月", ""]}
    assert [each["blanks"] for each in asked[4:]] == [0, 0, 1, 2]
    assert sorted(option["text"] for option in asked[4]["options"]) == sorted(EXAMPLES["ordering"].asked.options)


def test_nothing_of_a_key_leaves_before_the_review(device, ann, typed_exam):
    started = device.start(typed_exam).text
    page = ann.get(begin(ann, typed_exam)).text
    for text in (started, page):
        assert not any(mark in text for mark in (*MARKS, "0.5", "船员大会"))


@pytest.mark.parametrize("rule", ["none", "half", "proportional"])
def test_right_answers_of_every_type_earn_full_marks(device, cast, publish_exam, typed_exam, right_answers, rule):
    exam = publish_exam(blueprint=Blueprint(tuple(Cell(1, 1000, type=code) for code in MARKED)), credit_rule=rule)
    attempt = device.start(exam).json
    answers = right_answers(exam, cast.ann.member_id)
    assert device.save(attempt, 1, answers).status_code == 200
    assert device.start(exam).json["answers"] == answers
    assert device.submit(attempt).json["score"] == 80


def test_an_order_counts_by_its_places_and_not_as_a_set(device, cast, typed_exam, right_answers):
    attempt = device.start(typed_exam).json
    order = right_answers(typed_exam, cast.ann.member_id)["5"]
    turned = {"5": [*order[1:], order[0]]}
    assert device.submit(attempt, revision=1, writer=attempt["writer"], answers=turned).json["score"] == 0


def test_some_neighbours_some_pairs_and_some_gaps_earn_their_share(
    device, cast, publish_exam, typed_exam, right_answers
):
    cells = tuple(Cell(1, 600, type=code) for code in ("ordering", "matching", "cloze"))
    exam = publish_exam(blueprint=Blueprint(cells), credit_rule="proportional")
    attempt = device.start(exam).json
    right = right_answers(exam, cast.ann.member_id)
    answers = {"1": [*right["1"][1:], right["1"][0]], "2": [right["2"][0], ""], "3": ["每月", "大会"]}
    sent = device.submit(attempt, revision=1, writer=attempt["writer"], answers=answers)
    assert sent.json["score"] == 4 + 3 + 3


def test_answers_come_back_in_the_plain_form_and_are_laid_open_after_it(ann, database, typed_exam):
    paper = begin(ann, typed_exam)
    given = {"5": ["B", "", "A", ""], "6": ["", "C"], "7": ["３１．５"], "8": ["每月", "大会"]}
    send(ann, paper, "save", given)
    page = ann.get(paper).text
    for no, place, letter in ((5, 0, "B"), (5, 2, "A"), (6, 1, "C")):
        assert re.search(rf'<option value="{letter}" selected>', _field(page, no, place))
    assert "selected" not in _field(page, 5, 1)
    assert 'value="３１．５"' in page and "<option selected>每月</option>" in page
    send(ann, paper, "submit", given)
    [attempt] = attempts(database)
    review = ann.get(f"/exams/attempts/{attempt.id}/review").text
    assert review.count(EXPLANATION) == review.count(QUOTATION) == 8
    for said in ("32 ± 0.5", "备选：每周 / 每季度 / 每月", "系缆 →", "船员大会 / 大会"):
        assert said in re.sub(r"\s+", " ", review)


def test_a_paper_of_every_type_is_drawn_and_marked_again_as_it_was(ann, cast, database, typed_exam, right_answers):
    hand_in(ann, typed_exam, right_answers(typed_exam, cast.ann.member_id))
    [attempt] = attempts(database)
    with database.reading() as session:
        again = redraw(kept_attempt(session, cast.dora, attempt.id))
    assert again.agrees and again.score == 8000
    said = {each["type"]: each for each in again.to_json()["questions"]}
    assert said["matching"]["prompts"] == ["点灯", "系缆"]
    assert "prompts" not in said["single_choice"]


def test_editions_that_were_stored_before_there_were_prompts_still_read(database, exam, typed_exam):
    with database.reading() as session:
        old, new = (prepared_by_id(session, each.edition_id).edition for each in (exam, typed_exam))
    assert b"prompts" not in editions.zlib.decompress(editions.pack(old))
    assert editions.unpack(editions.pack(old)) == old
    assert editions.unpack(editions.pack(new)) == new
    assert {each.prompts for each in new.questions if each.type == "matching"} == {("点灯", "系缆")}


def test_what_is_delivered_is_what_the_api_says_of_itself(device, typed_exam):
    started = device.start(typed_exam).json
    assert (
        SittingOut.model_validate(started).model_dump(mode="json", exclude_unset=True)
        | {name: started[name] for name in ("server_time", "deadline_at")}
        == started
    )


def _add(session, bank, regulation, code):
    asked = EXAMPLES[code].asked
    question = Question(bank_id=bank.id, code=f"test-{code}", origin="site", latest_number=1)
    session.add(question)
    session.flush()
    version = QuestionVersion(
        question_id=question.id,
        number=1,
        type=code,
        difficulty=1,
        area=asked.area,
        stem=asked.stem,
        options=list(asked.options),
        prompts=list(asked.prompts),
        key=[list(part) if isinstance(part, tuple) else part for part in asked.key],
        explanation=EXPLANATION,
        knowledge_points=["组织生活"],
        digest=bytes.fromhex(asked.digest),
        origin="site",
        created_at=NOW,
    )
    session.add(version)
    session.flush()
    question.published_version_id = version.id
    session.add(
        QuestionBasis(
            question_version_id=version.id,
            regulation_version_id=regulation.id,
            article="第一条",
            quotation=f"{QUOTATION}{code}",
        )
    )


def _field(page, no, place):
    return re.search(rf'<select[^>]*id="q{no}-{place}".*?</select>', page, re.S)[0]
