"""One thread writes what many have brought.

A statement that says itself on what it depends needs no transaction of its own: it may stand in one with others.
Whoever brings the first runs it at once; what comes in the meantime waits, and one of those who brought it runs all of
it next. So nobody waits for company, and the more there are, the fewer transactions: the disk is waited for once for
all of them, and each thread sleeps once. (Hendler et al., Flat combining and the synchronization-parallelism
tradeoff, SPAA 2010; the group commit of DeWitt et al., SIGMOD 1984, section 5.2.)
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

Values = dict[str, Any]
Row = tuple[Any, ...] | None
MOST = 64  # in one transaction: who comes next does not wait for a crowd


class Together:
    """The statements of one kind, from many threads. `run_all` runs them for a sequence of values in one transaction,
    durable when it returns, and gives the first row of each.

    Values are run in the order of `by`, so that two processes that meet on the same rows lock them in the same order.
    """

    def __init__(self, by: str, run_all: Callable[[Sequence[Values]], list[Row]]) -> None:
        self._by, self._run_all = by, run_all
        self._lock = threading.Lock()
        self._waiting: deque[_Brought] = deque()
        self._is_running = False

    def run(self, values: Values) -> Row:
        """The first row that the statement gives for these values. Where the transaction with others fails, each is
        run by itself, so that a fault stays with whoever brought it."""
        own = _Brought(values)
        with self._lock:
            waits = self._is_running
            self._is_running = True
            if waits:
                own.woken.acquire()
                self._waiting.append(own)
        if waits:
            own.woken.acquire()
        if not waits or own.leads:
            self._lead(own)
        return own.row if own.is_done else self._run_all([values])[0]

    def _lead(self, own: "_Brought") -> None:
        batch = sorted([own, *self._taken()], key=lambda each: each.values[self._by])
        try:
            for each, row in zip(batch, self._run_all([each.values for each in batch]), strict=True):
                each.row, each.is_done = row, True
        except Exception:
            if len(batch) == 1:
                raise
        finally:
            self._hand_on()
            for each in batch:
                if each is not own:
                    each.woken.release()

    def _taken(self) -> list["_Brought"]:
        with self._lock:
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST - 1))]

    def _hand_on(self) -> None:
        with self._lock:
            if not self._waiting:
                self._is_running = False
                return
            following = self._waiting.popleft()
            following.leads = True
        following.woken.release()


class _Brought:
    """Values that a thread brought, and what became of them; it sleeps on `woken` until that is known or it leads."""

    __slots__ = ("is_done", "leads", "row", "values", "woken")

    def __init__(self, values: Values) -> None:
        self.values = values
        self.row: Row = None
        self.is_done = self.leads = False
        self.woken = threading.Lock()
