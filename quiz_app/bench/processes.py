"""Server processes of our own, and the CPU that they and PostgreSQL have used, as the kernel counts it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
START_SECONDS = 30.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(
    target: str, workers: int, threads: int, *, environ: Mapping[str, str], factory: bool = False
) -> Iterator[tuple[int, int]]:
    """Serve a WSGI target on a free loopback port until the block ends; gives (port, process id)."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", str(threads), "--no-ws", "--log-level", "error"]
    command += [*(["--factory"] if factory else []), target]
    process = subprocess.Popen(command, env={**os.environ, **environ}, start_new_session=True)
    try:
        _wait_for(port)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def cpu_seconds(process_id: int) -> float:
    """User and system seconds of a process and everything below it, ended children included."""
    children = _children()
    total, waiting = 0.0, [process_id]
    while waiting:
        current = waiting.pop()
        total += _own_cpu(current)
        waiting += children.get(current, [])
    return total


def postgresql_cpu_seconds(database: str) -> float:
    """User and system seconds of PostgreSQL's backends for one database and of what it runs in the background."""
    return sum(_own_cpu(each) for each in _process_ids() if _serves(_title(each), database))


_BACKGROUND = ("checkpointer", "background writer", "walwriter", "wal writer", "autovacuum")


def _serves(title: str, database: str) -> bool:
    is_postgresql = title.startswith("postgres:")
    return is_postgresql and (database in title or any(each in title for each in _BACKGROUND))


def _wait_for(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError(f"the server on port {port} did not answer within {START_SECONDS:.0f} s")


def _process_ids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _fields(process_id: int) -> list[str]:
    """The fields of /proc/PID/stat behind the command's name (proc(5)); none for a process that has ended."""
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _title(process_id: int) -> str:
    try:
        return Path(f"/proc/{process_id}/cmdline").read_text().replace("\0", " ").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _own_cpu(process_id: int) -> float:
    """To the nanosecond by the process's own clock, numbered as clock_getcpuclockid(3) of Linux numbers it; ended
    children in the kernel's ticks."""
    try:
        own = time.clock_gettime((~process_id << 3) | 2)
    except OSError:
        return 0.0
    fields = _fields(process_id)
    return own + sum(map(int, fields[13:15])) / TICK if fields else own


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for each in _process_ids():
        fields = _fields(each)
        if fields:
            found.setdefault(int(fields[1]), []).append(each)
    return found
