"""The standings of teams as one reader may see them: page, export and API ask here alone.

As of members and units: whoever does not organize the contest sees, while it is frozen, what was there at the instant
of the freeze; and scores that were entered on site only once the result is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.boards.queries.boards import as_of
from quiz_app.boards.tables import Board, RosterUnit
from quiz_app.contests.freezes import is_frozen, seen_at
from quiz_app.contests.queries.contests import FoundContest, StageExam, find_contest
from quiz_app.contests.queries.frames import frame, known
from quiz_app.contests.queries.neighbours import people
from quiz_app.contests.queries.teams import TeamScore, on_site_by_team, ranked_teams, reached_by_members, team_of
from quiz_app.contests.queries.views import withheld
from quiz_app.contests.rules import Rules
from quiz_app.contests.states import State, has_results
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tables.entrants import TeamMember
from quiz_app.contests.teams import TeamLine, TeamMemberLine, counted
from quiz_app.core.errors import NotFound
from quiz_app.members.masking import mask
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor

HUNDREDTHS = 100
NO_TEAMS = "这是个人赛，没有代表队。名次在竞赛的排行里看。"


@dataclass(frozen=True, slots=True)
class SeenTeams:
    """A page of teams; `stage` is the one that the members' scores are of. `lines` is empty while nothing may be shown,
    and `because` says why. `own` is the reader's team, `total` counts all; `following` is where the next page begins.
    `is_preview`: scores on site count that nobody but the organizers sees yet."""

    found: FoundContest
    stage: StageExam | None
    lines: list[TeamLine]
    own: TeamLine | None
    total: int
    following: int | None
    as_of: datetime
    is_frozen: bool
    is_live: bool
    is_final: bool
    is_preview: bool = False
    because: str = ""


def look_at_teams(
    session: Session, actor: Actor, contest_id: int, *, limit: int, start: int = 0, at: datetime
) -> SeenTeams:
    """What the actor may see of the standings of teams, from behind the first `start` on."""
    found = find_contest(session, actor, contest_id)
    contest, rules = found.contest, Rules.from_json(found.contest.rules)
    if not contest.is_team:
        raise NotFound(NO_TEAMS)
    frozen, final = is_frozen(contest, at), has_results(State(contest.state))
    until = at if found.manages else seen_at(contest, at)

    def seen(because: str, stage: StageExam | None = None) -> SeenTeams:
        return SeenTeams(
            found, stage, [], None, 0, None, until, frozen, frozen and found.manages, final, False, because
        )

    if contest.roster_id is None:
        return seen("竞赛还没有开始。开赛以后，队员交了卷，这里就有名次。")
    live = found.manages or not frozen
    stage, reached = reached_by_members(session, contest, live=live)
    if not found.manages and (because := withheld(stage, at)):
        return seen(because, stage)
    on_site = on_site_by_team(session, contest) if final or found.manages else {}
    ranked = ranked_teams(session, contest, rules, reached, on_site)
    if not ranked:
        return seen("还没有组成代表队。各单位组队以后，列在这里。", stage)
    home = team_of(session, contest, actor.member_id)
    page = ranked[start : start + limit]
    mine = [each for each in ranked if home is not None and each[0].team.id == home.id]
    lines = _lines(session, actor, contest, rules, [*page, *mine], home.id if home else 0)
    if stage is not None and stage.exam is not None and stage.exam.board_id is not None:
        until = as_of(session, session.get_one(Board, stage.exam.board_id), at=until, live=live)
    return SeenTeams(
        found=found,
        stage=stage,
        lines=lines[: len(page)],
        own=lines[-1] if mine else None,
        total=len(ranked),
        following=start + limit if start + limit < len(ranked) else None,
        as_of=until,
        is_frozen=frozen,
        is_live=frozen and found.manages,
        is_final=final,
        is_preview=bool(on_site) and not final,
    )


def _lines(
    session: Session,
    actor: Actor,
    contest: Contest,
    rules: Rules,
    ranked: Sequence[tuple[TeamScore, int]],
    own_team: int,
) -> list[TeamLine]:
    ids = [each.team.id for each, _ in ranked]
    query = (
        select(TeamMember.team_id, Member.id, Member.name)
        .join(Member, Member.id == TeamMember.member_id)
        .where(TeamMember.contest_id == contest.id, TeamMember.team_id.in_(ids))
        .order_by(TeamMember.team_id, Member.id)
    )
    members: dict[int, list[tuple[int, str]]] = {each: [] for each in ids}
    for team_id, member_id, name in session.execute(query):
        members[team_id].append((member_id, name))
    who = people(session, contest, [member_id for each in members.values() for member_id, _ in each])
    whole = known(session, actor, frame(session, actor, contest, None), [(each, who[each][3]) for each in who])
    units = _unit_names(session, contest, [each.team.unit_id for each, _ in ranked])

    def line(each: TeamScore, place: int) -> TeamLine:
        parts = counted(rules, each.reached)
        listed = [
            TeamMemberLine(
                name=name if member_id in whole else mask(name),
                score=_points(each.reached[member_id]) if member_id in each.reached else None,
                counts=member_id in parts and not each.is_on_site,
                is_own=member_id == actor.member_id,
            )
            for member_id, name in members[each.team.id]
        ]
        return TeamLine(
            rank=place if each.has_result else None,
            name=each.team.name,
            unit=units.get(each.team.unit_id, each.unit_name),
            score=round(float(each.score) / HUNDREDTHS, 2) if each.has_result else None,
            is_on_site=each.is_on_site,
            members=sorted(listed, key=lambda one: -1.0 if one.score is None else one.score, reverse=True),
            is_own=each.team.id == own_team,
        )

    return [line(*each) for each in ranked]


def _unit_names(session: Session, contest: Contest, unit_ids: Sequence[int]) -> dict[int, str]:
    """The names as the roster has them, which no renaming changes."""
    query = select(RosterUnit.unit_id, RosterUnit.name).where(
        RosterUnit.roster_id == contest.roster_id, RosterUnit.unit_id.in_(unit_ids)
    )
    return dict(session.execute(query).all())


def _points(hundredths: int) -> float:
    return hundredths / HUNDREDTHS
