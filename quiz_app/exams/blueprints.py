"""Blueprints: how many questions of which area, type, difficulty and knowledge point a paper has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quiz_app.banks.areas import AREAS
from quiz_app.banks.types.table import TYPES
from quiz_app.exams.editions import EditionCell, EditionQuestion

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
    """The cells of a paper, the banks (by id) that it draws from, and whether all papers shall be equally hard."""

    cells: tuple[Cell, ...]
    banks: tuple[int, ...] = ()
    balanced: bool = True

    def to_json(self) -> dict[str, Any]:
        cells = [{name: getattr(cell, name) for name in Cell.__slots__} for cell in self.cells]
        return {"banks": list(self.banks), "cells": cells, "balanced": self.balanced}

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> "Blueprint":
        cells = tuple(Cell(**cell | {"knowledge_points": tuple(cell["knowledge_points"])}) for cell in raw["cells"])
        return cls(cells, tuple(raw["banks"]), raw.get("balanced", True))


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
    """The cells with their pools, and those that cannot be filled."""

    cells: tuple[EditionCell, ...]
    shortages: tuple[Shortage, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(shortage.sentence for shortage in self.shortages)


def fill(blueprint: Blueprint, questions: Sequence[EditionQuestion]) -> Filling:
    """Give each question to one cell, so that no paper can hold a question twice.

    A question that several cells admit goes to the one that has the fewest candidates for each place so far; questions
    that few cells admit are given first. The same blueprint and questions always fill the same way.
    """
    candidates = [[i for i, question in enumerate(questions) if cell.admits(question)] for cell in blueprint.cells]
    pools: list[list[int]] = [[] for _ in blueprint.cells]
    admitted: dict[int, list[int]] = {}
    for place, pool in enumerate(candidates):
        for index in pool:
            admitted.setdefault(index, []).append(place)
    for index, places in sorted(admitted.items(), key=lambda each: (len(each[1]), each[0])):
        neediest = min(places, key=lambda place: (len(pools[place]) / blueprint.cells[place].count, place))
        pools[neediest].append(index)
    cells = tuple(
        EditionCell(cell.count, cell.points, tuple(sorted(pool)))
        for cell, pool in zip(blueprint.cells, pools, strict=True)
    )
    shortages = tuple(
        Shortage(cell, len(pool)) for cell, pool in zip(blueprint.cells, pools, strict=True) if len(pool) < cell.count
    )
    return Filling(cells, shortages)
