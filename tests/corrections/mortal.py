"""A database whose process can be told to die: before any statement of the next piece of work, or before its commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from sqlalchemy.orm import Session

from quiz_app.core.db import Database
from quiz_app.core.statements import Statement, Work


class Died(BaseException):
    """The process is gone: nobody handles this, and nobody gets an answer."""


@dataclass(frozen=True)
class Fate:
    """What becomes of a request: through which door it comes, whether its answer is heard, whether the process dies
    before the statement of that number."""

    short_way: bool
    is_heard: bool
    killed_before: int | None


FATES = st.builds(
    Fate,
    short_way=st.booleans(),
    is_heard=st.sampled_from([True, True, True, False]),
    killed_before=st.sampled_from([None] * 24 + list(range(8))),
)


class MortalDatabase(Database):
    """`left` counts the statements down to the one before which the process dies; None while it lives."""

    left: int | None = None

    @contextmanager
    def dying(self, after: int) -> Iterator[None]:
        """Within the block, die before statement `after` of the work, at the latest before its commit; what dies takes
        its connections with it."""
        self.left = after
        try:
            yield
        except Died:
            self.dispose()
            raise
        finally:
            self.left = None

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        with super().transaction() as session:
            yield session
            self._end()

    @contextmanager
    def brief(self) -> Iterator[Work]:
        with super().brief() as work:
            yield _MortalWork(self, work)
            self._end()

    @contextmanager
    def separate(self) -> Iterator[Work]:
        with super().separate() as work:
            yield _MortalWork(self, work)

    def count(self) -> None:
        if self.left == 0:
            self._end()
        elif self.left is not None:
            self.left -= 1

    def _end(self) -> None:
        if self.left is not None:
            self.left = None
            raise Died


class _MortalWork(Work):
    __slots__ = ("_database", "_work")

    def __init__(self, database: MortalDatabase, work: Work) -> None:
        super().__init__(work.connection, work.dialect)
        self._database, self._work = database, work

    def run(self, statement: Statement, values: Any) -> Any:
        self._database.count()
        return self._work.run(statement, values)

    def first_rows(self, statement: Statement, rows: Any) -> Any:
        self._database.count()
        return self._work.first_rows(statement, rows)
