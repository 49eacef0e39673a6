"""Papers that were counted before a correction are counted as they are marked after it: what that adds to the sums.

What a question tells depends on the way in which it was answered and on the whole score of its paper alone. So papers
are first counted by these two, and sums are made of each pair once.
"""

from collections import Counter, defaultdict

from quiz_app.exams.editions import Edition
from quiz_app.exams.grading import says_something
from quiz_app.exams.psychometrics.observing import Observed, share
from quiz_app.exams.psychometrics.sums import BANDS, ItemSums, add_at
from quiz_app.exams.psychometrics.timing import place_of, spent
from quiz_app.exams.remarking import Remarking, Twice, Way
from quiz_app.exams.sheets import Sheet


class Recounting:
    """Of papers that the statistics hold, what each says beyond that: `observed` has it as sums to be added."""

    def __init__(self, remarking: Remarking, written: Edition) -> None:
        """`written` is the edition before any correction."""
        self.papers = 0  # how many there were
        self._remarking = remarking
        self._was: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
        self._is: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
        self._totals: Counter[tuple[int, int]] = Counter()
        self._found = Observed(remarking.after, is_exam=True, written=written)

    def add(self, marked: Twice, sheet: Sheet) -> None:
        """A paper that the statistics hold as it was marked before."""
        if not self._remarking.says_something(marked):
            return
        self.papers += 1
        worth_before, worth_after = self._remarking.worth(marked)
        counted, counts = worth_before > 1, worth_after > 1
        if counted:
            self._totals[marked.score_before, marked.full_before] -= 1
            self._was[marked.score_before, marked.full_before].update(marked.ways)
        if counts:
            self._totals[marked.score_after, marked.full_after] += 1
            self._is[marked.score_after, marked.full_after].update(marked.ways)
        if (counted, marked.full_before) != (counts, marked.full_after):
            self._time(marked, sheet, counted=counted, counts=counts)

    def observed(self) -> Observed:
        """What all of them say beyond what the statistics hold; to be asked once."""
        for (score, full), times in self._totals.items():
            if times:
                self._found.take(score, score * BANDS // full, times)
        for (whole, full), counted in self._was.items():
            for number, times in counted.items():
                way = self._remarking.ways[number]
                self._count(way, way.score_before, way.points_before, whole, full, -times)
        for (whole, full), counted in self._is.items():
            for number, times in counted.items():
                way = self._remarking.ways[number]
                self._count(way, way.score_after, way.points_after, whole, full, times)
        return self._found

    def _count(self, way: Way, score: int, points: int, whole: int, full: int, times: int) -> None:
        """Add that a question gave `score` of `points` on so many papers that gave `whole` of `full`."""
        if not points:
            return
        sums = self._found.sums_of(way.place)
        rest, part = share(whole - score, full - points), share(score, points)
        sums.taken += times
        sums.score += times * part
        sums.score_squares += times * part * part
        sums.rest += times * rest
        sums.rest_squares += times * rest * rest
        sums.score_rest += times * part * rest
        sums.allotted += times * self._found.allotted
        band = whole * BANDS // full
        add_at(sums.band_taken, band, times)
        add_at(sums.band_score, band, times * part)
        if way.said:
            _answer(sums, way, rest, times)

    def _time(self, marked: Twice, sheet: Sheet, *, counted: bool, counts: bool) -> None:
        """The seconds of questions that count for something now and did not, or the other way round."""
        times = None
        for no, number in enumerate(marked.ways, start=1):
            way = self._remarking.ways[number]
            sign = int(counts and way.points_after > 0) - int(counted and way.points_before > 0)
            if sign and way.said:
                if times is None:
                    times = spent({each: said.seconds for each, said in sheet.items() if says_something(said)})
                if no in times:
                    add_at(self._found.sums_of(way.place).seconds, place_of(times[no]), sign)


def _answer(sums: ItemSums, way: Way, rest: int, times: int) -> None:
    sums.answered += times
    for option in way.options:
        add_at(sums.chosen, option, times)
        add_at(sums.chosen_rest, option, times * rest)
