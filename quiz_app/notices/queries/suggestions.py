"""Complaints and suggestions: one's own, those that one answers, and how many there are."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from quiz_app.core.db import to_milliseconds
from quiz_app.core.errors import NotFound
from quiz_app.members.tables import Member
from quiz_app.notices.counting import median
from quiz_app.notices.tables.suggestions import Suggestion, SuggestionAnswer
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import below
from quiz_app.organizations.tables import Unit

NO_SUGGESTION = "没有找到这条意见，或者不在你的范围内。"
A_DAY = 24 * 3600 * 1000
COUNTED = 2000


@dataclass(frozen=True, slots=True)
class OwnSuggestion:
    """What a member wrote, with the answer, None while there is none."""

    suggestion: Suggestion
    answer: SuggestionAnswer | None


@dataclass(frozen=True, slots=True)
class Open:
    """A suggestion as those who answer see it. Of an anonymous one it holds neither the writer nor the unit."""

    id: int
    text: str
    sent_at: datetime
    anonymous: bool
    writer: str
    unit: str
    answer: SuggestionAnswer | None
    answered_by: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What everybody may know: how many came, how many were answered, and the median of the days that it took over
    the latest 2,000 answers (None: no answer yet)."""

    received: int
    answered: int
    median_days: float | None


def own(session: Session, actor: Actor, *, limit: int, before: int | None = None) -> list[OwnSuggestion]:
    """What the actor wrote, the latest first."""
    query = (
        select(Suggestion, SuggestionAnswer)
        .outerjoin(SuggestionAnswer, SuggestionAnswer.suggestion_id == Suggestion.id)
        .where(Suggestion.member_id == actor.member_id)
        .order_by(Suggestion.id.desc())
        .limit(limit)
    )
    if before:
        query = query.where(Suggestion.id < before)
    return [OwnSuggestion(*row) for row in session.execute(query)]


def find_own(session: Session, actor: Actor, suggestion_id: int) -> OwnSuggestion:
    query = (
        select(Suggestion, SuggestionAnswer)
        .outerjoin(SuggestionAnswer, SuggestionAnswer.suggestion_id == Suggestion.id)
        .where(Suggestion.id == suggestion_id, Suggestion.member_id == actor.member_id)
    )
    for row in session.execute(query):
        return OwnSuggestion(*row)
    raise NotFound(NO_SUGGESTION)


def to_answer(session: Session, actor: Actor, *, answered: bool, limit: int, after: int | None = None) -> list[Open]:
    """Suggestions from units that the actor answers for: open ones, the oldest first, or answered ones, the latest."""
    order = Suggestion.id.desc() if answered else Suggestion.id
    query = _open(actor).where(_is_answered(answered)).order_by(order).limit(limit)
    if after:
        query = query.where(Suggestion.id < after if answered else Suggestion.id > after)
    return [_shown(*row) for row in session.execute(query)]


def find_open(session: Session, actor: Actor, suggestion_id: int) -> Open:
    """A suggestion from a unit that the actor answers for: 404 for any other."""
    for row in session.execute(_open(actor).where(Suggestion.id == suggestion_id)):
        return _shown(*row)
    raise NotFound(NO_SUGGESTION)


def hold(session: Session, actor: Actor, suggestion_id: int) -> tuple[Suggestion, Unit, bool]:
    """A suggestion that the actor answers, held until the transaction ends, with its unit and whether it is answered.
    The writer stands in it: for the notice of the answer, and for no page."""
    session.execute(select(Suggestion.id).where(Suggestion.id == suggestion_id).with_for_update()).all()
    answered = select(SuggestionAnswer.suggestion_id).where(SuggestionAnswer.suggestion_id == suggestion_id)
    query = select(Suggestion, Unit).join(Unit, Unit.id == Suggestion.unit_id).where(Suggestion.id == suggestion_id)
    row = session.execute(query).first()
    if row is None or not actor.can(Permission.SUGGESTION_ANSWER, row[1].path):
        raise NotFound(NO_SUGGESTION)
    return row[0], row[1], session.scalar(answered) is not None


def how_many_wait(session: Session, actor: Actor) -> int:
    """How many suggestions wait for an answer of the actor or of others who answer for the same units."""
    query = (
        select(func.count())
        .select_from(Suggestion)
        .join(Unit, Unit.id == Suggestion.unit_id)
        .outerjoin(SuggestionAnswer, SuggestionAnswer.suggestion_id == Suggestion.id)
        .where(_answered_by(actor), _is_answered(False))
    )
    return session.scalar(query) or 0


def how_many_since(session: Session, actor: Actor, since: datetime) -> int:
    """How many the actor wrote after `since`; the actor is held, so that of two at once the second counts the first."""
    session.execute(select(Member.id).where(Member.id == actor.member_id).with_for_update()).all()
    query = select(func.count()).where(Suggestion.member_id == actor.member_id, Suggestion.sent_at > since)
    return session.scalar(query) or 0


def counts(session: Session) -> Counts:
    received = session.scalar(select(func.count()).select_from(Suggestion)) or 0
    answered = session.scalar(select(func.count()).select_from(SuggestionAnswer)) or 0
    pairs = (
        select(Suggestion.sent_at, SuggestionAnswer.answered_at)
        .join(SuggestionAnswer, SuggestionAnswer.suggestion_id == Suggestion.id)
        .order_by(Suggestion.id.desc())
        .limit(COUNTED)
    )
    took = sorted(to_milliseconds(until) - to_milliseconds(since) for since, until in session.execute(pairs))
    middle = median(took)
    return Counts(received, answered, None if middle is None else round(middle / A_DAY, 1))


def _open(actor: Actor) -> Select[Suggestion, SuggestionAnswer, str, str, str]:
    writer, answerer = aliased(Member), aliased(Member)
    return (
        select(Suggestion, SuggestionAnswer, writer.name, Unit.name, answerer.name)
        .join(Unit, Unit.id == Suggestion.unit_id)
        .join(writer, writer.id == Suggestion.member_id)
        .outerjoin(SuggestionAnswer, SuggestionAnswer.suggestion_id == Suggestion.id)
        .outerjoin(answerer, answerer.id == SuggestionAnswer.answered_by)
        .where(_answered_by(actor))
    )


def _shown(said: Suggestion, answer: SuggestionAnswer | None, writer: str, unit: str, answerer: str | None) -> Open:
    hidden = said.anonymous
    return Open(
        id=said.id,
        text=said.text,
        sent_at=said.sent_at,
        anonymous=hidden,
        writer="" if hidden else writer,
        unit="" if hidden else unit,
        answer=answer,
        answered_by=answerer or "",
    )


def _answered_by(actor: Actor) -> ColumnElement[bool]:
    return below(Unit.path, actor.reach(Permission.SUGGESTION_ANSWER))


def _is_answered(answered: bool) -> ColumnElement[bool]:
    column = SuggestionAnswer.suggestion_id
    return column.is_not(None) if answered else column.is_(None)
