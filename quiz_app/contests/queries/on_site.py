"""How members stand in a stage on site, by the scores that were entered."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.boards.lines import Measure, MemberLine, member_line, own_line
from quiz_app.boards.tables import RosterUnit
from quiz_app.contests.queries.contests import StageExam
from quiz_app.contests.queries.entrants import on_site_scores
from quiz_app.contests.queries.frames import Frame, known
from quiz_app.contests.queries.neighbours import people
from quiz_app.contests.queries.settling import rows_of
from quiz_app.contests.ranking import with_places
from quiz_app.contests.rules import Rules
from quiz_app.contests.settling import Row, ranked
from quiz_app.contests.standings import MembersView
from quiz_app.contests.tables.contests import Contest
from quiz_app.organizations.actors import Actor

MEASURE = Measure(1, 100)


def on_site_members(
    session: Session,
    actor: Actor,
    contest: Contest,
    stage: StageExam,
    where: Frame,
    *,
    limit: int,
    after: tuple[int, ...] | None,
) -> MembersView:
    """A page of those who have a score, from behind the cursor (place, member id). Places are those of the whole stage;
    who is disqualified has none."""
    ties = Rules.from_json(contest.rules).member_ties
    placed = ranked(rows_of(session, contest, stage, ties), ties)
    below = select(RosterUnit.unit_id).where(
        RosterUnit.roster_id == contest.roster_id, RosterUnit.path.like(f"{where.scope.path}%")
    )
    inside = set(session.scalars(below))
    here = [(row, place) for row, place in placed if row.unit_id in inside]
    behind = [each for each in here if not after or (each[1], each[0].member_id) > tuple(after)]
    page = behind[:limit]
    own = next((each for each in here if each[0].member_id == actor.member_id), None)
    wanted = [each for each in (*page, own) if each is not None]
    who = people(session, contest, [row.member_id for row, _ in wanted])
    whole = known(session, actor, where, [(member, who[member][3]) for member in who])

    def line(row: Row, place: int) -> MemberLine:
        name, _, unit_name, _ = who[row.member_id]
        return member_line(
            MEASURE,
            rank=place,
            name=name,
            unit=unit_name,
            value=row.score,
            is_own=row.member_id == actor.member_id,
            may_know=row.member_id in whole,
        )

    better = [each for each in here if own is not None and each[1] < own[1]]
    return MembersView(
        lines=[line(*each) for each in page],
        own=own_line(
            MEASURE,
            rank=own[1],
            value=own[0].score,
            branch_rank=None,
            next_value=better[-1][0].score if better else None,
            next_rank=better[-1][1] if better else None,
        )
        if own
        else None,
        neighbours=[],
        total=len(here),
        roster=0,
        following=(page[-1][1], page[-1][0].member_id) if len(behind) > limit else None,
    )


def places_on_site(session: Session, contest: Contest, stage: StageExam) -> dict[str, int]:
    """The places that the scores entered so far give in a stage, by `m` and the member's or `t` and the team's
    number."""
    if contest.is_team:
        entered = sorted(on_site_scores(session, stage.stage.id).items(), key=lambda each: -each[1])
        return {field: place for (field, _), place in with_places(entered, lambda each: each[1])}
    ties = Rules.from_json(contest.rules).member_ties
    placed = ranked(rows_of(session, contest, stage, ties), ties)
    return {f"m{row.member_id}": place for row, place in placed}
