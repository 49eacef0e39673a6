"""A contest of the city that was announced, for what each role may reach of one."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quiz_app.contests.actions import planning, running
from quiz_app.contests.drafts import ContestDraft, StageDraft
from quiz_app.contests.stages import Kind
from quiz_app.exams.actions.publishing import ExamDraft
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.reviews import PRESETS
from tests.conftest import Cast


def contested(session: Session, cast: Cast, *, at: datetime) -> int:
    """Its id."""
    city, opens, closes = cast.units["临江市"], at + timedelta(hours=1), at + timedelta(days=1)
    exam = ExamDraft(
        title="知识竞赛 · 初赛",
        description="",
        opens_at=opens,
        closes_at=closes,
        minutes=30,
        attempts_allowed=2,
        pass_percent=60,
        credit_rule="none",
        review=PRESETS["at_once"],
        blueprint=Blueprint((Cell(5, 1000, type="single_choice"),)),
    )
    draft = ContestDraft("知识竞赛", "", opens, closes, stages=(StageDraft(Kind.PRELIMINARY, "初赛"),))
    contest = planning.create(session, cast.dora, city, draft, [exam], at=at)
    running.announce(session, cast.dora, contest, city, at=at)
    return contest.id
