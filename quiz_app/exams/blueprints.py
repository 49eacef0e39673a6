"""Blueprints: how many questions of which area, type, difficulty and knowledge point a paper has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from quiz_app.banks.areas import AREAS
from quiz_app.banks.types.table import TYPES
from quiz_app.exams.editions import EditionCell, EditionQuestion
from quiz_app.exams.exposure import questions_needed

DIFFICULTIES = {1: "易", 2: "中", 3: "难"}


@dataclass(frozen=True, slots=True)
class Cell:
    """Draw `count` questions, each worth `points` hundredths; None and () mean any, but what people mark is drawn only
    where its type is named: nobody shall have readers to find because of a rule that did not ask for them."""

    count: int
    points: int
    type: str | None = None
    area: str | None = None
    difficulty: int | None = None
    knowledge_points: tuple[str, ...] = ()

    def admits(self, question: EditionQuestion) -> bool:
        return (
            (question.type == self.type if self.type else not TYPES[question.type].marked_by_person)
            and self.area in (None, question.area)
            and self.difficulty in (None, question.difficulty)
            and (not self.knowledge_points or not set(self.knowledge_points).isdisjoint(question.knowledge_points))
        )

    @property
    def label(self) -> str:
        """`单选题 · 党的基础知识 · 易`"""
        parts = [TYPES[self.type].label if self.type else "各题型"]
        if self.area:
            parts.append(AREAS[self.area])
        if self.difficulty:
            parts.append(DIFFICULTIES[self.difficulty])
        return " · ".join([*parts, *self.knowledge_points])


@dataclass(frozen=True, slots=True)
class Blueprint:
    """The cells of a paper, the banks (by id) that it draws from, and whether all papers shall be equally hard; by
    their codes what every paper has and what none has. A required question counts within a cell that admits it.
    `rare_first` makes rarer what many papers have shown; `most_exposure` is the share of the papers, in per cent, that
    may hold any one question, but for the required ones."""

    cells: tuple[Cell, ...]
    banks: tuple[int, ...] = ()
    balanced: bool = True
    required: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    rare_first: bool = False
    most_exposure: int | None = None

    def to_json(self) -> dict[str, Any]:
        cells = [{name: getattr(cell, name) for name in Cell.__slots__} for cell in self.cells]
        return {
            "banks": list(self.banks),
            "cells": cells,
            "balanced": self.balanced,
            "required": list(self.required),
            "excluded": list(self.excluded),
            "rare_first": self.rare_first,
            "most_exposure": self.most_exposure,
        }

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> "Blueprint":
        cells = tuple(Cell(**cell | {"knowledge_points": tuple(cell["knowledge_points"])}) for cell in raw["cells"])
        named = (tuple(raw.get(name, ())) for name in ("required", "excluded"))
        bounds = raw.get("rare_first", False), raw.get("most_exposure")
        return cls(cells, tuple(raw["banks"]), raw.get("balanced", True), *named, *bounds)


@dataclass(frozen=True, slots=True)
class Shortage:
    """A row of a blueprint that wants more questions than there are for it."""

    cell: Cell
    available: int

    @property
    def missing(self) -> int:
        return self.cell.count - self.available

    @property
    def sentence(self) -> str:
        """What is missing, and what would fill it."""
        return (
            f"“{self.cell.label}”要抽 {self.cell.count} 题，题库里只有 {self.available} 题可用："
            f"减少题数，或补充并发布 {self.missing} 道这样的题。"
        )


@dataclass(frozen=True, slots=True)
class Filling:
    """The cells with their pools; what each row of the blueprint has to draw from; the rows that cannot be filled; a
    sentence for each question that is named and cannot be had."""

    cells: tuple[EditionCell, ...]
    pool_sizes: tuple[int, ...]
    shortages: tuple[Shortage, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        return (*self.faults, *(shortage.sentence for shortage in self.shortages))


def fill(blueprint: Blueprint, questions: Sequence[EditionQuestion]) -> Filling:
    """Give each question to one cell, so that no paper can hold a question twice.

    A question that several cells admit goes to the one that has the fewest candidates for each place so far; questions
    that few cells admit are given first. What a row requires is a cell of its own behind that of the row, which draws
    so many fewer. The same blueprint and questions always fill the same way.
    """
    excluded, required = set(blueprint.excluded), set(blueprint.required)
    candidates = [
        [i for i, question in enumerate(questions) if question.code not in excluded and cell.admits(question)]
        for cell in blueprint.cells
    ]
    pools: list[list[int]] = [[] for _ in blueprint.cells]
    admitted: dict[int, list[int]] = {}
    for place, pool in enumerate(candidates):
        for index in pool:
            admitted.setdefault(index, []).append(place)
    for index, places in sorted(admitted.items(), key=lambda each: (len(each[1]), each[0])):
        neediest = min(places, key=lambda place: (len(pools[place]) / blueprint.cells[place].count, place))
        pools[neediest].append(index)
    held = [[i for i in pool if questions[i].code in required] for pool in pools]
    rows = list(zip(blueprint.cells, pools, held, strict=True))
    return Filling(
        cells=tuple(made for row in rows for made in _edition_cells(*row)),
        pool_sizes=tuple(map(len, pools)),
        shortages=tuple(Shortage(cell, len(pool)) for cell, pool, _ in rows if len(pool) < cell.count),
        faults=tuple(_faults(blueprint, questions, rows)),
    )


def row_sizes(blueprint: Blueprint, cells: Sequence[EditionCell]) -> tuple[int, ...]:
    """Of each row of a blueprint what it has to draw from, out of the cells that it was filled to."""
    sizes, rest = [], list(cells)
    for row in blueprint.cells:
        count = size = 0
        while count < row.count:
            cell = rest.pop(0)
            count, size = count + cell.count, size + len(cell.pool)
        sizes.append(size)
    return tuple(sizes)


def _edition_cells(cell: Cell, pool: Sequence[int], held: Sequence[int]) -> Iterator[EditionCell]:
    if len(held) < cell.count:
        yield EditionCell(cell.count - len(held), cell.points, tuple(sorted(set(pool) - set(held))))
    if held:
        yield EditionCell(len(held), cell.points, tuple(sorted(held)))


def _faults(
    blueprint: Blueprint, questions: Sequence[EditionQuestion], rows: Sequence[tuple[Cell, list[int], list[int]]]
) -> Iterator[str]:
    known = {question.code for question in questions}
    given = {questions[index].code for _, _, held in rows for index in held}
    for code in blueprint.required:
        if code in blueprint.excluded:
            yield f"{code} 既写了必考，又写了不抽：删去一处。"
        elif code not in known:
            yield f"必考的题 {code} 不在能抽的题里：改正题号，或先发布这道题。"
        elif code not in given:
            yield f"必考的题 {code} 不合任何一行抽题规则：加一行包括它的规则，或删去它。"
    for code in blueprint.excluded:
        if code not in known:
            yield f"不抽的题 {code} 本来就不在能抽的题里：改正题号，或删去它。"
    for cell, pool, held in rows:
        drawn, free = cell.count - len(held), len(pool) - len(held)
        needed = questions_needed(drawn, blueprint.most_exposure or 100)
        if drawn <= free < needed:
            yield (
                f"“{cell.label}”抽 {drawn} 题，要让每题最多出现在 {blueprint.most_exposure}% 的试卷里，"
                f"至少要有 {needed} 题可抽，现在有 {free} 题：补充 {needed - free} 题，或放宽上限。"
            )
        if len(held) > cell.count:
            yield f"“{cell.label}”只抽 {cell.count} 题，必考的却有 {len(held)} 题：增加题数，或减少必考的题。"
