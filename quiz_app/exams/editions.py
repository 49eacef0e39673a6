"""An exam as it was published: plain values that never change, kept as compressed JSON."""

import json
import zlib
from collections import defaultdict
from dataclasses import dataclass, fields, replace
from functools import cached_property
from hashlib import blake2b
from typing import Any

from quiz_app.banks.questions import Part
from quiz_app.banks.types.table import TYPES


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis as it stood: document, version, article, effective date and the decisive words."""

    document: str
    version: str
    article: str
    quotation: str
    effective_on: str | None


@dataclass(frozen=True, slots=True)
class EditionQuestion:
    """A question with its key. Never leaves the server before the review: what is delivered is `delivery.Delivered`.

    `key`, `prompts` and `parts` are as the question type has them; see `banks.questions`.
    """

    version_id: int
    code: str
    type: str
    area: str
    difficulty: int
    stem: str
    options: tuple[str, ...]
    key: tuple[Any, ...]
    explanation: str
    knowledge_points: tuple[str, ...]
    bases: tuple[Basis, ...]
    prompts: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class EditionCell:
    """A quota: draw `count` of `pool` (indexes of questions), each worth `points` hundredths of a point."""

    count: int
    points: int
    pool: tuple[int, ...]


@dataclass(frozen=True)
class DrawPlan:
    """What the second algorithm (`selecting`) keeps to; questions are named by their place in the edition.

    `enemies` are pairs that no paper holds both of; `ending` are the questions whose last option stays the last.
    `facilities` has the expected share of the points of each question in 1/10,000, or nothing where papers need not be
    equally hard; then the expected score of every paper, Σ points × facility in 1/10,000 of a hundredth of a point,
    is within `tolerance` of `target`. `weights` are the probabilities in 1/255 with which a question that the stream
    proposes is taken, or nothing where all are (`exposure`). `standbys` are whole papers that keep the plan, cell by
    cell.
    """

    enemies: tuple[tuple[int, int], ...] = ()
    ending: tuple[int, ...] = ()
    facilities: tuple[int, ...] = ()
    target: int = 0
    tolerance: int = 0
    weights: tuple[int, ...] = ()
    standbys: tuple[tuple[int, ...], ...] = ()

    @cached_property
    def foes(self) -> dict[int, frozenset[int]]:
        """The enemies of each question that has any."""
        found = defaultdict(set)
        for one, other in self.enemies:
            found[one].add(other)
            found[other].add(one)
        return {question: frozenset(others) for question, others in found.items()}


@dataclass(frozen=True, slots=True)
class Edition:
    """What a paper is drawn from and graded by. `credit_rule` is `none`, `half` or `proportional`. Without a `plan` its
    papers are drawn by the first algorithm.

    `void` are questions (by their place) that count for nothing, `gifts` those that give everybody all their points:
    only a correction makes them so (`exams.amending`), and neither is stored with an edition.
    """

    title: str
    minutes: int
    pass_percent: int
    credit_rule: str
    cells: tuple[EditionCell, ...]
    questions: tuple[EditionQuestion, ...]
    plan: DrawPlan | None = None
    void: frozenset[int] = frozenset()
    gifts: frozenset[int] = frozenset()

    @property
    def size(self) -> int:
        """How many questions a paper has."""
        return sum(cell.count for cell in self.cells)

    @property
    def by_person(self) -> bool:
        """Whether people mark any of its questions."""
        return any(self.is_by_person(place) for place in range(len(self.questions)))

    @property
    def max_score(self) -> int:
        """The full score of a paper in hundredths of a point; the same for every paper, but for what is void on it."""
        return sum(cell.count * cell.points for cell in self.cells)

    def is_by_person(self, place: int) -> bool:
        """Whether people mark the question at a place."""
        return TYPES[self.questions[place].type].marked_by_person and place not in self.void | self.gifts


def pack(edition: Edition) -> bytes:
    """As it is stored. What has no plan, no prompts or no parts is kept as it was before there were any."""
    content = {name: value for name, value in _fields(edition).items() if name not in ("plan", "void", "gifts")}
    content["cells"] = [_fields(cell) for cell in edition.cells]
    content["questions"] = [_written(question) for question in edition.questions]
    if edition.plan is not None:
        content["plan"] = _fields(edition.plan)
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 9)


def unpack(content: bytes) -> Edition:
    raw = json.loads(zlib.decompress(content))
    cells = tuple(EditionCell(cell["count"], cell["points"], tuple(cell["pool"])) for cell in raw.pop("cells"))
    questions = tuple(_question(each) for each in raw.pop("questions"))
    kept = raw.pop("plan", None)
    plan = None if kept is None else DrawPlan(**{name: _frozen(value) for name, value in kept.items()})
    return Edition(**raw, cells=cells, questions=questions, plan=plan)


def trimmed(edition: Edition) -> Edition:
    """The same edition without the questions that no cell can draw."""
    used = sorted({index for cell in edition.cells for index in cell.pool})
    place = {old: new for new, old in enumerate(used)}
    cells = tuple(EditionCell(c.count, c.points, tuple(place[old] for old in c.pool)) for c in edition.cells)
    return replace(edition, cells=cells, questions=tuple(edition.questions[old] for old in used))


def without_texts(edition: Edition) -> Edition:
    """The same edition with what drawing and grading need of it: options by their number alone, and no words."""
    lean = (
        replace(
            each, stem="", options=("",) * len(each.options), explanation="", knowledge_points=(), bases=(), parts=()
        )
        for each in edition.questions
    )
    return replace(edition, questions=tuple(lean))


def digest(content: bytes, seed: bytes) -> bytes:
    """Names an edition everywhere: 32 bytes over its content and the seed that its papers are drawn with."""
    return blake2b(content, key=seed, digest_size=32).digest()


def _written(question: EditionQuestion) -> dict[str, Any]:
    content = _fields(question)
    content["bases"] = [_fields(basis) for basis in question.bases]
    content["parts"] = [_fields(part) for part in question.parts]
    for name in ("prompts", "parts"):
        if not content[name]:
            del content[name]
    return content


def _fields(value: Any) -> dict[str, Any]:
    """What a dataclass holds, in order and as it is; `asdict` copies everything below it too, which costs most of the
    time that publishing takes."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _question(raw: dict[str, Any]) -> EditionQuestion:
    frozen: dict[str, Any] = {name: _frozen(raw[name]) for name in ("options", "key", "knowledge_points")}
    frozen["prompts"] = tuple(raw.get("prompts", ()))
    frozen["parts"] = tuple(Part(part["type"], part["stem"], tuple(part["options"])) for part in raw.get("parts", ()))
    frozen["bases"] = tuple(Basis(**each) for each in raw["bases"])
    return EditionQuestion(**raw | frozen)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value
