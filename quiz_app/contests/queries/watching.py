"""A contest under way as its organizer and, each in their part, the secretaries see it.

Who is no organizer of it sees, while it is frozen, what was there at that instant and nothing newer.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, Select, and_, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from quiz_app.boards.queries.boards import as_of, board
from quiz_app.boards.tables import RosterMember, RosterUnit
from quiz_app.contests import stages
from quiz_app.contests.figures import UnitFigures
from quiz_app.contests.freezes import is_frozen, seen_at
from quiz_app.contests.queries.contests import FoundContest, StageExam, find_contest, stages_of
from quiz_app.contests.queries.standings import Scope, boards_of, figures, figures_of, scope_of
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tables.entrants import Qualifier
from quiz_app.core.errors import Conflict, Forbidden, NotFound
from quiz_app.core.queueing import LONGEST_WAIT
from quiz_app.exams.hours import MILLISECONDS, Hour, by_hour, first_instant, hour_of
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.organizations.actors import Actor, ancestors
from quiz_app.organizations.permissions import Permission

NO_UNIT = "没有找到这个单位，或者它不在你看得到的范围里。请从比赛态势的单位表进入。"
SILENT = timedelta(minutes=10)
GRACE = timedelta(seconds=LONGEST_WAIT + 10)


@dataclass(frozen=True, slots=True)
class Watched:
    """A stage of a contest looked at in a unit of its roster. `until` is the instant up to which the reader sees, null
    for one who sees everything; `tops` are the units where the reader's part begins."""

    found: FoundContest
    stage: StageExam
    shown: tuple[StageExam, ...]
    scope: Scope
    tops: tuple[Scope, ...]
    boards: tuple[int, ...]
    until: datetime | None

    @property
    def contest(self) -> Contest:
        return self.found.contest

    @property
    def exam(self) -> Exam:
        assert self.stage.exam is not None
        return self.stage.exam

    @property
    def is_live(self) -> bool:
        return self.until is None


def watched(
    session: Session, actor: Actor, contest_id: int, *, unit_id: int | None, stage_id: int | None, at: datetime
) -> Watched:
    """404 for strangers, 403 for a member who watches over no unit of the contest."""
    found = find_contest(session, actor, contest_id)
    contest = found.contest
    if not found.manages and not actor.reach(Permission.BRANCH_WATCH):
        raise Forbidden("比赛态势只对组织者和党支部书记开放。你自己的成绩和名次在竞赛页上。")
    if contest.roster_id is None:
        raise Conflict("竞赛还没有开始，开始以后这里才有数字。", code="wrong_state")
    tops = _tops(session, actor, found)
    scope = tops[0] if unit_id is None else scope_of(session, contest, unit_id)
    if scope is None or not any(scope.path.startswith(top.path) for top in tops):
        raise NotFound(NO_UNIT)
    shown = tuple(each for each in stages_of(session, contest) if each.exam is not None and each.exam.board_id)
    stage = _stage(shown, stage_id, at)
    until = None if found.manages or not is_frozen(contest, at) else seen_at(contest, at)
    assert stage.exam is not None
    assert stage.exam.board_id is not None
    boards = boards_of(session, stage.exam.board_id, live=found.manages)
    return Watched(found, stage, shown, scope, tuple(tops), tuple(boards), until)


def whole(session: Session, seen: Watched) -> UnitFigures:
    """The figures of the unit that is looked at. A stage by invitation counts against those who qualified."""
    unit = figures_of(session, seen.contest, seen.boards, seen.scope.unit_id)
    assert unit is not None
    return _against_qualified(session, seen, [unit])[0]


def lines(session: Session, seen: Watched, *, kind: str | None) -> list[UnitFigures]:
    """The units right below the one that is looked at, or all of a kind below it, in tree order."""
    if kind is None:
        return _against_qualified(session, seen, figures(session, seen.contest, seen.boards, below=seen.scope.path))
    found = figures(session, seen.contest, seen.boards, kind=kind)
    return _against_qualified(session, seen, [each for each in found if each.path.startswith(seen.scope.path)])


def exempt(session: Session, seen: Watched) -> int:
    """How many of the roster below the unit are exempt."""
    query = (
        select(func.count())
        .select_from(RosterMember)
        .where(RosterMember.roster_id == seen.contest.roster_id, RosterMember.exempt.is_(True))
    )
    if seen.scope.unit_id != seen.found.unit.id:
        query = query.join(RosterUnit, home()).where(RosterUnit.path.like(f"{seen.scope.path}%"))
    return session.scalar(query) or 0


def hours(session: Session, seen: Watched, *, at: datetime) -> list[Hour]:
    """Attempts handed in within each hour of the last day that the reader sees."""
    end = min(at, seen.until or at, seen.exam.closes_at or at)
    last = hour_of(end)
    hour = type_coerce(Attempt.submitted_at, BigInteger) // MILLISECONDS
    query = (
        select(hour, func.count())
        .where(Attempt.exam_id == seen.exam.id, Attempt.submitted_at >= first_instant(last))
        .group_by(hour)
    )
    if seen.until is not None:
        query = query.where(Attempt.submitted_at < seen.until)
    return by_hour(dict(session.execute(_within(query, seen)).all()), last=last)


