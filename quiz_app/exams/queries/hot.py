"""The SELECTs of the hot path: one for each of start, save and submit, by the driver itself.

Each finds the row and authorises in the same statement: a row comes back only for a sign-in that holds, of a member
whom the exam or attempt belongs to.
"""

from functools import lru_cache
from typing import Any, NamedTuple

from quiz_app.core.errors import NotFound, Refusal, Unauthenticated
from quiz_app.core.statements import AnyWork, Statement
from quiz_app.exams import delivery, editions
from quiz_app.exams.amending import amended, read
from quiz_app.exams.delivery import Fragments, Presented
from quiz_app.exams.editions import Edition
from quiz_app.exams.impossible import has_parts
from quiz_app.exams.papers import Drawing, Paper, member_seed
from quiz_app.members.refusals import PasswordChangeRequired
from quiz_app.members.tokens import Token

SIGN_IN_FIRST = "请先登录。登录已过期时，重新登录后可以接着做，已保存的内容都在。"
EDITIONS_KEPT = 256  # each lesson has a quiz of its own; a hundred questions take about half a megabyte
SHEETS_KEPT = 20_000  # about a kilobyte each
NO_EXAM = "没有找到这场考试：可能还没有发布，也可能不面向你所在的单位。"
NO_ATTEMPT = "没有找到这次作答：只有作答的本人可以打开。"


class OpenExam(NamedTuple):
    """A published exam as the starting member meets it. Instants are milliseconds. `hand_in_after` is in minutes;
    `has_entry_rules` where more than the window and the number of attempts decides about a start; `on_paper`: the next
    attempt is kept for a printed paper; `opened_at` is when somebody opened this exam for the member on a shared
    device, None where the sign-in is the member's own."""

    id: int
    title: str
    opens_at: int
    closes_at: int | None
    minutes: int
    attempts_allowed: int | None
    edition_id: int
    digest: bytes
    hand_in_after: int | None
    has_entry_rules: bool
    on_paper: int
    opened_at: int | None


class AttemptRow(NamedTuple):
    """An attempt as stored. Instants are milliseconds, the score hundredths of a point."""

    id: int
    member_id: int
    exam_id: int
    edition_id: int
    number: int
    started_at: int
    deadline_at: int
    revision: int
    writer: int | None
    writer_sign_in_id: int | None
    sheet: bytes
    saved_at: int | None
    submitted_at: int | None
    closed_by: int | None
    score: int | None
    points_awarded: int | None
    voided: int | None
    first_score: int | None
    first_voided: int | None
    kind: int | None


class FoundAttempt(NamedTuple):
    """An attempt with what its exam says about closing it, and the corrections of its edition, which are few.
    `ends_at` is from when on nobody can sit the exam any more."""

    attempt: AttemptRow
    kind: str
    mode: str
    counting: str
    board_id: int | None
    review_score: str
    ends_at: int | None
    results_at: int | None
    hand_in_after: int | None
    brings_points: bool
    digest: bytes
    amendments: str | None


class Prepared(NamedTuple):
    """An edition with what is made of it once: how many questions a paper has, whether people mark any, whether any
    has parts, what may be seen of them, that as JSON, and what papers are drawn by, which no correction changes."""

    edition: Edition
    seed: bytes
    size: int
    by_person: bool
    has_parts: bool
    presented: tuple[Presented, ...]
    fragments: tuple[Fragments, ...]
    drawing: Drawing


_HOLDS = "s.id = :sign_in AND s.member_id = :member AND s.ended_at IS NULL AND s.expires_at > :at"
_COLUMNS = ", ".join(f"a.{name}" for name in AttemptRow._fields)
_ON_PAPER = (
    "CASE WHEN x.paper_sitting = 'none' THEN 0 ELSE (SELECT COUNT(*) FROM paper_sittings p"
    " WHERE p.exam_id = :exam AND p.member_id = :member AND p.ended_at IS NULL) END"
)
_IN_SCOPE = (
    "(s.only_exam_id IS NULL OR (s.only_exam_id = a.exam_id AND a.kind = 2"
    " AND (a.submitted_at IS NULL OR a.submitted_at >= s.started_at)))"
)
"""A narrow sign-in reaches the attempt that it was opened for: no other exam, nothing that ended before."""

