"""Which attempts are to be counted next, and the sums that they are added to."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from quiz_app.exams import editions, sheets
from quiz_app.exams.amending import amended, read
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.psychometrics.figures import Figures
from quiz_app.exams.psychometrics.observing import Observed
from quiz_app.exams.psychometrics.sums import ItemSums, PaperSums, names
from quiz_app.exams.queries.marking import marks_of
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.exams.tables.tallies import (
    EditionQuestionTally,
    EditionTally,
    QuestionTally,
    TallyCursor,
    UncountedAttempt,
)

ONLY_CURSOR = 1
LATE_COMMITS = 1000
"""An id that is missing this far behind the last one may still become visible; before that, nothing takes so long."""
LOST_AFTER = timedelta(days=1)
"""An id that was given out and never came is the trace of a start that was undone."""
AT_ONCE = 500


class Kept(NamedTuple):
    """What counting needs of an attempt that was handed in. `lags` while the last correction of its edition has still
    to come to it: until then it counts by those before."""

    id: int
    member_id: int
    edition_id: int
    number: int
    sheet: bytes
    digest: bytes
    kind: str
    amendments: str | None
    lags: bool


@dataclass(frozen=True, slots=True)
class Due:
    """A batch to count. `seen_id` is where the cursor goes, `revision` what it was read at, None before the first time;
    `passed_over` are ids up to there that wait from now on, `settled` those that waited and wait no longer."""

    revision: int | None
    seen_id: int
    attempts: tuple[Kept, ...]
    passed_over: tuple[int, ...]
    settled: tuple[int, ...]

    @property
    def size(self) -> int:
        return len(self.attempts) + len(self.passed_over) + len(self.settled)


def cursor(session: Session) -> TallyCursor | None:
    return session.get(TallyCursor, ONLY_CURSOR)


def due(session: Session, *, at: datetime, most: int) -> Due:
    """Up to `most` attempts behind the cursor, and as many of those that waited and have a score since."""
    found = cursor(session)
    seen = found.seen_id if found else 0
    new = session.execute(
        select(Attempt.id, Attempt.score).where(Attempt.id > seen).order_by(Attempt.id).limit(most)
    ).all()
    last = new[-1][0] if new else seen
    scored = {attempt_id for attempt_id, score in new if score is not None}
    passed_over = tuple(each for each in range(max(seen, last - LATE_COMMITS) + 1, last + 1) if each not in scored)
    came, lost = _waited(session, at=at, most=most)
    attempts = tuple(kept(session, scored | came))
    return Due(found.revision if found else None, last, attempts, passed_over, tuple(sorted(came | lost)))


def kept(session: Session, attempt_ids: Collection[int]) -> Iterator[Kept]:
    """In the order of their editions."""
    query = _kept().where(Attempt.id.in_(attempt_ids)).order_by(Attempt.edition_id)
    return (Kept._make(row) for row in session.execute(query))


def all_counted(session: Session) -> Iterator[Kept]:
    """Every attempt that the sums should hold, streamed: for the audit."""
    found = cursor(session)
    waiting = select(UncountedAttempt.attempt_id)
    query = _kept().where(
        Attempt.score.is_not(None), Attempt.id <= (found.seen_id if found else 0), Attempt.id.not_in(waiting)
    )
    rows = session.execute(query.order_by(Attempt.edition_id).execution_options(yield_per=2000))
    return (Kept._make(row) for row in rows)


def observed(session: Session, attempts: Iterable[Kept]) -> dict[int, Observed]:
    """What attempts say, by edition: each paper drawn and marked again as it was."""
    found: dict[int, Observed] = {}
    for part in _parts(attempts):
        by_person = [each.id for each in part if lean_edition(session, each.digest).by_person]
        marks = marks_of(session, by_person) if by_person else {}
        for each in part:
            written, seed, _ = lean_edition(session, each.digest)
            now, at_last = as_corrected(each.digest, written, each.amendments)
            if each.edition_id not in found:
                found[each.edition_id] = Observed(now, is_exam=each.kind == "exam", written=written)
            paper = draw(written, member_seed(seed, each.member_id), each.number)
            known = marks.get(each.id, {})
            found[each.edition_id].count(
                paper, sheets.decode(each.sheet), known, marked_by=at_last if each.lags else now
            )
    return found


def paper_sums(session: Session, edition_ids: Sequence[int]) -> dict[int, PaperSums]:
    """The sums of each edition, empty ones for those that have none yet."""
    rows = session.scalars(select(EditionTally).where(EditionTally.edition_id.in_(edition_ids)))
    known = {row.edition_id: papers_of(row) for row in rows}
    return {edition_id: known.get(edition_id) or PaperSums() for edition_id in edition_ids}


def item_sums(session: Session, edition_id: int, version_ids: Sequence[int]) -> dict[int, ItemSums]:
    """The sums of each question version in an edition."""
    of_edition = select(EditionQuestionTally).where(EditionQuestionTally.edition_id == edition_id)
    return _sums(session, lambda part: of_edition.where(EditionQuestionTally.version_id.in_(part)), version_ids)


def question_sums(session: Session, version_ids: Sequence[int]) -> dict[int, ItemSums]:
    """The sums of each question version over all editions."""
    return _sums(session, lambda part: select(QuestionTally).where(QuestionTally.version_id.in_(part)), version_ids)


def all_paper_sums(session: Session) -> dict[int, PaperSums]:
    return {row.edition_id: papers_of(row) for row in session.scalars(select(EditionTally))}


def all_item_sums(session: Session) -> dict[tuple[int, int], tuple[ItemSums, Figures]]:
    """By edition and question version, with the figures that stand beside."""
    rows = session.scalars(select(EditionQuestionTally))
    return {(row.edition_id, row.version_id): (sums_of(row), figures_of(row)) for row in rows}


def all_question_sums(session: Session) -> dict[int, tuple[ItemSums, Figures]]:
    """By question version, with the figures that stand beside."""
    return {row.version_id: (sums_of(row), figures_of(row)) for row in session.scalars(select(QuestionTally))}


def figures_of(row: QuestionTally | EditionQuestionTally) -> Figures:
    return Figures(row.facility, row.discrimination, row.flags)


def sums_of(row: QuestionTally | EditionQuestionTally) -> ItemSums:
    return ItemSums(**{name: getattr(row, name) for name in names(ItemSums)})


def papers_of(row: EditionTally) -> PaperSums:
    return PaperSums(**{name: getattr(row, name) for name in names(PaperSums)})


def _kept() -> Select[int, int, int, int, bytes, bytes, str, str | None, bool]:
    return (
        select(
            Attempt.id,
            Attempt.member_id,
            Attempt.edition_id,
            Attempt.number,
            Attempt.sheet,
            Edition.digest,
            Exam.kind,
            Edition.amendments,
            func.coalesce(Attempt.id > Edition.regraded_to, false()),
        )
        .join(Edition, Edition.id == Attempt.edition_id)
        .join(Exam, Exam.id == Attempt.exam_id)
    )


class Lean(NamedTuple):
    """An edition without its texts."""

    edition: editions.Edition
    seed: bytes
    by_person: bool


def _parts(attempts: Iterable[Kept]) -> Iterator[list[Kept]]:
    rest = iter(attempts)
    while part := list(islice(rest, AT_ONCE)):
        yield part


def lean_edition(session: Session, digest: bytes) -> Lean:
    """An edition and its seed. A year of quizzes is counted in no order of editions, and unpacking one costs as much as
    counting ten attempts: so many are kept in memory, without their texts."""
    found = _remembered(digest)
    if not found:
        query = select(Edition.content, Edition.seed).where(Edition.digest == digest)
        content, seed = session.execute(query).one()
        edition = editions.without_texts(editions.unpack(content))
        found.append(Lean(edition, seed, edition.by_person))
    return found[0]


@lru_cache(maxsize=512)
def _remembered(digest: bytes) -> list[Lean]:
    return []


def as_corrected(
    digest: bytes, written: editions.Edition, amendments: str | None
) -> tuple[editions.Edition, editions.Edition]:
    """An edition with all of its corrections, and with all but the last."""
    if amendments is None:
        return written, written
    found = _corrected(digest, amendments)
    if not found:
        known = read(amendments)
        found.append((amended(written, known), amended(written, known[:-1])))
    return found[0]


@lru_cache(maxsize=64)
def _corrected(digest: bytes, amendments: str) -> list[tuple[editions.Edition, editions.Edition]]:
    return []


def _waited(session: Session, *, at: datetime, most: int) -> tuple[set[int], set[int]]:
    """The waiting ids that have a score now, and those that will never come."""
    never = and_(Attempt.id.is_(None), UncountedAttempt.since < at - LOST_AFTER)
    query = (
        select(UncountedAttempt.attempt_id, Attempt.id)
        .outerjoin(Attempt, Attempt.id == UncountedAttempt.attempt_id)
        .where(or_(Attempt.score.is_not(None), never))
        .order_by(UncountedAttempt.attempt_id)
        .limit(most)
    )
    sides: dict[bool, set[int]] = defaultdict(set)
    for waiting, attempt_id in session.execute(query):
        sides[attempt_id is not None].add(waiting)
    return sides[True], sides[False]


def _sums(
    session: Session, query: Callable[[Sequence[int]], Select[Any]], version_ids: Sequence[int]
) -> dict[int, ItemSums]:
    """The sums of each version, empty ones for those that have none yet."""
    parts = (version_ids[start : start + AT_ONCE] for start in range(0, len(version_ids), AT_ONCE))
    known = {row.version_id: sums_of(row) for part in parts for row in session.scalars(query(part))}
    return {version_id: known.get(version_id) or ItemSums() for version_id in version_ids}
