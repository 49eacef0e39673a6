"""What settling a contest again would change: read alone, nothing is written."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.boards.marks import NOT_REACHED
from quiz_app.boards.queries.trees import reading_of
from quiz_app.boards.tables import Board, RosterMember, RosterUnit
from quiz_app.contests import previews
from quiz_app.contests.extras import Extra
from quiz_app.contests.figures import UnitFigures
from quiz_app.contests.previews import Preview, StageChange, Stood, WhatIf
from quiz_app.contests.queries.awarding import awards_due, deciding_stage
from quiz_app.contests.queries.contests import StageExam, stages_of
from quiz_app.contests.queries.entrants import counted_values, qualifiers
from quiz_app.contests.queries.extras import deciding, extras_of
from quiz_app.contests.queries.going_on import who_goes_on
from quiz_app.contests.queries.settling import (
    on_site_row,
    places,
    points_held,
    row_of,
    rows_of,
    stage_rows,
    standing_awards,
    was_final,
)
from quiz_app.contests.queries.standings import boards_of, figures_of
from quiz_app.contests.rules import Rules
from quiz_app.contests.settling import FinalPlace, Row, points_of, settle
from quiz_app.contests.states import State, has_results
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tables.outcomes import Award
from quiz_app.exams.tables.exams import Exam
from quiz_app.organizations.actors import ancestors
from quiz_app.organizations.kinds import BRANCH


def settled(session: Session, contest: Contest, what_if: WhatIf | None = None) -> list[FinalPlace]:
    """The final places as everything that counts makes them, or would."""
    rules = Rules.from_json(contest.rules)
    change = _changed_rows(session, contest, rules, what_if) if what_if else None
    rows = stage_rows(session, contest, rules.member_ties, change)
    extras = _extras(session, contest, rules, what_if)
    return settle(rows, final=rules.final, ties=rules.member_ties, extras=extras)


def preview(session: Session, contest: Contest, what_if: WhatIf | None = None) -> Preview:
    """How what is due differs from what stands; before a result is settled only who goes on."""
    stages = tuple(_stage_changes(session, contest))
    if not has_results(State(contest.state)):
        return Preview(stages=stages)
    rules = Rules.from_json(contest.rules)
    final = settled(session, contest, what_if)
    stand = {member: Stood(each.place, each.score) for member, each in places(session, contest).items()}
    moved = previews.moves(final, stand)
    given = awards_due(
        session,
        contest,
        final,
        change=_changed_units(session, contest, rules, what_if) if what_if else None,
        beside=what_if.member_id if what_if and not what_if.counts else None,
        extras=_extras(session, contest, rules, what_if),
    )
    awards = previews.award_changes(
        given, [(each.code, each.title, holder_of(each), each.place) for each in standing_awards(session, contest)]
    )
    points = []
    if was_final(session, contest):
        points = previews.point_changes(points_of(rules, final), points_held(session, contest))
    return Preview(
        moved=len(moved),
        moves=tuple(moved[: previews.MOST]),
        awards=tuple(awards[: 4 * previews.MOST]),
        points_given=sum(each.amount for each in points if each.amount > 0),
        points_taken=-sum(each.amount for each in points if each.amount < 0),
        points=tuple(points[: previews.MOST]),
        stages=stages,
    )


def holder_of(award: Award) -> tuple[str, int]:
    """Who holds an award, as (`member`, `unit` or `team`, id)."""
    if award.member_id is not None:
        return "member", award.member_id
    if award.team_id is not None:
        return "team", award.team_id
    assert award.unit_id is not None
    return "unit", award.unit_id


def _stage_changes(session: Session, contest: Contest) -> list[StageChange]:
    found = stages_of(session, contest)
    changes = []
    for before, after in pairwise(found):
        if before.stage.going_on is None or after.stage.opened_at is None:
            continue
        due = [each.member_id for each in who_goes_on(session, contest, before)]
        listed = {each.member_id: each.place for each, _ in qualifiers(session, after.stage.id)}
        missing = tuple(each for each in due if each not in listed)
        beyond = tuple(member for member, place in listed.items() if place is not None and member not in set(due))
        if missing or beyond:
            changes.append(StageChange(after.stage.title, missing[: previews.MOST], beyond[: previews.MOST]))
    return changes


def _changed_rows(
    session: Session, contest: Contest, rules: Rules, what_if: WhatIf
) -> Callable[[StageExam, list[Row]], list[Row]]:
    exams = [each.exam for each in stages_of(session, contest) if each.exam is not None]
    in_exam = _changed_exam(session, contest, rules, what_if, exams)

    def change(found: StageExam, rows: list[Row]) -> list[Row]:
        if found.exam is not None:
            return in_exam(found.exam, rows)
        kept = [each for each in rows if each.member_id != what_if.member_id]
        row = on_site_row(session, contest, found, what_if.member_id) if what_if.counts else None
        return [*kept, row] if row else kept

    return change


def _extras(session: Session, contest: Contest, rules: Rules, what_if: WhatIf | None) -> list[Extra]:
    """The extra papers that are over, with the member's results taken out of them, or put in."""
    if what_if is None:
        return deciding(session, contest, rules.member_ties)
    exams = [each.exam for each in extras_of(session, contest)]
    return deciding(session, contest, rules.member_ties, _changed_exam(session, contest, rules, what_if, exams))


