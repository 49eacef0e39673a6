"""Every point rule there is, by the number that ledger entries carry."""

from quiz_app.points.rules import contests, exam_passed, full_marks, lesson_finished
from quiz_app.points.rules.protocol import Rule

LESSON_FINISHED = lesson_finished.RULE
EXAM_PASSED = exam_passed.RULE
FULL_MARKS = full_marks.RULE
CONTEST_TAKEN_PART = contests.TAKEN_PART
CONTEST_PLACED = contests.PLACED

_ALL = (LESSON_FINISHED, EXAM_PASSED, FULL_MARKS, CONTEST_TAKEN_PART, CONTEST_PLACED)
RULES: dict[int, Rule] = {rule.number: rule for rule in _ALL}
