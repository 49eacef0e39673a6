"""A contest of the demo whose result is shown, with an appeal and a disqualification, so that the pages about them can
be opened. It is made by the rooms' own actions; the server closes it and does the jobs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.contests.actions import appeals, entrants, outcomes, planning, running
from quiz_app.contests.appeals import About
from quiz_app.contests.drafts import ContestDraft, StageDraft
from quiz_app.contests.queries.contests import FoundContest, held_contest, stages_of
from quiz_app.contests.queries.sat_papers import sat_papers
from quiz_app.contests.rules import AwardRule, PlacePoints, Rules
from quiz_app.contests.stages import Kind
from quiz_app.core.db import Database, to_milliseconds
from quiz_app.exams.actions import sitting
from quiz_app.exams.actions.publishing import ExamDraft
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.reviews import PRESETS
from quiz_app.members.queries.people import actor_for
from quiz_app.members.tables import Member, SignIn
from quiz_app.members.tokens import Token
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import tops
from tests.browser.conftest import Site

HOUR = timedelta(hours=1)
SITTING = 40
RULES = Rules(
    part_points=2,
    place_points=(PlacePoints(1, 3, 5),),
    awards=(
        AwardRule("first", "一等奖", "member", 3),
        AwardRule("second", "二等奖", "member", 6, excludes=("first",)),
        AwardRule("organization", "优秀组织奖", "unit", 2, "composite", level="party_branch"),
    ),
)


@dataclass(frozen=True)
class Contested:
    """The ids of what was made."""

    contest: int
    attempt: int
    appeal: int


def contested(site: Site) -> Contested:
    """The demo's member has an appeal about a question; somebody else is disqualified."""
    with _stage(site) as database:
        contest_id = _opened(database)
        attempt = _sat(database, contest_id)
        _ended(site, contest_id)
        with database.transaction() as session:
            organizer, _ = _people(session)
            contest = held_contest(session, contest_id)
            unit = tops(session, organizer, Permission.EXAM_MANAGE)[0]
            outcomes.ask_to_publish(session, organizer, contest, unit, at=datetime.now(UTC))
        brought_to(site, contest_id, "under_appeal")
        with database.transaction() as session:
            organizer, member = _people(session)
            contest, at = held_contest(session, contest_id), datetime.now(UTC)
            unit = tops(session, organizer, Permission.EXAM_MANAGE)[0]
            [sat] = sat_papers(session, member, contest)
            found = FoundContest(contest, unit, manages=False)
            made = appeals.appeal(
                session, member, found, About.QUESTION, sat, question_no=3, words="第二个选项似乎也对。", at=at
            )
            other = session.scalars(select(Member.id).where(Member.number.like("%7")).limit(1)).one()
            entrants.disqualify(session, organizer, contest, unit, other, reason="他人代答，已经查实", at=at)
            return Contested(contest_id, attempt, made.id)


def _opened(database: Database) -> int:
    at = datetime.now(UTC).replace(microsecond=0)
    with database.transaction() as session:
        organizer, _ = _people(session)
        unit = tops(session, organizer, Permission.EXAM_MANAGE)[0]
        draft = ContestDraft(
            title="支部工作知识竞赛",
            summary="",
            opens_at=at - HOUR,
            closes_at=at + HOUR,
            rules=RULES,
            stages=(StageDraft(Kind.PRELIMINARY, "初赛"),),
        )
        exam = ExamDraft(
            title="支部工作知识竞赛（初赛）",
            description="",
            opens_at=draft.opens_at,
            closes_at=draft.closes_at,
            minutes=30,
            attempts_allowed=2,
            pass_percent=60,
            credit_rule="half",
            review=PRESETS["at_once"],
            blueprint=Blueprint((Cell(10, 1000, type="single_choice"),)),
        )
        contest = planning.create(session, organizer, unit, draft, [exam], at=at - 2 * HOUR)
        running.announce(session, organizer, contest, unit, at=at - 2 * HOUR)
        running.open_contest(session, contest, unit, by=None, at=at - HOUR)
        return contest.id


def _sat(database: Database, contest_id: int) -> int:
    """Some members sit; the demo's member is the first."""
    at = datetime.now(UTC)
    with database.transaction() as session:
        _, member = _people(session)
        exam = stages_of(session, held_contest(session, contest_id))[0].exam
        assert exam is not None
        others = session.scalars(select(Member.id).where(Member.left_at.is_(None)).order_by(Member.id)).all()
        first = 0
        for number, member_id in enumerate([member.member_id, *others[:SITTING]]):
            if number and member_id == member.member_id:
                continue
            sign_in = SignIn(member_id=member_id, started_at=at - HOUR, expires_at=at + 24 * HOUR)
            session.add(sign_in)
            session.flush()
            token = Token(sign_in.id, member_id, sign_in.expires_at)
            begun = sitting.start(session, token, exam.id, at=at - HOUR / 2, new_writer=member_id)
            chosen = {str(no): ["ABCD"[(no * 7 + number) % 4]] for no in range(1, 11)}
            sitting.submit(
                session,
                token,
                begun.attempt.id,
                at=at - HOUR / 2 + timedelta(seconds=60 + number),
                revision=1,
                writer=member_id,
                answers=chosen,
            )
            first = first or begun.attempt.id
        return first


def _ended(site: Site, contest_id: int) -> None:
    over = to_milliseconds(datetime.now(UTC) - timedelta(minutes=1))
    of_contest = "SELECT exam_id FROM contest_stages WHERE contest_id = ?"
    site.sql(f"UPDATE exams SET closes_at = ? WHERE id IN ({of_contest})", over, contest_id)
    site.sql("UPDATE contests SET closes_at = ? WHERE id = ?", over, contest_id)
    brought_to(site, contest_id, "closed")


def finalized(site: Site, contest_id: int) -> None:
    """The result is final: the appeals are taken as answered, and their days as over."""
    over = to_milliseconds(datetime.now(UTC) - timedelta(minutes=1))
    site.sql("UPDATE contest_appeals SET state = 'rejected', reason = '条文只有一种说法。', decided_at = ?", over)
    site.sql("UPDATE contest_disqualifications SET at = at - 864000000")
    site.sql("UPDATE contests SET appeals_until = ? WHERE id = ?", over, contest_id)
    with _stage(site) as database, database.transaction() as session:
        organizer, _ = _people(session)
        unit = tops(session, organizer, Permission.EXAM_MANAGE)[0]
        outcomes.ask_to_finalize(session, organizer, held_contest(session, contest_id), unit, at=datetime.now(UTC))
    brought_to(site, contest_id, "final")


@contextmanager
def _stage(site: Site) -> Iterator[Database]:
    database = Database(f"sqlite:///{site.database}")
    yield database
    database.dispose()


def _people(session: Session) -> tuple[Actor, Actor]:
    """The demo's organizer and member as actors."""
    organizer, member = (
        actor_for(session, session.scalars(select(Member.id).where(Member.number == name)).one())
        for name in ("organizer", "member")
    )
    return organizer, member


def brought_to(site: Site, contest_id: int, state: str) -> None:
    """Wait until the server has brought a contest to a state."""
    until = time.monotonic() + 90
    while site.sql("SELECT state FROM contests WHERE id = ?", contest_id) != [(state,)]:
        assert time.monotonic() < until, f"the server has not brought the contest to {state}"
        time.sleep(0.2)
