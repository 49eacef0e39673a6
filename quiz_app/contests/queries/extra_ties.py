"""Which equals need an extra paper now: across a line of going on while a contest runs, of an award once it is over."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from sqlalchemy.orm import Session

from quiz_app.contests.advancing import GoingOn, undecided_groups
from quiz_app.contests.extras import Tie, joined, of_stage, was_sat
from quiz_app.contests.queries.awarding import award_ties
from quiz_app.contests.queries.contests import StageExam, stages_of
from quiz_app.contests.queries.extras import deciding
from quiz_app.contests.queries.going_on import parted_standings
from quiz_app.contests.queries.previewing import settled
from quiz_app.contests.rules import Rules
from quiz_app.contests.states import State, is_running
from quiz_app.contests.tables.contests import Contest
from quiz_app.exams.tables.exams import Exam


def ties_that_matter(session: Session, contest: Contest, *, at: datetime) -> list[Tie]:
    """The groups of equals that an extra paper would part, each with all that it decides. Before a contest is over they
    are about the lists that are not set yet, of stages that nobody can sit any more."""
    if contest.roster_id is None:
        return []
    found: list[Tie] = []
    if is_running(State(contest.state)):
        for before, after in pairwise(stages_of(session, contest)):
            is_over = before.exam is None or (before.exam.ends_at is not None and before.exam.ends_at <= at)
            if before.stage.going_on is not None and after.stage.opened_at is None and is_over:
                found += going_on_ties(session, contest, before, after)
    elif contest.state in (State.CLOSED, State.UNDER_APPEAL):
        extras = deciding(session, contest, Rules.from_json(contest.rules).member_ties)
        found += award_ties(session, contest, settled(session, contest), extras)
    return joined(found)


def going_on_ties(session: Session, contest: Contest, before: StageExam, after: StageExam) -> list[Tie]:
    """The members who are equal across the line of going on from a stage to the next."""
    rule, position = GoingOn.from_json(before.stage.going_on or {}), before.stage.position
    if rule.rule == "top_units":
        return []
    standings, _ = parted_standings(session, contest, before)
    extras = of_stage(deciding(session, contest, Rules.from_json(contest.rules).member_ties), position)
    place = {each.member_id: each.place + each.tie for each in standings}
    why = f"谁从“{before.stage.title}”进入“{after.stage.title}”"
    return [
        Tie(position, place[group[0]], tuple(sorted(group)), why, was_sat(group, extras))
        for group in undecided_groups(rule, standings)
    ]


def paper_to_follow(found: Sequence[StageExam], position: int) -> Exam | None:
    """The exam that an extra paper is made like: that of the stage at a position, or else the last one before it."""
    papers = [each for each in found if each.exam is not None]
    before = [each for each in papers if each.stage.position <= position] if position else papers
    return (before or papers)[-1].exam if papers else None
