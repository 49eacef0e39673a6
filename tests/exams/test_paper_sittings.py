"""An exam on paper: printed for members, keyed in by one or two people, counted as any other, once; on both
databases."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from quiz_app.boards.tables import Standing
from quiz_app.boards.values import score_of, seconds_of
from quiz_app.exams import keying, sheets
from quiz_app.exams.queries.appeals import kept_attempt
from quiz_app.exams.redrawing import redraw
from quiz_app.exams.tables.sittings import PaperKeying, PaperSitting, PaperWithdrawal
from quiz_app.exams.tables.tallies import QuestionTally
from quiz_app.exams.tasks import count_attempts
from quiz_app.points.tables import LedgerEntry
from quiz_app.records.tasks import boards_audit, points_audit, tallies_audit
from tests.conftest import NOW
from tests.core.test_printing import words_of_docx
from tests.exams.browsing import MARKS
from tests.exams.devices import Device
from tests.exams.marked import rows
from tests.exams.on_paper import HANDED_IN, SAT, attempts, ben, dora, enter, keep, paper_exam

FIXTURES = (ben, dora, paper_exam)


def test_a_keyed_paper_is_graded_ranked_and_credited_as_any_other_and_takes_all_of_its_time(
    ben, cast, clock, database, paper_exam, right_answers, settle
) -> None:
    paper = keep(ben, paper_exam, cast.ann)
    clock.moment = HANDED_IN + timedelta(hours=1)
    answers = right_answers(paper_exam, cast.ann.member_id)
    checked = enter(ben, paper, answers, do="check")
    assert "答了 10 题，共 10 题" in checked.text
    assert attempts(database) == []
    assert enter(ben, paper, answers).status_code == 303
    [attempt] = attempts(database)
    assert (attempt.kind, attempt.number, attempt.score, attempt.closed_by) == (1, 1, 10_000, 1)
    assert (attempt.started_at, attempt.submitted_at) == (NOW + timedelta(minutes=10), HANDED_IN)
    assert sum(entry.amount for entry in rows(database, LedgerEntry)) == attempt.points_awarded > 0
    settle()
    with database.reading() as session:
        value = session.scalars(select(Standing.value).where(Standing.board_id == paper_exam.board_id)).one()
    assert (score_of(value, 1801), seconds_of(value, 1801)) == (10_000, 1800)
    while count_attempts(database, clock):
        pass
    tallies = rows(database, QuestionTally)
    assert sum(tally.answered for tally in tallies) == 10
    assert boards_audit(database, clock).drift == points_audit(database, clock).drift == []
    assert tallies_audit(database).drift == []


def test_the_paper_that_was_printed_is_the_one_that_is_graded_and_can_be_drawn_again(
    ben, cast, clock, database, paper_exam, right_answers
) -> None:
    paper = keep(ben, paper_exam, cast.ann)
    zipped = ben.get(f"/exams/{paper_exam.id}/paper/papers?format=docx")
    with ZipFile(BytesIO(zipped.data)) as archive:
        assert archive.namelist() == ["试卷.docx", "答题卡.docx"]
        words, sheet = (words_of_docx(archive.read(name)) for name in archive.namelist())
    [sitting] = rows(database, PaperSitting)
    for part in (words, sheet):
        for said in ("安然", "A001", "港口党支部", "支部工作知识测试", "第1次", sitting.code):
            assert said in part
        assert [mark for mark in MARKS if mark in part] == []
    clock.moment = HANDED_IN
    enter(ben, paper, right_answers(paper_exam, cast.ann.member_id))
    with database.reading() as session:
        again = redraw(kept_attempt(session, cast.dora, attempts(database)[0].id))
    assert again.agrees
    assert again.score == 10_000
    assert all("".join(item.shown.stem.replace("____", "").split()) in words for item in again.items)


def test_it_is_never_keyed_twice(ben, cast, clock, database, paper_exam) -> None:
    paper = keep(ben, paper_exam, cast.ann)
    clock.moment = HANDED_IN
    assert enter(ben, paper, {"1": ["A"]}).status_code == 303
    again = enter(ben, paper, {"1": ["B"]})
    assert again.status_code == 409
    assert "已经录入或者撤回" in again.text or "已经办完" in again.text
    assert len(attempts(database)) == 1
    assert ben.post(f"/exams/paper/{paper}/withdrawal", data={"reason": "录错了"}).status_code == 409
    assert rows(database, PaperWithdrawal) == []


def test_who_has_a_paper_waiting_does_not_start_on_a_screen_until_it_is_withdrawn(
    app, ben, cast, clock, database, paper_exam
) -> None:
    paper = keep(ben, paper_exam, cast.ann)
    ann = Device(app, cast.ann)
    refused = ann.start(paper_exam)
    assert (refused.status_code, refused.json["error"]) == (409, "on_paper")
    assert ben.post(f"/exams/paper/{paper}/withdrawal", data={"reason": " "}).status_code == 422
    assert ben.post(f"/exams/paper/{paper}/withdrawal", data={"reason": "请假，未拆封"}).status_code == 303
    [withdrawal] = rows(database, PaperWithdrawal)
    assert (withdrawal.reason, withdrawal.withdrawn_by) == ("请假，未拆封", cast.ben.member_id)
    assert ann.start(paper_exam).status_code == 201
    clock.moment = HANDED_IN
    assert enter(ben, paper, {"1": ["A"]}).status_code == 409
    assert [each.kind for each in attempts(database)] == [None]


def test_who_began_on_a_screen_in_the_same_moment_is_not_keyed_in_for_that_attempt(
    app, ben, cast, clock, database, paper_exam
) -> None:
    """The start found no paper yet, the printing found no start: the attempt's own key decides."""
    begun = Device(app, cast.ann).start(paper_exam).json
    with database.transaction() as session:
        sitting = PaperSitting(
            exam_id=paper_exam.id,
            edition_id=attempts(database)[0].edition_id,
            member_id=cast.ann.member_id,
            printed_by=cast.ben.member_id,
            printed_at=NOW,
            number=begun["number"],
            code="AAAA-AAAA",
        )
        session.add(sitting)
    clock.moment = HANDED_IN
    refused = enter(ben, sitting.id, {"1": ["A"]})
    assert refused.status_code == 409
    assert "已经上机作答了这一次" in refused.text
    assert [each.kind for each in attempts(database)] == [None]
    assert rows(database, PaperKeying) == []


