"""Which questions a paper has, by the second algorithm: enemies apart and papers equally hard.

Each cell deals the member's questions in turn, those first that the member has not seen. Then the paper is mended by
exchanges within a cell, proposed at random by the member's own stream: first whatever stands beside an enemy leaves;
then an exchange is made wherever it brings the expected score of the paper nearer to the target, until it lies within
the tolerance. Proposals at random, rather than the best exchange, keep every question about as likely as in a plain
draw, and papers as different. What leaves the paper is the member's next, so nothing unseen is lost. Where the plan has
weights, whatever the stream proposes is taken with that probability and else proposed again, `MOST_TURNED_DOWN` times
at most: so usage weights and exposure caps (`exposure`) are kept by the draw itself.

The promise holds by construction: a paper that could not be mended is none, and one of the stand-bys, which were found
and checked at publication, takes its place. All arithmetic is in whole numbers, so that a paper can be drawn again
anywhere. The draw of attempt n repeats those before it, from the last multiple of `CHAIN` on; only from one such chain
to the next may something come back early.
"""

from collections.abc import Iterator

from quiz_app.exams.editions import DrawPlan, Edition, EditionCell
from quiz_app.exams.shuffles import endless

CHAIN = 20
MOST_TRIES = 600
TRIES_WITH_UNSEEN = 150
MOST_TURNED_DOWN = 24
ALWAYS = 255

Selection = list[tuple[int, int]]
"""Questions (by their place in the edition) with their points in hundredths, cell by cell."""


def select(edition: Edition, plan: DrawPlan, seed: bytes, number: int) -> Selection:
    """The questions of attempt `number` (from 1), before they are put in order."""
    chain, last = divmod(number - 1, CHAIN)
    walk = Walk(edition.cells, plan)
    for turn in range(last + 1):
        roll = endless(seed + b"select" + (chain * CHAIN + turn).to_bytes(4))
        found = walk.take(roll)
    return found or walk.priced(plan.standbys[next(roll) % len(plan.standbys)])


