"""Two contests of the city that run: one of members with a second stage, one of teams with a final on site."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.contests.actions import entrants, planning, running, teams
from quiz_app.contests.advancing import GoingOn
from quiz_app.contests.drafts import ContestDraft, StageDraft
from quiz_app.contests.queries.contests import stages_of
from quiz_app.contests.stages import Kind
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tables.extras import ExtraEntrant, ExtraPaper
from quiz_app.exams.actions import publishing
from quiz_app.exams.drafts import ExamDraft
from quiz_app.exams.modes import EXTRA
from quiz_app.members.tables import Member
from tests.conftest import NOW, Cast

PRELIMINARY = StageDraft(Kind.PRELIMINARY, "初赛", GoingOn("top", 1))
IN_A_HALL = StageDraft(Kind.FINAL, "现场决赛", on_site=True)


def contested(session: Session, cast: Cast, paper: ExamDraft) -> dict[str, int | str]:
    """A value for each parameter of the room's routes."""
    contest = _opened(session, cast, paper, (PRELIMINARY, StageDraft(Kind.FINAL, "决赛")), is_team=False)
    second = stages_of(session, contest)[1].stage.id
    city = cast.units["临江市"]
    ann = session.scalars(select(Member).where(Member.id == cast.ann.member_id)).one()
    made = entrants.disqualify(session, cast.dora, contest, city, ann.id, reason="他人代答", at=NOW)
    extra = _extra(session, cast, contest, paper)
    of_teams = _opened(session, cast, paper, (replace(PRELIMINARY, going_on=None), IN_A_HALL), is_team=True)
    harbour = cast.units["港口党支部"]
    team = teams.found_team(session, cast.dora, of_teams, harbour, "港口队", [ann], at=NOW)
    session.flush()
    hall = stages_of(session, of_teams)[1].stage.id
    return {
        "contest_id": contest.id,
        "stage_id": second,
        "disqualification_id": made.id,
        "extra_id": extra.id,
        "contests.manage.disqualify member_id": cast.tom.member_id,
        "team_id": team.id,
        "contests.manage.teams contest_id": of_teams.id,
        **{
            f"{page} contest_id": of_teams.id
            for page in ("contests.teams", "contests.export_teams", "contests_api.teams")
        },
        "contests.manage.refill contest_id": of_teams.id,
        "contests.manage.scores contest_id": of_teams.id,
        "contests.manage.scores stage_id": hall,
    }


def _extra(session: Session, cast: Cast, contest: Contest, paper: ExamDraft) -> ExtraPaper:
    """An extra paper that Ben and Tom have still to sit."""
    exam = publishing.create(session, cast.dora, cast.units["临江市"], replace(paper, mode=EXTRA), at=NOW)
    made = ExtraPaper(
        contest_id=contest.id,
        stage_id=stages_of(session, contest)[0].stage.id,
        exam_id=exam.id,
        place=1,
        why="谁从“初赛”进入“决赛”",
        opened_by=cast.dora.member_id,
        opened_at=NOW,
    )
    session.add(made)
    session.flush()
    for who in (cast.ben, cast.tom):
        session.add(ExtraEntrant(extra_id=made.id, member_id=who.member_id))
    session.flush()
    return made


def _opened(
    session: Session, cast: Cast, paper: ExamDraft, stages: tuple[StageDraft, ...], *, is_team: bool
) -> Contest:
    city = cast.units["临江市"]
    opens, closes = NOW - timedelta(hours=1), NOW + timedelta(days=1)
    draft = ContestDraft("支部工作知识竞赛", "", opens, closes, is_team=is_team, stages=stages)
    hours = [timedelta(hours=left) for left in reversed(range(len(stages)))]  # each ends an hour after the one before
    papers = [
        None if each.on_site else replace(paper, opens_at=opens, closes_at=closes - left)
        for each, left in zip(stages, hours, strict=True)
    ]
    contest = planning.create(session, cast.dora, city, draft, papers, at=NOW)
    running.announce(session, cast.dora, contest, city, at=NOW)
    session.flush()
    running.open_contest(session, contest, city, by=None, at=NOW)
    session.flush()
    return contest
