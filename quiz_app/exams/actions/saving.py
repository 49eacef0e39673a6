"""A save: the whole sheet, under a revision that the client chooses. Instants are milliseconds (`ms`), as stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from quiz_app.core.db import to_milliseconds
from quiz_app.core.errors import Conflict, Gone, Invalid
from quiz_app.core.statements import AnyWork, Statement
from quiz_app.exams import sheets
from quiz_app.exams.impossible import impossible
from quiz_app.exams.queries import hot
from quiz_app.exams.queries.hot import AttemptRow
from quiz_app.members.tokens import Token

_SAVE = Statement(
    "UPDATE attempts SET sheet = :sheet, revision = :revision, saved_at = :at"
    " WHERE id = :attempt AND revision = :seen AND writer = :writer AND submitted_at IS NULL AND deadline_at > :at"
    " AND member_id = :member AND EXISTS (SELECT 1 FROM sign_ins s WHERE s.id = :sign_in AND s.member_id = :member"
    " AND s.ended_at IS NULL AND s.expires_at > :at AND (s.only_exam_id IS NULL OR"
    " (s.only_exam_id = attempts.exam_id AND attempts.kind = 2))) RETURNING deadline_at",
    by="attempt",
    ahead=True,
)


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that is durable once the transaction ends, and the deadline as it stands: it may have been put off."""

    revision: int
    saved_at: int
    deadline_at: int


def save(
    work: AnyWork,
    token: Token,
    attempt_id: int,
    *,
    revision: int,
    writer: int,
    answers: Mapping[str, list[str]],
    at: datetime,
) -> Saved:
    """Store the whole sheet under a revision above the stored one. Sending the same again is answered the same.

    What this process stored last spares the read where it still stands, which the write itself checks; whatever else
    is the case, the read finds out.
    """
    ms = to_milliseconds(at)
    known = hot.remembered(attempt_id, writer)
    if known and revision > known[0].revision and (saved := _stored(work, token, *known, revision, answers, ms)):
        return saved
    attempt, digest = hot.attempt_to_save(work, token, attempt_id, ms)
    require_open(attempt, writer, ms)
    if is_stored(attempt, revision, answers):
        return Saved(attempt.revision, attempt.saved_at or attempt.started_at, attempt.deadline_at)
    saved = _stored(work, token, attempt, digest, revision, answers, ms)
    if saved is None:
        raise Conflict("这次保存与另一次同时到达，请重试。", code="stale_revision")
    return saved


def is_stored(attempt: AttemptRow, revision: int, answers: Mapping[str, list[str]]) -> bool:
    """Whether exactly this was stored already: a request that is sent again because its answer was lost."""
    return revision == attempt.revision and _parsed(answers) == {
        number: each.values for number, each in sheets.decode(attempt.sheet).items()
    }


def sheet_to_store(
    work: AnyWork, digest: bytes, attempt: AttemptRow, revision: int, answers: Mapping[str, list[str]], ms: int
) -> bytes:
    """The sheet to write; refuses answers that the paper has no place for, and a revision that is behind."""
    given = _parsed(answers)
    prepared = hot.prepared(work, digest)
    size = prepared.size
    if given and max(given) > size:
        raise Invalid(f"没有第 {max(given)} 题：这份试卷共 {size} 题。", fields={"answers": f"题号从 1 到 {size}"})
    if prepared.has_parts and (reason := impossible(prepared.edition, hot.paper(prepared, attempt), given)):
        raise Invalid(reason, fields={"answers": reason})
    if revision <= attempt.revision:
        raise Conflict("这台设备上的答案比已保存的旧，请先取回最新的再改。", code="stale_revision")
    stored = sheets.decode(attempt.sheet)
    return sheets.encode(sheets.merge(stored, given, (ms - attempt.started_at) // 1000))


def require_open(attempt: AttemptRow, writer: int, ms: int) -> None:
    if attempt.submitted_at is not None:
        raise Conflict("已经交卷，答案不能再改。", code="submitted")
    if ms >= attempt.deadline_at:
        raise Gone("答题时间已到，截止前保存的答案已经计入。", code="deadline_passed")
    require_writer(attempt, writer)


def require_writer(attempt: AttemptRow, writer: int) -> None:
    if writer != attempt.writer:
        raise Conflict("另一台设备接手了这次作答。要在这台设备继续，请点“在这台设备继续”。", code="taken_over")


def _stored(
    work: AnyWork,
    token: Token,
    attempt: AttemptRow,
    digest: bytes,
    revision: int,
    answers: Mapping[str, list[str]],
    ms: int,
) -> Saved | None:
    """Write the sheet onto the attempt as it was read or remembered; None where it stands so no longer."""
    sheet = sheet_to_store(work, digest, attempt, revision, answers, ms)
    values = {
        "sheet": sheet,
        "revision": revision,
        "at": ms,
        "attempt": attempt.id,
        "seen": attempt.revision,
        "writer": attempt.writer,
        "sign_in": token.sign_in_id,
        "member": token.member_id,
    }
    written = _SAVE.run(work, values).fetchone()
    if written is None:
        return None
    hot.remember(attempt._replace(sheet=sheet, revision=revision, saved_at=ms, deadline_at=written[0]), digest)
    return Saved(revision, ms, written[0])


def _parsed(answers: Mapping[str, list[str]]) -> dict[int, tuple[str, ...]]:
    try:
        return sheets.parse(answers)
    except sheets.BadSheet as problem:
        raise Invalid(str(problem), fields={"answers": str(problem)}) from problem
