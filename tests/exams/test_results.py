"""Results, rules and figures as plain values."""

from dataclasses import replace
from datetime import timedelta

import pytest

from quiz_app.exams.editions import Edition, EditionCell, EditionQuestion
from quiz_app.exams.grading import grade
from quiz_app.exams.papers import draw
from quiz_app.exams.previews import sample
from quiz_app.exams.results import by_area, duration, keyed, lines, mistakes, time_was_up
from quiz_app.exams.reviews import PRESETS, Phase
from quiz_app.exams.rules import least_passing, never_published, time_left, withheld_key, withheld_score
from quiz_app.exams.sheets import Response
from quiz_app.exams.watching import Turnout, ordered, value_before, with_rest
from tests.conftest import NOW


def question(number: int, kind: str, area: str, options: tuple[str, ...], key: tuple) -> EditionQuestion:
    stem = f"题 {number} ____ 和 ____" if kind == "fill_blank" else f"题 {number} <b>"
    return EditionQuestion(number, f"q-{number}", kind, area, 1, stem, options, key, "因为如此", (), ())


QUESTIONS = (
    question(0, "single_choice", "party_basics", ("甲", "乙", "丙"), (2,)),
    question(1, "multiple_choice", "party_basics", ("甲", "乙", "丙", "丁"), (0, 1)),
    question(2, "fill_blank", "key_work", (), (("三", "3"), ("半数",))),
)
EDITION = Edition("测试", 10, 60, "half", (EditionCell(3, 150, (0, 1, 2)),), QUESTIONS)
PAPER = draw(EDITION, b"seed", 1)


def letters(place: int, wanted: set[int]) -> tuple[str, ...]:
    return tuple(letter for letter, index in zip("ABCD", PAPER[place].order, strict=False) if index in wanted)


def test_lines_stand_in_the_order_and_under_the_letters_of_the_paper():
    sheet = {1: Response(letters(0, {1}), 5), 2: Response(letters(1, {0}), 6), 3: Response(("3", "全体"), 7)}
    found = lines(EDITION, PAPER, sheet, grade(EDITION, PAPER, sheet))
    single, many, texts = (line.item for line in found)
    assert [str(option.text_html) for option in single.options if option.chosen] == ["乙"]
    assert [str(option.text_html) for option in single.options if option.right] == ["丙"]
    assert [option.key for option in single.options] == ["A", "B", "C"]
    assert (many.score, many.points) == (0.75, 1.5)
    assert [(blank.answer, blank.right) for blank in texts.blanks] == [("3", True), ("全体", False)]
    assert texts.blanks[0].accepted == ("三", "3")
    assert [line.right for line in found] == [False, False, False]


def test_text_of_a_question_is_never_markup():
    assert "&lt;b&gt;" in keyed(EDITION, PAPER)[0].item.stem_html


def test_a_question_left_open_is_wrong_and_says_so():
    sheet = {1: Response(letters(0, {2}), 5)}
    found = lines(EDITION, PAPER, sheet, grade(EDITION, PAPER, sheet))
    assert [line.no for line in mistakes(found).unanswered] == [2, 3]
    assert [line.item.answered for line in found] == [True, False, False]


def test_areas_that_the_paper_does_not_touch_are_left_out():
    sheet = {1: Response(letters(0, {2}), 5)}
    parts = by_area(EDITION, PAPER, grade(EDITION, PAPER, sheet))
    assert [(part.label, part.score, part.points) for part in parts] == [
        ("党的基础知识", 1.5, 3),
        ("党建部门重点工作", 0, 1.5),
    ]
    assert parts[0].percent == 50


def test_a_sample_answers_nothing_and_is_the_same_for_the_same_organizer():
    first, again = (sample(EDITION, exam_id=1, member_id=7, number=1) for _ in range(2))
    assert first == again
    assert {line.item.answered for line in first.lines} == {None}
    assert {line.item.score for line in first.lines} == {None}


