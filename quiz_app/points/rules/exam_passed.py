"""An exam was passed, at whichever attempt: once for each exam."""

from quiz_app.points.rules.protocol import Category, Rule

RULE = Rule(number=2, version=1, code="exam_passed", category=Category.BASE, amount=5, reason="考试《{title}》合格")
