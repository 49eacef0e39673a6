"""What a contest is to one member: each stage, the result, the awards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.contests.queries.contests import StageExam
from quiz_app.contests.queries.entrants import disqualification
from quiz_app.contests.queries.outcomes import awards_of, place_of
from quiz_app.contests.queries.told_extras import OwnExtra, own_extras
from quiz_app.contests.states import State, has_results
from quiz_app.contests.statuses import Status, status
from quiz_app.contests.tables.contests import Contest, Stage
from quiz_app.contests.tables.entrants import Disqualification, Qualifier
from quiz_app.contests.tables.outcomes import Award, Place
from quiz_app.exams.queries.listing import OpenExam, own_exams
from quiz_app.exams.reviews import may_see_score
from quiz_app.exams.tables.exams import Exam
from quiz_app.organizations.actors import Actor, ancestors


@dataclass(frozen=True, slots=True)
class OwnStage:
    """`score` is what counts of the member's attempts, in hundredths of a point, once it may be seen; `handed_in`
    whether there is any; `qualifier` says why the member may sit a stage that is by invitation."""

    found: StageExam
    status: Status
    met: OpenExam | None
    handed_in: bool
    score: int | None
    qualifier: Qualifier | None


@dataclass(frozen=True, slots=True)
class Own:
    """`place` and `awards` only once the result is shown; `extras` are those that the member was asked to sit."""

    stages: list[OwnStage]
    extras: list[OwnExtra]
    disqualification: Disqualification | None
    place: Place | None
    awards: list[Award]


def own(session: Session, actor: Actor, contest: Contest, stages: Sequence[StageExam], *, at: datetime) -> Own:
    met = own_exams(session, actor, [each.exam.id for each in stages if each.exam is not None and each.is_published])
    mine = select(Qualifier).where(
        Qualifier.stage_id.in_([each.stage.id for each in stages]),
        Qualifier.member_id == actor.member_id,
        Qualifier.withdrawn_at.is_(None),
    )
    qualifiers = {each.stage_id: each for each in session.scalars(mine)}
    shown = has_results(State(contest.state))
    return Own(
        stages=[_own_stage(each, met, qualifiers.get(each.stage.id), at) for each in stages],
        extras=own_extras(session, actor, contest, at=at),
        disqualification=disqualification(session, contest.id, actor.member_id),
        place=place_of(session, contest, actor.member_id) if shown else None,
        awards=awards_of(session, [contest.id], actor.member_id) if shown else [],
    )


def stages_of_exams(session: Session, actor: Actor, exam_ids: Sequence[int]) -> dict[int, tuple[Contest, Stage]]:
    """Those of some exams that are a stage of a contest of the actor's own units, by the exam's id."""
    query = (
        select(Exam.id, Contest, Stage)
        .join(Stage, Stage.exam_id == Exam.id)
        .join(Contest, Contest.id == Stage.contest_id)
        .where(
            Exam.id.in_(exam_ids),
            Contest.state != State.DRAFT,
            Contest.unit_id.in_(ancestors(actor.unit_path)),
        )
    )
    return {exam_id: (contest, stage) for exam_id, contest, stage in session.execute(query)}


def _own_stage(found: StageExam, met: dict[int, OpenExam], qualifier: Qualifier | None, at: datetime) -> OwnStage:
    exam = found.exam
    here = met.get(exam.id) if exam is not None else None
    standing = here.standing if here else None
    return OwnStage(
        found=found,
        status=status(
            here,
            opens_at=exam.opens_at if exam is not None else None,
            closes_at=here.closing(at) if here else None,
            is_decided=found.stage.opened_at is not None,
            at=at,
        ),
        met=here,
        handed_in=bool(here and here.attempts_used > bool(here.open_attempt_id)),
        score=standing.counted.score if standing and exam is not None and may_see_score(exam, at) else None,
        qualifier=qualifier,
    )
