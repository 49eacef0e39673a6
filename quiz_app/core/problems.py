"""What a check of a text file finds: where it is, and in words what to do."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Problem:
    """`line` counts from 1; 0 means the file as a whole. `reason` is a Chinese sentence that says what to do."""

    file: str
    line: int
    reason: str
    level: Level = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


def refused(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The problems for which a file is refused; the others are advice."""
    return tuple(problem for problem in problems if problem.level == "error")
