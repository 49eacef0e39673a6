"""What becomes of the lessons when one version of a course takes the place of another."""

from collections.abc import Mapping
from dataclasses import dataclass

from quiz_app.courses.drafts import LessonFields


@dataclass(frozen=True, slots=True)
class Change:
    """How many lessons there were and will be, and the titles of those that come, go and say something else."""

    before: int
    after: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def compare(before: Mapping[str, LessonFields], after: Mapping[str, LessonFields]) -> Change:
    """`before` and `after` hold the lessons of two versions by their slugs, in their order."""
    return Change(
        before=len(before),
        after=len(after),
        added=tuple(text.title for slug, text in after.items() if slug not in before),
        removed=tuple(text.title for slug, text in before.items() if slug not in after),
        changed=tuple(text.title for slug, text in after.items() if slug in before and before[slug] != text),
    )
