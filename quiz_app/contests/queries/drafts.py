"""A contest as it was written down, to be written once more: for its own form, and for the contest of another year."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quiz_app.contests.advancing import GoingOn
from quiz_app.contests.drafts import ContestDraft, StageDraft
from quiz_app.contests.queries.contests import stages_of
from quiz_app.contests.rules import Rules
from quiz_app.contests.tables.contests import Contest
from quiz_app.core.calendar import day_of
from quiz_app.exams.blueprints import Blueprint
from quiz_app.exams.drafts import ExamDraft
from quiz_app.exams.queries.entering import rules_of
from quiz_app.exams.reviews import review_of
from quiz_app.exams.tables.exams import Exam

MILLISECONDS_A_DAY = 86_400_000


@dataclass(frozen=True, slots=True)
class Written:
    """A draft of a contest with one of an exam for each stage, None for those on site."""

    contest: ContestDraft
    exams: tuple[ExamDraft | None, ...]


def written(session: Session, contest: Contest) -> Written:
    """A contest with its stages and their exams as they were written down."""
    found = stages_of(session, contest)
    stages = tuple(
        StageDraft(
            each.stage.kind,
            each.stage.title,
            GoingOn.from_json(each.stage.going_on) if each.stage.going_on else None,
            each.stage.weight,
            on_site=each.exam is None,
        )
        for each in found
    )
    draft = ContestDraft(
        contest.title,
        contest.summary,
        contest.opens_at,
        contest.closes_at,
        contest.freezes_at,
        contest.is_team,
        Rules.from_json(contest.rules),
        stages,
    )
    return Written(draft, tuple(exam_written(each.exam) if each.exam is not None else None for each in found))


def like(session: Session, contest: Contest, *, title: str, first_day: datetime) -> Written:
    """The same once more under another title, with every instant as many days later as its first day is. Quotas of
    single units and a freeze that was set while it ran are kept as they are written."""
    made = written(session, contest)
    later = day_of(first_day)[0] - day_of(contest.opens_at)[0]
    draft = made.contest
    moved = replace(
        draft,
        title=title,
        opens_at=draft.opens_at + later,
        closes_at=draft.closes_at + later,
        freezes_at=draft.freezes_at and draft.freezes_at + later,
    )
    return Written(moved, tuple(each and _later(each, later, draft.title, title) for each in made.exams))


def exam_written(exam: Exam, *, title: str = "") -> ExamDraft:
    """An exam as it was written down, under another title if need be; its password is not known any more."""
    return ExamDraft(
        title=title or exam.title,
        description=exam.description,
        opens_at=exam.opens_at,
        closes_at=exam.closes_at,
        minutes=exam.minutes,
        attempts_allowed=exam.attempts_allowed,
        pass_percent=exam.pass_percent,
        credit_rule=exam.credit_rule,
        review=review_of(exam),
        blueprint=Blueprint.from_json(exam.blueprint),
        mode=exam.mode,
        counting=exam.counting,
        entry=replace(rules_of(exam), has_password=False),
        paper_sitting=exam.paper_sitting,
        paper_twice=exam.paper_twice,
        assisted_sitting=exam.assisted_sitting,
    )


def _later(draft: ExamDraft, later: timedelta, former: str, title: str) -> ExamDraft:
    entry, days = draft.entry, later // timedelta(days=1) * MILLISECONDS_A_DAY
    if entry.resit is not None:
        resit = entry.resit._replace(opens_at=entry.resit.opens_at + days, closes_at=entry.resit.closes_at + days)
        entry = replace(entry, resit=resit)
    renamed = draft.title.replace(former, title) if former in draft.title else draft.title
    closes_at = draft.closes_at and draft.closes_at + later
    return replace(draft, title=renamed[:120], opens_at=draft.opens_at + later, closes_at=closes_at, entry=entry)
