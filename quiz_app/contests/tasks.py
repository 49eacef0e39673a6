"""What a contest does by its clock, and the long work of settling it."""

from sqlalchemy.orm import Session

from quiz_app.boards.tasks import merge_late
from quiz_app.contests.actions import extras, outcomes, recording, running, settling
from quiz_app.contests.actions.certifying import certify
from quiz_app.contests.extras import OF_THE_SUM
from quiz_app.contests.previews import WhatIf, point_changes
from quiz_app.contests.queries import contests as queries
from quiz_app.contests.queries.awarding import award_ties, awards_due
from quiz_app.contests.queries.extra_ties import paper_to_follow
from quiz_app.contests.queries.extras import contests_with_running, deciding
from quiz_app.contests.queries.extras import running as running_extras
from quiz_app.contests.queries.outcomes import award_names
from quiz_app.contests.queries.previewing import preview, settled
from quiz_app.contests.queries.settling import places, points_held, standing_awards, was_final
from quiz_app.contests.rules import Rules
from quiz_app.contests.settling import FinalPlace, points_of
from quiz_app.contests.states import Part, State
from quiz_app.contests.tables.contests import Contest
from quiz_app.core.clock import Clock
from quiz_app.core.db import Database
from quiz_app.core.jobs.kinds import Asked, Finish, Kind, Means, Outcome
from quiz_app.core.progress import Tell
from quiz_app.organizations.tables import Unit
from quiz_app.points.tasks import fold

BATCH = 500


def follow_contests(database: Database, clock: Clock) -> int:
    """Open, freeze and close the contests whose time has come; how many changed their state."""
    at = clock.now()
    with database.reading() as session:
        due = queries.due_contests(session, at=at)
        revealed = queries.frozen_boards_of_revealed(session, at=at)
        waiting = contests_with_running(session)
    for board_id in revealed:
        merge_late(database, board_id)
    finished = sum(_finish_extras(database, clock, contest_id) for contest_id in waiting)
    return finished + sum(_follow(database, clock, contest_id) for contest_id in due)


def _finish_extras(database: Database, clock: Clock, contest_id: int) -> int:
    with database.transaction() as session:
        contest = queries.held_contest(session, contest_id)
        waiting = running_extras(session, contest)
        return sum(extras.finish_extra(session, contest, each, at=clock.now()) for each in waiting)


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


def settle_contest(means: Means, contest_id: int, tell: Tell) -> tuple[list[FinalPlace], settling.Difference]:
    """Bring the places that are written down up to what counts now, some at a time, so that nobody waits for it; the
    places, and what changed. The sums of units are folded before, so that what is read of them is whole."""
    while fold(means.database, means.clock):
        pass
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
    return final, found


def _publish(means: Means, asked: Asked, tell: Tell) -> Finish:
    """Settle a closed contest and open the days of appeal."""
    contest_id = asked.arguments["contest"]
    with means.database.reading() as session:
        revealed = queries.frozen_boards_of_revealed(session, at=means.clock.now())
    for board_id in revealed:
        merge_late(means.database, board_id)
    final, _ = settle_contest(means, contest_id, tell)
    with means.database.reading() as session:
        contest = session.get_one(Contest, contest_id)
        given = awards_due(session, contest, final)

    def finish(session: Session) -> Outcome:
        contest = queries.held_contest(session, contest_id)
        at = means.clock.now()
        changed = settling.write_awards(session, contest, given, standing_awards(session, contest), at=at)
        outcomes.open_appeals(session, contest, by=asked.asked_by, at=at)
        said = f"公示了 {len(final):,} 人的名次和 {len(given):,} 个奖项（变动 {len(changed):,} 个），申诉已经开放。"
        return Outcome(said)

    return finish


def _finalize(means: Means, asked: Asked, tell: Tell) -> Finish:
    """Settle once more after the appeals, credit the points and issue the certificates."""
    contest_id = asked.arguments["contest"]
    final, _ = settle_contest(means, contest_id, tell)
    with means.database.reading() as session:
        contest = session.get_one(Contest, contest_id)
        outcomes.require_decided(session, contest, at=means.clock.now())
        given = awards_due(session, contest, final)
        rules = Rules.from_json(contest.rules)
        if paper_to_follow(queries.stages_of(session, contest), OF_THE_SUM):
            ties = award_ties(session, contest, final, deciding(session, contest, rules.member_ties))
            outcomes.require_parted(contest, ties)
    written = credit_points(means, contest_id, rules, final, tell)

    def finish(session: Session) -> Outcome:
        contest = queries.held_contest(session, contest_id)
        at = means.clock.now()
        outcomes.require_decided(session, contest, at=at)
        settling.write_awards(session, contest, given, standing_awards(session, contest), at=at)
        issued = certify(session, contest, by=asked.asked_by, at=at)
        outcomes.finalize(session, contest, by=asked.asked_by, at=at)
        said = f"竞赛已定案：{len(final):,} 人的名次，{len(given):,} 个奖项，记积分 {written:,} 笔，{issued}。"
        return Outcome(said)

    return finish


def _settle_again(means: Means, asked: Asked, tell: Tell) -> Finish:
    """Settle everything again that came of a contest under appeal: places and awards, and, where it was final before,
    points and certificates. Each difference leaves a record."""
    contest_id = asked.arguments["contest"]
    final, found = settle_contest(means, contest_id, tell)
    with means.database.reading() as session:
        contest = session.get_one(Contest, contest_id)
        given = awards_due(session, contest, final)
        rules, is_out = Rules.from_json(contest.rules), was_final(session, contest)
        before = points_held(session, contest) if is_out else {}
    if is_out:
        credit_points(means, contest_id, rules, final, tell)

    def finish(session: Session) -> Outcome:
        contest = queries.held_contest(session, contest_id)
        at, by = means.clock.now(), asked.asked_by
        recording.require_part(contest, Part.AWARDS)
        changed = settling.write_awards(session, contest, given, standing_awards(session, contest), at=at)
        points = point_changes(points_of(rules, final), before) if is_out else []
        settling.record_changes(session, contest, found, changed, points, award_names(session, contest), by=by, at=at)
        said = f"重新核定了 {len(final):,} 人：{len(found):,} 人的名次有变动，奖项变动 {len(changed):,} 个"
        if is_out:
            said += f"，{len(points):,} 人的积分有变动，{certify(session, contest, by=by, at=at)}"
        return Outcome(f"{said}。")

    return finish


def _preview(means: Means, asked: Asked, tell: Tell) -> Finish:
    """Work out what settling again would change."""
    tell("计算名次", 0, 1)
    member, counts = asked.arguments["member"], asked.arguments["counts"]
    while fold(means.database, means.clock):
        pass
    with means.database.reading() as session:
        contest = session.get_one(Contest, asked.arguments["contest"])
        found = preview(session, contest, WhatIf(member, counts=counts) if member else None)
    moved = f"{found.moved:,} 人的名次有变动，奖项变动 {len(found.awards):,} 个" if found else "没有变动"
    result = {"preview": found.to_json(), "contest": asked.arguments["contest"], "member": member, "counts": counts}
    return lambda _session: Outcome(f"预览好了：{moved}。", result)


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
SETTLE = Kind(outcomes.SETTLE, _settle_again)
PREVIEW = Kind(outcomes.PREVIEW, _preview)
