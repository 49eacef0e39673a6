"""How tests hold an extra paper: opened by the action, sat by the hot path, over by the site's own task."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from quiz_app.contests.actions import extras as actions
from quiz_app.contests.actions import outcomes
from quiz_app.contests.extras import ExtraDraft, Tie
from quiz_app.contests.queries import previewing
from quiz_app.contests.queries.extra_ties import ties_that_matter
from quiz_app.contests.queries.extras import FoundExtra, extras_of
from quiz_app.contests.rules import AwardRule, PlacePoints, Rules
from quiz_app.contests.states import State
from quiz_app.exams.actions import sitting
from quiz_app.members.tables import SignIn
from quiz_app.members.tokens import Token
from quiz_app.organizations.actors import Actor
from tests.contests.conftest import DAY, Stand

HOUR = timedelta(hours=1)
Write = Callable[..., Stand]
RULES = Rules(
    last_tie="extra_paper",
    composite="参赛率 * 50% + 名册平均分 * 50%",
    part_points=2,
    place_points=(PlacePoints(1, 1, 5), PlacePoints(2, 3, 3)),
    awards=(AwardRule("winner", "优胜奖", "member", 1),),
)


def closed(write_contest: Write, scores: dict[str, int], **more: object) -> Stand:
    """A contest that is over, in which some sat with so many right answers, all as fast."""
    stand = write_contest(rules=replace(RULES, **more))
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    for name, right in scores.items():
        stand.sit(who(stand, name), right=right)
    stand.pass_to(stand.contest().closes_at + timedelta(seconds=10))
    assert stand.contest().state == State.CLOSED
    return stand


def who(stand: Stand, name: str) -> Actor:
    return {"ann": stand.cast.ann, "ben": stand.cast.ben, "tom": stand.cast.tom, "dora": stand.cast.dora}[name]


def ties(stand: Stand) -> list[Tie]:
    with stand.database.reading() as session:
        return ties_that_matter(session, stand.contest(), at=stand.clock.now())


def open_extra(stand: Stand, tie: Tie | None = None) -> FoundExtra:
    """For the one tie that there is, from now on for an hour, with five questions."""
    now = stand.clock.now()
    tie = tie or ties(stand)[0]
    stand.act(actions.open_extra, tie.name, ExtraDraft(now, now + HOUR, 10, 5))
    return extras(stand)[-1]


def extras(stand: Stand) -> list[FoundExtra]:
    with stand.database.reading() as session:
        return extras_of(session, stand.contest())


def sit_extra(stand: Stand, found: FoundExtra, person: Actor, *, right: int, seconds: int = 60) -> int:
    """One attempt, by a sign-in that outlasts the contest."""
    token = Token(person.sign_in_id, person.member_id, stand.clock.now() + DAY)
    with stand.database.transaction() as session:
        session.get_one(SignIn, person.sign_in_id).expires_at = stand.clock.now() + DAY
        session.flush()
        begun = sitting.start(session, token, found.exam.id, at=stand.clock.now(), new_writer=person.member_id)
    answers = dict(list(stand.right(found.exam, person.member_id, 1).items())[:right])
    stand.clock.pass_by(seconds=seconds)
    with stand.database.transaction() as session:
        sitting.submit(
            session,
            token,
            begun.attempt.id,
            at=stand.clock.now(),
            revision=1,
            writer=person.member_id,
            answers=answers,
        )
    return begun.attempt.id


def over(stand: Stand) -> None:
    """Let the hour pass, and the site do what is due."""
    stand.pass_to(stand.clock.now() + HOUR + timedelta(seconds=10))


def placed(stand: Stand) -> dict[str, int]:
    """Who would have which place if it were settled now."""
    with stand.database.reading() as session:
        found = {each.member_id: each.place for each in previewing.settled(session, stand.contest())}
    names = {who(stand, name).member_id: name for name in ("ann", "ben", "tom", "dora")}
    return {names[member]: place for member, place in found.items()}


def published(stand: Stand, run_jobs: Callable[[], int]) -> None:
    stand.act(outcomes.ask_to_publish)
    run_jobs()
    assert stand.contest().state == State.UNDER_APPEAL


def finalized(stand: Stand, run_jobs: Callable[[], int]) -> None:
    until = stand.contest().appeals_until
    assert until is not None
    stand.pass_to(max(until, stand.clock.now()))
    stand.act(outcomes.ask_to_finalize)
    run_jobs()
