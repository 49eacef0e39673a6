"""The regulations of a contest out of its rules and those of its exams."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from quiz_app.banks.types.table import TYPES
from quiz_app.contests.advancing import GoingOn
from quiz_app.contests.queries.contests import FoundContest, StageExam
from quiz_app.contests.rules import Rules
from quiz_app.contests.wording import Article, StageWords, articles
from quiz_app.exams.blueprints import Blueprint
from quiz_app.exams.pages.exams import rules_of
from quiz_app.exams.queries.sat import edition_of
from quiz_app.exams.rules import sentences
from quiz_app.organizations.kinds import LABELS

SAID_ELSEWHERE = ("性质", "积分", "断网", "排队")


def articles_of(session: Session, found: FoundContest, stages: Sequence[StageExam]) -> list[Article]:
    """Every rule in force as a sentence."""
    contest = found.contest
    return articles(
        Rules.from_json(contest.rules),
        [_words(session, each) for each in stages],
        scope=found.unit.name,
        opens_at=contest.opens_at,
        closes_at=contest.closes_at,
        freezes_at=contest.freezes_at,
        is_team=contest.is_team,
        levels=LABELS,
    )


def _words(session: Session, found: StageExam) -> StageWords:
    stage, exam = found.stage, found.exam
    going_on = GoingOn.from_json(stage.going_on) if stage.going_on else None
    said: list[tuple[str, str]] = []
    if exam is not None:
        if found.is_published:
            edition = edition_of(session, exam).edition
            size, full, by_person = edition.size, edition.max_score, edition.by_person
        else:
            cells = Blueprint.from_json(exam.blueprint).cells
            size, full = sum(cell.count for cell in cells), sum(cell.count * cell.points for cell in cells)
            by_person = any(cell.type and TYPES[cell.type].marked_by_person for cell in cells)
        rules = rules_of(exam, size, full, by_person=by_person)
        said = [each for each in sentences(rules) if each[0] not in SAID_ELSEWHERE]
    return StageWords(stage.kind, stage.title, said, going_on, stage.weight)
