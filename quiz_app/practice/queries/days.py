"""What a member has of the daily questions."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.banks.inventory import StockedQuestion
from quiz_app.banks.tables.questions import QuestionVersion
from quiz_app.organizations.actors import Actor
from quiz_app.practice.tables import DailyAnswer

LONGEST_STREAK = 400


def answer_of(session: Session, actor: Actor, day: int) -> DailyAnswer | None:
    return session.get(DailyAnswer, (actor.member_id, day))


def answered_days(session: Session, actor: Actor) -> list[int]:
    """The days whose question the actor answered, the latest first; as far back as a streak is counted."""
    query = select(DailyAnswer.day).where(DailyAnswer.member_id == actor.member_id)
    return list(session.scalars(query.order_by(DailyAnswer.day.desc()).limit(LONGEST_STREAK)))


def stem_of(session: Session, question: StockedQuestion) -> str:
    """The words of a question that the actor may be asked, as Markdown."""
    return session.scalar(select(QuestionVersion.stem).where(QuestionVersion.id == question.version_id)) or ""
