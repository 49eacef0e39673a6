"""The first page of a board as JSON, most of it written once for all who read it: only whose name is whole, and which
line is one's own, differ between readers."""

from collections.abc import Iterable, Sequence

import orjson

from quiz_app.boards.lines import Measure
from quiz_app.members.masking import mask

Row = tuple[int, int, str, str, str, int | None]
"""Member id, value, name as stored, unit, the path that the unit has now, and not None for who agreed to be named."""


class Lines:
    """The lines of a page from the top, in the shape of `lines.MemberLine`."""

    def __init__(self, rows: Sequence[Row], measure: Measure) -> None:
        self.last = (rows[-1][1], rows[-1][0]) if rows else None
        """(value, member id) of the last line: the cursor behind it."""
        self.count = len(rows)
        self._lines = list(_lines(rows, measure))
        self._places = {row[0]: place for place, row in enumerate(rows)}

    def json(self, member_id: int, known: tuple[str, ...], *, by_consent: bool) -> bytes:
        """The list as one reader sees it; names are whole in units whose path begins with one that is `known`, and
        where that is `by_consent`, of those alone who agreed."""
        found = [
            whole if path.startswith(known) and (agreed or not by_consent) else masked
            for path, agreed, whole, masked, _ in self._lines
        ]
        own = self._places.get(member_id)
        if own is not None:
            found[own] = self._lines[own][4]
        return b"[%b]" % b",".join(found)


def _lines(rows: Sequence[Row], measure: Measure) -> Iterable[tuple[str, bool, bytes, bytes, bytes]]:
    """For each line the unit's path, whether its member agreed to be named, and the JSON with the whole name, with the
    masked one, and as one's own."""
    rank, before = 0, None
    for place, (_, value, name, unit, path, agreed) in enumerate(rows, start=1):
        if value != before:
            rank, before = place, value
        line = {"unit": unit, "score": measure.score(value), "seconds": measure.seconds(value)}
        shown = ((name, False), (mask(name), False), (name, True))
        whole, masked, own = (
            orjson.dumps({"rank": rank, "name": word} | line | {"is_own": is_own}) for word, is_own in shown
        )
        yield path, agreed is not None, whole, masked, own
