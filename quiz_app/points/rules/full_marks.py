"""An exam was answered without a mistake: once for each exam."""

from quiz_app.points.rules.protocol import Category, Rule

RULE = Rule(number=3, version=1, code="full_marks", category=Category.PIONEER, amount=3, reason="考试《{title}》满分")
