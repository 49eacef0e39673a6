"""Ranks read from a stretch are those of the sorted values; what is kept of a board is as good as its bins."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from quiz_app.boards.periods import POINTS, containing
from quiz_app.boards.queries.boards import find_board
from quiz_app.boards.queries.hot import Ranks
from quiz_app.boards.stretches import BEYOND, BINS, RUNS, Stretch
from quiz_app.boards.tables import Bin
from quiz_app.boards.values import COARSE, coarse
from quiz_app.core.db import Database
from tests.conftest import Cast, SettableClock
from tests.exams.conftest import Queries

VALUES = st.lists(st.integers(-COARSE, 4 * COARSE), max_size=40)


def rows_of(values: list[int], run: int) -> list[tuple[int, int, int]]:
    """What the bins of these values hold, also an empty one, in any order."""
    here = [(BINS, value, values.count(value)) for value in set(values) if coarse(value) == run]
    runs = [(RUNS, each, sum(coarse(value) == each for value in values)) for each in set(map(coarse, values))]
    beyond = sorted(value for value in values if coarse(value) > run)[:1]
    return [*runs, *here, (BINS, run * COARSE + 7, 0), *((BEYOND, each, values.count(each)) for each in beyond)]


@given(VALUES, st.integers(-COARSE, 4 * COARSE))
def test_a_stretch_has_the_ranks_of_the_sorted_values(values: list[int], value: int) -> None:
    run = coarse(value)
    stretch = Stretch(run, rows_of(values, run))
    greater = [each for each in values if each > value]
    assert stretch.better(value) == len(greater)
    assert stretch.following(value) == ((min(greater), greater.count(min(greater))) if greater else None)
    assert stretch.total == len(values)


def test_what_is_kept_is_read_again_once_the_bins_have_changed(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    finish_lessons: Callable[..., None],
    settle: Callable[[], None],
    queries: Queries,
) -> None:
    ranks, root = Ranks(), int(cast.ann.unit_path.split("/")[1])

    def better() -> int:
        with database.reading() as session:
            board = find_board(session, POINTS, containing("month", clock.now()).name)
        assert board is not None
        with database.separate() as work:
            return ranks.stretch(work, board.id, board.stamp, root, 2).better(2)

    finish_lessons(cast.ann, 1)
    finish_lessons(cast.ben, 2)
    settle()
    assert better() == 1
    with database.transaction() as session:  # behind the back of whoever changes bins: what is kept is not read again
        for each in session.scalars(select(Bin).where(Bin.level == 0, Bin.bin == 4)):
            each.members += 5
    assert better() == 1
    finish_lessons(cast.cleo, 2)
    settle()
    assert better() == 7
