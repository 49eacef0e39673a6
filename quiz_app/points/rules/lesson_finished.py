"""A lesson was read and its quiz passed: once for each lesson. Version 1 also credited lessons without a quiz."""

from quiz_app.points.rules.protocol import Category, Rule

RULE = Rule(
    number=1,
    version=2,
    code="lesson_finished",
    category=Category.BASE,
    amount=2,
    reason="学完课时《{title}》",
    condition="小测合格才记；没有小测的课只记学时",
)
