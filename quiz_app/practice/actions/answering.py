"""An answer counts: into the question's own row, and by it into and out of the book of mistakes."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.core.errors import Invalid
from quiz_app.exams.queries import pools
from quiz_app.exams.sheets import BadSheet, parse
from quiz_app.organizations.actors import Actor
from quiz_app.practice import asking
from quiz_app.practice.asking import ONLY, Asking
from quiz_app.practice.days import day_of
from quiz_app.practice.queries import standing
from quiz_app.practice.repetition import Place, after
from quiz_app.practice.tables import PractisedQuestion

NOTHING_CHOSEN = "还没有作答：选好或者填好以后再点“看答案”。"


def count(session: Session, actor: Actor, question_id: int, *, right: bool, at: datetime) -> None:
    """Add one answer of the actor's, whose practice the caller holds (`standing.hold`)."""
    day = day_of(at)
    row = standing.practised(session, actor, [question_id]).get(question_id)
    if row is None:
        row = PractisedQuestion(
            member_id=actor.member_id, question_id=question_id, times_right=0, times_wrong=0, version=0
        )
        session.add(row)
    place = None if row.box is None or row.due_day is None else Place(row.box, row.due_day)
    put(row, after(place, right=right, day=day))
    row.times_right += right
    row.times_wrong += not right
    row.last_right, row.answered_at = right, at
    row.version += 1
    session.flush()


def put(row: PractisedQuestion, place: Place | None) -> None:
    """Put a question where it belongs in the book, or take it out."""
    row.box, row.due_day = (place.box, place.due_day) if place else (None, None)


def answer_given(values: list[str]) -> list[str]:
    """The values of a form or of the API, refused where a sheet could not hold them or nothing was answered."""
    try:
        given = list(parse({str(ONLY): values}).get(ONLY, ()))
    except BadSheet as problem:
        raise Invalid(f"答案不对：{problem}。", fields={"answer": str(problem)}) from None
    if not asking.is_answer(given):
        raise Invalid(NOTHING_CHOSEN, fields={"answer": "必填"})
    return given


def asked(session: Session, version_id: int, *, occasion: str, number: int) -> Asking:
    """A question that the caller knows the actor may be asked."""
    return asking.ask(pools.asked(session, [version_id])[version_id], occasion=occasion, number=number)
