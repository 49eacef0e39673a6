"""The server's clock, which decides: it follows the database's clock, so that all nodes agree."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

RESYNC_SECONDS = 30.0


class Clock:
    """Tells the time of the database server, asking it at most every `RESYNC_SECONDS`.

    Between two questions it counts on this machine's monotonic clock, so that a wall clock that is set back or
    is five minutes off changes nothing.
    """

    def __init__(self, source: Callable[[], datetime]) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._anchor: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        anchor = self._anchor
        if anchor is None or time.monotonic() - anchor[1] > RESYNC_SECONDS:
            anchor = self._ask()
        return anchor[0] + timedelta(seconds=time.monotonic() - anchor[1])

    def _ask(self) -> tuple[datetime, float]:
        with self._lock:
            before = time.monotonic()
            moment = self._source().astimezone(UTC)
            self._anchor = (moment, (before + time.monotonic()) / 2)
            return self._anchor