def test_what_was_answered_wrongly_stands_apart_from_what_was_left_open_and_ten_of_it_come_first():
    line = lines(EDITION, PAPER, {1: Response(("A",), 5)}, grade(EDITION, PAPER, {}))[0]
    wrong = [replace(line, no=no, right=False, item=replace(line.item, answered=no % 2 == 1)) for no in range(1, 26)]
    found = mistakes([*wrong, replace(line, no=26, right=True)])
    assert [each.no for each in found.first] == list(range(1, 21, 2))
    assert [each.no for each in found.more] == [21, 23, 25]
    assert [each.no for each in found.unanswered] == list(range(2, 26, 2))
    assert (found.wrong, found.count) == (13, 25)


def test_an_attempt_ends_with_its_time_where_the_page_hands_in_a_second_before_the_deadline():
    assert time_was_up(NOW, NOW)
    assert time_was_up(NOW - timedelta(seconds=1), NOW)
    assert not time_was_up(NOW - timedelta(seconds=3), NOW)


def test_time_left_is_in_whole_minutes_with_the_hour_at_which_it_ends():
    assert time_left(NOW + timedelta(minutes=27, seconds=59), NOW) == "还剩 27 分钟，14:27 截止"
    assert time_left(NOW + timedelta(seconds=59), NOW) == "不到 1 分钟，14:00 截止"


@pytest.mark.parametrize(("full", "percent", "least"), [(10000, 60, 6000), (350, 60, 210), (150, 67, 101), (100, 0, 0)])
def test_the_least_passing_score_is_never_below_the_percentage(full, percent, least):
    assert least_passing(full, percent) == least
    assert least * 100 >= full * percent
    assert least == 0 or (least - 1) * 100 < full * percent


def test_everything_above_the_value_before_the_pass_mark_passes():
    span = 601
    before = value_before(10000, 60, span)
    slowest_pass, fastest_fail = 6000 * span, 5999 * span + span - 1
    assert fastest_fail <= before < slowest_pass


def test_a_promise_for_after_the_closing_needs_a_closing():
    assert [code for code, review in PRESETS.items() if never_published(review, None)] == [
        "after_close",
        "all_after_close",
        "by_hand",
    ]
    assert not any(never_published(review, NOW) for review in PRESETS.values())


def test_withheld_sentences_say_when():
    closing = NOW + timedelta(days=1)
    assert withheld_score(PRESETS["all_after_close"], closing) == "成绩在 11月24日 14:00 考试结束后公布。"
    assert withheld_score(PRESETS["by_hand"], closing) == "成绩在考试结束后由组织者公布。"
    after, never = PRESETS["after_close"], PRESETS["never"]
    assert withheld_key(after, closing, Phase.SITTING) == "每题对错、正确答案和解析在 11月24日 14:00 考试结束后公布。"
    assert withheld_key(after, closing, Phase.CLOSED) == ""
    assert withheld_key(never, closing, Phase.CLOSED) == "本场考试不公布每题对错、正确答案和解析。"


def test_a_unit_without_a_roster_has_no_rate_and_no_mean():
    empty = Turnout(1, "空", 0, 0, 0)
    assert (empty.rate, empty.mean, empty.roster_mean, empty.absent) == (None, None, None, 0)


def test_members_of_the_upper_unit_itself_have_a_line_only_where_there_are_any():
    whole = Turnout(1, "县", 10, 4, 30000)
    below = Turnout(2, "党委", 8, 4, 30000)
    assert with_rest([below], whole)[-1] == Turnout(None, "本级直属", 2, 0, 0)
    assert with_rest([below], below) == [below]
    assert with_rest([], whole) == []


def test_an_order_puts_the_greatest_first_and_leaves_ties_as_they_stood():
    lines_of_units = [Turnout(1, "甲", 0, 0, 0), Turnout(2, "乙", 4, 2, 100), Turnout(3, "丙", 2, 1, 900)]
    assert [line.name for line in ordered(lines_of_units, "rate")] == ["乙", "丙", "甲"]
    assert [line.name for line in ordered(lines_of_units, "mean")] == ["丙", "乙", "甲"]
    assert ordered(lines_of_units, "tree") == lines_of_units


def test_durations_read_as_minutes_and_seconds():
    assert duration(1_306_999) == "21 分 46 秒"
    assert duration(46_000) == "46 秒"
