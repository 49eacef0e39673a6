"""A sample paper for the organizer, with its key: drawn by the same rules as members' papers, by a seed of its own.

It foretells nobody's paper, not even the one that the organizer would get as a member.
"""

from dataclasses import dataclass

from quiz_app.core.keys import keyed_hash
from quiz_app.exams.editions import Edition
from quiz_app.exams.grading import grade
from quiz_app.exams.papers import draw
from quiz_app.exams.results import Line, Part, by_area, keyed

MOST_SAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Sample:
    """One drawn paper with its key; `parts` says how many points each area has."""

    number: int
    lines: tuple[Line, ...]
    parts: tuple[Part, ...]


def sample(edition: Edition, *, exam_id: int, member_id: int, number: int) -> Sample:
    """The `number`-th (from 1) sample paper of an exam for one organizer; always the same one."""
    seed = keyed_hash(exam_id.to_bytes(8), "sample", member_id.to_bytes(8), 16)
    paper = draw(edition, seed, number)
    parts = by_area(edition, paper, grade(edition, paper, {}))
    return Sample(number, tuple(keyed(edition, paper)), tuple(parts))
