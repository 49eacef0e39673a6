"""What of practice stands on other pages: the day's question and the mistakes that are due, in four queries."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from quiz_app.organizations.actors import Actor, ancestors
from quiz_app.practice.daily import of_day, of_the_top
from quiz_app.practice.days import day_of
from quiz_app.practice.queries import days, standing
from quiz_app.practice.queries.pool import pool
from quiz_app.practice.tables import DailyAnswer


@dataclass(frozen=True, slots=True)
class Reminder:
    """`stem` is the day's question as Markdown, "" where there is none or it was answered (`answered`: None, or whether
    rightly); `due` is how many mistakes are due and may be asked."""

    stem: str
    answered: bool | None
    due: int


def reminder(session: Session, actor: Actor, *, at: datetime) -> Reminder:
    day = day_of(at)
    held = pool(session, actor, at=at, with_points=False)
    answered, due = _own(session, actor, day)
    shared = of_the_top(held.stock, ancestors(actor.unit_path))
    code = None if answered is not None else of_day(day, (each.code for each in shared), held.withheld)
    asked = next((each for each in shared if each.code == code), None)
    askable = {each.version_id for each in held.open}
    return Reminder(
        stem=days.stem_of(session, asked) if asked else "",
        answered=answered,
        due=sum(version_id in askable for version_id in due),
    )


def _own(session: Session, actor: Actor, day: int) -> tuple[bool | None, list[int]]:
    """How the day's question was answered, and the versions that are due."""
    answer = select(literal(0), DailyAnswer.is_right).where(
        DailyAnswer.member_id == actor.member_id, DailyAnswer.day == day
    )
    rows = session.execute(union_all(answer, standing.due_versions(actor, day))).all()
    return next((bool(right) for version, right in rows if not version), None), [row[0] for row in rows if row[0]]
