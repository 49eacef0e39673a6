"""One command is a whole site, and nothing of it stays when it ends, however it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sqlalchemy import text

from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from tests.cli.conftest import Run

PATIENCE = 60.0
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="counts processes in /proc")


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def serving(upgraded: Run, environ: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`quiz-app serve`, once it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "quiz_app", "serve", "--port", str(port)],
        env={**os.environ, **environ},
        stdout=subprocess.DEVNULL,
    )
    try:
        eventually(lambda: status(port, "/health") == 200)
        yield process
    finally:
        process.kill()
        process.wait()


@needs_proc
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_site_that_ends_leaves_no_process_behind(serving: subprocess.Popen[bytes], end: signal.Signals) -> None:
    eventually(lambda: len(children(serving.pid)) == 2)
    started = children(serving.pid)
    serving.send_signal(end)
    serving.wait(PATIENCE)
    eventually(lambda: not any(Path(f"/proc/{each}").exists() for each in started))


@needs_proc
def test_periodic_work_that_dies_is_started_again(serving: subprocess.Popen[bytes]) -> None:
    eventually(lambda: len(children(serving.pid)) == 2)
    worker = next(each for each in children(serving.pid) if "worker" in command(each))
    os.kill(worker, signal.SIGKILL)
    eventually(lambda: any("worker" in command(each) for each in children(serving.pid) - {worker}))


def test_a_port_that_is_taken_is_refused(upgraded: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        result = upgraded("serve", "--port", str(number))
    assert result.exit_code == 1
    assert f"--port {number + 1}" in result.stderr


def test_a_second_writer_on_sqlite_is_refused(upgraded: Run) -> None:
    result = upgraded("serve", "--workers", "2")
    assert result.exit_code == 1
    assert "PostgreSQL" in result.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "::", "quiz.example"])
def test_a_demo_is_served_to_this_machine_alone(founded: Run, host: str) -> None:
    database = Database(Settings.read().database_url)
    with database.transaction() as session:
        session.execute(text("UPDATE members SET is_demo = TRUE"))
    database.dispose()
    result = founded("serve", "--host", host)
    assert result.exit_code == 1
    assert "演示数据" in result.stderr


def status(port: int, path: str) -> int | None:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def children(parent: int) -> set[int]:
    found = set()
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.add(int(entry.parent.name))
    return found


def command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def eventually(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)
