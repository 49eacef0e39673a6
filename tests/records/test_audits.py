"""An audit sees drift of one point anywhere, and names it. Each case changes one row behind the site's back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from quiz_app.boards.actions.freezing import freeze_board
from quiz_app.boards.actions.recording import exclude
from quiz_app.core.db import Database
from quiz_app.courses.tables import Lesson
from quiz_app.exams.tables.exams import Exam
from quiz_app.points.actions import award, reverse
from quiz_app.points.queries import standing
from quiz_app.points.rules.table import LESSON_FINISHED
from quiz_app.records.tasks import boards_audit, points_audit
from tests.conftest import Cast, SettableClock

PERIODS = ("2026-11", "2026-W48", "2026-Q4", "2026")
POINTS_BOARD = "(SELECT id FROM boards WHERE series = 'points' AND period = '{period}')"
EXAM_BOARD = "(SELECT id FROM boards WHERE series LIKE 'exam:%')"
ANN = "(SELECT id FROM members WHERE number = 'A001')"
HARBOUR = "(SELECT id FROM units WHERE name = '港口党支部')"

ANNS_ROW = "WHERE board_id = {board} AND member_id = " + ANN
HARBOURS_ROW = "WHERE board_id = {board} AND unit_id = " + HARBOUR
ONE_MORE = "UPDATE standings SET value = value + 1, folded_value = folded_value + 1 " + ANNS_ROW
ONE_MORE_IN_TOTAL = "UPDATE unit_sums SET total = total + 1 " + HARBOURS_ROW
ROW_LOST = "DELETE FROM standings " + ANNS_ROW
POINTS_DRIFT = {
    ONE_MORE: "安然（A001）应为 10（3 笔），记的是 11（3 笔）",
    "UPDATE standings SET entries = entries + 1 " + ANNS_ROW: "安然（A001）应为 10（3 笔），记的是 10（4 笔）",
    "UPDATE standings SET folded_unit_id = 1 " + ANNS_ROW: "安然（A001）计在东山省",
    ROW_LOST: "安然（A001）应为 10（3 笔），排行上没有",
    ONE_MORE_IN_TOTAL: "港口党支部的合计应为 2 人 12，记的是 2 人 13",
    "UPDATE unit_sums SET entrants = entrants - 1 " + HARBOURS_ROW: "港口党支部的合计应为 2 人 12，记的是 1 人 12",
    "UPDATE board_bins SET members = 2 " + HARBOURS_ROW + " AND level = 0 AND bin = 10": (
        "港口党支部在值 10 上应有 1 人，记的是 2 人"
    ),
    "DELETE FROM board_bins " + HARBOURS_ROW + " AND level = 1": "港口党支部在值段 0 上应有 2 人，记的是 0 人",
}
EXAM_DRIFT = {
    "UPDATE unit_sums SET passed = 9, entries = entries + 1 " + HARBOURS_ROW: (
        "港口党支部的合格人数应为 0，记的是 9，次数应为 2，记的是 3。"
    ),
    ONE_MORE: "安然（A001）",
    "UPDATE attempts SET score = score - 1 WHERE member_id = " + ANN: "安然（A001）",
    ONE_MORE_IN_TOTAL: "港口党支部的合计应为 2 人 10000，记的是 2 人 10001",
    ROW_LOST: "安然（A001）应为",
}


@pytest.fixture
def history(
    app: Flask,
    cast: Cast,
    exam: Exam,
    hand_in: Callable,
    lessons: list[Lesson],
    finish_lesson: Callable,
    settle: Callable,
) -> None:
    """Ann: a lesson and an exam without a mistake; Ben: the exam, blank; all folded."""
    finish_lesson(cast.ann, lessons[0])
    finish_lesson(cast.ben, lessons[0])
    hand_in(cast.ann, exam)
    hand_in(cast.ben, exam, right=False)
    settle()


def change(database: Database, statement: str) -> None:
    with database.transaction() as session:
        assert session.execute(text(statement)).rowcount == 1


def test_where_nothing_drifted_nothing_is_said(database: Database, clock: SettableClock, history: None) -> None:
    points, boards = points_audit(database, clock), boards_audit(database, clock)
    assert (points.entries, points.drift) == (4, [])
    assert (boards.entries, boards.drift) == (2, [])


def test_what_waits_to_be_folded_is_not_drift(
    database: Database, cast: Cast, clock: SettableClock, history: None, lessons: list[Lesson], finish_lesson: Callable
) -> None:
    finish_lesson(cast.ann, lessons[1])
    assert points_audit(database, clock).drift == []


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("statement", POINTS_DRIFT)
def test_the_points_audit_names_each_drifted_thing(
    database: Database, clock: SettableClock, history: None, period: str, statement: str
) -> None:
    change(database, statement.format(board=POINTS_BOARD.format(period=period)))
    drift, expected = points_audit(database, clock).drift, f"学习积分 {period}：{POINTS_DRIFT[statement]}"
    assert any(sentence.startswith(expected) for sentence in drift), drift


def test_an_entry_that_the_ledger_lost_is_found_in_every_period(
    database: Database, clock: SettableClock, history: None
) -> None:
    change(database, f"DELETE FROM ledger_entries WHERE member_id = {ANN} AND rule = 3")
    report = points_audit(database, clock)
    assert report.entries == 3
    assert report.drift == [f"学习积分 {period}：安然（A001）应为 7（2 笔），记的是 10（3 笔）。" for period in PERIODS]


def test_a_standing_without_any_reason_is_found(database: Database, clock: SettableClock, history: None) -> None:
    board = POINTS_BOARD.format(period="2026-11")
    row = f"SELECT {board}, id, 5, 1 FROM members WHERE number = 'C001'"
    change(database, f"INSERT INTO standings (board_id, member_id, value, entries) {row}")
    assert "学习积分 2026-11：柯立（C001）记的是 5（1 笔），没有来源。" in points_audit(database, clock).drift


@pytest.mark.parametrize("period", PERIODS)
def test_a_board_that_is_gone_is_found(database: Database, clock: SettableClock, history: None, period: str) -> None:
    with database.transaction() as session:
        for table in ("standings", "unit_sums", "board_bins"):
            session.execute(text(f"DELETE FROM {table} WHERE board_id = {POINTS_BOARD.format(period=period)}"))
    change(database, f"DELETE FROM boards WHERE series = 'points' AND period = '{period}'")
    assert points_audit(database, clock).drift == [f"学习积分 {period}：台账里有记录，排行却不存在。"]


@pytest.mark.parametrize("statement", EXAM_DRIFT)
def test_the_boards_audit_names_each_drifted_thing(
    database: Database, clock: SettableClock, history: None, statement: str
) -> None:
    change(database, statement.format(board=EXAM_BOARD))
    drift, expected = boards_audit(database, clock).drift, f"考试《支部工作知识测试》：{EXAM_DRIFT[statement]}"
    assert any(sentence.startswith(expected) for sentence in drift), drift
    assert points_audit(database, clock).drift == []


def test_an_award_and_its_reversal_between_two_folds_reach_the_quarter_and_the_year(
    database: Database, cast: Cast, clock: SettableClock, history: None, settle: Callable
) -> None:
    with database.transaction() as session:
        award(session, LESSON_FINISHED, member_id=cast.ann.member_id, source_id=77, at=clock.now())
        held = standing(session, LESSON_FINISHED, 77, [cast.ann.member_id])[cast.ann.member_id]
        reverse(session, held, actor_id=None, evidence="误记", at=clock.now())
    settle()
    assert points_audit(database, clock).drift == []


LATE = "board_id = (SELECT late_id FROM boards WHERE late_id IS NOT NULL)"
FROZEN_DRIFT = {
    f"UPDATE standings SET value = value + 1, folded_value = folded_value + 1 WHERE {LATE}": (
        "考试《支部工作知识测试》：田明（T001）应为"
    ),
    f"UPDATE unit_sums SET total = total + 1 WHERE unit_id = {HARBOUR} AND {LATE}": (
        "排行 {series}:late：港口党支部的合计应为 1 人 10000，记的是 1 人 10001。"
    ),
}


@pytest.fixture
def frozen(
    database: Database, cast: Cast, exam: Exam, clock: SettableClock, history: None, hand_in: Callable, settle: Callable
) -> Exam:
    """Ben is disqualified; then the board is frozen, and Tom hands in behind it."""
    assert exam.board_id is not None
    with database.transaction() as session:
        exclude(session, exam.board_id, cast.ben.member_id, at=clock.now())
        freeze_board(session, exam.board_id, at=clock.now() + timedelta(seconds=30))
    clock.moment += timedelta(minutes=1)
    hand_in(cast.tom, exam)
    settle()
    return exam


def test_a_frozen_board_and_what_came_since_are_both_computed_again(
    database: Database, clock: SettableClock, frozen: Exam
) -> None:
    assert boards_audit(database, clock).drift == []


@pytest.mark.parametrize("statement", FROZEN_DRIFT)
def test_drift_behind_a_freeze_is_named(database: Database, clock: SettableClock, frozen: Exam, statement: str) -> None:
    change(database, statement)
    expected = FROZEN_DRIFT[statement].format(series=f"exam:{frozen.id}")
    drift = boards_audit(database, clock).drift
    assert any(sentence.startswith(expected) for sentence in drift), drift
