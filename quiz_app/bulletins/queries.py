"""Bulletins for those they are meant for, and the facts that they are made of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz_app.boards.tables import RosterMember, RosterUnit
from quiz_app.bulletins.composing import Awarded, Facts, StageFigures, TopPlace, Winner
from quiz_app.bulletins.contents import Named, Person
from quiz_app.bulletins.tables import Bulletin
from quiz_app.contests import stages
from quiz_app.contests.queries.appeals import counts
from quiz_app.contests.queries.awarding import deciding_figures
from quiz_app.contests.queries.contests import stages_of
from quiz_app.contests.queries.standings import boards_of, figures_of, levels
from quiz_app.contests.ranking import rank_units
from quiz_app.contests.rules import Rules
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tables.entrants import Team
from quiz_app.contests.tables.outcomes import Award, Place
from quiz_app.core.errors import NotFound
from quiz_app.members.masking import mask
from quiz_app.members.tables import Member
from quiz_app.notices.queries.relief import named_among, publishes_usage_rates
from quiz_app.organizations.actors import Actor, ancestors
from quiz_app.organizations.kinds import BRANCH, LABELS
from quiz_app.organizations.tables import Unit

TOP = 20
NO_BULLETIN = "这场竞赛还没有发布通报。发布以后在这里看。"


@dataclass(frozen=True, slots=True)
class Published:
    """A published bulletin with who published it; `latest` is the version that holds now."""

    bulletin: Bulletin
    publisher: str
    latest: int

    @property
    def is_replaced(self) -> bool:
        return self.bulletin.version < self.latest


def published(session: Session, contest: Contest, version: int | None = None) -> Published:
    """The bulletin that holds, or an earlier version of it."""
    query = (
        select(Bulletin, Member.name)
        .outerjoin(Member, Member.id == Bulletin.published_by)
        .where(Bulletin.contest_id == contest.id, Bulletin.published_at.is_not(None))
        .order_by(Bulletin.version.desc())
        .limit(1)
    )
    row = session.execute(query if version is None else query.where(Bulletin.version == version)).first()
    latest = latest_version(session, contest)
    if row is None or latest is None:
        raise NotFound(NO_BULLETIN)
    return Published(row[0], row[1] or "", latest)


def latest_version(session: Session, contest: Contest) -> int | None:
    query = select(func.max(Bulletin.version)).where(
        Bulletin.contest_id == contest.id, Bulletin.published_at.is_not(None)
    )
    return session.scalar(query)


def last_told(session: Session, contest: Contest) -> set[tuple[str, int]]:
    """The awards, as (code, member id), that the last published version has announced to those who hold them."""
    query = (
        select(Bulletin.told)
        .where(Bulletin.contest_id == contest.id, Bulletin.published_at.is_not(None), Bulletin.told.is_not(None))
        .order_by(Bulletin.version.desc())
    )
    return {(code, member_id) for code, member_id in session.scalars(query.limit(1)).first() or []}


def draft(session: Session, contest: Contest, *, held: bool = False) -> Bulletin | None:
    """What is being written; `held` until the transaction ends."""
    query = select(Bulletin).where(Bulletin.contest_id == contest.id, Bulletin.published_at.is_(None))
    return session.scalars(query.with_for_update() if held else query).first()


def versions(session: Session, contest: Contest) -> list[Published]:
    """All that were published, the latest first."""
    query = (
        select(Bulletin, Member.name)
        .outerjoin(Member, Member.id == Bulletin.published_by)
        .where(Bulletin.contest_id == contest.id, Bulletin.published_at.is_not(None))
        .order_by(Bulletin.version.desc())
    )
    rows = session.execute(query).all()
    return [Published(row[0], row[1] or "", rows[0][0].version) for row in rows]


def leading_level(session: Session, contest: Contest) -> str | None:
    """The kind of the units right below the contest's own, which a bulletin lists."""
    if contest.roster_id is None:
        return None
    found = levels(session, contest)
    return found[1] if len(found) > 1 else found[0] if found else None


def level_label(kind: str | None) -> str:
    return LABELS.get(kind or "", "")


