"""Rounds of practice: begun, answered one question at a time, and over."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.core.errors import Conflict, Invalid
from quiz_app.organizations.actors import Actor
from quiz_app.practice import asking
from quiz_app.practice.actions.answering import answer_given, asked, count
from quiz_app.practice.asking import Asking
from quiz_app.practice.days import day_of
from quiz_app.practice.queries import rounds as queries
from quiz_app.practice.queries import standing
from quiz_app.practice.queries.pool import Pool, pool
from quiz_app.practice.rounds import AHEAD, SIZES, Kind, Scope, drilled, ends, next_place, shuffled
from quiz_app.practice.tables import PracticeRound

MOST_REPEATED = 20
OCCASION = "round"
NOTHING = {
    Kind.DRILL: "这个范围里现在没有可以练的题。请换一个范围；题目在考试里的，考试结束后就能练。",
    Kind.CHALLENGE: "现在没有可以练的题：题目都在还没有结束的考试里，考试结束后再来。",
    Kind.MISTAKES: "错题本里现在没有可以重练的题。题目在考试里的，考试结束后就能练。",
    Kind.STARS: "收藏里现在没有可以练的题。题目在考试里的，考试结束后就能练。",
}


def start(
    session: Session, actor: Actor, kind: Kind, *, scope: Scope | None = None, size: int = 10, at: datetime
) -> PracticeRound:
    """A new round; one of the same kind that is under way ends, and what was answered in it has counted already."""
    standing.hold(session, actor)
    if size not in SIZES:
        raise Invalid("每轮请选 5、10 或 20 题。", fields={"size": "写 5、10 或 20"})
    held, scope = pool(session, actor, at=at), scope or Scope()
    version_ids = _drawn(session, actor, kind, held, scope, size, at)
    if not version_ids:
        raise Conflict(NOTHING[kind], code="nothing_to_practise")
    before = queries.under_way(session, actor).get(kind)
    if before is not None:
        before.finished_at = at
        before.version += 1
        session.flush()
    made = PracticeRound(
        member_id=actor.member_id,
        kind=kind,
        scope=scope.to_json(),
        version_ids=version_ids,
        answers=[],
        marks=[],
        started_at=at,
    )
    session.add(made)
    session.flush()
    return made


def present_place(session: Session, actor: Actor, found: PracticeRound, *, at: datetime) -> int | None:
    """The index of the question that the round asks now; None where nothing of it is left that may be asked."""
    if found.finished_at is not None:
        return None
    askable = {each.version_id for each in pool(session, actor, at=at).open}
    return next_place(found.version_ids, len(found.answers), askable)


def asked_at(session: Session, found: PracticeRound, place: int) -> Asking:
    """The question at an index of a round."""
    return asked(session, found.version_ids[place], occasion=OCCASION, number=found.id)


def may_explain(session: Session, actor: Actor, code: str, *, at: datetime) -> bool:
    """Whether no exam holds the question back, also where it was answered before."""
    return code not in pool(session, actor, at=at).withheld


def answer(
    session: Session, actor: Actor, round_id: int, place: int, values: list[str], *, at: datetime
) -> PracticeRound:
    """Mark the answer to the question at an index. One that was answered already stays as it was answered."""
    standing.hold(session, actor)
    found = queries.own_round(session, actor, round_id)
    if 0 <= place < len(found.answers):
        return found
    held = pool(session, actor, at=at)
    now = {each.version_id: each for each in held.open}
    present = None if found.finished_at else next_place(found.version_ids, len(found.answers), now)
    if present is None or place != present:
        raise Conflict("这一轮已经走到别的题了。请从“练习”接着练。", code="question_changed")
    given = answer_given(values)
    right = asking.is_right(asked_at(session, found, place), given)
    passed_over = [None] * (place - len(found.answers))
    found.answers = [*found.answers, *passed_over, given]
    found.marks = [*found.marks, *passed_over, int(right)]
    found.right += right
    if found.kind == Kind.CHALLENGE and right and len(found.answers) == len(found.version_ids):
        found.version_ids = [*found.version_ids, *_ahead(held, set(found.version_ids))]
    if ends(found.kind, right=right, dealt_with=len(found.answers), size=len(found.version_ids)):
        found.finished_at = at
    found.version += 1
    count(session, actor, now[found.version_ids[place]].question_id, right=right, at=at)
    return found


def _drawn(session: Session, actor: Actor, kind: Kind, held: Pool, scope: Scope, size: int, at: datetime) -> list[int]:
    if kind is Kind.CHALLENGE:
        return _ahead(held, set())
    if kind is Kind.DRILL:
        known = standing.last_right(session, actor)
        return drilled(held.open, known, scope, size=size, seed=secrets.token_bytes(16))
    if kind is Kind.STARS:
        return shuffled(_open(held, standing.kept(session, actor)), secrets.token_bytes(16))[:size]
    due = _open(held, standing.due(session, actor, day_of(at)))
    return (due or _open(held, standing.in_book(session, actor)))[:MOST_REPEATED]


def _ahead(held: Pool, seen: set[int]) -> list[int]:
    fresh = [each.version_id for each in held.open if each.version_id not in seen]
    return shuffled(fresh, secrets.token_bytes(16))[:AHEAD]


def _open(held: Pool, found: Sequence[tuple[int, str]]) -> list[int]:
    """Those that may be asked: a list may also name what exams hold back and what people mark."""
    askable = {each.version_id for each in held.open}
    return [version_id for version_id, _ in found if version_id in askable]
