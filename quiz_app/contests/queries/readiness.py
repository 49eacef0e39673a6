"""Whether a draft can be announced: every hindrance by what it is about, so that nobody finds out by pressing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz_app.contests import rules as contest_rules
from quiz_app.contests.actions.running import for_everybody, over_too_early
from quiz_app.contests.queries.contests import StageExam
from quiz_app.contests.queries.units import levels_in
from quiz_app.contests.rules import Rules
from quiz_app.contests.tables.contests import Contest
from quiz_app.core.calendar import moment
from quiz_app.exams.queries.drafts import count_of_members, drafted
from quiz_app.organizations.tables import Unit


@dataclass(frozen=True, slots=True)
class Check:
    """A thing that must be right, or is good to know; `exam_id` is where it is put right, if it is an exam."""

    about: str
    said: str
    is_right: bool = True
    exam_id: int | None = None


def checks(session: Session, contest: Contest, unit: Unit, found: Sequence[StageExam], *, at: datetime) -> list[Check]:
    """Everything that announcing asks for, and how many it is for."""
    off_scale = [each.stage.title for each in found if not each.is_on_scale]
    levels = levels_in(session, unit)
    wrong = contest_rules.problems(Rules.from_json(contest.rules), levels=levels, off_scale=off_scale)
    units, members = count_of_units(session, unit), count_of_members(session, unit)
    is_to_come = contest.closes_at > at
    window = f"{moment(contest.opens_at)} 到 {moment(contest.closes_at)}"
    before = [None, *found[:-1]]
    return [
        Check("参赛范围", f"{unit.name}：{units:,} 个单位，{members:,} 名党员", members > 0),
        Check("时间", window if is_to_come else f"{window}：结束时间已经过去，请改到将来", is_to_come),
        Check("规则和公式", "".join(wrong.values()) or "可以读，可以算", not wrong),
        *(
            _too_early(earlier, each) or _stage(session, contest, each, unit, each in for_everybody(list(found)))
            for each, earlier in zip(found, before, strict=True)
        ),
    ]


def count_of_units(session: Session, unit: Unit) -> int:
    """How many units stand in the subtree, itself among them."""
    return session.scalar(select(func.count()).select_from(Unit).where(Unit.path.like(f"{unit.path}%"))) or 0


def _too_early(before: StageExam | None, found: StageExam) -> Check | None:
    said = over_too_early(before, found)
    return Check(f"阶段“{found.stage.title}”", said, False, found.exam.id if found.exam else None) if said else None


def _stage(session: Session, contest: Contest, found: StageExam, unit: Unit, opens_to_all: bool) -> Check:
    exam, about = found.exam, f"阶段“{found.stage.title}”"
    if exam is None:
        return Check(about, "现场进行，成绩由组织者录入")
    if exam.closes_at is None:
        return Check(about, "没有结束时间，请填写", False, exam.id)
    if exam.opens_at < contest.opens_at or exam.closes_at > contest.closes_at:
        said = f"{moment(exam.opens_at)} 到 {moment(exam.closes_at)}，不在竞赛的时间里"
        return Check(about, said, False, exam.id)
    problems = drafted(session, exam, unit).problems
    if problems and opens_to_all:
        return Check(about, "".join(problems), False, exam.id)
    said = "题目够抽" if not problems else "题目还不够；定晋级名单时才发布试卷，到时要够"
    return Check(about, f"{said}，{moment(exam.opens_at)} 到 {moment(exam.closes_at)}", exam_id=exam.id)
