"""The regulations of a contest as its page prints them."""

from collections.abc import Sequence

from quiz_app.contests.advancing import GoingOn
from quiz_app.contests.formulas import BadFormula
from quiz_app.contests.queries.contests import FoundContest, StageExam
from quiz_app.contests.rules import Rules
from quiz_app.contests.wording import Article, StageWords, articles
from quiz_app.exams.pages.manage import rules_written
from quiz_app.exams.rules import sentences
from quiz_app.organizations.kinds import LABELS


def regulations(found: FoundContest, stages: Sequence[StageExam]) -> list[Article]:
    """Every rule that is in force as a sentence; nothing while the formula cannot be read."""
    contest = found.contest
    words = [
        StageWords(
            each.stage.kind,
            each.stage.title,
            sentences(rules_written(each.exam)) if each.exam is not None else (),
            GoingOn.from_json(each.stage.going_on) if each.stage.going_on else None,
            each.stage.weight,
        )
        for each in stages
    ]
    try:
        return articles(
            Rules.from_json(contest.rules),
            words,
            scope=found.unit.name,
            opens_at=contest.opens_at,
            closes_at=contest.closes_at,
            freezes_at=contest.freezes_at,
            is_team=contest.is_team,
            levels=LABELS,
        )
    except BadFormula:
        return []
