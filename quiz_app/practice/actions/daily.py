"""每日一题: what it is for the actor today, and the one answer to it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.banks.inventory import StockedQuestion
from quiz_app.core.errors import Conflict
from quiz_app.organizations.actors import Actor, ancestors
from quiz_app.practice import asking
from quiz_app.practice.actions.answering import answer_given, asked, count
from quiz_app.practice.asking import Asking
from quiz_app.practice.daily import of_day, of_the_top
from quiz_app.practice.days import day_of, streak
from quiz_app.practice.queries import days, standing
from quiz_app.practice.queries.pool import Pool, pool
from quiz_app.practice.tables import DailyAnswer

OCCASION = "daily"
NOTHING_TODAY = "今天没有可以练的题：你所在的各级党组织还没有发布题库，或者题目都在还没有结束的考试里。"
CHANGED = "今天的题目换了一道（原来那道进了正在进行的考试）。请重新打开每日一题。"


@dataclass(frozen=True, slots=True)
class Today:
    """The day's question for the actor: `asking` is None where there is none. Once it was answered, `answer` is there,
    and `may_explain` says whether no exam holds the question back since."""

    day: int
    asking: Asking | None
    answer: DailyAnswer | None
    may_explain: bool
    streak: int


def today(session: Session, actor: Actor, held: Pool, *, at: datetime) -> Today:
    """The question of the day as it stands for the actor; `held` is what the actor may practise now."""
    day = day_of(at)
    answer, run = days.answer_of(session, actor, day), streak(days.answered_days(session, actor), day)
    if answer is not None:
        asking_then = asked(session, answer.question_version_id, occasion=OCCASION, number=day)
        return Today(day, asking_then, answer, asking_then.question.code not in held.withheld, run)
    found = question_of_day(actor, held, day)
    return Today(day, found and asked(session, found.version_id, occasion=OCCASION, number=day), None, False, run)


def answer_today(
    session: Session, actor: Actor, values: list[str], *, code: str | None = None, at: datetime
) -> DailyAnswer:
    """Mark and keep the actor's answer; a second one changes nothing. `code` names the question that was shown."""
    standing.hold(session, actor)
    day = day_of(at)
    before = days.answer_of(session, actor, day)
    if before is not None:
        return before
    given = answer_given(values)
    found = question_of_day(actor, pool(session, actor, at=at), day)
    if found is None:
        raise Conflict(NOTHING_TODAY, code="nothing_to_practise")
    if code is not None and code != found.code:
        raise Conflict(CHANGED, code="question_changed")
    right = asking.is_right(asked(session, found.version_id, occasion=OCCASION, number=day), given)
    made = DailyAnswer(
        member_id=actor.member_id,
        day=day,
        question_version_id=found.version_id,
        answered_at=at,
        is_right=right,
        answer=given,
    )
    session.add(made)
    count(session, actor, found.question_id, right=right, at=at)
    return made


def question_of_day(actor: Actor, held: Pool, day: int) -> StockedQuestion | None:
    """The question that the actor is asked on `day`."""
    shared = of_the_top(held.stock, ancestors(actor.unit_path))
    code = of_day(day, (each.code for each in shared), held.withheld)
    return next((each for each in shared if each.code == code), None)