_HAS_ENTRY_RULES = (
    "(x.attempts_per_day IS NOT NULL OR x.delay_minutes IS NOT NULL OR x.late_entry_minutes IS NOT NULL"
    " OR x.resit_opens_at IS NOT NULL OR x.password_key IS NOT NULL OR x.has_accommodations OR x.by_invitation)"
)
_ENDS_AT = "COALESCE(x.sits_until, x.closes_at)"
_OPEN_EXAM = Statement(
    "SELECT x.id, x.title, x.opens_at, x.closes_at, x.minutes, x.attempts_allowed, x.edition_id, e.digest,"
    f" x.hand_in_after_minutes, {_HAS_ENTRY_RULES}, {_ON_PAPER},"
    f" CASE WHEN s.only_exam_id IS NULL THEN NULL ELSE s.started_at END, {_COLUMNS}"
    f" FROM exams x JOIN editions e ON e.id = x.edition_id JOIN sign_ins s ON {_HOLDS}"
    " JOIN members m ON m.id = :member AND m.left_at IS NULL"
    " AND (m.initial_key IS NULL OR s.only_exam_id IS NOT NULL)"
    " LEFT JOIN attempts a ON a.member_id = :member AND a.exam_id = :exam AND a.number ="
    " (SELECT MAX(number) FROM attempts WHERE member_id = :member AND exam_id = :exam)"
    " WHERE x.id = :exam AND (SELECT substr(h.path, 1, length(u.path)) = u.path FROM units u JOIN units h"
    " ON h.id = m.unit_id WHERE u.id = x.unit_id) AND (s.only_exam_id IS NULL OR s.only_exam_id = x.id)",
    ahead=True,
)
_TO_SAVE = Statement(
    f"SELECT {_COLUMNS}, e.digest FROM attempts a JOIN editions e ON e.id = a.edition_id JOIN sign_ins s ON {_HOLDS}"
    f" WHERE a.id = :attempt AND a.member_id = s.member_id AND {_IN_SCOPE}",
    ahead=True,
)
_TO_CLOSE = (
    f"SELECT {_COLUMNS}, x.kind, x.mode, x.counting, x.board_id, x.review_score, {_ENDS_AT}, x.results_at,"
    " x.hand_in_after_minutes, x.brings_points, e.digest, e.amendments"
    " FROM attempts a JOIN exams x ON x.id = a.exam_id JOIN editions e ON e.id = a.edition_id"
)
_OWN = f"{_TO_CLOSE} JOIN sign_ins s ON {_HOLDS} WHERE a.id = :attempt AND a.member_id = s.member_id AND {_IN_SCOPE}"
_TO_SHOW = Statement(_OWN)
_TO_SUBMIT = Statement(_OWN, lock="a", ahead=True)
_HELD = Statement(f"{_TO_CLOSE} WHERE a.id = :attempt", lock="a")
_DUE = Statement(
    f"{_TO_CLOSE} WHERE a.submitted_at IS NULL AND a.deadline_at <= :at ORDER BY a.deadline_at LIMIT :most",
    lock="a SKIP LOCKED",
)
_UNCREDITED = Statement(
    f"{_TO_CLOSE} WHERE a.score IS NOT NULL AND a.points_awarded IS NULL AND CASE x.review_score"
    f" WHEN 'after_publication' THEN x.results_at ELSE {_ENDS_AT} END <= :at LIMIT :most",
    lock="a",
)
_SCORABLE = Statement(
    f"{_TO_CLOSE} WHERE a.exam_id = :exam AND a.submitted_at <= :at AND a.score IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM marking_tasks t WHERE t.attempt_id = a.id AND t.stage <> :done) ORDER BY a.id LIMIT :most",
    lock="a",
)
_ANY_DUE = Statement("SELECT 1 FROM attempts WHERE submitted_at IS NULL AND deadline_at <= :at LIMIT 1")
_EDITION = Statement("SELECT content, seed FROM editions WHERE digest = :digest")
_DIGEST = Statement("SELECT digest, amendments FROM editions WHERE id = :edition")
_SIGN_IN = Statement(
    f"SELECT m.initial_key IS NOT NULL FROM sign_ins s JOIN members m ON m.id = s.member_id WHERE {_HOLDS}", ahead=True
)


def open_exam(work: AnyWork, token: Token, exam_id: int, at: int) -> tuple[OpenExam, AttemptRow | None]:
    """The exam for a member of its unit's subtree, and the member's last attempt at it: its number is how many there
    are."""
    row = _OPEN_EXAM.run(work, _who(token, at) | {"exam": exam_id}).fetchone()
    if row is None:
        raise _refusal(work, token, at, NO_EXAM)
    size = len(OpenExam._fields)
    return OpenExam._make(row[:size]), None if row[size] is None else AttemptRow._make(row[size:])


def attempt_to_save(work: AnyWork, token: Token, attempt_id: int, at: int) -> tuple[AttemptRow, bytes]:
    """The attempt and the digest of its edition."""
    row = _TO_SAVE.run(work, _who(token, at) | {"attempt": attempt_id}).fetchone()
    if row is None:
        raise _refusal(work, token, at, NO_ATTEMPT)
    return AttemptRow._make(row[:-1]), row[-1]


