"""The first page of a board and the reader's own place on it, in a few statements on the driver itself: what thousands
ask for on contest night. It finds what `frame`, `page` and `own_place` find for a whole board that is not looked behind
a freeze; a test compares the two.
"""

from datetime import datetime
from typing import NamedTuple

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
    " b.id, b.tie_span, b.scoring, b.folded_at, b.frozen_from, b.roster_id, t.value, COALESCE(r.path, h.path)"
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

_WAITS = (
    "EXISTS (SELECT 1 FROM standings WHERE board_id + 0 = :board"
    " AND (folded_value IS NULL OR folded_value <> value OR folded_entries <> entries))"
)
_TOTAL = "COALESCE((SELECT entrants FROM unit_sums WHERE board_id = :board AND unit_id = :scope), 0)"
_OF = "FROM board_bins WHERE board_id = :board AND unit_id"
_ABOVE = (
    f"COALESCE((SELECT SUM(members) {_OF} = :{{unit}} AND level = 1 AND bin > :run), 0)"
    f" + COALESCE((SELECT SUM(members) {_OF} = :{{unit}} AND level = 0 AND bin > :value AND bin < :next_run), 0)"
)
_SUMS = Statement(f"SELECT {_WAITS}, {_TOTAL}")
_RANKS = Statement(
    f"SELECT {_WAITS}, {_TOTAL}, {_ABOVE.format(unit='scope')}, {_ABOVE.format(unit='branch')}, n.bin, n.members"
    f" FROM (SELECT 1 AS one) o LEFT JOIN (SELECT bin, members {_OF} = :scope AND level = 0 AND bin > :value"
    " AND members > 0 ORDER BY bin LIMIT 1) n ON TRUE"
)


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


def read_reader(work: AnyWork, token: Token, series: str, period: str, *, at: datetime) -> Reader | None:
    """The reader of the board of a series and period; None for whoever is not signed in, or has yet to choose a
    password: they are answered the long way."""
    values = {"series": series, "period": period, "sign_in": token.sign_in_id, "member": token.member_id}
    values["ranking"] = RANKING
    found = _READER.run(work, values | {"at": to_milliseconds(at)}).fetchall()
    if not found or found[0][0]:
        return None
    _, unit, kind, path, above, above_kind, above_path, _, _, ranking, *board, value, home = found[0]
    by_consent = (ranking or SWITCHES[RANKING].default) == ON
    in_group = kind != BRANCH and above_kind == BRANCH
    branch, branch_path = (above, above_path) if in_group else (unit, path)
    known = (branch_path, *(row[8] for row in found if row[7] in _WATCHING))
    if board[0] is None:
        return Reader(token.member_id, known, by_consent, None)
    scope = ancestors(path)[0]
    stands = value is not None and home is not None and (board[2] == SUM or value >= 0) and scope in ancestors(home)
    in_branch = stands and branch in ancestors(home)
    own, total, waits = _ranks(work, board[0], scope, branch if in_branch else None, value if stands else None)
    return Reader(token.member_id, known, by_consent, Asked(*board, own, total, waits))


def read_page(work: AnyWork, board: Asked, *, limit: int) -> list[Row]:
    """The best of a board, names as stored."""
    page = _PAGES[board.roster_id is not None, board.scoring == SUM]
    found: list[Row] = page.run(work, {"board": board.id, "limit": limit, "roster": board.roster_id}).fetchall()
    return found


def _ranks(
    work: AnyWork, board_id: int, scope: int, branch: int | None, value: int | None
) -> tuple[Own | None, int, bool]:
    """The reader's own place, how many there are, and whether anything waits."""
    asked = {"board": board_id, "scope": scope}
    if value is None:
        waits, total = _SUMS.run(work, asked).fetchone()
        return None, int(total), bool(waits)
    run = coarse(value)
    asked |= {"branch": branch or 0, "value": value, "run": run, "next_run": (run + 1) * COARSE}
    waits, total, better, better_in_branch, next_value, holders = _RANKS.run(work, asked).fetchone()
    place, in_branch = 1 + int(better), None if branch is None else 1 + int(better_in_branch)
    next_rank = None if next_value is None else place - holders
    return Own(place, value, in_branch, next_value, next_rank), int(total), bool(waits)
