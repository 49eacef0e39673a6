"""Papers of members: where they are marked, who may print and key them in, and that no key is on the way."""

import re
from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook

from quiz_app.exams.tables.sittings import PaperSitting
from quiz_app.members.tables import Member
from tests.conftest import NOW
from tests.exams.browsing import marks_in
from tests.exams.marked import rows
from tests.exams.on_paper import HANDED_IN, attempts, ben, dora, enter, keep, paper_exam

FIXTURES = (ben, dora, paper_exam)


def test_it_is_marked_wherever_it_is_shown(app, ben, dora, sign_in, cast, clock, paper_exam, settle) -> None:
    paper = keep(ben, paper_exam, cast.ann)
    clock.moment = HANDED_IN
    enter(ben, paper, {"1": ["A"]})
    settle()
    ann = sign_in(app.test_client(), cast.ann)
    result = re.search(r"/exams/attempts/\d+/result", ann.get(f"/exams/{paper_exam.id}").text)[0]
    assert "· 纸笔" in ann.get(result).text
    for page in (f"/exams/{paper_exam.id}", "/me/results"):
        assert 'class="chip">纸笔' in ann.get(page).text
    assert 'class="chip">纸笔' in ben.get(f"/exams/{paper_exam.id}/branch?part=present").text
    assert "纸笔 1 份" in dora.get(f"/exams/manage/{paper_exam.id}/watch").text
    book = load_workbook(BytesIO(dora.get(f"/exams/manage/{paper_exam.id}/export.xlsx").data))
    assert {row[1]: row[-1] for row in book["按人员"].iter_rows(min_row=2, values_only=True)}["安然"] == "纸笔"


def test_a_secretary_sees_no_key_at_any_step(ben, cast, clock, publish_exam) -> None:
    exam = publish_exam(paper_sitting="branch", paper_twice=True, review_rule="never")
    paper = keep(ben, exam, cast.ann)
    clock.moment = HANDED_IN
    pages = [ben.get(f"/exams/{exam.id}/paper?part={part}") for part in ("choose", "waiting", "ended")]
    pages += [ben.get(f"/exams/paper/{paper}"), enter(ben, paper, {"1": ["A"]}, do="check"), enter(ben, paper, {})]
    assert [found for page in pages if (found := marks_in(page))] == []


def test_who_may_print_and_key_is_the_exams_rule(app, ben, dora, sign_in, cast, clock, database, publish_exam) -> None:
    closed, own = publish_exam(), publish_exam(paper_sitting="organizer")
    assert dora.get(f"/exams/{closed.id}/paper").status_code == 409
    assert ben.get(f"/exams/{own.id}/paper").status_code == 403
    paper = keep(dora, own, cast.ann)
    assert ben.get(f"/exams/paper/{paper}").status_code == 403
    for actor, status in ((cast.ann, 403), (cast.tom, 403), (cast.cleo, 404)):
        browser = sign_in(app.test_client(), actor)
        assert browser.get(f"/exams/{own.id}/paper").status_code == status
        assert browser.get(f"/exams/paper/{paper}").status_code == status
    clock.moment = HANDED_IN
    mine = publish_exam(paper_sitting="branch")
    assert enter(ben, keep(dora, mine, cast.ben), {}, sat_at="2026-11-23T14:40").status_code in (403, 422)


def test_nobody_keys_in_their_own_paper(ben, dora, cast, clock, database, paper_exam) -> None:
    paper = keep(ben, paper_exam, cast.ben)
    clock.moment = HANDED_IN
    assert enter(ben, paper, {"1": ["A"]}).status_code == 403
    assert attempts(database) == []
    assert enter(dora, paper, {"1": ["A"]}).status_code == 303


def test_a_secretary_prints_nothing_before_the_exam_opens(ben, dora, cast, database, publish_exam) -> None:
    exam = publish_exam(paper_sitting="branch", opens_at=NOW + timedelta(hours=1))
    assert ben.post(f"/exams/{exam.id}/paper", data={"member": cast.ann.member_id}).status_code == 403
    keep(dora, exam, cast.ann)
    assert ben.get(f"/exams/{exam.id}/paper/papers").status_code == 403
    assert dora.get(f"/exams/{exam.id}/paper/papers?format=docx").status_code == 200


def test_a_member_of_another_unit_is_nobody_to_print_for(ben, cast, database, paper_exam) -> None:
    for stranger in (cast.cleo.member_id, 10**9):
        assert ben.post(f"/exams/{paper_exam.id}/paper", data={"member": stranger}).status_code == 404
    assert rows(database, PaperSitting) == []


def test_a_code_leads_to_its_paper_and_a_misread_one_to_none(ben, cast, database, paper_exam) -> None:
    paper = keep(ben, paper_exam, cast.ann)
    code = rows(database, PaperSitting)[0].code
    found = ben.get(f"/exams/{paper_exam.id}/paper/find?code={code.lower().replace('-', '')}")
    assert found.location.endswith(f"/exams/paper/{paper}")
    missed = ben.get(f"/exams/{paper_exam.id}/paper/find?code=2222-2222", follow_redirects=True)
    assert "请核对卷号" in missed.text


def test_the_list_asks_as_much_for_many_as_for_one(ben, cast, database, queries, paper_exam) -> None:
    keep(ben, paper_exam, cast.ann)
    with queries:
        ben.get(f"/exams/{paper_exam.id}/paper")
        ben.get(f"/exams/{paper_exam.id}/paper?part=waiting")
        few = len(queries)
    with database.transaction() as session:
        home = cast.units["港口党支部"].id
        more = [Member(number=f"M{number}", name=f"党员{number}", unit_id=home) for number in range(12)]
        session.add_all(more)
    ben.post(f"/exams/{paper_exam.id}/paper", data={"member": [each.id for each in more]})
    with queries:
        assert "党员3" in ben.get(f"/exams/{paper_exam.id}/paper").text
        assert "党员3" in ben.get(f"/exams/{paper_exam.id}/paper?part=waiting").text
        assert len(queries) == few
