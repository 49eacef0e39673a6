"""Members in a contest: how they stand in a stage, and their final places once the result is shown."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from quiz_app.boards.lines import Measure, MemberLine, OwnLine, member_line, own_line
from quiz_app.boards.queries.members import SMALL_SCOPE, own_place, page
from quiz_app.boards.queries.members import Place as BoardPlace
from quiz_app.boards.queries.units import sums
from quiz_app.boards.tables import Board, RosterUnit, UnitSum
from quiz_app.contests.queries.contests import StageExam
from quiz_app.contests.queries.frames import Frame, known
from quiz_app.contests.queries.neighbours import EACH_SIDE, neighbours, people
from quiz_app.contests.standings import MembersView, around
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tables.outcomes import Place
from quiz_app.organizations.actors import Actor

HUNDREDTHS = 100


def stage_members(
    session: Session,
    actor: Actor,
    contest: Contest,
    board: Board,
    where: Frame,
    *,
    limit: int,
    after: tuple[int, ...] | None,
    live: bool,
) -> MembersView:
    """A page of a stage's board, from behind the cursor (value, member id)."""
    measure = Measure(board.tie_span, HUNDREDTHS)
    places = page(session, board, where.unit, limit=limit, after=after, live=live)
    own = own_place(session, board, where.unit, actor.member_id, branch=where.branch, live=live)
    counted = sums(session, board.id, where.unit.id, live=live) or UnitSum(entrants=0, roster=0)
    on_page = {each.member_id for each in places}
    above: list[BoardPlace] = []
    below: list[BoardPlace] = []
    if own is not None and actor.member_id not in on_page:
        above, below = neighbours(session, contest, board, where, actor.member_id, own.value, live=live)
    whole = known(session, actor, where, [(each.member_id, each.unit_path) for each in [*places, *above, *below]])

    def line(each: BoardPlace) -> MemberLine:
        return member_line(
            measure,
            rank=each.rank,
            name=each.name,
            unit=each.unit_name,
            value=each.value,
            is_own=each.member_id == actor.member_id,
            may_know=each.member_id in whole,
        )

    shown_own, beside = None, []
    if own is not None:
        shown_own = own_line(
            measure,
            rank=own.rank,
            value=own.value,
            branch_rank=own.branch_rank,
            next_value=own.next_value,
            next_rank=own.next_rank,
        )
        if actor.member_id not in on_page:
            name, unit_id, unit_name, path = people(session, contest, [actor.member_id])[actor.member_id]
            mine = line(BoardPlace(own.rank, actor.member_id, name, unit_id, unit_name, path, own.value))
            beside = around(mine, [line(each) for each in above], [line(each) for each in below], lambda _: False)
    return MembersView(
        lines=[line(each) for each in places],
        own=shown_own,
        neighbours=beside,
        total=counted.entrants,
        roster=counted.roster,
        following=(places[-1].value, places[-1].member_id) if len(places) == limit else None,
    )


def final_members(
    session: Session,
    actor: Actor,
    contest: Contest,
    stages: Sequence[StageExam],
    where: Frame,
    *,
    limit: int,
    after: tuple[int, ...] | None,
) -> MembersView:
    """A page of final places, from behind the cursor (place, member id). Places are those of the whole contest."""
    top = where.scope.unit_id == contest.unit_id
    query = _final(contest, where)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    small = not top and total <= SMALL_SCOPE
    place = Place.place + 0 if small else Place.place
    if after:
        query = query.where(or_(Place.place > after[0], and_(Place.place == after[0], Place.member_id > after[1])))
    rows = list(session.scalars(query.order_by(place, Place.member_id).limit(limit)))
    own = session.get(Place, (contest.id, actor.member_id))
    if own is not None and where.scope not in where.own:
        own = None
    on_page = {each.member_id for each in rows}
    beside: list[Place] = []
    if own is not None and own.member_id not in on_page:
        before = or_(Place.place < own.place, and_(Place.place == own.place, Place.member_id < own.member_id))
        behind = or_(Place.place > own.place, and_(Place.place == own.place, Place.member_id > own.member_id))
        here = _final(contest, where)
        nearest = here.where(before).order_by(place.desc(), Place.member_id.desc()).limit(EACH_SIDE)
        above = list(session.scalars(nearest))[::-1]
        below = list(session.scalars(here.where(behind).order_by(place, Place.member_id).limit(EACH_SIDE)))
        beside = [*above, own, *below]
    spans = _spans(session, stages)
    who = people(session, contest, [each.member_id for each in [*rows, *beside]])
    whole = known(session, actor, where, [(member, who[member][3]) for member in who])

    def line(each: Place) -> MemberLine:
        name, _, unit_name, _ = who[each.member_id]
        return member_line(
            _measure(each, spans),
            rank=each.place,
            name=name,
            unit=unit_name,
            value=each.value,
            is_own=each.member_id == actor.member_id,
            may_know=each.member_id in whole,
        )

    return MembersView(
        lines=[line(each) for each in rows],
        own=_own_final(session, contest, own, spans, where) if own else None,
        neighbours=[line(each) for each in beside],
        total=total,
        roster=0,
        following=(rows[-1].place, rows[-1].member_id) if len(rows) == limit else None,
    )


def _final(contest: Contest, where: Frame) -> Select[Place]:
    query = select(Place).where(Place.contest_id == contest.id)
    if where.scope.unit_id == contest.unit_id:
        return query
    return query.where(Place.unit_id.in_(_below(contest, where)))


def _below(contest: Contest, where: Frame) -> Select[int]:
    return select(RosterUnit.unit_id).where(
        RosterUnit.roster_id == contest.roster_id, RosterUnit.path.like(f"{where.scope.path}%")
    )


def _own_final(session: Session, contest: Contest, own: Place, spans: dict[int, int], where: Frame) -> OwnLine:
    """How many points the next better place has more, if it was won in the same stage."""
    branch = select(RosterUnit.unit_id).where(
        RosterUnit.roster_id == contest.roster_id, RosterUnit.path.like(f"{where.own[-1].path}%")
    )
    above = select(func.count()).where(Place.contest_id == contest.id, Place.place < own.place)
    in_branch = session.scalar(above.where(Place.unit_id.in_(branch))) or 0
    here = _final(contest, where).where(Place.place < own.place).order_by(Place.place.desc()).limit(1)
    better = session.scalars(here).first()
    comparable = better is not None and better.stage == own.stage
    return own_line(
        _measure(own, spans),
        rank=own.place,
        value=own.value,
        branch_rank=1 + in_branch,
        next_value=better.value if better is not None and comparable else None,
        next_rank=better.place if better is not None and comparable else None,
    )


def _measure(place: Place, spans: dict[int, int]) -> Measure:
    """A sum of stages, and a score entered on site, are stored as they are; any other as its board packs it."""
    return Measure(1 if place.value == place.score else spans.get(place.stage, 1), HUNDREDTHS)


def _spans(session: Session, stages: Iterable[StageExam]) -> dict[int, int]:
    """The span of each stage's board by the stage's position."""
    boards = {each.exam.board_id: each.stage.position for each in stages if each.exam and each.exam.board_id}
    rows = session.execute(select(Board.id, Board.tie_span).where(Board.id.in_(boards)))
    return {boards[board_id]: span for board_id, span in rows}
