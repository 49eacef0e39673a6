"""Tags that say what a format has no field for: `难度：易` is the difficulty, `题型：填空` tells blanks from gaps."""

from collections.abc import Iterable

from quiz_app.banks.formats.markdown_texts import one_line
from quiz_app.banks.questions import DIFFICULTIES

FILL_TAG = "题型：填空"

_DIFFICULTY = "难度："


def tags(difficulty: int | None, points: Iterable[str]) -> list[str]:
    """The knowledge points as tags, and one for the difficulty."""
    level = DIFFICULTIES.get(difficulty or 0)
    return [*points, *([_DIFFICULTY + level] if level else [])]


def read_tags(found: Iterable[str]) -> tuple[int | None, tuple[str, ...]]:
    """The difficulty and the knowledge points that tags say."""
    levels = {_DIFFICULTY + label: level for level, label in DIFFICULTIES.items()}
    named = [one_line(tag) for tag in found]
    difficulty = next((levels[tag] for tag in named if tag in levels), None)
    return difficulty, carried_points(named)


def carried_points(points: Iterable[str]) -> tuple[str, ...]:
    """Knowledge points as tags can say them: once each, none that reads as something else."""
    levels = {_DIFFICULTY + label for label in DIFFICULTIES.values()}
    return tuple(dict.fromkeys(point for point in map(one_line, points) if point and point not in {*levels, FILL_TAG}))
