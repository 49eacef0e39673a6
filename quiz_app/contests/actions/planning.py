"""A contest is written down, with a draft of an exam for each stage."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz_app.contests import drafts, rules, stages
from quiz_app.contests.actions.recording import note, require_part
from quiz_app.contests.drafts import ContestDraft, StageDraft
from quiz_app.contests.queries.contests import StageExam, stages_of
from quiz_app.contests.queries.units import levels_in
from quiz_app.contests.states import Part
from quiz_app.contests.tables.contests import Contest, Stage
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.exams.actions import publishing
from quiz_app.exams.actions.publishing import ExamDraft
from quiz_app.exams.tables.exams import Exam
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

CHANGED_MEANWHILE = "别人刚刚改过这场竞赛。请重新打开，看过对方的修改后再改。"


def create(
    session: Session,
    actor: Actor,
    unit: Unit,
    draft: ContestDraft,
    exams: Sequence[ExamDraft | None],
    *,
    like: int | None = None,
    at: datetime,
) -> Contest:
    """A new contest for everybody below `unit`, with an exam for each stage but those on site; nobody sees it before it
    is announced. `like` is the contest that it was made from."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    _require_sound(session, unit, draft)
    contest = Contest(unit_id=unit.id, created_by=actor.member_id, created_at=at, like_contest_id=like)
    _write(contest, draft)
    session.add(contest)
    session.flush()
    for position, (stage, exam) in enumerate(zip(draft.stages, exams, strict=True), start=1):
        _add(session, actor, contest, unit, stage, exam, position=position, at=at)
    note(session, contest, "created", "建立了竞赛。", by=actor.member_id, at=at)
    return contest


def change(
    session: Session, actor: Actor, contest: Contest, unit: Unit, draft: ContestDraft, *, version: int, at: datetime
) -> None:
    """Rewrite what may be changed in this state; the stages keep their number and kinds, and so their exams."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    require_part(contest, Part.RULES)
    if contest.version != version:
        raise Conflict(CHANGED_MEANWHILE, code="changed_meanwhile")
    _require_sound(session, unit, draft)
    found = stages_of(session, contest)
    if len(found) != len(draft.stages):
        raise Invalid("阶段要在“各阶段”里增减。", fields={"stages": "数目不一致"})
    _write(contest, draft)
    for each, wanted in zip(found, draft.stages, strict=True):
        each.stage.title, each.stage.weight = wanted.title, wanted.weight
        each.stage.going_on = wanted.going_on.to_json() if wanted.going_on else None
    contest.version += 1
    note(session, contest, "changed", "修改了竞赛的规则。", by=actor.member_id, at=at)


def reword(
    session: Session, actor: Actor, contest: Contest, unit: Unit, *, title: str, summary: str, at: datetime
) -> None:
    """Change the words that say what the contest is."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    require_part(contest, Part.WORDS)
    if not title.strip():
        raise Invalid("请写竞赛名称。", fields={"title": "请写竞赛名称。"})
    contest.title, contest.summary = title.strip(), summary
    contest.version += 1
    note(session, contest, "reworded", "修改了名称和说明。", by=actor.member_id, at=at)


def add_stage(
    session: Session,
    actor: Actor,
    contest: Contest,
    unit: Unit,
    stage: StageDraft,
    exam: ExamDraft | None,
    *,
    at: datetime,
) -> Stage:
    """One more stage behind the others of its kind and before later kinds."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    require_part(contest, Part.STAGES)
    found = stages_of(session, contest)
    if len(found) >= drafts.MOST_STAGES:
        raise Conflict(f"最多 {drafts.MOST_STAGES} 个阶段。", code="too_many_stages")
    order = list(stages.Kind)
    place = sum(order.index(stages.Kind(each.stage.kind)) <= order.index(stages.Kind(stage.kind)) for each in found)
    for each in reversed(found[place:]):
        each.stage.position += 1
        session.flush()
    made = _add(session, actor, contest, unit, stage, exam, position=place + 1, at=at)
    note(session, contest, "stage_added", f"增加了阶段“{stage.title}”。", by=actor.member_id, at=at)
    return made


def drop_stage(session: Session, actor: Actor, contest: Contest, unit: Unit, found: StageExam, *, at: datetime) -> None:
    """Remove a stage of a draft with its unpublished exam."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    require_part(contest, Part.STAGES)
    position, exam, title = found.stage.position, found.exam, found.stage.title
    session.delete(found.stage)
    session.flush()
    if exam is not None:
        session.execute(delete(Exam).where(Exam.id == exam.id, Exam.edition_id.is_(None)))
    for each in stages_of(session, contest):
        if each.stage.position > position:
            each.stage.position -= 1
            session.flush()
    note(session, contest, "stage_dropped", f"去掉了阶段“{title}”。", by=actor.member_id, at=at)


def _add(
    session: Session,
    actor: Actor,
    contest: Contest,
    unit: Unit,
    stage: StageDraft,
    exam: ExamDraft | None,
    *,
    position: int,
    at: datetime,
) -> Stage:
    if stage.on_site != (exam is None):
        raise Invalid(f"“{stage.title}”要有一张试卷；现场进行的不用。", fields={"stages": stage.title})
    made = None
    if exam is not None:
        made = publishing.create(session, actor, unit, exam, at=at)
        made.page = {"endpoint": "contests.show", "contest_id": contest.id}
        made.brings_points = False
    row = Stage(
        contest_id=contest.id,
        position=position,
        kind=stage.kind,
        title=stage.title,
        exam_id=made.id if made else None,
        going_on=stage.going_on.to_json() if stage.going_on else None,
        weight=stage.weight,
    )
    session.add(row)
    session.flush()
    return row


def _write(contest: Contest, draft: ContestDraft) -> None:
    contest.title, contest.summary, contest.is_team = draft.title.strip(), draft.summary, draft.is_team
    contest.opens_at, contest.closes_at, contest.freezes_at = draft.opens_at, draft.closes_at, draft.freezes_at
    contest.rules = draft.rules.to_json()


def _require_sound(session: Session, unit: Unit, draft: ContestDraft) -> None:
    fields: Mapping[str, str] = drafts.problems(draft) | rules.problems(draft.rules, levels=levels_in(session, unit))
    if fields:
        raise Invalid("有几处需要修改，改好后再保存。", fields=dict(fields))
