"""An exam is written by an organizer, and published as an edition that never changes."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.boards.actions.opening import open_board, refresh_roster
from quiz_app.boards.queries.boards import board
from quiz_app.core.db import from_milliseconds, to_milliseconds
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.exams import editions
from quiz_app.exams.actions.outlasting import follow_last_end
from quiz_app.exams.blueprints import Blueprint
from quiz_app.exams.composing import Pool, compose
from quiz_app.exams.counting.protocol import BEST
from quiz_app.exams.counting.table import WAYS, tie_span
from quiz_app.exams.drafts import ExamDraft
from quiz_app.exams.editions import Edition
from quiz_app.exams.entering.policies import EntryRules
from quiz_app.exams.entering.wording import problems
from quiz_app.exams.modes import MODES, PRACTICE
from quiz_app.exams.queries import pools
from quiz_app.exams.queries.drafts import blank
from quiz_app.exams.reviews import Phase, disorder, ends_for_good, phase
from quiz_app.exams.rules import moment, never_published
from quiz_app.exams.sheets import MOST_ANSWERS
from quiz_app.exams.tables.exams import Edition as EditionRow
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.tables.marking import Marking
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

LONGEST_MINUTES = 600
CLOSES_TOO_EARLY = "结束时间要晚于开始时间。"
NEVER_PUBLISHED = "没有结束时间，就永远不会公布。请填写结束时间，或者改为交卷后立即公布。"


def create(session: Session, actor: Actor, unit: Unit, draft: ExamDraft, *, at: datetime) -> Exam:
    """A new exam for everybody below `unit`; nobody sees it before it is published."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    exam = Exam(unit_id=unit.id, created_by=actor.member_id, created_at=at)
    _write(exam, draft)
    session.add(exam)
    session.flush()
    return exam


def change(session: Session, actor: Actor, exam: Exam, unit: Unit, draft: ExamDraft, *, version: int) -> None:
    """Rewrite an exam that is not published yet; `version` is the one that the organizer had read."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    if exam.edition_id is not None:
        raise Conflict("考试已经发布，试卷和规则不能再改。要改时间，请用“延长时间”。", code="published")
    if exam.version != version:
        raise Conflict("别人刚刚改过这场考试。请重新打开，看过对方的修改后再改。", code="changed_meanwhile")
    _write(exam, draft)
    exam.version += 1


def extend(session: Session, actor: Actor, exam: Exam, unit: Unit, *, closes_at: datetime, at: datetime) -> None:
    """Let a published exam close later; attempts that are open keep the deadline they were started with."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    if exam.edition_id is None:
        raise Conflict("考试还没有发布，结束时间请在“修改”里直接改。", code="not_published")
    if exam.closes_at is not None and closes_at <= exam.closes_at:
        too_early = f"只能推迟：要晚于原来的结束时间 {moment(exam.closes_at)}。"
        raise Invalid(too_early, fields={"closes_at": too_early})
    if closes_at <= at:
        too_early = f"要晚于现在（{moment(at)}）。"
        raise Invalid(too_early, fields={"closes_at": too_early})
    if exam.resit_opens_at is not None and closes_at > exam.resit_opens_at:
        too_late = f"补考在 {moment(exam.resit_opens_at)} 开始，最晚推迟到那时。"
        raise Invalid(too_late, fields={"closes_at": too_late})
    if phase(exam, at) >= Phase.CLOSED and ends_for_good(exam):
        raise Conflict("考试已经结束，成绩或答案已经公布，不能再延长。需要补考，请另建一场考试。", code="key_published")
    exam.closes_at = closes_at
    follow_last_end(session, exam)
    exam.version += 1


