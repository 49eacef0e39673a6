"""Whether an attempt costs the same among a thousand members and among a million who have handed in before: both in one
run, in turns."""

from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import timedelta
from statistics import median

from sqlalchemy import text
from sqlalchemy.engine import make_url

from quiz_app.bench.exam import serve_site, shares
from quiz_app.bench.stage import build, database_for
from quiz_app.boards.values import pack
from quiz_app.core.db import Database, to_milliseconds
from quiz_app.exams import sheets
from quiz_app.exams.sheets import Response
from quiz_app.exams.tables.exams import Exam
from quiz_app.points.rules.table import EXAM_PASSED


@dataclass(frozen=True, slots=True)
class ScaleFigures:
    """CPU of an attempt as the median of five interleaved rounds; `ratio` is the large province ÷ the small.

    `before` says how many attempts, awards and places on the exam's board were there before, in the large one."""

    database: str
    small_members: int
    large_members: int
    attempts: int
    before: int
    small_cpu_ms_per_attempt: float
    large_cpu_ms_per_attempt: float
    ratio: float
    errors: int

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def run(url: str | None = None, *, small: int = 1000, large: int = 1_000_000, attempts: int = 1000) -> ScaleFigures:
    with ExitStack() as stack:
        urls = [stack.enter_context(database_for(url)) for _ in range(2)]
        stages = [
            build(own_url, members=members, sitting=attempts)
            for own_url, members in zip(urls, (small, large), strict=True)
        ]
        before = _hand_in(urls[1], stages[1].exam_id)
        sites = [stack.enter_context(serve_site(stage)) for stage in stages]
        rounds = [
            [site.sit(tokens) for site, tokens in zip(sites, pair, strict=True)]
            for pair in zip(*(shares(stage.tokens) for stage in stages), strict=True)
        ]
    costs = [median(each[place][0] for each in rounds) * 1000 for place in range(2)]
    return ScaleFigures(
        database=make_url(urls[0]).drivername,
        small_members=small,
        large_members=large,
        attempts=attempts,
        before=before,
        small_cpu_ms_per_attempt=round(costs[0], 3),
        large_cpu_ms_per_attempt=round(costs[1], 3),
        ratio=round(costs[1] / costs[0], 3),
        errors=sum(len(tally.errors) for each in rounds for _, tally in each),
    )


_OTHERS = "FROM members m WHERE NOT EXISTS (SELECT 1 FROM sign_ins s WHERE s.member_id = m.id)"
_HANDED_IN = (
    "INSERT INTO attempts (member_id, exam_id, edition_id, number, started_at, deadline_at, submitted_at, revision,"
    f" closed_by, score, points_awarded, sheet) SELECT m.id, :exam, :edition, 1, :at, :at, :at, 1, 1, 2500, :points,"
    f" :sheet {_OTHERS}",
    f"INSERT INTO standings (board_id, member_id, value, entries) SELECT :board, m.id, :value, 1 {_OTHERS}",
    "INSERT INTO ledger_entries (member_id, rule, rule_version, source_id, serial, amount, at)"
    f" SELECT m.id, :rule, :version, :exam, 0, :points, :at {_OTHERS}",
)


def _hand_in(url: str, exam_id: int) -> int:
    """Everybody who will not sit has handed in a sheet of fifty answers before; how many they are."""
    database = Database(url.replace("postgresql:", "postgresql+psycopg:"))
    with database.transaction() as session:
        exam = session.get_one(Exam, exam_id)
        values = {
            "exam": exam.id,
            "edition": exam.edition_id,
            "board": exam.board_id,
            "at": to_milliseconds(exam.opens_at - timedelta(hours=1)),
            "points": EXAM_PASSED.amount,
            "rule": EXAM_PASSED.number,
            "version": EXAM_PASSED.version,
            "value": pack(2500, 1200, exam.minutes * 60 + 1),
            "sheet": sheets.encode({no: Response(("A",), 20 * no) for no in range(1, 51)}),
        }
        for statement in _HANDED_IN:
            session.execute(text(statement), values)
        done = session.scalar(text(f"SELECT COUNT(*) {_OTHERS}"))
    database.maintain("PRAGMA wal_checkpoint(TRUNCATE)" if database.is_sqlite else "VACUUM ANALYZE")
    database.dispose()
    return done or 0
