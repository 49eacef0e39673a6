"""A member's rounds of practice."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz_app.core.errors import NotFound
from quiz_app.organizations.actors import Actor
from quiz_app.practice.rounds import Kind
from quiz_app.practice.tables import PracticeRound


def own_round(session: Session, actor: Actor, round_id: int) -> PracticeRound:
    """A round of the actor's own; to others it does not exist."""
    found = session.get(PracticeRound, round_id)
    if found is None or found.member_id != actor.member_id:
        raise NotFound("没有找到这一轮练习。请从“练习”重新开始一轮。")
    return found


def under_way(session: Session, actor: Actor) -> dict[str, PracticeRound]:
    """The actor's unfinished rounds by kind: one of each at most."""
    query = select(PracticeRound).where(PracticeRound.member_id == actor.member_id, PracticeRound.finished_at.is_(None))
    return {found.kind: found for found in session.scalars(query)}


def best_challenge(session: Session, actor: Actor) -> int | None:
    """The most right answers in a row in any of the actor's challenges, None before the first."""
    query = select(func.max(PracticeRound.right)).where(
        PracticeRound.member_id == actor.member_id, PracticeRound.kind == Kind.CHALLENGE
    )
    return session.scalar(query)
