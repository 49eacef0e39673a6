"""Who is let in when more come than can be served: some at once, some after a wait, the others are asked to come again.

A web process works on few requests at a time. Whoever comes beyond that waits in a lane; a lane is served before the
lanes behind it, holds a bounded number and keeps nobody longer than its `seconds`. Who finds the lane full, or has
waited so long, is answered 503 with Retry-After before any work was done. The server has a thread for every place to
wait (`Gate.threads`), so that the moment of arrival is stamped when a request arrives and not when its turn comes.
(Welsh and Culler, Adaptive overload control for busy internet servers, USITS 2003: refuse early, and by class.)
"""

import random
import threading
from collections import deque
from collections.abc import Sequence
from math import ceil

from quiz_app.core.queueing import LANES, Lane

AT_WORK = 16  # those who save wait for the disk together, and use no processor while they do
SPARE_THREADS = 8  # for whoever is refused, and for the health check


class Gate:
    """The places at work of one process, and the lanes in front of them."""

    def __init__(self, at_work: int, lanes: Sequence[Lane] = LANES) -> None:
        self._lock = threading.Lock()
        self._free = at_work
        self._lanes = [_Waiting(lane, at_work) for lane in lanes]
        self.threads = at_work + sum(lane.most for lane in lanes) + SPARE_THREADS

    def enter(self, number: int) -> bool:
        """Whether a request of this lane may go on, after its wait; whoever may, calls `leave` when it is done."""
        lane = self._lanes[number]
        with self._lock:
            if self._free > lane.spared and not lane.turns:
                self._free -= 1
                return True
            if len(lane.turns) >= lane.most:
                return False
            turn = threading.Lock()
            turn.acquire()
            lane.turns.append(turn)
        return turn.acquire(timeout=lane.seconds) or self._came_at_last(turn, lane)

    def leave(self) -> None:
        with self._lock:
            self._free += 1
            for lane in self._lanes:
                if lane.turns and self._free > lane.spared:
                    self._free -= 1
                    lane.turns.popleft().release()
                    return

    def come_again(self, number: int) -> int:
        """Whole seconds after which a request of this lane may try again: spread, so that those who were refused
        together do not come back together."""
        least = self._lanes[number].again
        return random.randint(least, 2 * least)

    def waiting(self) -> int:
        """How many wait at this moment."""
        return sum(len(lane.turns) for lane in self._lanes)

    def _came_at_last(self, turn: threading.Lock, lane: "_Waiting") -> bool:
        """Whether the turn came in the very moment in which the wait was over; otherwise it comes no more."""
        with self._lock:
            if turn not in lane.turns:
                return True
            lane.turns.remove(turn)
            return False


def usual_gate() -> Gate:
    """The gate of one web process: on SQLite there is one process, on PostgreSQL one for each core."""
    return Gate(AT_WORK)


class _Waiting:
    """A lane with those who wait in it, each for a lock that is released when its turn comes."""

    __slots__ = ("again", "most", "seconds", "spared", "turns")

    def __init__(self, lane: Lane, at_work: int) -> None:
        self.most, self.seconds, self.again = lane.most, lane.seconds, lane.again
        self.spared = at_work - ceil(at_work * lane.share)
        self.turns: deque[threading.Lock] = deque()