def test_no_paper_is_printed_for_who_sits_has_one_or_has_no_attempt_left(app, ben, cast, database, paper_exam) -> None:
    keep(ben, paper_exam, cast.ann)
    Device(app, cast.tom).start(paper_exam)
    done = Device(app, cast.dora)
    done.submit(done.start(paper_exam).json)
    members = [each.member_id for each in (cast.ann, cast.tom, cast.dora)]
    page = ben.post(f"/exams/{paper_exam.id}/paper", data={"member": members}, follow_redirects=True).text
    for said in ("安然：已经有一份没有录入的试卷", "田明：正在上机作答", "朵拉：机会已经用完"):
        assert said in page
    assert len(rows(database, PaperSitting)) == 1


def test_two_people_key_it_and_what_differs_is_listed_without_the_others_answers(
    ben, dora, cast, clock, database, publish_exam, right_answers
) -> None:
    exam = publish_exam(paper_sitting="branch", paper_twice=True)
    paper = keep(ben, exam, cast.ann)
    clock.moment = HANDED_IN
    answers = right_answers(exam, cast.ann.member_id)
    for _ in range(2):
        assert enter(ben, paper, answers).status_code == 303
    assert attempts(database) == []
    wrong = answers | {"1": ["C" if answers["1"] == ["B"] else "B"], "10": ["甲"]}
    differs = enter(dora, paper, wrong, sat_at="2026-11-23T14:05")
    assert differs.status_code == 200
    assert all(f"#{place}" in differs.text for place in ("q1", "q10", "sat_at"))
    assert "#q2" not in differs.text
    assert f'"{answers["10"][0]}"' not in differs.text
    assert attempts(database) == []
    assert enter(dora, paper, answers).status_code == 303
    assert [each.score for each in attempts(database)] == [10_000]
    assert [(each.keyed_by, each.settles) for each in rows(database, PaperKeying)] == [
        (cast.ben.member_id, False),
        (cast.ben.member_id, False),
        (cast.dora.member_id, False),
    ]


def test_the_second_settles_with_the_paper_at_hand_and_both_stay_on_record(
    ben, dora, cast, clock, database, publish_exam
) -> None:
    exam = publish_exam(paper_sitting="branch", paper_twice=True)
    paper = keep(ben, exam, cast.ann)
    clock.moment = HANDED_IN
    enter(ben, paper, {"1": ["A"]})
    assert enter(dora, paper, {"1": ["B"]}, do="settle").status_code == 303
    [attempt] = attempts(database)
    assert keying.answers_of(sheets.decode(attempt.sheet)) == {1: ("B",)}
    assert [each.settles for each in rows(database, PaperKeying)] == [False, True]


@pytest.mark.parametrize("sat_at", ["2026-11-23T13:50", "2026-11-23T14:11", "2026-11-24T14:00", ""])
def test_a_sitting_that_cannot_have_been_then_is_refused_at_its_field(
    ben, cast, clock, database, paper_exam, sat_at
) -> None:
    paper = keep(ben, paper_exam, cast.ann)
    clock.moment = HANDED_IN
    assert enter(ben, paper, {"1": ["A"]}, sat_at=sat_at).status_code == 422
    assert attempts(database) == []


def test_what_has_no_place_on_the_paper_is_named_and_nothing_is_lost(ben, cast, clock, database, paper_exam) -> None:
    paper = keep(ben, paper_exam, cast.ann)
    clock.moment = HANDED_IN
    refused = enter(ben, paper, {"1": ["Z"], "9": ["三个月"]})
    assert refused.status_code == 422
    assert "第 1 题：没有“Z”" in refused.text
    assert 'value="三个月"' in refused.text
    assert attempts(database) == []


def test_points_of_a_late_keying_are_given_when_it_is_known(ben, cast, clock, database, paper_exam, right_answers):
    paper = keep(ben, paper_exam, cast.ann)
    clock.moment = NOW + timedelta(hours=23)
    assert enter(ben, paper, right_answers(paper_exam, cast.ann.member_id)).status_code == 303
    assert {entry.at for entry in rows(database, LedgerEntry)} == {clock.moment}
    assert attempts(database)[0].submitted_at == HANDED_IN


def test_where_scores_wait_for_the_closing_so_do_those_of_papers(ben, cast, clock, database, publish_exam) -> None:
    exam = publish_exam(paper_sitting="branch", review_rule="all_after_close")
    paper = keep(ben, exam, cast.ann)
    clock.moment = HANDED_IN
    page = ben.post(f"/exams/paper/{paper}", data={"sat_at": SAT, "do": "enter", "q1": "A"}, follow_redirects=True)
    assert "已录入 安然 的答卷" in page.text
    assert attempts(database)[0].points_awarded is None
