"""The one writer of sums and bins. It keeps every commit short, so that submissions beside it never wait long."""

from quiz_app.boards import actions, queries
from quiz_app.core.clock import Clock
from quiz_app.core.db import Database

BATCH = 100


def fold(database: Database, clock: Clock) -> int:
    """Fold a batch of each board that has something waiting; how many standings were folded."""
    with database.reading() as session:
        waiting = [board.id for board in queries.boards_to_fold(session)]
    return sum(_fold_batch(database, clock, board_id) for board_id in waiting)


def follow_roster(database: Database, clock: Clock) -> int:
    """Let open boards follow the tree and the roster; returns 0: it is due by the clock, never at once again."""
    with database.reading() as session:
        boards = [board.id for board in queries.open_boards(session, at=clock.now())]
        rosters = queries.rosters(session) if boards else {}
        last_move, last_transfer = queries.last_move(session), queries.last_transfer(session)
    for board_id in boards:
        with database.transaction() as session:
            board = queries.board(session, board_id)
            if last_move > board.moves_seen:
                actions.follow_moves(session, board, last_move=last_move)
            if last_transfer > board.transfers_seen:
                changes = queries.transferred(session, board, up_to=last_transfer)
                actions.fold_board(session, board, changes, at=clock.now())
                board.transfers_seen = last_transfer
            actions.set_rosters(session, board, rosters)
    return 0


def _fold_batch(database: Database, clock: Clock, board_id: int) -> int:
    with database.transaction() as session:
        at = clock.now()
        board = queries.board(session, board_id)
        changes = queries.unfolded(session, board, limit=BATCH)
        actions.fold_board(session, board, changes, at=at)
    return len(changes)
