"""The list of a stage that is on its way follows what counts by now: it only grows, nobody is sent home."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.contests.actions.recording import note, require_part
from quiz_app.contests.advancing import Chosen
from quiz_app.contests.queries import entrants as queries
from quiz_app.contests.queries.contests import StageExam
from quiz_app.contests.states import Part
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tables.entrants import Qualifier
from quiz_app.core.errors import Conflict
from quiz_app.exams.actions.inviting import invite
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit


def add_missing(
    session: Session,
    actor: Actor,
    contest: Contest,
    unit: Unit,
    found: StageExam,
    chosen: Sequence[Chosen],
    *,
    at: datetime,
) -> int:
    """Put those on the list of a stage whom the rule of the stage before chooses by now and who are not on it, while
    they may still sit; how many. Who is on it stays, even where a correction would have let them out."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    require_part(contest, Part.LATER_STAGES)
    if found.stage.opened_at is None:
        raise Conflict("这个阶段还没有定名单，定的时候就按现在的成绩。", code="not_opened")
    if found.exam is not None and found.exam.ends_at is not None and found.exam.ends_at <= at:
        raise Conflict("这个阶段已经结束，补入名单也不能再答题了。", code="stage_over")
    listed = queries.all_listed(session, found.stage.id)
    missing = [each for each in chosen if each.member_id not in listed]
    session.add_all(
        Qualifier(
            stage_id=found.stage.id, member_id=each.member_id, place=each.place, why=each.why, by=actor.member_id, at=at
        )
        for each in missing
    )
    if found.exam is not None and missing:
        invite(session, found.exam, [each.member_id for each in missing], at=at)
    for each in missing:
        said = f"补入“{found.stage.title}”的名单：{each.why}。"
        note(session, contest, "qualified", said, member_id=each.member_id, by=actor.member_id, at=at)
    return len(missing)
