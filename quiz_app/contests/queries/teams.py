"""Teams, their members, and what they reached."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from quiz_app.boards.tables import Board, Standing
from quiz_app.boards.values import score_of
from quiz_app.contests import stages, teams
from quiz_app.contests.queries.contests import StageExam, stages_of
from quiz_app.contests.ranking import with_places
from quiz_app.contests.rules import Rules
from quiz_app.contests.tables.contests import Contest, Stage
from quiz_app.contests.tables.entrants import OnSiteScore, Team, TeamMember
from quiz_app.core.errors import NotFound
from quiz_app.members.tables import Member
from quiz_app.organizations.queries import below
from quiz_app.organizations.tables import Unit

Reached = dict[int, dict[int, int]]
"""What members of each team reached, in hundredths of a point: team id → member id → score."""


@dataclass(frozen=True, slots=True)
class TeamScore:
    """A team with its unit's name, its size, what those of it reached who took part, and its score, both in hundredths
    of a point; whether that is of a final on site."""

    team: Team
    unit_name: str
    size: int
    reached: Mapping[int, int]
    score: Fraction
    is_on_site: bool = False

    @property
    def entrants(self) -> int:
        return len(self.reached)

    @property
    def has_result(self) -> bool:
        return bool(self.reached) or self.is_on_site


def team_scores(
    session: Session, contest: Contest, rules: Rules, *, beside: int | None = None
) -> list[tuple[TeamScore, int]]:
    """The teams with their places, the best first: those with a score in a final on site before all others. Without
    what the member `beside` reached, if one is named."""
    _, reached = reached_by_members(session, contest, beside=beside or 0)
    return ranked_teams(session, contest, rules, reached, on_site_by_team(session, contest))


def ranked_teams(
    session: Session, contest: Contest, rules: Rules, reached: Reached, on_site: Mapping[int, int]
) -> list[tuple[TeamScore, int]]:
    """The teams with the places that these results give them."""
    found = []
    for team, unit_name, size in session.execute(_teams(contest)):
        own, entered = reached.get(team.id, {}), on_site.get(team.id)
        value = Fraction(entered) if entered is not None else teams.score(rules, list(own.values()), size)
        found.append(TeamScore(team, unit_name, size, own, value, entered is not None))
    found.sort(key=lambda each: (not each.is_on_site, -each.score, each.team.id))
    return with_places(found, lambda each: (each.is_on_site, each.score))


def find_team(session: Session, contest: Contest, team_id: int) -> Team:
    team = session.get(Team, team_id)
    if team is None or team.contest_id != contest.id:
        raise NotFound("没有找到这支代表队。")
    return team


def members_of(session: Session, team: Team) -> list[Member]:
    query = select(Member).join(TeamMember, TeamMember.member_id == Member.id).where(TeamMember.team_id == team.id)
    return list(session.scalars(query.order_by(Member.id)))


def outside(session: Session, unit: Unit, member_ids: Sequence[int]) -> list[str]:
    """The names of those of the members who do not belong to `unit` or below it now."""
    query = (
        select(Member.name)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Member.id.in_(member_ids), ~Unit.path.like(f"{unit.path}%") | Member.left_at.is_not(None))
    )
    return list(session.scalars(query.order_by(Member.id)))


def team_of(session: Session, contest: Contest, member_id: int) -> Team | None:
    query = (
        select(Team)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .where(TeamMember.contest_id == contest.id, TeamMember.member_id == member_id)
    )
    return session.scalars(query).first()


def _teams(contest: Contest) -> Select[Team, str, int]:
    size = select(func.count()).where(TeamMember.team_id == Team.id).correlate(Team).scalar_subquery()
    return select(Team, Unit.name, size).join(Unit, Unit.id == Team.unit_id).where(Team.contest_id == contest.id)


def reached_by_members(
    session: Session, contest: Contest, *, beside: int = 0, live: bool = False
) -> tuple[StageExam | None, Reached]:
    """What the members of each team reached in the last stage that counts and has any result of theirs, and that
    stage; `live` looks behind a freeze."""
    for each in reversed(stages_of(session, contest)):
        if not stages.counts(each.stage.kind) or each.exam is None or each.exam.board_id is None:
            continue
        board = session.get_one(Board, each.exam.board_id)
        values: dict[tuple[int, int], int] = {}
        for board_id in (board.id, board.late_id) if live and board.late_id is not None else (board.id,):
            query = (
                select(TeamMember.team_id, TeamMember.member_id, Standing.value)
                .join(Standing, Standing.member_id == TeamMember.member_id)
                .where(TeamMember.contest_id == contest.id, Standing.board_id == board_id)
                .where(TeamMember.member_id != beside)
            )
            values |= {(team_id, member_id): value for team_id, member_id, value in session.execute(query)}
        found: Reached = defaultdict(dict)
        for (team_id, member_id), value in values.items():
            if value >= 0:
                found[team_id][member_id] = score_of(value, board.tie_span)
        if found:
            return each, found
    return None, {}


def on_site_by_team(session: Session, contest: Contest) -> dict[int, int]:
    """What was entered for each team in a final on site, the last that was, in hundredths of a point."""
    query = (
        select(OnSiteScore.team_id, OnSiteScore.score)
        .join(Stage, Stage.id == OnSiteScore.stage_id)
        .where(Stage.contest_id == contest.id, Stage.exam_id.is_(None), OnSiteScore.team_id.is_not(None))
        .order_by(OnSiteScore.id)
    )
    return {team_id: score for team_id, score in session.execute(query) if team_id is not None}


def teams_below(session: Session, contest: Contest, paths: Sequence[str]) -> list[tuple[Team, str, list[str]]]:
    """The teams of units below some paths, each with the name of its unit and of its members, in order of units."""
    query = (
        select(Team, Unit.name)
        .join(Unit, Unit.id == Team.unit_id)
        .where(Team.contest_id == contest.id, below(Unit.path, paths))
        .order_by(Unit.path, Team.id)
    )
    found = [(row[0], row[1]) for row in session.execute(query)]
    names: dict[int, list[str]] = defaultdict(list)
    members = (
        select(TeamMember.team_id, Member.name)
        .join(Member, Member.id == TeamMember.member_id)
        .where(TeamMember.contest_id == contest.id)
        .order_by(TeamMember.team_id, Member.id)
    )
    for team_id, name in session.execute(members):
        names[team_id].append(name)
    return [(team, unit, names[team.id]) for team, unit in found]


def all_teams(session: Session, contest: Contest) -> list[tuple[Team, str]]:
    """Every team with the name of its unit."""
    query = select(Team, Unit.name).join(Unit, Unit.id == Team.unit_id).where(Team.contest_id == contest.id)
    return [(row[0], row[1]) for row in session.execute(query.order_by(Team.id))]
