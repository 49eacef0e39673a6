"""The first page of a board and the reader's own place on it, in a few statements on the driver itself: what thousands
ask for on contest night. It finds what `frame`, `page` and `own_place` find for a whole board that is not looked behind
a freeze; a test compares the two.
"""

from datetime import datetime
from typing import NamedTuple

from quiz_app.boards.stretches import BEYOND, BINS, RUNS, Stretch
from quiz_app.boards.tops import Row
from quiz_app.boards.values import COARSE, coarse
from quiz_app.core.db import to_milliseconds
from quiz_app.core.statements import AnyWork, Statement
from quiz_app.members.tokens import Token
from quiz_app.notices.switches import ON, RANKING, SWITCHES
from quiz_app.organizations.actors import ancestors
from quiz_app.organizations.kinds import BRANCH, GROUP
from quiz_app.organizations.permissions import ALLOWS, Permission, Role

SUM = "sum"
_WATCHING = frozenset(role for role in Role if Permission.BRANCH_WATCH in ALLOWS[role])

_READER = Statement(
    "SELECT m.initial_key IS NOT NULL, u.id, u.kind, u.path, a.id, a.kind, a.path, g.role, gu.path,"
    " (SELECT value FROM relief_changes WHERE switch = :ranking ORDER BY id DESC LIMIT 1),"
    " b.id, b.tie_span, b.scoring, b.folded_at, b.frozen_from, b.roster_id, b.stamp,"
    " EXISTS (SELECT 1 FROM standings w WHERE w.board_id + 0 = b.id"
    " AND (w.folded_value IS NULL OR w.folded_value <> w.value OR w.folded_entries <> w.entries)),"
    " t.value, COALESCE(r.path, h.path)"
    " FROM sign_ins s JOIN members m ON m.id = :member JOIN units u ON u.id = m.unit_id"
    " LEFT JOIN units a ON a.id = u.parent_id"
    " LEFT JOIN boards b ON b.series = :series AND b.period = :period"
    " LEFT JOIN standings t ON t.board_id = b.id AND t.member_id = :member"
    " LEFT JOIN units h ON b.roster_id IS NULL AND h.id = COALESCE(t.folded_unit_id, m.unit_id)"
    " LEFT JOIN roster_members p ON p.roster_id = b.roster_id AND p.member_id = :member"
    " LEFT JOIN roster_units r ON r.roster_id = p.roster_id AND r.unit_id = p.unit_id"
    " LEFT JOIN role_grants g ON g.member_id = :member LEFT JOIN units gu ON gu.id = g.unit_id"
    " WHERE s.id = :sign_in AND s.member_id = :member AND s.ended_at IS NULL AND s.expires_at > :at"
    " AND s.only_exam_id IS NULL AND m.left_at IS NULL"
)

_NAMED = f"CASE WHEN u.kind = '{GROUP}' THEN COALESCE(a.name, u.name) ELSE u.name END"
_BEST_FIRST = "WHERE s.board_id = :board {stands} ORDER BY s.value DESC, s.member_id LIMIT :limit"
_BY_TREE = (
    f"SELECT s.member_id, s.value, m.name, {_NAMED}, u.path, c.member_id FROM standings s"
    " JOIN members m ON m.id = s.member_id LEFT JOIN name_consents c ON c.member_id = s.member_id"
    " JOIN units u ON u.id = COALESCE(s.folded_unit_id, m.unit_id) LEFT JOIN units a ON a.id = u.parent_id "
)
_BY_ROSTER = (
    f"SELECT s.member_id, s.value, m.name, {_NAMED}, n.path, c.member_id FROM standings s"
    " JOIN members m ON m.id = s.member_id LEFT JOIN name_consents c ON c.member_id = s.member_id"
    " JOIN roster_members p ON p.roster_id = :roster AND p.member_id = s.member_id"
    " JOIN roster_units u ON u.roster_id = p.roster_id AND u.unit_id = p.unit_id JOIN units n ON n.id = u.unit_id"
    " LEFT JOIN roster_units a ON a.roster_id = u.roster_id AND a.unit_id = u.parent_id "
)
_PAGES = {
    (by_roster, signed): Statement(
        (_BY_ROSTER if by_roster else _BY_TREE) + _BEST_FIRST.format(stands="" if signed else "AND s.value >= 0")
    )
    for by_roster in (False, True)
    for signed in (False, True)
}

_OF = "FROM board_bins WHERE board_id = :board AND unit_id = :unit AND level"
_STRETCH = Statement(
    "SELECT b.stamp, h.level, h.bin, h.members FROM boards b LEFT JOIN ("
    f"SELECT level, bin, members {_OF} = {RUNS}"
    f" UNION ALL SELECT level, bin, members {_OF} = {BINS} AND bin >= :first AND bin < :next"
    f" UNION ALL SELECT {BEYOND}, bin, members FROM"
    f" (SELECT bin, members {_OF} = {BINS} AND bin >= :next AND members > 0 ORDER BY bin LIMIT 1) n"
    ") h ON TRUE WHERE b.id = :board"
)
STRETCHES_KEPT = 4096  # of a board; the largest have 512 bins


