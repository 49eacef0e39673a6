"""What a question says, apart from where it is kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from quiz_app.regulations.citations import Citation

DIFFICULTIES: Mapping[int, str] = {1: "易", 2: "中", 3: "难"}

Key = tuple[int, ...] | tuple[tuple[str, ...], ...]
"""What is right. Choices: the indexes of the right options, ascending. True or false: (0,) for 对, (1,) for 错.
Fill-in and gaps: for each blank the accepted spellings, the one to be shown first. Ordering: the indexes of all options
in the right order. Matching: for each prompt the index of its option. Numeric: one pair of a value and a tolerance, as
decimal texts. Short answer: the rubric, as `types.short_answer` has it. Case: for each part the code of its type and
its own key as texts; see `types.case`."""


@dataclass(frozen=True)
class LegalBasis:
    """One place that the answer rests on, and its decisive words, verbatim."""

    citation: Citation
    quotation: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Part:
    """One of the questions that a case asks about its material, as takers see it: its key stands with the others in the
    key of the case."""

    type: str
    stem: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionText:
    """A question as written. Stem, options, prompts and explanation are Markdown; the first knowledge point is the main
    one. `prompts` are the left sides of a matching question, or for each gap of a cloze what may be chosen there.
    `parts` are what a case asks about its stem, the material. `pictures` are the names under which its texts show
    pictures, ascending, with the digest of each.

    `file` and `line` say where it was read and are no part of what it says.
    """

    code: str
    type: str
    difficulty: int
    area: str
    stem: str
    options: tuple[str, ...]
    key: Key
    explanation: str
    knowledge_points: tuple[str, ...]
    bases: tuple[LegalBasis, ...]
    draft_reason: str | None = None
    prompts: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @property
    def digest(self) -> str:
        """64 hex digits that are equal exactly when two questions say the same; the code does not count."""
        return blake2b(_canonical_bytes(self), digest_size=32, person=b"question-1").hexdigest()


def _canonical_bytes(question: QuestionText) -> bytes:
    content: dict[str, Any] = {
        "type": question.type,
        "difficulty": question.difficulty,
        "area": question.area,
        "stem": question.stem,
        "options": question.options,
        "key": question.key,
        "explanation": question.explanation,
        "knowledge_points": question.knowledge_points,
        "bases": [(str(basis.citation), basis.quotation) for basis in question.bases],
        "draft_reason": question.draft_reason,
    }
    if question.prompts:
        content["prompts"] = question.prompts
    if question.parts:
        content["parts"] = [(part.type, part.stem, part.options) for part in question.parts]
    if question.pictures:
        content["pictures"] = question.pictures
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
