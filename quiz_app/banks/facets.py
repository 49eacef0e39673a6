"""How many questions each further narrowing of a list would leave."""

from collections.abc import Mapping
from dataclasses import dataclass

from quiz_app.banks.states import State

Cell = tuple[State, str, int]


@dataclass(frozen=True, slots=True)
class Facets:
    """`cells` counts the questions that pass all other filters by (state, type, difficulty); the other fields are what
    is chosen of these three, None for any. Without a state, retired questions do not count, as in the list itself."""

    cells: Mapping[Cell, int]
    state: State | None = None
    type: str | None = None
    difficulty: int | None = None

    @property
    def total(self) -> int:
        """How many questions the list has."""
        return self._count(self.state, self.type, self.difficulty)

    @property
    def states(self) -> dict[State | None, int]:
        """By state, and for None the questions of any state but retired."""
        counts: dict[State | None, int] = {
            state: self._count(state, self.type, self.difficulty) for state in (None, *State)
        }
        return counts

    @property
    def types(self) -> dict[str, int]:
        return {
            each: self._count(self.state, each, self.difficulty) for each in sorted({cell[1] for cell in self.cells})
        }

    @property
    def difficulties(self) -> dict[int, int]:
        levels = sorted({cell[2] for cell in self.cells})
        return {level: self._count(self.state, self.type, level) for level in levels}

    def _count(self, state: State | None, type_: str | None, difficulty: int | None) -> int:
        return sum(
            count
            for (held, kind, level), count in self.cells.items()
            if (held is state if state else held is not State.RETIRED)
            and type_ in (None, kind)
            and difficulty in (None, level)
        )