def _changed_exam(
    session: Session, contest: Contest, rules: Rules, what_if: WhatIf, exams: Sequence[Exam]
) -> Callable[[Exam, list[Row]], list[Row]]:
    values = counted_values(session, exams, what_if.member_id) if what_if.counts else {}

    def change(exam: Exam, rows: list[Row]) -> list[Row]:
        kept = [each for each in rows if each.member_id != what_if.member_id]
        value = values.get(exam.board_id or 0)
        row = None
        if value is not None:
            row = row_of(session, contest, exam, what_if.member_id, value, rules.member_ties)
        return [*kept, row] if row else kept

    return change


def _changed_units(
    session: Session, contest: Contest, rules: Rules, what_if: WhatIf
) -> Callable[[list[UnitFigures]], list[UnitFigures]] | None:
    """The figures of units with the member's result taken out of them, or put in."""
    found = deciding_stage(session, contest)
    if found is None or found.exam is None or found.exam.board_id is None:
        return None
    member_id = what_if.member_id
    if what_if.counts:
        value = counted_values(session, [found.exam], member_id).get(found.exam.board_id)
        row = None if value is None else row_of(session, contest, found.exam, member_id, value, rules.member_ties)
    else:
        rows = rows_of(session, contest, found, rules.member_ties)
        row = next((each for each in rows if each.member_id == member_id), None)
    if row is None:
        return None
    board = session.get_one(Board, found.exam.board_id)
    marks = reading_of(board).marks
    home = session.execute(
        select(RosterUnit.path, RosterMember.exempt)
        .join(RosterMember, RosterMember.unit_id == RosterUnit.unit_id)
        .where(
            RosterUnit.roster_id == contest.roster_id,
            RosterMember.roster_id == contest.roster_id,
            RosterMember.member_id == member_id,
        )
    ).one()
    above, sign = set(ancestors(home.path)), 1 if what_if.counts else -1
    active = sign if _is_alone(session, contest, board.id, home.path, there=0 if what_if.counts else 1) else 0
    reached = marks.reached(row.score) if marks else NOT_REACHED
    change = previews.Result(row, reached, above, sign, active, is_exempt=home.exempt)
    return change.applied


def _is_alone(session: Session, contest: Contest, board_id: int, path: str, *, there: int) -> bool:
    """Whether the branch on a path of the roster has just so many entrants."""
    branch = session.scalars(
        select(RosterUnit.unit_id).where(
            RosterUnit.roster_id == contest.roster_id,
            RosterUnit.unit_id.in_(ancestors(path)),
            RosterUnit.kind == BRANCH,
        )
    ).first()
    found = figures_of(session, contest, boards_of(session, board_id, live=True), branch) if branch else None
    return found is not None and found.entrants == there
