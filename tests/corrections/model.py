"""What an exam promises one member with several devices, as short as it can be said. Instants are milliseconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MINUTES = 30
Said = tuple[int, str | int | None]  # the status, and the error's code or the number of the writer that was given
OVER: Said = (409, "submitted")


@dataclass
class Sat:
    """One attempt; the writers that were ever given are counted from 1, `holder` is the device that writes."""

    at: int
    deadline: int
    writer: int | None
    holder: int | None
    revision: int = 0
    sheet: Mapping[str, list[str]] = field(default_factory=dict)
    ended: int | None = None

    def end(self, at: int) -> None:
        self.ended, self.writer, self.holder = at, None, None


@dataclass
class Model:
    """`papers` has the questions of each attempt in order, as (place in the edition, letters by option); `keys` has
    the option that is right at each place, or `void` or `gift`."""

    papers: Sequence[Sequence[tuple[int, str]]]
    keys: dict[int, int | str]
    closes_at: int
    sats: list[Sat] = field(default_factory=list)
    writers: int = 0
    takeovers: int = 0

    def pass_by(self, now: int) -> None:
        for sat in self.sats:
            if sat.ended is None and now >= sat.deadline:
                sat.end(sat.deadline)

    def start(self, now: int, device: int, takeover: bool, known: int | None) -> Said:
        sat = self.sats[-1] if self.sats else None
        if sat and sat.ended is None:
            if takeover:
                self.takeovers += sat.holder != device
                sat.writer, sat.holder = self._new_writer(), device
            elif known == sat.writer:
                sat.holder = device
            return 200, sat.writer if sat.holder == device else None
        if takeover or known:
            return 409, "submitted"
        if now >= self.closes_at:
            return 410, "exam_closed"
        if len(self.sats) == len(self.papers):
            return 403, "no_attempts_left"
        deadline = min(now + MINUTES * 60_000, self.closes_at)
        self.sats.append(Sat(now, deadline, self._new_writer(), device))
        return 201, self.writers

    def save(self, number: int, writer: int, revision: int, sheet: Mapping[str, list[str]]) -> Said:
        sat = self.sats[number]
        if sat.ended is not None:
            return OVER
        if writer != sat.writer:
            return 409, "taken_over"
        if revision < sat.revision or (revision == sat.revision and sheet != sat.sheet):
            return 409, "stale_revision"
        sat.revision, sat.sheet = revision, sheet
        return 200, None

    def submit(self, now: int, number: int, last: tuple[int, int, Mapping[str, list[str]]] | None) -> Said:
        sat = self.sats[number]
        if sat.ended is None:
            said = self.save(number, *last) if last else (200, None)
            if said[0] != 200:
                return said
            sat.end(now)
        return 200, None

    def correct(self, place: int, key: int | str) -> None:
        self.keys[place] = key

    def score(self, number: int) -> tuple[int, int]:
        """The questions that are answered rightly, and those that count."""
        counted = [(str(no), *each) for no, each in enumerate(self.papers[number], 1) if self.keys[each[0]] != "void"]
        keys = [(no, self.keys[place], letters) for no, place, letters in counted]
        right = [key == "gift" or self.sats[number].sheet.get(no) == [letters[int(key)]] for no, key, letters in keys]
        return sum(right), len(counted)

    def points(self, numbers: Sequence[int]) -> int:
        """What these attempts have brought, once each: 5 for 60 %, 3 more for all."""
        scores = [self.score(number) for number in numbers]
        return 5 * any(got * 100 >= of * 60 for got, of in scores) + 3 * any(got == of for got, of in scores)

    def _new_writer(self) -> int:
        self.writers += 1
        return self.writers