def publish(session: Session, actor: Actor, exam: Exam, unit: Unit, *, at: datetime) -> EditionRow:
    """Freeze the questions, keys and rules as an edition, attach a board, and open the exam to its members."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    if exam.edition_id is not None:
        raise Conflict("这场考试已经发布过了。", code="published")
    if exam.closes_at is not None and exam.closes_at <= at:
        raise Invalid("结束时间已经过去，请先改到将来。", fields={"closes_at": "已过"})
    follow_last_end(session, exam)
    scoring, span = "best" if exam.counting == BEST else "counted", tie_span(exam.counting, exam.minutes)
    board_id = open_board(session, f"exam:{exam.id}", scoring=scoring, span=span, closes_at=exam.ends_at, at=at)
    refresh_roster(session, board(session, board_id))
    exam.board_id = board_id
    edition = composed(exam, pools.pool(session, unit, Blueprint.from_json(exam.blueprint)))
    if edition.by_person:
        session.add(Marking(exam_id=exam.id))
    return make_edition(session, exam, edition, number=1, published_by=actor.member_id, at=at)


def make_edition(
    session: Session,
    exam: Exam,
    edition: Edition,
    *,
    number: int,
    published_by: int | None,
    at: datetime,
) -> EditionRow:
    """Freeze the exam as `edition`, with a seed of its own for its papers."""
    content, seed = editions.pack(edition), secrets.token_bytes(32)
    row = EditionRow(
        exam_id=exam.id,
        number=number,
        content=content,
        digest=editions.digest(content, seed),
        seed=seed,
        max_score=edition.max_score,
        published_by=published_by,
        published_at=at,
    )
    session.add(row)
    session.flush()
    exam.edition_id = row.id
    exam.version += 1
    return row


def composed(exam: Exam, pool: Pool) -> Edition:
    """What an edition of the exam would hold; refuses, cell by cell, what cannot be filled."""
    found = compose(blank(exam), Blueprint.from_json(exam.blueprint), pool)
    if found.edition is None:
        raise Invalid("题目不够，还不能发布。" + "".join(found.problems), fields={"blueprint": "题目不够"})
    return found.edition


def _write(exam: Exam, draft: ExamDraft) -> None:
    fields = _problems(draft)
    if fields:
        raise Invalid("有几处需要修改，改好后再保存。", fields=fields)
    exam.title, exam.description = draft.title, draft.description
    exam.opens_at, exam.closes_at = draft.opens_at, draft.closes_at
    exam.minutes, exam.mode, exam.counting = draft.minutes, draft.mode, draft.counting
    exam.attempts_allowed = None if draft.mode == PRACTICE else draft.attempts_allowed
    exam.pass_percent, exam.credit_rule = draft.pass_percent, draft.credit_rule
    exam.review_score, exam.review_correctness = draft.review.score, draft.review.correctness
    exam.review_key, exam.review_explanation = draft.review.key, draft.review.explanation
    exam.paper_sitting, exam.paper_twice = draft.paper_sitting, draft.paper_twice
    exam.assisted_sitting = draft.assisted_sitting
    exam.blueprint = draft.blueprint.to_json()
    _write_entry(exam, draft.entry)


def _write_entry(exam: Exam, entry: EntryRules) -> None:
    resit = entry.resit
    exam.attempts_per_day, exam.delay_minutes = entry.per_day, entry.delay
    exam.hand_in_after_minutes, exam.late_entry_minutes = entry.hand_in_after, entry.late_entry
    exam.resit_opens_at = from_milliseconds(resit.opens_at) if resit else None
    exam.resit_closes_at = from_milliseconds(resit.closes_at) if resit else None
    exam.resit_attempts, exam.resit_for_absent = (resit.attempts, resit.for_absent) if resit else (None, False)


def _problems(draft: ExamDraft) -> dict[str, str]:
    found = {}
    if draft.closes_at is not None and draft.closes_at <= draft.opens_at:
        found["closes_at"] = CLOSES_TOO_EARLY
    if not 1 <= draft.minutes <= LONGEST_MINUTES:
        found["minutes"] = f"答题时间写 1 到 {LONGEST_MINUTES} 分钟。"
    if draft.attempts_allowed is not None and draft.attempts_allowed < 1:
        found["attempts_allowed"] = "至少 1 次；不限次数请留空。"
    if not draft.blueprint.cells:
        found["blueprint"] = "至少写一行抽题规则。"
    if sum(cell.count for cell in draft.blueprint.cells) > MOST_ANSWERS:
        found["blueprint"] = f"一份试卷最多 {MOST_ANSWERS} 题，请减少题数。"
    if never_published(draft.review, draft.closes_at):
        found["review_rule"] = NEVER_PUBLISHED
    if wrong := disorder(draft.review):
        found[f"review_{wrong[0]}"] = wrong[1]
    if draft.mode not in MODES or draft.counting not in WAYS:
        found["mode"] = "请选一种考试性质和一种计分办法。"
    if not 0 <= draft.pass_percent <= 100:
        found["pass_percent"] = "合格线写 0 到 100。"
    closes_at = None if draft.closes_at is None else to_milliseconds(draft.closes_at)
    return found | problems(draft.entry, closes_at=closes_at, minutes=draft.minutes)
