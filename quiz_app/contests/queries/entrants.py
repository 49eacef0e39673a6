"""Who is on the roster of a contest, who qualified for a stage, whose results do not count."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from quiz_app.boards.tables import RosterMember, RosterUnit
from quiz_app.contests.advancing import Standing
from quiz_app.contests.queries.contests import StageExam
from quiz_app.contests.queries.settling import rows_of
from quiz_app.contests.settling import ranked
from quiz_app.contests.tables.contests import Contest, Stage
from quiz_app.contests.tables.entrants import Disqualification, OnSiteScore, Qualifier
from quiz_app.core.errors import Invalid, NotFound
from quiz_app.exams.counting.table import tie_span
from quiz_app.exams.queries.counting import standings
from quiz_app.exams.tables.exams import Exam
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import ancestors
from quiz_app.organizations.tables import Unit


@dataclass(frozen=True, slots=True)
class Entrant:
    """A member on the roster, in the unit that the roster has."""

    member_id: int
    number: str
    name: str
    unit_name: str
    exempt: bool


def names_on_roster(session: Session, roster_id: int, member_ids: Sequence[int]) -> dict[int, str]:
    """The names of those of the members who are on the roster."""
    query = (
        select(Member.id, Member.name)
        .join(RosterMember, RosterMember.member_id == Member.id)
        .where(RosterMember.roster_id == roster_id, Member.id.in_(member_ids))
    )
    return dict(session.execute(query).all())


def with_exemption(session: Session, roster_id: int, member_ids: Sequence[int], *, exempt: bool) -> list[int]:
    """Those of the members on the roster who are exempt, or who are not."""
    query = select(RosterMember.member_id).where(
        RosterMember.roster_id == roster_id, RosterMember.member_id.in_(member_ids), RosterMember.exempt.is_(exempt)
    )
    return list(session.scalars(query.order_by(RosterMember.member_id)))


def names_of(session: Session, member_ids: Collection[int]) -> dict[int, str]:
    """The names of members."""
    return dict(session.execute(select(Member.id, Member.name).where(Member.id.in_(member_ids))).all())


def roster_page(
    session: Session,
    contest: Contest,
    *,
    path: str,
    words: str = "",
    exempt: bool | None = None,
    limit: int,
    after: int = 0,
) -> list[Entrant]:
    """Members of the roster below a path, by id from behind one."""
    query = (
        select(Member.id, Member.number, Member.name, RosterUnit.name, RosterMember.exempt)
        .join(RosterMember, RosterMember.member_id == Member.id)
        .join(
            RosterUnit,
            (RosterUnit.roster_id == RosterMember.roster_id) & (RosterUnit.unit_id == RosterMember.unit_id),
        )
        .where(
            RosterMember.roster_id == contest.roster_id,
            RosterUnit.path.like(f"{path}%"),
            RosterMember.member_id > after,
        )
        .order_by(RosterMember.member_id)
        .limit(limit)
    )
    if words:
        query = query.where(Member.name.contains(words, autoescape=True) | (Member.number == words))
    if exempt is not None:
        query = query.where(RosterMember.exempt.is_(exempt))
    return [Entrant(*row) for row in session.execute(query)]


def member_by_number(session: Session, unit: Unit, number: str) -> Member:
    """A member below the contest's unit by the number on the roster of now."""
    query = (
        select(Member)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Member.number == number, Member.left_at.is_(None), Unit.path.like(f"{unit.path}%"))
    )
    found = session.scalars(query).first()
    if found is None:
        raise NotFound(f"没有找到编号为“{number[:32]}”的党员，或者不在竞赛的范围内。请核对编号。")
    return found


def require_on_roster(session: Session, roster_id: int, unit_id: int) -> None:
    """Refuse a unit that the roster does not know."""
    if session.get(RosterUnit, (roster_id, unit_id)) is None:
        raise Invalid("这个单位不在竞赛的名册里，请另选一个。", fields={"unit": "不在名册里"})


def stage_standings(
    session: Session, contest: Contest, found: StageExam, ties: Sequence[str]
) -> tuple[list[Standing], dict[int, str]]:
    """Everybody with a result in a stage in the order of places, and the names of the units on their paths."""
    query = select(RosterUnit.unit_id, RosterUnit.path, RosterUnit.kind, RosterUnit.name).where(
        RosterUnit.roster_id == contest.roster_id
    )
    units = {unit_id: (path, kind, name) for unit_id, path, kind, name in session.execute(query)}
    levels = {
        unit_id: {units[above][1]: above for above in ancestors(path) if above in units}
        for unit_id, (path, _, _) in units.items()
    }
    ordered = [
        Standing(row.member_id, place, row.score, levels.get(row.unit_id, {}))
        for row, place in ranked(rows_of(session, contest, found, ties), ties)
    ]
    return ordered, {unit_id: name for unit_id, (_, _, name) in units.items()}


