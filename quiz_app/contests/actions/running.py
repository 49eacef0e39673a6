"""A contest runs: announced, opened over a snapshot of its roster, frozen, revealed, closed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quiz_app.boards.actions.freezing import freeze_board
from quiz_app.boards.actions.opening import attach_roster
from quiz_app.boards.actions.rosters import take_roster
from quiz_app.boards.marks import Marks
from quiz_app.contests import rules as contest_rules
from quiz_app.contests.actions.recording import note, pass_to
from quiz_app.contests.queries.contests import StageExam, stages_of
from quiz_app.contests.queries.extras import exams_of
from quiz_app.contests.queries.extras import running as running_extras
from quiz_app.contests.queries.running import anybody_sitting
from quiz_app.contests.queries.units import levels_in
from quiz_app.contests.rules import Rules
from quiz_app.contests.states import LABELS, State, is_running
from quiz_app.contests.tables.contests import Contest
from quiz_app.core.calendar import local, moment
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.queueing import LONGEST_WAIT
from quiz_app.exams.actions.publishing import publish
from quiz_app.exams.counting.table import WAYS
from quiz_app.exams.rules import least_passing
from quiz_app.exams.tables.exams import Exam
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit


def announce(session: Session, actor: Actor, contest: Contest, unit: Unit, *, at: datetime) -> None:
    """Publish the contest with the papers of every stage that needs no qualifying: from now on its rules stand."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    if contest.closes_at <= at:
        raise Invalid("结束时间已经过去，请先改到将来。", fields={"closes_at": "已过"})
    found = stages_of(session, contest)
    require_rules(session, contest, unit, found)
    for before, each in zip([None, *found[:-1]], found, strict=True):
        _require_within(contest, each)
        if said := over_too_early(before, each):
            raise Invalid(f"“{each.stage.title}”：{said}", fields={"stages": each.stage.title})
    for each in for_everybody(found):
        if each.exam is not None and not each.is_published:
            publish(session, actor, each.exam, unit, at=at)
    pass_to(session, contest, State.ANNOUNCED, by=actor.member_id, at=at)


def require_rules(session: Session, contest: Contest, unit: Unit, found: Sequence[StageExam]) -> None:
    """The rules can be used with the exams as they are: one that is no longer scored on its paper's scale has no marks
    that a rule could ask for."""
    off_scale = [each.stage.title for each in found if not each.is_on_scale]
    levels = levels_in(session, unit)
    wrong = contest_rules.problems(Rules.from_json(contest.rules), levels=levels, off_scale=off_scale)
    if wrong:
        raise Invalid("规则里有几处需要修改，改好后再发布。", fields=wrong)


def over_too_early(before: StageExam | None, found: StageExam) -> str | None:
    """What is wrong with a stage that is over before it is known who goes on to it."""
    if before is None or before.stage.going_on is None or before.exam is None or found.exam is None:
        return None
    ends, known = found.exam.closes_at, before.exam.closes_at
    if ends is None or known is None or ends > known:
        return None
    return f"“{before.stage.title}”{moment(known)} 才结束，那以后才有晋级名单：请把这个阶段放到后面"


def withdraw(session: Session, actor: Actor, contest: Contest, unit: Unit, *, reason: str, at: datetime) -> None:
    """Take an announced contest back to a draft; papers that were published stay as they are."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    if contest.opens_at <= at:
        raise Conflict("竞赛的开始时间已到，不能再撤回。", code="wrong_state")
    pass_to(session, contest, State.DRAFT, by=actor.member_id, reason=reason, at=at)


def open_contest(session: Session, contest: Contest, unit: Unit, *, by: int | None, at: datetime) -> None:
    """Take the roster and let every board of a published stage count over it."""
    pass_to(session, contest, State.OPEN, by=by, at=at)
    contest.roster_id = take_roster(session, unit, at=at)
    for each in stages_of(session, contest):
        attach(session, contest, each)


def attach(session: Session, contest: Contest, found: StageExam) -> None:
    """Let the board of a published stage count over the roster of the contest, by its marks; where scores are not on
    the paper's scale, by none."""
    exam, edition = found.exam, found.edition
    if exam is None or edition is None or exam.board_id is None or contest.roster_id is None:
        return
    excellent_percent, full = Rules.from_json(contest.rules).excellent_percent, edition.max_score * _papers(exam)
    marks = Marks(least_passing(edition.max_score, exam.pass_percent), least_passing(full, excellent_percent), full)
    attach_roster(session, exam.board_id, contest.roster_id, marks if found.is_on_scale else None)
    if contest.freezes_at is not None and contest.revealed_at is None:
        freeze_exam(session, exam, contest.freezes_at)


