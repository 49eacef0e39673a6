"""A lesson was read and its quiz passed: once for each lesson."""

from quiz_app.points.rules.protocol import Category, Rule

RULE = Rule(
    number=1,
    version=1,
    code="lesson_finished",
    category=Category.BASE,
    amount=2,
    reason="学完课时《{title}》",
)