def sitting(session: Session, seen: Watched, *, at: datetime) -> int:
    """How many are answering at this moment; an index holds open attempts alone."""
    return _count_open(session, seen, Attempt.deadline_at > at)


def silent(session: Session, seen: Watched, *, at: datetime) -> int:
    """How many began, and have saved nothing for ten minutes although their time runs."""
    last = func.coalesce(Attempt.saved_at, Attempt.started_at)
    return _count_open(session, seen, Attempt.deadline_at > at, last < at - SILENT)


def uncollected(session: Session, seen: Watched, *, at: datetime) -> int:
    """How many are over their time by more than late papers wait, and were not collected."""
    return _count_open(session, seen, Attempt.deadline_at < at - GRACE)


def fresh_as_of(session: Session, seen: Watched, *, at: datetime) -> datetime:
    """The instant up to which the sums hold every result that the reader sees."""
    assert seen.exam.board_id is not None
    return as_of(session, board(session, seen.exam.board_id), at=at, live=seen.found.manages)


def unit_rows(session: Session, seen: Watched) -> list[UnitFigures]:
    """Every unit below the one that is looked at and itself, in tree order."""
    found = figures(session, seen.contest, seen.boards)
    return _against_qualified(session, seen, [each for each in found if each.path.startswith(seen.scope.path)])


def _tops(session: Session, actor: Actor, found: FoundContest) -> list[Scope]:
    """Where the reader's part of the roster's tree begins."""
    top = scope_of(session, found.contest, found.unit.id)
    assert top is not None
    granted = {ancestors(path)[-1] for path in actor.reach(Permission.BRANCH_WATCH)}
    if found.manages or granted & set(ancestors(top.path)):
        return [top]
    own = [scope for unit in sorted(granted) if (scope := scope_of(session, found.contest, unit)) is not None]
    highest = [each for each in own if not any(each.path != o.path and each.path.startswith(o.path) for o in own)]
    if not highest:
        raise Forbidden("比赛态势只对组织者和党支部书记开放。你自己的成绩和名次在竞赛页上。")
    return sorted(highest, key=lambda each: each.path)


def _stage(shown: tuple[StageExam, ...], stage_id: int | None, at: datetime) -> StageExam:
    """The stage that was asked for, or the latest that has begun, one that counts before a warm-up."""
    if stage_id is not None:
        chosen = next((each for each in shown if each.stage.id == stage_id), None)
        if chosen is None:
            raise NotFound("这场竞赛没有这个阶段，或者它的试卷还没有发布。")
        return chosen
    if not shown:
        raise Conflict("还没有发布试卷，发布以后这里才有数字。", code="wrong_state")
    begun = [each for each in shown if each.exam is not None and each.exam.opens_at <= at] or [shown[0]]
    return next((each for each in reversed(begun) if stages.counts(each.stage.kind)), begun[-1])


def _against_qualified(session: Session, seen: Watched, units: list[UnitFigures]) -> list[UnitFigures]:
    if not seen.exam.by_invitation:
        return units
    query = (
        select(RosterUnit.path, func.count())
        .join(RosterMember, home())
        .join(Qualifier, Qualifier.member_id == RosterMember.member_id)
        .where(RosterMember.roster_id == seen.contest.roster_id, *qualified(seen))
        .group_by(RosterUnit.path)
    )
    counts: Counter[int] = Counter()
    for path, members in session.execute(query):
        for unit in ancestors(path):
            counts[unit] += members
    return [replace(each, roster=counts[each.unit_id]) for each in units]


def qualified(seen: Watched) -> tuple[ColumnElement[bool], ...]:
    """The qualifiers of the stage as the reader sees them."""
    of_stage = Qualifier.stage_id == seen.stage.stage.id
    if seen.until is None:
        return of_stage, Qualifier.withdrawn_at.is_(None)
    stood = or_(Qualifier.withdrawn_at.is_(None), Qualifier.withdrawn_at > seen.until)
    return of_stage, Qualifier.at <= seen.until, stood


def _count_open(session: Session, seen: Watched, *which: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(Attempt)
    query = query.where(Attempt.exam_id == seen.exam.id, Attempt.submitted_at.is_(None), *which)
    return session.scalar(_within(query, seen)) or 0


def _within(query: Select, seen: Watched) -> Select:  # type: ignore[type-arg]
    """Attempts of members of the roster below the unit that is looked at; of the whole contest all are."""
    if seen.scope.unit_id == seen.found.unit.id:
        return query
    return (
        query.join(
            RosterMember,
            (RosterMember.roster_id == seen.contest.roster_id) & (RosterMember.member_id == Attempt.member_id),
        )
        .join(RosterUnit, home())
        .where(RosterUnit.path.like(f"{seen.scope.path}%"))
    )


def home() -> ColumnElement[bool]:
    return and_(RosterUnit.roster_id == RosterMember.roster_id, RosterUnit.unit_id == RosterMember.unit_id)
