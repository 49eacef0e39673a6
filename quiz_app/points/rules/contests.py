"""A contest: for taking part, and for a place, once each. How many points stands in the contest's own rules."""

from quiz_app.points.rules.protocol import Category, Rule

TAKEN_PART = Rule(
    number=4,
    version=1,
    code="contest_taken_part",
    category=Category.BASE,
    amount=1,
    reason="参加竞赛《{title}》",
    condition="竞赛定案时记，分值见竞赛规程",
)
PLACED = Rule(
    number=5,
    version=1,
    code="contest_placed",
    category=Category.PIONEER,
    amount=1,
    reason="竞赛《{title}》的名次",
    condition="竞赛定案时记，分值见竞赛规程",
)
