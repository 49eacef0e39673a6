"""A round of practice: which questions, in which order, and how far it is. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from quiz_app.banks.inventory import StockedQuestion
from quiz_app.core.keys import keyed_hash

SIZES = (5, 10, 20)
AHEAD = 20
"""So many questions a challenge draws at a time."""


class Kind(StrEnum):
    """专项练习, 挑战答题 (until the first mistake), 错题重练, 收藏练习."""

    DRILL = "drill"
    CHALLENGE = "challenge"
    MISTAKES = "mistakes"
    STARS = "stars"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a drill is about; None means any."""

    area: str | None = None
    type: str | None = None
    knowledge_point: str | None = None

    def admits(self, question: StockedQuestion) -> bool:
        return (
            self.area in (None, question.area)
            and self.type in (None, question.type)
            and (self.knowledge_point is None or self.knowledge_point in question.knowledge_points)
        )

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}


def shuffled(version_ids: Iterable[int], seed: bytes) -> list[int]:
    """In an order that is the seed's own; the same ids and seed always give the same."""
    return sorted(version_ids, key=lambda each: keyed_hash(seed, "practice", each.to_bytes(8), 8))


def drilled(
    stock: Iterable[StockedQuestion], last_right: Mapping[int, bool], scope: Scope, *, size: int, seed: bytes
) -> list[int]:
    """`size` versions of the scope: first questions never practised, then those last answered wrongly, then the others;
    by chance within each. `last_right` says of practised questions how they were answered last."""
    order = {None: 0, False: 1, True: 2}
    standing = {each.version_id: order[last_right.get(each.question_id)] for each in stock if scope.admits(each)}
    return sorted(shuffled(standing, seed), key=standing.__getitem__)[:size]


def next_place(version_ids: Sequence[int], dealt_with: int, askable: Collection[int]) -> int | None:
    """The index of the first version from `dealt_with` on that can be asked; None where the round is at its end."""
    return next((place for place in range(dealt_with, len(version_ids)) if version_ids[place] in askable), None)


def ends(kind: str, *, right: bool, dealt_with: int, size: int) -> bool:
    """Whether a round is over after an answer; a challenge is with the first mistake."""
    return (kind == Kind.CHALLENGE and not right) or dealt_with >= size


def number_of(marks: Sequence[int | None], place: int) -> int:
    """As which question of the round, counted from 1, a place was asked: what was passed over does not count."""
    return sum(mark is not None for mark in marks[:place]) + 1


def asked_in_all(version_ids: Sequence[int], marks: Sequence[int | None]) -> int:
    """How many questions the round has without those that were passed over."""
    return len(version_ids) - sum(mark is None for mark in marks)


def missed(marks: Sequence[int | None]) -> list[int]:
    """The places that were answered wrongly."""
    return [place for place, mark in enumerate(marks) if mark == 0]
