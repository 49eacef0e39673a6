"""Papers with questions of every type: what leaves the server before the review, and what comes of the answers."""

import re
from dataclasses import asdict

import pytest
from sqlalchemy import select

from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionBasis, QuestionVersion
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
NEW = ("ordering", "matching", "numeric", "cloze", "case")
CASE = "9"
MARKED = tuple(code for code, kind in TYPES.items() if not kind.marked_by_person)


@pytest.fixture
def typed_exam(database, questions, publish_exam):
    """One question of each type that a machine marks; those of the newer types are the examples, in the order of the
    table: 5 to 9."""
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
    assert [each["blanks"] for each in asked[4:]] == [0, 0, 1, 2, 0]
    assert sorted(option["text"] for option in asked[4]["options"]) == sorted(EXAMPLES["ordering"].asked.options)


def test_nothing_of_a_key_leaves_before_the_review(device, ann, typed_exam):
    started = device.start(typed_exam).text
    page = ann.get(begin(ann, typed_exam)).text
    for text in (started, page):
        assert not any(mark in text for mark in (*MARKS, "0.5", "船员大会", "numeric&#34;, &#34;12", '"12"', '"三"'))
    assert "key" not in {name for each in device.start(typed_exam).json["questions"] for name in each}


def test_a_case_is_delivered_with_its_parts_as_they_were_written(device, typed_exam):
    asked = device.start(typed_exam).json["questions"]
    assert [each["type"] for each in asked if "parts" in each] == ["case"]
    case = asked[int(CASE) - 1]
    assert (case["options"], case["stem"]) == ([], EXAMPLES["case"].asked.stem)
    assert case["parts"] == [
        {
            "type": part.type,
            "stem": part.stem,
            "options": [
                {"key": key, "text": text}
                for key, text in zip("ABCD", TYPES[part.type].shown_options(part.options), strict=False)
            ],
            "blanks": TYPES[part.type].blanks(part.stem),
        }
        for part in EXAMPLES["case"].asked.parts
    ]
    assert case["parts"][2]["options"] == [{"key": "A", "text": "对"}, {"key": "B", "text": "错"}]
    assert [part["blanks"] for part in case["parts"]] == [0, 0, 0, 1, 1]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (["D"], "第 9 题第 1 小题不能答“D”"),
        (["AB"], "第 9 题第 1 小题不能答“AB”"),
        (["A", "CA"], "第 9 题第 2 小题不能答“CA”"),
        (["", "", "对"], "第 9 题第 3 小题不能答“对”"),
        (["A", "", "", "", "", ""], "第 9 题有 5 个小题，却送来 6 个答案"),
    ],
)
def test_what_no_part_of_a_case_takes_is_refused_and_nothing_of_it_is_kept(device, typed_exam, values, says):
    attempt = device.start(typed_exam).json
    assert device.save(attempt, 1, {CASE: ["A", "", "", "四", "约 3"]}).status_code == 200
    refused = device.save(attempt, 2, {CASE: values})
    assert refused.status_code == 422 and says in refused.json["message"]
    assert says in refused.json["fields"]["answers"]
    handed_in = device.submit(attempt, revision=3, writer=attempt["writer"], answers={CASE: values})
    assert handed_in.status_code == 422
    assert device.start(typed_exam).json["answers"] == {CASE: ["A", "", "", "四", "约 3"]}


@pytest.mark.parametrize(("rule", "score"), [("none", 3), ("half", 4), ("proportional", 4)])
def test_each_part_of_a_case_earns_its_share(device, publish_exam, typed_exam, rule, score):
    exam = publish_exam(blueprint=Blueprint((Cell(1, 500, type="case"),)), credit_rule=rule)
    attempt = device.start(exam).json
    given = {"1": ["B", "A", "B", " ３", ""]}
    sent = device.submit(attempt, revision=1, writer=attempt["writer"], answers=given)
    assert sent.json["score"] == score - 0.5 * (rule != "none")


@pytest.mark.parametrize("rule", ["none", "half", "proportional"])
def test_right_answers_of_every_type_earn_full_marks(device, cast, publish_exam, typed_exam, right_answers, rule):
    exam = publish_exam(blueprint=Blueprint(tuple(Cell(1, 1000, type=code) for code in MARKED)), credit_rule=rule)
    attempt = device.start(exam).json
    answers = right_answers(exam, cast.ann.member_id)
    assert device.save(attempt, 1, answers).status_code == 200
    assert device.start(exam).json["answers"] == answers
    assert device.submit(attempt).json["score"] == 90


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
    parts = {"9-1": ["B"], "9-2": ["A", "C"], "9-4": ["四"], "9-5": [""]}
    send(ann, paper, "save", given | parts)
    page = ann.get(paper).text
    checked = re.findall(r'name="q9-(\d)" id="[^"]+" value="(.)" checked', page)
    assert checked == [("1", "B"), ("2", "A"), ("2", "C")]
    assert 'id="q9-4-0"' in page and 'value="四"' in page
    asked = ann.get(f"{paper}/confirm").text
    assert "还有 7 道题没有答完，其中 3 道只答了一部分" in asked
    assert 'aria-label="第 9 题，部分作答"' in asked
    for no, place, letter in ((5, 0, "B"), (5, 2, "A"), (6, 1, "C")):
        assert re.search(rf'<option value="{letter}" selected>', _field(page, no, place))
    assert "selected" not in _field(page, 5, 1)
    assert 'value="３１．５"' in page and "<option selected>每月</option>" in page
    send(ann, paper, "submit", given | {CASE: ["B", "AC", "", "四", ""]})
    [attempt] = attempts(database)
    review = ann.get(f"/exams/attempts/{attempt.id}/review").text
    assert review.count(EXPLANATION) == review.count(QUOTATION) == 9
    for said in ("32 ± 0.5", "备选：每周 / 每季度 / 每月", "系缆 →", "船员大会 / 大会", "（5）数值", "12 ± 0.5"):
        assert said in re.sub(r"\s+", " ", review)


def test_a_paper_of_every_type_is_drawn_and_marked_again_as_it_was(ann, cast, database, typed_exam, right_answers):
    hand_in(ann, typed_exam, right_answers(typed_exam, cast.ann.member_id))
    [attempt] = attempts(database)
    with database.reading() as session:
        again = redraw(kept_attempt(session, cast.dora, attempt.id))
    assert again.agrees and again.score == 9000
    said = {each["type"]: each for each in again.to_json()["questions"]}
    assert said["matching"]["prompts"] == ["点灯", "系缆"]
    assert "prompts" not in said["single_choice"]
    assert [name for name in said if "parts" in said[name]] == ["case"]
    assert [part["stem"] for part in said["case"]["parts"]] == [part.stem for part in EXAMPLES["case"].asked.parts]
    assert said["case"]["answered"] == ["B", "AC", "B", "三", "12"]


def test_editions_that_were_stored_before_there_were_prompts_and_parts_still_read(database, exam, typed_exam):
    with database.reading() as session:
        old, new = (prepared_by_id(session, each.edition_id).edition for each in (exam, typed_exam))
    content = editions.zlib.decompress(editions.pack(old))
    assert b"prompts" not in content and b"parts" not in content
    assert editions.unpack(editions.pack(old)) == old
    assert editions.unpack(editions.pack(new)) == new
    assert {each.prompts for each in new.questions if each.type == "matching"} == {("点灯", "系缆")}
    assert [each.parts for each in new.questions if each.parts] == [EXAMPLES["case"].asked.parts]


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
        parts=[asdict(part) for part in asked.parts],
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
