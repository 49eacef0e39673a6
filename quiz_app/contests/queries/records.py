"""What was done to a contest, with the names of those who did it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from quiz_app.contests.queries.contests import state_changes, steps
from quiz_app.contests.tables.contests import Contest, ContestStep, StateChange
from quiz_app.members.tables import Member

BULLETIN = "bulletin"


@dataclass(frozen=True, slots=True)
class Record:
    """The changes of state in their order and the latest other steps, each with who did it; empty: the site itself."""

    changes: list[tuple[StateChange, str]]
    steps: list[tuple[ContestStep, str]]


def record(session: Session, contest: Contest, *, limit: int) -> Record:
    changes, done = state_changes(session, contest), steps(session, contest, limit=limit)
    names = names_of(session, {each.by for each in [*changes, *done] if each.by})
    by_whom = [(each, names.get(each.by or 0, "")) for each in changes]
    return Record(by_whom, [(each, names.get(each.by or 0, "")) for each in done])


def has_bulletin(session: Session, contest: Contest) -> bool:
    """Whether a bulletin was published: the room of bulletins leaves a step of this kind."""
    return bool(
        session.scalar(select(exists().where(ContestStep.contest_id == contest.id, ContestStep.kind == BULLETIN)))
    )


def names_of(session: Session, member_ids: Iterable[int]) -> dict[int, str]:
    return dict(session.execute(select(Member.id, Member.name).where(Member.id.in_(set(member_ids)))).all())
