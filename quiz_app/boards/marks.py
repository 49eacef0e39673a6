"""The scores that a board counts its members by."""

from dataclasses import dataclass

NOT_REACHED = (0, 0, 0)
"""What a score reaches on a board without marks."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Whoever reaches `pass_score` has passed, `excellent_score` is excellent, `full_score` is full marks; all in the
    board's own unit of score."""

    pass_score: int
    excellent_score: int
    full_score: int

    def reached(self, score: int) -> tuple[int, int, int]:
        """1 or 0 for each of the three."""
        return int(score >= self.pass_score), int(score >= self.excellent_score), int(score >= self.full_score)