def facts(session: Session, contest: Contest, *, at: datetime) -> Facts:
    """Everything a bulletin is made of, as it stands now."""
    rules, level = Rules.from_json(contest.rules), leading_level(session, contest)
    units = []
    if level is not None and rules.shows_units:
        found = deciding_figures(session, contest, kind=level)
        units = rank_units(found, rules.formula(), rules.unit_ties, rules.small_units)
    appeals = counts(session, contest, seen_at=at)
    return Facts(
        stages=_stages(session, contest),
        units=units,
        level=level_label(level),
        top=_top(session, contest),
        awards=_awards(session, contest, rules),
        appeals=(appeals.received, appeals.decided, appeals.upheld),
        rates=publishes_usage_rates(session),
    )


def names_for(session: Session, actor: Actor, people: Sequence[Person], *, manages: bool) -> Named:
    """How a reader sees the names: those who organize the contest see all; others, as on boards, those of their own
    branch who let their name be shown, the rest masked."""
    if manages:
        return lambda person: person.name
    units = _units_of_branch(session, actor)
    known = named_among(session, {each.member_id for each in people if each.unit_id in units}) | {actor.member_id}
    return lambda person: person.name if person.member_id in known else mask(person.name)


def _units_of_branch(session: Session, actor: Actor) -> Collection[int]:
    """The actor's branch with the groups of it."""
    on_path = Unit.id.in_(ancestors(actor.unit_path))
    branch = session.scalars(select(Unit.path).where(on_path, Unit.kind == BRANCH)).first() or actor.unit_path
    return set(session.scalars(select(Unit.id).where(Unit.path.like(f"{branch}%"))))


def _stages(session: Session, contest: Contest) -> list[StageFigures]:
    found = []
    for each in stages_of(session, contest):
        if not stages.counts(each.stage.kind) or each.exam is None or each.exam.board_id is None:
            continue
        whole = figures_of(session, contest, boards_of(session, each.exam.board_id, live=True), contest.unit_id)
        if whole is not None:
            found.append(StageFigures(each.stage.title, whole))
    return found


def _top(session: Session, contest: Contest) -> list[TopPlace]:
    query = (
        select(Place.place, Member.id, Member.name, Place.unit_id, RosterUnit.name, Place.score)
        .join(Member, Member.id == Place.member_id)
        .join(RosterUnit, (RosterUnit.roster_id == contest.roster_id) & (RosterUnit.unit_id == Place.unit_id))
        .where(Place.contest_id == contest.id, Place.place <= TOP)
        .order_by(Place.place, Place.member_id)
        .limit(2 * TOP)
    )
    return [
        TopPlace(place, Person(member_id, name, unit_id), unit_name, score)
        for place, member_id, name, unit_id, unit_name, score in session.execute(query)
    ]


def _awards(session: Session, contest: Contest, rules: Rules) -> list[Awarded]:
    at_home = (RosterUnit.roster_id == RosterMember.roster_id) & (RosterUnit.unit_id == RosterMember.unit_id)
    home = (
        select(RosterMember.member_id, RosterMember.unit_id, RosterUnit.name)
        .join(RosterUnit, at_home)
        .where(RosterMember.roster_id == contest.roster_id)
        .subquery()
    )
    query = (
        select(Award.code, Award.place, Member.id, Member.name, home.c.unit_id, home.c.name, Unit.name, Team.name)
        .outerjoin(Member, Member.id == Award.member_id)
        .outerjoin(home, home.c.member_id == Award.member_id)
        .outerjoin(Unit, Unit.id == Award.unit_id)
        .outerjoin(Team, Team.id == Award.team_id)
        .where(Award.contest_id == contest.id, Award.taken_back_at.is_(None))
        .order_by(Award.place, Award.id)
    )
    found: dict[str, list[Winner]] = {}
    for code, place, member_id, name, home_id, home_name, unit_name, team_name in session.execute(query):
        if member_id is not None:
            winner = Winner(place, Person(member_id, name, home_id or 0), home_name or "")
        else:
            winner = Winner(place, unit_name or team_name or "")
        found.setdefault(code, []).append(winner)
    return [Awarded(each.title, tuple(found.get(each.code, ()))) for each in rules.awards]
