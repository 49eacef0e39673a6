"""What a contest does by its clock, and the long work of settling it."""

from sqlalchemy.orm import Session

from quiz_app.boards.tasks import merge_late
from quiz_app.contests.actions import outcomes, running, settling
from quiz_app.contests.queries import contests as queries
from quiz_app.contests.queries.awarding import awards_due
from quiz_app.contests.queries.settling import places, stage_rows, standing_awards
from quiz_app.contests.rules import Rules
from quiz_app.contests.settling import FinalPlace, settle
from quiz_app.contests.states import State
from quiz_app.contests.tables.contests import Contest
from quiz_app.core.clock import Clock
from quiz_app.core.db import Database
from quiz_app.core.jobs.kinds import Asked, Finish, Kind, Means, Outcome
from quiz_app.core.progress import Tell
from quiz_app.organizations.tables import Unit

BATCH = 500


def follow_contests(database: Database, clock: Clock) -> int:
    """Open, freeze and close the contests whose time has come; how many changed their state."""
    at = clock.now()
    with database.reading() as session:
        due = queries.due_contests(session, at=at)
        revealed = queries.frozen_boards_of_revealed(session, at=at)
    for board_id in revealed:
        merge_late(database, board_id)
    return sum(_follow(database, clock, contest_id) for contest_id in due)


def _follow(database: Database, clock: Clock, contest_id: int) -> int:
    with database.transaction() as session:
        contest, at = queries.held_contest(session, contest_id), clock.now()
        if contest.state == State.ANNOUNCED and contest.opens_at <= at:
            running.open_contest(session, contest, session.get_one(Unit, contest.unit_id), by=None, at=at)
            return 1
        if contest.state == State.OPEN and contest.freezes_at is not None and contest.freezes_at <= at:
            running.freeze(session, contest, at=at)
            return 1
        if contest.state in (State.OPEN, State.FROZEN) and contest.closes_at <= at:
            return int(running.close_contest(session, contest, by=None, at=at))
    return 0


def settled(session: Session, contest: Contest) -> list[FinalPlace]:
    """The final places as everything that counts now makes them."""
    rules = Rules.from_json(contest.rules)
    return settle(stage_rows(session, contest, rules.member_ties), final=rules.final, ties=rules.member_ties)


def settle_contest(means: Means, contest_id: int, tell: Tell) -> list[FinalPlace]:
    """Bring the places that are written down up to what counts now, some at a time, so that nobody waits for it."""
    with means.database.reading() as session:
        contest = session.get_one(Contest, contest_id)
        tell("计算名次", 0, 1)
        final = settled(session, contest)
        found = settling.difference(final, places(session, contest))
    for start in range(0, len(found.places), BATCH):
        with means.database.transaction() as session:
            contest = session.get_one(Contest, contest_id)
            settling.write_places(session, contest, found.places[start : start + BATCH])
        tell("写入名次", min(start + BATCH, len(found.places)), len(found.places))
    for start in range(0, len(found.gone), BATCH):
        with means.database.transaction() as session:
            contest = session.get_one(Contest, contest_id)
            settling.drop_places(session, contest, found.gone[start : start + BATCH])
    return final


def _publish(means: Means, asked: Asked, tell: Tell) -> Finish:
    """Settle a closed contest and open the days of appeal."""
    contest_id = asked.arguments["contest"]
    with means.database.reading() as session:
        revealed = queries.frozen_boards_of_revealed(session, at=means.clock.now())
    for board_id in revealed:
        merge_late(means.database, board_id)
    final = settle_contest(means, contest_id, tell)
    with means.database.reading() as session:
        contest = session.get_one(Contest, contest_id)
        given = awards_due(session, contest, final)

    def finish(session: Session) -> Outcome:
        contest = queries.held_contest(session, contest_id)
        at = means.clock.now()
        changed = settling.write_awards(session, contest, given, standing_awards(session, contest), at=at)
        outcomes.open_appeals(session, contest, by=asked.asked_by, at=at)
        return Outcome(f"公示了 {len(final):,} 人的名次和 {len(given):,} 个奖项（变动 {changed:,} 个），申诉已经开放。")

    return finish


def _finalize(means: Means, asked: Asked, tell: Tell) -> Finish:
    """Settle once more after the appeals, and credit the points."""
    contest_id = asked.arguments["contest"]
    final = settle_contest(means, contest_id, tell)
    with means.database.reading() as session:
        contest = session.get_one(Contest, contest_id)
        outcomes.require_decided(session, contest, at=means.clock.now())
        given = awards_due(session, contest, final)
        rules = Rules.from_json(contest.rules)
    written = credit_points(means, contest_id, rules, final, tell)

    def finish(session: Session) -> Outcome:
        contest = queries.held_contest(session, contest_id)
        at = means.clock.now()
        outcomes.require_decided(session, contest, at=at)
        settling.write_awards(session, contest, given, standing_awards(session, contest), at=at)
        outcomes.finalize(session, contest, by=asked.asked_by, at=at)
        return Outcome(f"竞赛已定案：{len(final):,} 人的名次，{len(given):,} 个奖项，记积分 {written:,} 笔。")

    return finish


def credit_points(means: Means, contest_id: int, rules: Rules, final: list[FinalPlace], tell: Tell) -> int:
    """Credit what the rules give for taking part and for places, and reverse what is due no longer; only differences
    are written, so that it may be repeated."""
    due = settling.points_due(rules, final)
    written = 0
    for number, (rule, members) in enumerate(due, start=1):
        with means.database.transaction() as session:
            contest = session.get_one(Contest, contest_id)
            written += settling.credit(session, contest, rule, members, at=means.clock.now())
        tell("记积分", number, len(due))
    with means.database.transaction() as session:
        contest = session.get_one(Contest, contest_id)
        written += settling.take_back_the_rest(session, contest, due, at=means.clock.now())
    return written


PUBLISH = Kind(outcomes.PUBLISH, _publish)
FINALIZE = Kind(outcomes.FINALIZE, _finalize)
