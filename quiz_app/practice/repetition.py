"""When a mistake comes again: the boxes of S. Leitner (So lernt man lernen, Freiburg 1972).

A wrong answer puts a question into box 1, from which it is due the same day. A right answer when it is due moves it one
box on, and in box b it rests for d(b) = 2^(b - 1) - 1 days: 0, 1, 3, 7. Right in the last box, number 4, it leaves the
book: that is four right answers, on the days 0, 1, 4 and 11 at the earliest. A right answer before it is due says
little and changes nothing; a wrong one always goes back to box 1. (That it helps to space repetitions out: Cepeda et
al., Psychological Bulletin 132, 2006.)
"""

from dataclasses import dataclass

LAST_BOX = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question is in the book of mistakes: its box, from 1 to `LAST_BOX`, and the day on which it is due."""

    box: int
    due_day: int


def after(place: Place | None, *, right: bool, day: int) -> Place | None:
    """Where a question is after an answer on `day`; None stands for not in the book."""
    if not right:
        return Place(1, day)
    if place is None or day < place.due_day:
        return place
    if place.box >= LAST_BOX:
        return None
    return Place(place.box + 1, day + rest(place.box + 1))


def rest(box: int) -> int:
    """For how many days a question rests that has just come into a box."""
    return 2 ** (box - 1) - 1


def still_needed(box: int) -> int:
    """How many right answers, each when due, a question in this box is away from leaving the book."""
    return LAST_BOX + 1 - box
