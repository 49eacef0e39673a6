"""Every point rule there is, by the number that ledger entries carry."""

from quiz_app.points.rules import exam_passed, full_marks, lesson_finished
from quiz_app.points.rules.protocol import Rule

LESSON_FINISHED = lesson_finished.RULE
EXAM_PASSED = exam_passed.RULE
FULL_MARKS = full_marks.RULE

RULES: dict[int, Rule] = {rule.number: rule for rule in (LESSON_FINISHED, EXAM_PASSED, FULL_MARKS)}