class Walk:
    """A member's way through the pools. `orders[c]` has from `starts[c]` on what is dealt next; the first `unseen[c]`
    of it were not seen in this round of the pool. What was dealt goes behind everything else by moving the start, so
    that a large pool is copied once, not once a paper."""

    def __init__(self, cells: tuple[EditionCell, ...], plan: DrawPlan) -> None:
        self._cells = cells
        self._plan = plan
        self._orders = [list(cell.pool) for cell in cells]
        self._starts = [0] * len(cells)
        self._unseen = [len(cell.pool) for cell in cells]
        self._held: int | None = None
        self._has_begun = False
        self._slots = [(place, index) for place, cell in enumerate(cells) for index in range(cell.count)]

    def take(self, roll: Iterator[int], *, held: int | None = None) -> Selection | None:
        """The questions of the next paper; None where no exchange that was tried makes it keep the plan. A question
        that is `held` is on it whatever happens: so it is found out whether the question can be drawn at all."""
        self._held = held
        for place, cell in enumerate(self._cells):
            if self._has_begun:
                self._turn(place, cell.count)
            self._deal(place, cell.count, roll)
        self._slots = [
            (place, self._starts[place] + index)
            for place, cell in enumerate(self._cells)
            for index in range(cell.count)
        ]
        self._has_begun = True
        paper = {self._orders[place][index] for place, index in self._slots}
        keeps_plan = self._separate(paper, roll) and self._level(paper, roll)
        chosen = [self._orders[place][index] for place, index in self._slots]
        return self.priced(chosen) if keeps_plan else None

    def priced(self, questions: list[int] | tuple[int, ...]) -> Selection:
        return [
            (question, self._cells[place].points) for question, (place, _) in zip(questions, self._slots, strict=True)
        ]

    def _deal(self, place: int, count: int, roll: Iterator[int]) -> None:
        """Shuffle what is dealt to the front: of the unseen or, where they do not suffice, all of them and others, but
        nothing of the paper before as long as there is anything else."""
        order, start, unseen = self._orders[place], self._starts[place], self._unseen[place]
        first, end = (0, unseen) if unseen >= count else (unseen, len(order) - start)
        if self._held is not None and self._held in order:
            order.remove(self._held)
            order.insert(start, self._held)
            first += 1
        if first and end >= 2 * count:
            end -= count
        for index in range(start + first, start + count):
            other = self._admitted(order, index, start + end, roll)
            order[index], order[other] = order[other], order[index]

    def _admitted(self, order: list[int], first: int, end: int, roll: Iterator[int]) -> int:
        """A place from `first` below `end`, by the weights of what stands there if there are any."""
        other = first + next(roll) % (end - first)
        weights = self._plan.weights
        if weights:
            for _ in range(MOST_TURNED_DOWN):
                if next(roll) % ALWAYS < weights[order[other]]:
                    break
                other = first + next(roll) % (end - first)
        return other

    def _turn(self, place: int, count: int) -> None:
        """Put what was dealt behind everything else."""
        order, start, unseen = self._orders[place], self._starts[place], self._unseen[place]
        order.extend(order[start : start + count])
        self._starts[place] = start + count
        self._unseen[place] = unseen - count if unseen > count else len(order) - self._starts[place] - count

    def _separate(self, paper: set[int], roll: Iterator[int]) -> bool:
        """Exchange questions until no enemies stand together; whether that came about."""
        foes = self._plan.foes
        if not foes:
            return True
        for attempt in range(MOST_TRIES):
            beside = [slot for slot in self._slots if not foes.get(self._at(slot), _NOBODY).isdisjoint(paper)]
            if not beside:
                return True
            place, index = slot = beside[next(roll) % len(beside)]
            other = None if self._at(slot) == self._held else self._proposed(place, attempt, roll)
            if other is not None and foes.get(self._orders[place][other], _NOBODY).isdisjoint(paper):
                self._exchange(paper, place, index, other)
        return False

    def _level(self, paper: set[int], roll: Iterator[int]) -> bool:
        """Exchange questions until the expected score is within the tolerance; whether that came about."""
        facilities, foes, slots = self._plan.facilities, self._plan.foes, self._slots
        if not facilities:
            return True
        cells, orders = self._cells, self._orders
        off = sum(cells[place].points * facilities[orders[place][index]] for place, index in slots) - self._plan.target
        for attempt in range(MOST_TRIES):
            if abs(off) <= self._plan.tolerance:
                return True
            place, index = slots[next(roll) % len(slots)]
            leaving, other = orders[place][index], self._proposed(place, attempt, roll)
            if other is None or leaving == self._held:
                continue
            coming = orders[place][other]
            becomes = off + cells[place].points * (facilities[coming] - facilities[leaving])
            if abs(becomes) < abs(off) and foes.get(coming, _NOBODY).isdisjoint(paper - {leaving}):
                self._exchange(paper, place, index, other)
                off = becomes
        return abs(off) <= self._plan.tolerance

    def _proposed(self, place: int, attempt: int, roll: Iterator[int]) -> int | None:
        """A place of the cell's order that is not on the paper, among the unseen as long as there is hope."""
        order, start, count = self._orders[place], self._starts[place], self._cells[place].count
        unseen = self._unseen[place]
        end = start + unseen if unseen > count and attempt < TRIES_WITH_UNSEEN else len(order)
        return self._admitted(order, start + count, end, roll) if end > start + count else None

    def _exchange(self, paper: set[int], place: int, index: int, other: int) -> None:
        """What leaves takes the place of what comes; an unseen one for a seen one goes before all that were seen."""
        order, start, count = self._orders[place], self._starts[place], self._cells[place].count
        leaving, coming = order[index], order[other]
        paper.remove(leaving)
        paper.add(coming)
        order[index] = coming
        if not count <= self._unseen[place] <= other - start:
            order[other] = leaving
        else:
            del order[other]
            order.insert(start + count, leaving)
            self._unseen[place] += 1

    def _at(self, slot: tuple[int, int]) -> int:
        return self._orders[slot[0]][slot[1]]


_NOBODY: frozenset[int] = frozenset()