class Own(NamedTuple):
    """As `OwnPlace`."""

    rank: int
    value: int
    branch_rank: int | None
    next_value: int | None
    next_rank: int | None


class Asked(NamedTuple):
    """The board that was asked for, and what the reader has on it. `waits` while something is not folded into `total`
    and the ranks, which then are as of `folded_at`."""

    id: int
    span: int
    scoring: str
    folded_at: int
    frozen_from: int | None
    roster_id: int | None
    own: Own | None
    total: int
    waits: bool

    def as_of(self, ms: int) -> int:
        """The instant up to which a reading at `ms` holds everything."""
        until = self.folded_at if self.waits else ms
        return until if self.frozen_from is None else min(until, self.frozen_from)


class Reader(NamedTuple):
    """Who asks, and for which board (None: there is none yet). Names are shown whole where the path of the unit begins
    with one that is `known`: the own branch, and what the reader watches over; where that is `by_consent`, of those
    alone who agreed."""

    member_id: int
    known: tuple[str, ...]
    by_consent: bool
    board: Asked | None


class Ranks:
    """Stretches that were read, kept until the bins of their board change: on contest night thousands ask between one
    fold and the next."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[int, dict[tuple[int, int], Stretch]]] = {}

    def stretch(self, work: AnyWork, board_id: int, stamp: int, unit: int, value: int) -> Stretch:
        """Where a value of a unit stands, as of `stamp` or of what was folded since."""
        known, stretches = self._kept.get(board_id, (-1, {}))
        if stamp > known:
            known, stretches = self._kept[board_id] = stamp, {}
        key = unit, coarse(value)
        found = stretches.get(key) if stamp == known else None
        if found is None:
            as_of, found = _read_stretch(work, board_id, *key)
            if as_of == known:
                if len(stretches) >= STRETCHES_KEPT:
                    stretches.clear()
                stretches[key] = found
        return found


def _read_stretch(work: AnyWork, board_id: int, unit: int, run: int) -> tuple[int, Stretch]:
    """With the stamp that it was read under: both by one statement, so that they belong together."""
    asked = {"board": board_id, "unit": unit, "first": run * COARSE, "next": (run + 1) * COARSE}
    rows = _STRETCH.run(work, asked).fetchall()
    return rows[0][0], Stretch(run, (row[1:] for row in rows if row[1] is not None))


def read_reader(work: AnyWork, token: Token, series: str, period: str, *, ranks: Ranks, at: datetime) -> Reader | None:
    """The reader of the board of a series and period; None for whoever is not signed in, or has yet to choose a
    password: they are answered the long way."""
    values = {"series": series, "period": period, "sign_in": token.sign_in_id, "member": token.member_id}
    values["ranking"] = RANKING
    found = _READER.run(work, values | {"at": to_milliseconds(at)}).fetchall()
    if not found or found[0][0]:
        return None
    _, unit, kind, path, above, above_kind, above_path, _, _, ranking, *board, stamp, waits, value, home = found[0]
    by_consent = (ranking or SWITCHES[RANKING].default) == ON
    in_group = kind != BRANCH and above_kind == BRANCH
    branch, branch_path = (above, above_path) if in_group else (unit, path)
    known = (branch_path, *(row[8] for row in found if row[7] in _WATCHING))
    board_id, scope = board[0], ancestors(path)[0]
    if board_id is None:
        return Reader(token.member_id, known, by_consent, None)
    stands = value is not None and home is not None and (board[2] == SUM or value >= 0) and scope in ancestors(home)
    whole = ranks.stretch(work, board_id, stamp, scope, value if stands else 0)
    own = None
    if stands:
        in_branch = None
        if branch in ancestors(home):
            in_branch = 1 + ranks.stretch(work, board_id, stamp, branch, value).better(value)
        own = _own(whole, value, in_branch)
    return Reader(token.member_id, known, by_consent, Asked(*board, own, whole.total, bool(waits)))


def _own(whole: Stretch, value: int, in_branch: int | None) -> Own:
    place, following = 1 + whole.better(value), whole.following(value)
    if following is None:
        return Own(place, value, in_branch, None, None)
    next_value, holders = following
    return Own(place, value, in_branch, next_value, place - holders)


def read_page(work: AnyWork, board: Asked, *, limit: int) -> list[Row]:
    """The best of a board, names as stored."""
    page = _PAGES[board.roster_id is not None, board.scoring == SUM]
    found: list[Row] = page.run(work, {"board": board.id, "limit": limit, "roster": board.roster_id}).fetchall()
    return found