def qualifier(session: Session, stage_id: int, member_id: int) -> Qualifier | None:
    found = session.get(Qualifier, (stage_id, member_id))
    return found if found is not None and found.withdrawn_at is None else None


def qualifiers(session: Session, stage_id: int) -> Iterator[tuple[Qualifier, Member]]:
    """Who may sit a stage, by their places in the one before; wild cards last."""
    query = (
        select(Qualifier, Member)
        .join(Member, Member.id == Qualifier.member_id)
        .where(Qualifier.stage_id == stage_id, Qualifier.withdrawn_at.is_(None))
        .order_by(Qualifier.place.is_(None), Qualifier.place, Qualifier.member_id)
    )
    for row in session.execute(query):
        yield row[0], row[1]


def count_qualifiers(session: Session, stage_id: int) -> int:
    query = select(func.count()).where(Qualifier.stage_id == stage_id, Qualifier.withdrawn_at.is_(None))
    return session.scalar(query) or 0


def find_disqualification(session: Session, contest: Contest, disqualification_id: int) -> Disqualification:
    """One of the contest, held until the transaction ends."""
    found = session.get(Disqualification, disqualification_id, with_for_update=True)
    if found is None or found.contest_id != contest.id:
        raise NotFound("没有找到这次取消。请从“取消和恢复成绩”进入。")
    return found


def all_listed(session: Session, stage_id: int) -> set[int]:
    """Everybody who was ever on the list of a stage."""
    return set(session.scalars(select(Qualifier.member_id).where(Qualifier.stage_id == stage_id)))


def qualified(session: Session, contest_id: int, member_id: int) -> list[Qualifier]:
    """The stages of a contest that a member may sit by a list."""
    return list(session.scalars(_lists_with(contest_id, member_id).where(Qualifier.withdrawn_at.is_(None))))


def withdrawn(session: Session, contest_id: int, member_id: int, *, at: datetime) -> list[Qualifier]:
    """The lists that a member was taken off at an instant."""
    return list(session.scalars(_lists_with(contest_id, member_id).where(Qualifier.withdrawn_at == at)))


def wild_cards(session: Session, stage_id: int) -> int:
    """How many wild cards were given for a stage."""
    query = select(func.count()).where(
        Qualifier.stage_id == stage_id, Qualifier.place.is_(None), Qualifier.withdrawn_at.is_(None)
    )
    return session.scalar(query) or 0


def disqualification(session: Session, contest_id: int, member_id: int) -> Disqualification | None:
    """The one that stands."""
    query = select(Disqualification).where(
        Disqualification.contest_id == contest_id,
        Disqualification.member_id == member_id,
        Disqualification.reinstated_at.is_(None),
    )
    return session.scalars(query).first()


def disqualifications(session: Session, contest: Contest) -> list[tuple[Disqualification, Member]]:
    """All there were, the latest first."""
    query = (
        select(Disqualification, Member)
        .join(Member, Member.id == Disqualification.member_id)
        .where(Disqualification.contest_id == contest.id)
        .order_by(Disqualification.id.desc())
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def counted_values(session: Session, found: Sequence[Exam], member_id: int) -> dict[int, int]:
    """What counts of a member's attempts on each exam's board, as the board packs it, from the attempts."""
    exams = {each.id: each for each in found if each.board_id is not None}
    spans = {exam.id: tie_span(exam.counting, exam.minutes) for exam in exams.values()}
    return {
        exams[exam_id].board_id or 0: standing.counted.value(spans[exam_id])
        for (_, exam_id), standing in standings(session, [member_id], list(exams)).items()
    }


def on_site_score(session: Session, stage_id: int, *, member_id: int | None, team_id: int | None) -> OnSiteScore | None:
    query = select(OnSiteScore).where(
        OnSiteScore.stage_id == stage_id, OnSiteScore.member_id == member_id, OnSiteScore.team_id == team_id
    )
    return session.scalars(query).first()


def on_site_scores(session: Session, stage_id: int) -> dict[str, int]:
    """What was entered for a stage, by `m` and the member's or `t` and the team's number, in hundredths of a point."""
    found = session.scalars(select(OnSiteScore).where(OnSiteScore.stage_id == stage_id))
    return {f"m{each.member_id}" if each.member_id else f"t{each.team_id}": each.score for each in found}


def _lists_with(contest_id: int, member_id: int) -> Select[Qualifier]:
    return (
        select(Qualifier)
        .join(Stage, Stage.id == Qualifier.stage_id)
        .where(Stage.contest_id == contest_id, Qualifier.member_id == member_id)
    )
