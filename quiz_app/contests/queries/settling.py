"""What every member has in the stages of a contest, as the final places are settled from."""

from collections.abc import Callable, Sequence

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from quiz_app.boards.tables import Board, RosterMember, Standing
from quiz_app.boards.values import score_of, seconds_of
from quiz_app.contests import stages
from quiz_app.contests.queries.contests import StageExam, stages_of
from quiz_app.contests.settling import Row, StageRows
from quiz_app.contests.states import State
from quiz_app.contests.tables.contests import Contest, StateChange
from quiz_app.contests.tables.entrants import Disqualification, OnSiteScore
from quiz_app.contests.tables.outcomes import Award, Place
from quiz_app.core.db import to_milliseconds
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.points.queries import totals
from quiz_app.points.rules.table import CONTEST_PLACED, CONTEST_TAKEN_PART

STREAMED = 5000


def stage_rows(
    session: Session, contest: Contest, ties: Sequence[str], change: Callable[[StageExam, list[Row]], list[Row]] | None
) -> list[StageRows]:
    """The stages that count, each with everybody on the roster who has a result in it, as `change` makes them."""
    found = []
    for each in stages_of(session, contest):
        if stages.counts(each.stage.kind):
            rows = rows_of(session, contest, each, ties)
            found.append(StageRows(each.stage.position, change(each, rows) if change else rows, each.stage.weight))
    return found


def rows_of(session: Session, contest: Contest, found: StageExam, ties: Sequence[str]) -> list[Row]:
    """Everybody on the roster with a result in one stage, in no order."""
    if found.exam is None:
        return _on_site(session, contest, found.stage.id)
    return exam_rows(session, contest, found.exam, ties)


def exam_rows(session: Session, contest: Contest, exam: Exam, ties: Sequence[str]) -> list[Row]:
    """Everybody on the roster with a result in an exam of the contest, in no order."""
    if exam.board_id is None:
        return []
    board = session.get_one(Board, exam.board_id)
    ended = _ended(session, exam) if "earlier" in ties else {}
    query = (
        select(Standing.member_id, RosterMember.unit_id, Standing.value, Standing.entries)
        .join(
            RosterMember,
            (RosterMember.roster_id == contest.roster_id) & (RosterMember.member_id == Standing.member_id),
        )
        .where(Standing.board_id == board.id, Standing.value >= 0)
        .execution_options(yield_per=STREAMED)
    )
    return [
        Row(
            member_id,
            unit_id,
            score_of(value, board.tie_span),
            value,
            seconds_of(value, board.tie_span) or 0,
            ended.get(member_id, 0),
            entries,
        )
        for member_id, unit_id, value, entries in session.execute(query)
    ]


def places(session: Session, contest: Contest) -> dict[int, Place]:
    """The places as they were last settled, by member."""
    query = select(Place).where(Place.contest_id == contest.id).execution_options(yield_per=STREAMED)
    return {each.member_id: each for each in session.scalars(query)}


def standing_awards(session: Session, contest: Contest) -> list[Award]:
    """The awards that were given and not taken back, in the order of rules and places."""
    query = select(Award).where(Award.contest_id == contest.id, Award.taken_back_at.is_(None))
    return list(session.scalars(query.order_by(Award.id)))


def row_of(
    session: Session, contest: Contest, exam: Exam, member_id: int, value: int, ties: Sequence[str]
) -> Row | None:
    """What a member would have in an exam if `value` stood on its board; None for somebody who is not on the roster."""
    assert exam.board_id is not None
    board = session.get_one(Board, exam.board_id)
    home = session.get(RosterMember, (contest.roster_id, member_id))
    if home is None:
        return None
    entries = session.scalar(
        select(Standing.entries).where(Standing.board_id == board.id, Standing.member_id == member_id)
    )
    ended = _ended(session, exam).get(member_id, 0) if "earlier" in ties else 0
    score, seconds = score_of(value, board.tie_span), seconds_of(value, board.tie_span) or 0
    return Row(member_id, home.unit_id, score, value, seconds, ended, entries or 0)


def on_site_row(session: Session, contest: Contest, found: StageExam, member_id: int) -> Row | None:
    """What was entered for a member in a final on site, also where it does not count."""
    score = session.scalar(
        select(OnSiteScore.score).where(OnSiteScore.stage_id == found.stage.id, OnSiteScore.member_id == member_id)
    )
    home = session.get(RosterMember, (contest.roster_id, member_id))
    return Row(member_id, home.unit_id, score, score) if score is not None and home is not None else None


def points_held(session: Session, contest: Contest) -> dict[int, int]:
    """What the contest has brought each member, who has anything of it."""
    return totals(session, (CONTEST_TAKEN_PART, CONTEST_PLACED), contest.id)


def was_final(session: Session, contest: Contest) -> bool:
    """Whether the result was final before, so that points and certificates are out."""
    passed = exists().where(StateChange.contest_id == contest.id, StateChange.to_state == State.FINAL)
    return bool(session.scalar(select(passed)))


def _on_site(session: Session, contest: Contest, stage_id: int) -> list[Row]:
    query = (
        select(RosterMember.member_id, RosterMember.unit_id, OnSiteScore.score)
        .join(
            RosterMember,
            (RosterMember.roster_id == contest.roster_id) & (RosterMember.member_id == OnSiteScore.member_id),
        )
        .where(OnSiteScore.stage_id == stage_id, OnSiteScore.member_id.not_in(_disqualified(contest)))
    )
    return [Row(member_id, unit_id, score, score) for member_id, unit_id, score in session.execute(query)]


def _disqualified(contest: Contest) -> Select[int]:
    return select(Disqualification.member_id).where(
        Disqualification.contest_id == contest.id, Disqualification.reinstated_at.is_(None)
    )


def _ended(session: Session, exam: Exam) -> dict[int, int]:
    """When what counts of each member was complete: the first attempt with the best score where the best counts, else
    the last one; in milliseconds."""
    best = select(
        Attempt.member_id,
        Attempt.submitted_at,
        func.rank().over(partition_by=Attempt.member_id, order_by=Attempt.score.desc()).label("rank"),
    ).where(Attempt.exam_id == exam.id, Attempt.score.is_not(None))
    if exam.counting == "best":
        ranked = best.subquery()
        query = select(ranked.c.member_id, func.min(ranked.c.submitted_at)).where(ranked.c.rank == 1)
        query = query.group_by(ranked.c.member_id)
    else:
        query = (
            select(Attempt.member_id, func.max(Attempt.submitted_at))
            .where(Attempt.exam_id == exam.id, Attempt.score.is_not(None))
            .group_by(Attempt.member_id)
        )
    return {member_id: to_milliseconds(at) for member_id, at in session.execute(query)}
