"""Child processes that run a command of ours: started again when they end unasked, and ended with their parent."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable

STOP_SECONDS = 10
LOOKS_EVERY = 1.0
PARENT_CHECK_SECONDS = 0.5


class KeptAlive:
    """`quiz-app ARGUMENTS` as a child process for as long as the block lasts, first started after some seconds."""

    def __init__(self, *arguments: str, first_after: float = 0.0, stop_seconds: float = STOP_SECONDS) -> None:
        self._command = [sys.executable, "-m", "quiz_app", *arguments]
        self._first_after = first_after
        self._stop_seconds = stop_seconds

    def __enter__(self) -> None:
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._watch = threading.Thread(target=self._keep_alive, name="kept-alive", daemon=True)
        self._watch.start()

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._watch.join()
        if self._child is not None:
            _end(self._child, self._stop_seconds)

    def _keep_alive(self) -> None:
        pause = self._first_after
        while not self._stopping.wait(pause):
            pause = LOOKS_EVERY
            if self._child is None or self._child.poll() is not None:
                self._child = subprocess.Popen(self._command)


def when_parent_ends(parent: int, react: Callable[[], None]) -> None:
    """Call `react` from a thread once the parent process is gone, however it ended: even SIGKILL leaves no orphan."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_CHECK_SECONDS)
        react()

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _end(child: subprocess.Popen[bytes], seconds: float) -> None:
    child.terminate()
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
