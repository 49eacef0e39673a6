"""What a test does beside the hands in the browser: time goes by, and other people sit."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from quiz_app.core.db import Database
from quiz_app.exams.actions import sitting
from quiz_app.members.tables import SignIn
from quiz_app.members.tokens import Token
from tests.browser.conftest import Site

HOUR = timedelta(hours=1)
TOOK = timedelta(minutes=1)
OF_CONTEST = "SELECT exam_id FROM contest_stages WHERE contest_id = ?"


def let_pass(site: Site, contest_id: int, spell: timedelta) -> None:
    """Let so much time go by for a contest and its stages: all their instants were so much earlier."""
    gone = int(spell / timedelta(milliseconds=1))
    site.sql(
        "UPDATE exams SET opens_at = opens_at - ?, closes_at = closes_at - ?, frozen_from = frozen_from - ?"
        f" WHERE id IN ({OF_CONTEST})",
        *[gone] * 3,
        contest_id,
    )
    site.sql(
        "UPDATE contests SET opens_at = opens_at - ?, closes_at = closes_at - ?, freezes_at = freezes_at - ?,"
        " appeals_until = appeals_until - ? WHERE id = ?",
        *[gone] * 4,
        contest_id,
    )


def until(site: Site, column: str, stage_id: int) -> timedelta:
    """How long it is to the beginning or the end of a stage, and a little longer than that."""
    query = f"SELECT x.{column} FROM exams x JOIN contest_stages s ON s.exam_id = x.id WHERE s.id = ?"
    [(instant,)] = site.sql(query, stage_id)
    return datetime.fromtimestamp(instant / 1000, UTC) - datetime.now(UTC) + 2 * TOOK


def stages_of(site: Site, contest_id: int) -> list[int]:
    return [
        stage for (stage,) in site.sql("SELECT id FROM contest_stages WHERE contest_id = ? ORDER BY id", contest_id)
    ]


def sat(site: Site, stage_id: int, member_ids: Sequence[int]) -> None:
    """Members sit a stage and hand in, each with answers of their own; by now they have chosen a password."""
    for member in member_ids:
        site.sql("UPDATE members SET initial_key = NULL WHERE id = ?", member)
    [(exam,)] = site.sql("SELECT exam_id FROM contest_stages WHERE id = ?", stage_id)
    database = Database(f"sqlite:///{site.database}")
    with database.transaction() as session:
        at = datetime.now(UTC)
        for member in member_ids:
            sign_in = SignIn(member_id=member, started_at=at - TOOK, expires_at=at + HOUR)
            session.add(sign_in)
            session.flush()
            token = Token(sign_in.id, member, sign_in.expires_at)
            attempt = sitting.start(session, token, exam, at=at - TOOK, new_writer=member).attempt.id
            chosen = {str(no): ["AB"[(no * no + member) % 2]] for no in range(1, 9)}
            sitting.submit(session, token, attempt, at=at, revision=1, writer=member, answers=chosen)
    database.dispose()


def elsewhere(site: Site) -> tuple[int, list[int]]:
    """A city that the demo's member does not belong to, and those who do."""
    [(home,)] = site.sql("SELECT u.path FROM members m JOIN units u ON u.id = m.unit_id WHERE m.number = 'member'")
    cities = site.sql("SELECT id, path FROM units WHERE kind = 'city' ORDER BY id")
    city, path = next(each for each in cities if not home.startswith(each[1]))
    query = "SELECT m.id FROM members m JOIN units u ON u.id = m.unit_id WHERE u.path LIKE ? AND m.left_at IS NULL"
    return city, [row[0] for row in site.sql(query, f"{path}%")]
