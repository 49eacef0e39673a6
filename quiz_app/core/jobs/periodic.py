"""Periodic work: each task runs by itself, again and again, and one that fails is logged and tried again."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Periodic:
    """A task that is due every `seconds`. `run` returns how many things it did; more than none means: again at once."""

    name: str
    seconds: float
    run: Callable[[], int]


def run_until(stop: threading.Event, tasks: Sequence[Periodic], pause: float = 0.05) -> None:
    """Run each task when it is due, one after another in this thread, until `stop` is set."""
    due = {task.name: 0.0 for task in tasks}
    while not stop.is_set():
        for task in tasks:
            if time.monotonic() >= due[task.name] and not stop.is_set():
                busy = _once(task)
                due[task.name] = time.monotonic() + (0.0 if busy else task.seconds)
        stop.wait(pause)


def _once(task: Periodic) -> bool:
    try:
        return task.run() > 0
    except Exception:
        log.exception("periodic task %s failed; it runs again in %s s", task.name, task.seconds)
        return False
