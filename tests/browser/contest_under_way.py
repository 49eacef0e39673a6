"""Contests of the demo province that run: made by the actions on the site's own database."""

import random
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, insert, select, update

from quiz_app.boards.tables import Board, Standing
from quiz_app.boards.values import pack
from quiz_app.contests.actions import planning, running, teams
from quiz_app.contests.drafts import StageDraft
from quiz_app.contests.queries.contests import stages_of
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.templates import TEMPLATES
from quiz_app.core.db import Database
from quiz_app.exams.tables.exams import Exam
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import operator
from quiz_app.organizations.tables import Unit
from tests.browser.conftest import Site
from tests.browser.ways import elsewhere

HOUR = timedelta(hours=1)


def contested(site: Site) -> int:
    """One of the whole province with results, its id; made once."""
    database = Database(f"sqlite:///{site.database}")
    with database.transaction() as session:
        known = session.scalar(select(func.max(Contest.id)).where(Contest.title == "全省知识竞赛"))
        if known is not None:
            return known
        at = database.now().replace(second=0, microsecond=0)
        province = session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
        made = TEMPLATES["one_day"].make("全省知识竞赛", at)
        times = {"opens_at": at, "closes_at": at + 72 * HOUR}
        [exam] = made.exams
        assert exam is not None
        draft = replace(made.contest, **times)
        actor = operator(province.path)
        contest = planning.create(session, actor, province, draft, [replace(exam, **times)], at=at - HOUR)
        running.announce(session, actor, contest, province, at=at - HOUR)
        running.open_contest(session, contest, province, by=None, at=at)
        board_id = stages_of(session, contest)[0].exam.board_id  # type: ignore[union-attr]
        span = session.get_one(Board, board_id).tie_span
        chance = random.Random(6)
        rows = [
            {"board_id": board_id, "member_id": member, "value": pack(200 * chance.randint(20, 50), 600, span)}
            for member in session.scalars(select(Member.id))
            if chance.random() < 0.75
        ]
        session.execute(insert(Standing), rows)
        session.execute(update(Exam).where(Exam.board_id == board_id).values(opens_at=at - HOUR))
        made_id = contest.id
    database.dispose()
    return made_id


def in_two_stages(site: Site) -> dict[str, int]:
    """One of teams with a final on site, in a city without the demo's member; what pages ask for of it."""
    city, _people = elsewhere(site)
    database = Database(f"sqlite:///{site.database}")
    with database.transaction() as session:
        at = database.now().replace(second=0, microsecond=0)
        unit = session.get_one(Unit, city)
        made = TEMPLATES["month_and_final"].make("代表队竞赛", at)
        actor = operator(unit.path)
        rules = replace(
            made.contest, opens_at=at - HOUR, stages=(_of_branches(made.contest.stages[0]), made.contest.stages[1])
        )
        contest = planning.create(session, actor, unit, rules, made.exams, like=None, at=at - HOUR)
        stages = stages_of(session, contest)
        for each in stages:
            if each.exam is not None:
                each.exam.opens_at = at - HOUR
        running.announce(session, actor, contest, unit, at=at - HOUR)
        running.open_contest(session, contest, unit, by=None, at=at)
        people = session.scalars(
            select(Member).join(Unit, Unit.id == Member.unit_id).where(Unit.path.startswith(unit.path))
        )
        team = teams.found_team(session, actor, contest, unit, "云上队", list(people)[:3], at=at)
        session.flush()
        numbers = {"staged": contest.id, "second": stages[1].stage.id, "team": team.id}
    database.dispose()
    return numbers


def _of_branches(stage: StageDraft) -> StageDraft:
    return replace(stage, going_on=replace(stage.going_on, level="party_branch")) if stage.going_on else stage
