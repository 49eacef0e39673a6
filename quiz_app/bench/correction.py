"""How long a correction takes: one exam, many attempts handed in, a key that is fixed; preview and application apart.

Boards are folded and statistics counted before, so that what is measured is the correction with all that it moves.
"""

import random
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.engine import make_url

from quiz_app.bench.beside import saving_beside
from quiz_app.bench.stage import CHUNK, build, database_for, keep_questions
from quiz_app.boards.tables import Standing
from quiz_app.boards.values import pack
from quiz_app.core.clock import Clock
from quiz_app.core.db import Database
from quiz_app.corrections.actions import deciding
from quiz_app.corrections.proposals import Wish
from quiz_app.corrections.queries import corrections as queries
from quiz_app.corrections.tables import Correction
from quiz_app.corrections.tasks import apply_corrections, preview_corrections
from quiz_app.exams import sheets
from quiz_app.exams.grading import grade
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.queries.hot import Prepared, prepared_by_id
from quiz_app.exams.sheets import LETTERS, Response
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.tasks import count_attempts
from quiz_app.organizations.actors import Actor, Grant
from quiz_app.organizations.permissions import Role
from quiz_app.points.rules.table import EXAM_PASSED
from quiz_app.points.tables import LedgerEntry
from quiz_app.points.tasks import fold

PASS_PERCENT = 28  # somewhat more than guessing gives: the correction lets many pass, each with an entry in the ledger


@dataclass(frozen=True, slots=True)
class CorrectionFigures:
    """`seconds` from the approval to the last attempt that was marked again, `cpu_s` of them this process's own;
    `preview_s` and `fold_s` of the preview before and of the boards after. `touched` attempts have the question,
    `changed` got another score, `entries` were added to the ledger. `longest_step_ms` is how long other work of the
    same process waited at most; `save_p99_ms` and `longest_save_ms` are of somebody who answered the exam meanwhile, in
    another process."""

    database: str
    kind: str
    attempts: int
    seconds: float
    touched: int
    changed: int
    entries: int
    cpu_s: float
    preview_s: float
    fold_s: float
    longest_step_ms: float
    save_p99_ms: float
    longest_save_ms: float

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def run(url: str | None = None, *, attempts: int = 100_000, kind: str = "credit") -> CorrectionFigures:
    """`kind` is `credit`, which concerns every paper, or of one question: `void`, `gift` or `key`."""
    with database_for(url) as own_url:
        stage = build(own_url, members=attempts, sitting=1, pass_percent=PASS_PERCENT)
        database = Database(own_url.replace("postgresql:", "postgresql+psycopg:"))
        clock = Clock(database.now)
        _hand_in(database, stage.exam_id, attempts)
        _until_done(lambda: fold(database, clock))
        _until_done(lambda: count_attempts(database, clock))
        proposer, approver = (Actor(n, "", 1, "", "/1/", 1, (Grant(Role.ORGANIZER, "/1/"),)) for n in (1, 2))
        wish = Wish(kind, None if kind == "credit" else 0, "B" if kind == "key" else "", "half", "测量", "测量")
        with database.transaction() as session:
            exam, unit = queries.exam_to_correct(session, proposer, stage.exam_id)
            made = deciding.propose(session, proposer, exam, unit, wish, at=clock.now()).id
        preview_s, _ = _until_done(lambda: preview_corrections(database, clock))
        with saving_beside(stage, member_id=1) as beside:
            with database.transaction() as session:
                found = queries.correction(session, approver, made, lock=True)
                deciding.approve(session, approver, found, version=found.correction.version, note="", at=clock.now())
            cpu = time.process_time()
            seconds, longest = _until_done(lambda: apply_corrections(database, clock))
            cpu = time.process_time() - cpu
        fold_s, _ = _until_done(lambda: fold(database, clock))
        with database.reading() as session:
            correction = session.get_one(Correction, made)
            since = LedgerEntry.at >= correction.began_at
            entries = session.scalar(select(func.count()).select_from(LedgerEntry).where(since)) or 0
        database.dispose()
    return CorrectionFigures(
        database=make_url(own_url).drivername,
        kind=kind,
        attempts=attempts,
        seconds=round(seconds, 1),
        touched=correction.preview["touched"],
        changed=correction.changed,
        entries=entries,
        cpu_s=round(cpu, 1),
        preview_s=round(preview_s, 1),
        fold_s=round(fold_s, 1),
        longest_step_ms=round(longest * 1000, 1),
        save_p99_ms=beside.p99_ms,
        longest_save_ms=beside.longest_ms,
    )


def _until_done(step) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    """(seconds in all, the longest step)."""
    began, longest = time.monotonic(), 0.0
    while True:
        at = time.monotonic()
        more = step()
        longest = max(longest, time.monotonic() - at)
        if not more:
            return time.monotonic() - began, longest


def _hand_in(database: Database, exam_id: int, attempts: int) -> None:
    """Every member has one attempt, answered by guessing, with its place on the board and its points."""
    with database.reading() as session:
        exam = session.get_one(Exam, exam_id)
        assert exam.edition_id is not None
        prepared = prepared_by_id(session, exam.edition_id)
    keep_questions(database, prepared.edition, exam.created_at)
    rng, at = random.Random(7), datetime.now(UTC) - timedelta(minutes=40)
    for first in range(1, attempts + 1, CHUNK):
        rows = [_attempt(prepared, exam, member, rng, at) for member in range(first, min(first + CHUNK, attempts + 1))]
        with database.transaction() as session:
            session.execute(insert(Attempt), rows)
            session.execute(insert(Standing), [_standing(exam, row) for row in rows])
            session.execute(
                insert(LedgerEntry), [_entry(exam_id, row["member_id"], at) for row in rows if row["points_awarded"]]
            )
    database.maintain("PRAGMA wal_checkpoint(TRUNCATE)" if database.is_sqlite else "VACUUM ANALYZE")


def _attempt(prepared: Prepared, exam: Exam, member: int, rng: random.Random, at: datetime) -> dict:  # type: ignore[type-arg]
    edition = prepared.edition
    paper = draw(edition, member_seed(prepared.seed, member), 1)
    sheet = {
        no: Response((LETTERS[rng.randrange(len(item.order))],), 20 * no) for no, item in enumerate(paper, start=1)
    }
    result = grade(edition, paper, sheet)
    return {
        "member_id": member,
        "exam_id": exam.id,
        "edition_id": exam.edition_id,
        "number": 1,
        "started_at": at,
        "deadline_at": at + timedelta(minutes=30),
        "submitted_at": at + timedelta(minutes=20),
        "closed_by": 1,
        "revision": 1,
        "score": result.score,
        "points_awarded": EXAM_PASSED.amount if result.passed(edition.pass_percent) else 0,
        "sheet": sheets.encode(sheet),
    }


def _standing(exam: Exam, row: dict) -> dict:  # type: ignore[type-arg]
    return {
        "board_id": exam.board_id,
        "member_id": row["member_id"],
        "value": pack(row["score"], 1200, exam.minutes * 60 + 1),
        "entries": 1,
    }


def _entry(exam_id: int, member: int, at: datetime) -> dict:  # type: ignore[type-arg]
    rule = EXAM_PASSED
    return {
        "member_id": member,
        "rule": rule.number,
        "rule_version": rule.version,
        "source_id": exam_id,
        "serial": 0,
        "amount": rule.amount,
        "at": at,
    }
