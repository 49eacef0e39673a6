"""How long work says how far it is, to whoever listens."""

from collections.abc import Callable

Tell = Callable[[str, int, int], None]
"""`tell(step, done, total)`: what is done now, and how much of it; a `total` of 0 where nobody knows. It costs next to
nothing, so it may be called for every row."""


def unheard(_step: str, _done: int, _total: int) -> None:
    """Nobody listens."""