def attempt_to_submit(work: AnyWork, token: Token, attempt_id: int, at: int) -> FoundAttempt:
    """The attempt, locked until the transaction ends."""
    row = _TO_SUBMIT.run(work, _who(token, at) | {"attempt": attempt_id}).fetchone()
    if row is None:
        raise _refusal(work, token, at, NO_ATTEMPT)
    return _found(row)


def attempt_to_show(work: AnyWork, token: Token, attempt_id: int, at: int) -> FoundAttempt:
    row = _TO_SHOW.run(work, _who(token, at) | {"attempt": attempt_id}).fetchone()
    if row is None:
        raise _refusal(work, token, at, NO_ATTEMPT)
    return _found(row)


def attempt_held(work: AnyWork, attempt_id: int) -> FoundAttempt:
    """An attempt that the caller has a right to from elsewhere, locked until the transaction ends."""
    return _found(_HELD.run(work, {"attempt": attempt_id}).fetchone())


def due_attempts(work: AnyWork, *, at: int, most: int) -> list[FoundAttempt]:
    """Open attempts whose deadline has passed, locked, oldest first; without those that somebody else holds."""
    return [_found(row) for row in _DUE.run(work, {"at": at, "most": most}).fetchall()]


def uncredited_attempts(work: AnyWork, *, at: int, most: int) -> list[FoundAttempt]:
    """Submitted attempts whose points waited for their exam to close or its results to be published; locked."""
    return [_found(row) for row in _UNCREDITED.run(work, {"at": at, "most": most}).fetchall()]


def scorable_attempts(work: AnyWork, exam_id: int, *, at: int, done: int, most: int) -> list[FoundAttempt]:
    """Attempts handed in by `at` that have no score yet and of which every written answer is marked; locked. `done` is
    the stage that says so."""
    values = {"exam": exam_id, "at": at, "done": done, "most": most}
    return [_found(row) for row in _SCORABLE.run(work, values).fetchall()]


def anything_due(work: AnyWork, *, at: int) -> bool:
    return _ANY_DUE.run(work, {"at": at}).fetchone() is not None


def prepared(work: AnyWork, digest: bytes, amendments: str | None = None) -> Prepared:
    """An edition by its digest, which names its content for ever, so it is kept in memory; with the corrections that
    stand beside it, where marks or keys are asked for."""
    found = _kept(digest, amendments)
    if not found and amendments is not None:
        plain = prepared(work, digest)
        edition = amended(plain.edition, read(amendments))
        found.append(plain._replace(edition=edition, by_person=edition.by_person))
    elif not found:
        content, seed = _EDITION.run(work, {"digest": digest}).fetchone()
        edition = editions.unpack(bytes(content))
        presented = delivery.prepare(edition)
        parts, fragments = has_parts(edition), delivery.encode(presented)
        about = edition.size, edition.by_person, parts
        found.append(Prepared(edition, bytes(seed), *about, presented, fragments, Drawing(edition)))
    return found[0]


def prepared_by_id(work: AnyWork, edition_id: int) -> Prepared:
    """The edition that an attempt was started with, as it counts now."""
    return prepared(work, *_DIGEST.run(work, {"edition": edition_id}).fetchone())


def paper(prepared: Prepared, attempt: AttemptRow) -> Paper:
    """The paper of an attempt."""
    return prepared.drawing.draw(member_seed(prepared.seed, attempt.member_id), attempt.number)


def remembered(attempt_id: int, writer: int) -> tuple[AttemptRow, bytes] | None:
    """The attempt and its edition's digest as this process last stored them for a writer. Only a guess at what stands
    now: whoever builds on it writes under the condition that its revision still does."""
    found = _last_stored(attempt_id, writer)
    return found[-1] if found else None


def remember(attempt: AttemptRow, digest: bytes) -> None:
    """Keep what was just stored for the writer's next save."""
    assert attempt.writer is not None
    _last_stored(attempt.id, attempt.writer)[:] = [(attempt, digest)]


@lru_cache(maxsize=SHEETS_KEPT)
def _last_stored(attempt_id: int, writer: int) -> list[tuple[AttemptRow, bytes]]:
    return []


@lru_cache(maxsize=EDITIONS_KEPT)
def _kept(digest: bytes, amendments: str | None) -> list[Prepared]:
    return []


def _who(token: Token, at: int) -> dict[str, int]:
    return {"sign_in": token.sign_in_id, "member": token.member_id, "at": at}


def _found(row: tuple[Any, ...]) -> FoundAttempt:
    size = len(AttemptRow._fields)
    return FoundAttempt(AttemptRow._make(row[:size]), *row[size:])


def _refusal(work: AnyWork, token: Token, at: int, message: str) -> Refusal:
    """Whether the sign-in has ended, still needs a password of its own, or the thing is not there for this member."""
    row = _SIGN_IN.run(work, _who(token, at)).fetchone()
    if row is None:
        return Unauthenticated(SIGN_IN_FIRST)
    return PasswordChangeRequired() if row[0] else NotFound(message)
