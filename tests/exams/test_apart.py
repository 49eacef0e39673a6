"""Two server processes whose machines are five minutes apart judge alike: they follow the database's clock."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from quiz_app.exams.tables.attempts import Attempt
from tests.exams.crowd import Line, crowd, serving, written
from tests.exams.test_races_over_http import open_now  # noqa: F401

APART = (-150, 150)  # seconds that each machine is wrong
pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def verdicts(database, cast, exam, *targets: str) -> list[tuple[int, list[int], float]]:
    """For deadlines a minute ahead and a minute ago: (seconds to the deadline, what both say to a save, how far apart
    both see the present)."""
    found = []
    with serving(database, *targets, shifts=APART) as ports:
        for seconds, who in zip((60, -60), crowd(database, cast.units["港口党支部"], 2), strict=True):
            lines = [Line(port) for port in ports]
            address = f"/api/v1/exams/{exam.id}/attempts"
            begun = [line.ask(written("POST", address, who.token, {}))[1] for line in lines]
            with database.transaction() as session:
                deadline = datetime.now(UTC) + timedelta(seconds=seconds)
                session.execute(update(Attempt).where(Attempt.id == begun[0]["id"]).values(deadline_at=deadline))
            said = []
            for revision, line in enumerate(lines, 1):
                sheet = {"revision": revision, "writer": begun[0]["writer"], "answers": {"1": ["A"]}}
                path = f"/api/v1/attempts/{begun[0]['id']}/answers"
                said.append(line.ask(written("PUT", path, who.token, sheet))[0])
                line.close()
            seen = [datetime.fromisoformat(each["server_time"]) for each in begun]
            found.append((seconds, said, abs((seen[1] - seen[0]).total_seconds())))
    return found


def test_machines_five_minutes_apart_change_no_verdict(database, cast, open_now) -> None:  # noqa: F811
    found = verdicts(database, cast, open_now, "site", "site")
    assert [said for _, said, _ in found] == [[200, 200], [410, 410]]
    assert max(apart for *_, apart in found) < 30


def test_processes_that_believe_their_machines_disagree(database, cast, open_now) -> None:  # noqa: F811
    found = verdicts(database, cast, open_now, "by_its_own_clock", "by_its_own_clock")
    assert [said for _, said, _ in found] == [[200, 410], [200, 410]]
