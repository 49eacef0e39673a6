"""The one writer of sums and bins. It keeps every commit short, so that submissions beside it never wait long.

Whoever runs this brings along what the ledger says of weeks: `points.tasks` does.
"""

from collections import Counter

from sqlalchemy.orm import Session

from quiz_app.boards.actions.folding import fold_board, follow_moves
from quiz_app.boards.actions.freezing import unfreeze
from quiz_app.boards.actions.opening import set_rosters
from quiz_app.boards.actions.passing import ByWeek, pass_on
from quiz_app.boards.queries import boards, following
from quiz_app.boards.tables import Board
from quiz_app.core.clock import Clock
from quiz_app.core.db import Database

BATCH = 100


def fold(database: Database, clock: Clock, by_week: ByWeek) -> int:
    """Fold a batch of each board that has something waiting; how many standings were folded."""
    with database.reading() as session:
        waiting = [board.id for board in boards.boards_to_fold(session)]
    return sum(_fold_batch(database, clock, board_id, by_week) for board_id in waiting)


def follow_roster(database: Database, clock: Clock, by_week: ByWeek) -> int:
    """Let open boards follow the tree and the roster; returns 0: it is due by the clock, never at once again."""
    with database.reading() as session:
        open_boards = [board.id for board in boards.open_boards(session, at=clock.now())]
        rosters = following.rosters(session) if open_boards else {}
        departed = following.departed(session, open_boards)
    for board_id in open_boards:
        while _follow_transfers(database, clock, board_id, by_week):
            pass
        with database.transaction() as session:
            board = boards.board_to_fold(session, board_id)
            _follow_moves(session, board)
            set_rosters(session, board.id, dict(Counter(rosters) + Counter(departed.get(board_id, {}))))
    return 0


def merge_late(database: Database, board_id: int) -> None:
    """End the freeze of a board: merge what came since, batch by batch. To be called when nobody can submit any more;
    a call that was cut off is made again."""
    merged = 1
    while merged:
        with database.transaction() as session:
            merged = unfreeze(session, board_id, limit=BATCH)


def _fold_batch(database: Database, clock: Clock, board_id: int, by_week: ByWeek) -> int:
    """`folded_at` is taken before looking: once nothing more waits, the sums hold everything up to that instant."""
    with database.transaction() as session:
        at = clock.now()
        main = boards.main_board(session, board_id)
        if main is not None:
            boards.board_to_fold(session, main.id)
        board = boards.board_to_fold(session, board_id)
        stays = main is not None or not boards.follows(board, at=at)
        if not stays:
            _follow_moves(session, board)
        changes = following.unfolded(session, board, limit=BATCH, stays=stays, main=main)
        fold_board(session, board, changes)
        pass_on(session, board, changes, by_week, at=at)
        if len(changes) < BATCH:
            board.folded_at = at
    return len(changes)


def _follow_transfers(database: Database, clock: Clock, board_id: int, by_week: ByWeek) -> int:
    with database.transaction() as session:
        board = boards.board_to_fold(session, board_id)
        last = following.last_transfer(session)
        changes = following.transferred(session, board, up_to=last, limit=BATCH)
        fold_board(session, board, changes)
        pass_on(session, board, changes, by_week, at=clock.now())
        if len(changes) < BATCH:
            board.transfers_seen = last
            return 0
    return len(changes)


def _follow_moves(session: Session, board: Board) -> None:
    """Sums are taken out where they were put in: no fold between a move and the following of it."""
    last_move = following.last_move(session)
    if last_move > board.moves_seen:
        follow_moves(session, board, last_move=last_move)
