"""Periodic work: each task runs by itself, again and again, and one that fails is logged and tried again."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Periodic:
    """A task that is due every `seconds`. `run` returns how many things it did; more than none means: again at once,
    or, of one that is `patient`, again at once where no other was busy in this round."""

    name: str
    seconds: float
    run: Callable[[], int]
    patient: bool = False


def run_until(stop: threading.Event, tasks: Sequence[Periodic], pause: float = 0.05) -> None:
    """Run each task when it is due, one after another in this thread, until `stop` is set."""
    due = {task.name: 0.0 for task in tasks}
    while not stop.is_set():
        busy = set()
        for task in tasks:
            if time.monotonic() >= due[task.name] and not stop.is_set():
                if _once(task):
                    busy.add(task.name)
                due[task.name] = time.monotonic() + task.seconds
        for task in tasks:
            if task.name in busy and not (task.patient and busy > {task.name}):
                due[task.name] = 0.0
        stop.wait(pause)


def _once(task: Periodic) -> bool:
    try:
        return task.run() > 0
    except Exception:
        log.exception("periodic task %s failed; it runs again in %s s", task.name, task.seconds)
        return False
