"""The hot path: start and submit; `saving` is between them. Each is one short transaction that the caller commits.

Instants are milliseconds here (`ms`), as they are stored; `at` is when the request arrived.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from quiz_app.core.db import from_milliseconds, to_milliseconds
from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.core.statements import AnyWork, Statement
from quiz_app.exams.actions.closing import BY_MEMBER, close, close_if_due, receipt_of
from quiz_app.exams.actions.saving import is_stored, require_open, require_writer, sheet_to_store
from quiz_app.exams.entering.admitting import admit, require_hand_in
from quiz_app.exams.entering.policies import NO_ARRANGEMENT, NO_RULES, General, History, hand_in_from
from quiz_app.exams.papers import Paper
from quiz_app.exams.queries import entering, hot
from quiz_app.exams.queries.hot import AttemptRow, OpenExam, Prepared
from quiz_app.exams.receipts import Receipt
from quiz_app.exams.ways import ASSISTED
from quiz_app.members.tokens import Token

_START = Statement(
    "INSERT INTO attempts (member_id, exam_id, edition_id, number, started_at, deadline_at, revision, writer,"
    " writer_sign_in_id, resit, kind, sheet)"
    " VALUES (:member, :exam, :edition, :number, :at, :deadline, 0, :writer, :sign_in, :resit, :kind, :sheet)"
    " ON CONFLICT DO NOTHING RETURNING id",
    by="member",
    ahead=True,
)
_PASS_WRITER = Statement(
    "UPDATE attempts SET writer = :writer, writer_sign_in_id = :sign_in WHERE id = :attempt AND submitted_at IS NULL"
)
_LOG_TAKEOVER = Statement(
    "INSERT INTO takeovers (attempt_id, from_sign_in_id, to_sign_in_id, at) VALUES (:attempt, :former, :sign_in, :at)"
)


@dataclass(frozen=True, slots=True)
class Sitting:
    """An open attempt as its member meets it. `writer` is None while another device holds the right to write."""

    attempt: AttemptRow
    exam: OpenExam
    prepared: Prepared
    paper: Paper
    writer: int | None
    is_new: bool

    @property
    def hand_in_from(self) -> datetime | None:
        """From when on it may be handed in; None: at any time."""
        if self.exam.hand_in_after is None:
            return None
        started_at, deadline_at = self.attempt.started_at, self.attempt.deadline_at
        first = hand_in_from(self.exam.hand_in_after, started_at=started_at, deadline_at=deadline_at)
        return from_milliseconds(first)


def start(
    work: AnyWork,
    token: Token,
    exam_id: int,
    *,
    at: datetime,
    new_writer: int,
    takeover: bool = False,
    known_writer: int | None = None,
    has_password: bool = False,
) -> Sitting:
    """Begin the member's next attempt, or resume the open one.

    Resuming gives the right to write to the sign-in that held it, to a device that knows the writer, and to whoever
    takes over; asking for either of the latter never begins another attempt. `new_writer` is a fresh random number for
    a start or a takeover; `has_password` is whether the exam's password was proven for this request: see `passwords`.
    """
    ms = to_milliseconds(at)
    exam, latest = hot.open_exam(work, token, exam_id, ms)
    if latest is not None and latest.submitted_at is None:
        if ms < latest.deadline_at:
            _require_same_way(exam, latest)
            return _resume(work, token, exam, latest, ms, new_writer, takeover, known_writer)
        close_if_due(work, hot.attempt_held(work, latest.id), ms=ms)
    if takeover or known_writer is not None:
        raise Conflict("这次作答已经结束，没有可以接着写的答卷。", code="submitted")
    _require_unfinished(exam, latest)
    begun = _begin(work, token, exam, latest, ms, new_writer, has_password=has_password)
    if begun is None:
        raise Conflict("另一台设备刚刚开始了这次作答，请重试。", code="started_elsewhere")
    return begun


def start_fresh(
    work: AnyWork, token: Token, exam_id: int, *, at: datetime, new_writer: int, has_password: bool = False
) -> Sitting | None:
    """Begin the member's next attempt by one read and one write, which need no transaction around them; None where an
    attempt is open, or was begun in between (by the same request, sent again because its answer was lost), so that it
    takes `start`."""
    ms = to_milliseconds(at)
    exam, latest = hot.open_exam(work, token, exam_id, ms)
    if latest is not None and latest.submitted_at is None:
        return None
    _require_unfinished(exam, latest)
    return _begin(work, token, exam, latest, ms, new_writer, has_password=has_password)


def submit(
    work: AnyWork,
    token: Token,
    attempt_id: int,
    *,
    at: datetime,
    revision: int | None = None,
    writer: int | None = None,
    answers: Mapping[str, list[str]] | None = None,
) -> Receipt:
    """Close the attempt with its last sheet, mark it and credit the member. Repeating it gives the same receipt.

    After the deadline a sheet that comes along is too late: what was saved before counts. Before the exam lets anybody
    hand in, nothing is stored.
    """
    ms = to_milliseconds(at)
    found = hot.attempt_to_submit(work, token, attempt_id, ms)
    attempt = found.attempt
    if attempt.submitted_at is not None or ms >= attempt.deadline_at:
        return close_if_due(work, found, ms=ms)
    require_hand_in(found.hand_in_after, started_at=attempt.started_at, deadline_at=attempt.deadline_at, at=ms)
    if answers is not None:
        if revision is None or writer is None:
            raise Invalid(
                "随交卷一起送答案时，要带 revision 和 writer。", fields={"revision": "必填", "writer": "必填"}
            )
        require_open(attempt, writer, ms)
        if not is_stored(attempt, revision, answers):
            sheet = sheet_to_store(work, found.digest, attempt, revision, answers, ms)
            found = found._replace(attempt=attempt._replace(sheet=sheet, revision=revision))
    elif writer is not None:
        require_writer(attempt, writer)
    return close(work, found, ms=ms, by=BY_MEMBER)


def receipt(work: AnyWork, token: Token, attempt_id: int, *, at: datetime) -> Receipt:
    """The receipt of a submitted attempt, at any time."""
    ms = to_milliseconds(at)
    return receipt_of(work, hot.attempt_to_show(work, token, attempt_id, ms), ms=ms)


def _require_same_way(exam: OpenExam, attempt: AttemptRow) -> None:
    """Whoever opened a shared device opened a sitting of its own kind, not what the member does on another."""
    if exam.opened_at is not None and attempt.kind != ASSISTED:
        raise Conflict("本人已经在自己的设备上开始作答，请在那台设备上继续。", code="started_elsewhere")


def _require_unfinished(exam: OpenExam, latest: AttemptRow | None) -> None:
    """One opening of a shared device is good for one attempt."""
    if exam.opened_at is None or latest is None:
        return
    if (latest.submitted_at or latest.deadline_at) >= exam.opened_at:
        raise Conflict("这次协助作答已经交卷。要再答一次，请书记重新打开。", code="submitted")


def _begin(
    work: AnyWork,
    token: Token,
    exam: OpenExam,
    latest: AttemptRow | None,
    ms: int,
    writer: int,
    *,
    has_password: bool,
) -> Sitting | None:
    """What was read is what is written on: whoever began meanwhile has taken the number, and then this is None."""
    used = latest.number if latest else 0
    general = General(exam.opens_at, exam.closes_at, exam.minutes, exam.attempts_allowed)
    rules, own, history = NO_RULES, NO_ARRANGEMENT, History(used)
    if exam.has_entry_rules:
        rules, own, history = entering.known(work, token.member_id, exam.id, at=ms)
    deadline, is_resit = admit(general, rules, own, history, at=ms)
    if rules.has_password and not has_password:
        raise Forbidden(
            "这场考试要先输入考场口令：请向监考人询问口令，在考试页面输入后再开始。", code="password_required"
        )
    if exam.on_paper:
        raise Conflict("你的下一次作答已经打印了纸质试卷。要改为上机，请打印的人先撤回试卷。", code="on_paper")
    kind = None if exam.opened_at is None else ASSISTED
    values = {
        "member": token.member_id,
        "exam": exam.id,
        "edition": exam.edition_id,
        "number": used + 1,
        "at": ms,
        "deadline": deadline,
        "writer": writer,
        "sign_in": token.sign_in_id,
        "resit": True if is_resit else None,
        "kind": kind,
        "sheet": b"",
    }
    begun = _START.run(work, values).fetchone()
    if begun is None:
        return None
    attempt = AttemptRow(
        begun[0], token.member_id, exam.id, exam.edition_id, used + 1, ms, deadline, 0, writer, token.sign_in_id, b"",
        None, None, None, None, None, None, None, None, kind,
    )  # fmt: skip
    hot.remember(attempt, exam.digest)
    return _sitting(work, attempt, exam, writer, is_new=True)


def _resume(
    work: AnyWork,
    token: Token,
    exam: OpenExam,
    attempt: AttemptRow,
    ms: int,
    new_writer: int,
    takeover: bool,
    known_writer: int | None,
) -> Sitting:
    same_sign_in = attempt.writer_sign_in_id == token.sign_in_id
    if not takeover and same_sign_in and attempt.writer is not None:
        return _sitting(work, attempt, exam, attempt.writer)
    knows = known_writer is not None and known_writer == attempt.writer
    if not (takeover or knows or attempt.writer is None):
        return _sitting(work, attempt, exam, None)
    writer = known_writer if knows and known_writer and not takeover else new_writer
    who = {"writer": writer, "sign_in": token.sign_in_id, "attempt": attempt.id}
    _PASS_WRITER.run(work, who)
    if takeover and not same_sign_in:
        former = {"former": attempt.writer_sign_in_id, "sign_in": token.sign_in_id, "attempt": attempt.id, "at": ms}
        _LOG_TAKEOVER.run(work, former)
    return _sitting(work, attempt, exam, writer)


def _sitting(
    work: AnyWork, attempt: AttemptRow, exam: OpenExam, writer: int | None, *, is_new: bool = False
) -> Sitting:
    if attempt.edition_id == exam.edition_id:
        prepared = hot.prepared(work, exam.digest)
    else:
        prepared = hot.prepared_by_id(work, attempt.edition_id)
    return Sitting(attempt, exam, prepared, hot.paper(prepared, attempt), writer, is_new)