def freeze_from(
    session: Session, actor: Actor, contest: Contest, unit: Unit, *, freezes_at: datetime, at: datetime
) -> None:
    """Let standings stand still from an instant on that has not passed."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    if not is_running(State(contest.state)) or contest.state == State.FROZEN:
        raise Conflict(f"竞赛现在是“{LABELS[State(contest.state)]}”，不能封榜；进行中才可以。", code="wrong_state")
    if contest.freezes_at is not None and contest.freezes_at <= at:
        raise Conflict("已经封榜了。", code="wrong_state")
    if not at <= freezes_at < contest.closes_at:
        said = f"封榜时间要在现在和结束时间（{moment(contest.closes_at)}）之间。"
        raise Invalid(said, fields={"freezes_at": said})
    for extra in running_extras(session, contest):
        if extra.exam.ends_at is not None and extra.exam.ends_at >= freezes_at:
            said = f"有一次加赛到 {moment(extra.exam.ends_at)} 才结束，封榜要晚于它。"
            raise Invalid(said, fields={"freezes_at": said})
    contest.freezes_at = freezes_at
    for exam in exams_of(session, contest):
        freeze_exam(session, exam, freezes_at)
    note(session, contest, "freeze", f"定于 {moment(freezes_at)} 封榜。", by=actor.member_id, at=at)


def freeze(session: Session, contest: Contest, *, at: datetime) -> None:
    """The instant of the freeze has come; boards knew it before."""
    pass_to(session, contest, State.FROZEN, by=None, at=at)


def reveal(session: Session, actor: Actor, contest: Contest, unit: Unit, *, at: datetime) -> None:
    """Let standings move again, now that nobody can sit any more: the late results join the others within seconds."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    if contest.freezes_at is None or contest.freezes_at > at or contest.revealed_at is not None:
        raise Conflict("现在没有封榜，不用揭晓。", code="wrong_state")
    if is_running(State(contest.state)):
        raise Conflict("竞赛还没有结束。结束以后才能揭晓，否则揭晓的不是最后的名次。", code="wrong_state")
    contest.revealed_at = at
    contest.version += 1
    for exam in exams_of(session, contest):
        exam.frozen_from = None
    note(session, contest, "reveal", "揭晓了名次。", by=actor.member_id, at=at)


def close_contest(session: Session, contest: Contest, *, by: int | None, at: datetime) -> bool:
    """End a contest whose window is over, as soon as every attempt is in; false while one is still open, or may
    still be begun because a stage was given more time."""
    late = contest.closes_at + timedelta(seconds=LONGEST_WAIT)
    exams = [each.exam for each in stages_of(session, contest) if each.exam is not None and each.is_published]
    is_extended = any(exam.ends_at is not None and exam.ends_at > at for exam in exams)
    if late > at or is_extended or anybody_sitting(session, [exam.id for exam in exams]):
        return False
    pass_to(session, contest, State.CLOSED, by=by, at=at)
    return True


def archive(session: Session, actor: Actor, contest: Contest, unit: Unit, *, at: datetime) -> None:
    """Put a final contest away: nothing of it changes any more."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    pass_to(session, contest, State.ARCHIVED, by=actor.member_id, at=at)


def for_everybody(found: list[StageExam]) -> list[StageExam]:
    """The stages that need no qualifying: those before which no stage says who goes on."""
    first = next((index for index, each in enumerate(found) if each.stage.going_on is not None), len(found))
    return found[: first + 1]


def freeze_exam(session: Session, exam: Exam, freezes_at: datetime) -> None:
    """Also one that is over, whose results a correction or a disqualification still changes, and one that is opened
    behind the freeze, of which nothing is told before the reveal."""
    if exam.board_id is not None:
        exam.frozen_from = freezes_at
        freeze_board(session, exam.board_id, at=freezes_at)


def _papers(exam: Exam) -> int:
    """How many papers full marks are those of: one, or one for each day of an exam that adds days up."""
    if WAYS[exam.counting].papers == 1 or exam.closes_at is None:
        return 1
    return (local(exam.closes_at - timedelta(microseconds=1)).date() - local(exam.opens_at).date()).days + 1


def _require_within(contest: Contest, found: StageExam) -> None:
    exam, title = found.exam, found.stage.title
    if exam is None:
        return
    if exam.closes_at is None:
        raise Invalid(f"“{title}”没有结束时间，请先填写。", fields={"stages": title})
    if exam.opens_at < contest.opens_at or exam.closes_at > contest.closes_at:
        raise Invalid(
            f"“{title}”的时间要在竞赛的时间里：{moment(contest.opens_at)} 到 {moment(contest.closes_at)}。",
            fields={"stages": title},
        )
