"""What a set of banks covers: questions by area, knowledge point, type and difficulty, and the articles they cite."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quiz_app.banks.areas import AREAS
from quiz_app.banks.questions import DIFFICULTIES, QuestionText
from quiz_app.banks.types.table import TYPES
from quiz_app.regulations.citations import place, tidy_article

_ARTICLE = re.compile(r"第[^第条]+条")


@dataclass(frozen=True, slots=True)
class Coverage:
    """`cells` by (area, main knowledge point, type, difficulty); `articles` by document version, then by article."""

    cells: Counter[tuple[str, str, str, int]]
    articles: dict[str, Counter[str]]

    @property
    def total(self) -> int:
        return self.cells.total()

    def count(self, area: str, point: str, kind: str, difficulty: int) -> int:
        return self.cells[area, point, kind, difficulty]

    def types(self) -> list[str]:
        """The codes of the types that are there, in their order."""
        used = {kind for _area, _point, kind, _difficulty in self.cells}
        return [kind for kind in TYPES if kind in used]

    def points(self) -> list[tuple[str, str]]:
        """(area, knowledge point), areas in their order, points with the most questions first."""
        sums: Counter[tuple[str, str]] = Counter()
        for (area, point, _kind, _difficulty), count in self.cells.items():
            sums[area, point] += count
        places = {area: place for place, area in enumerate(AREAS)}
        return sorted(sums, key=lambda each: (places.get(each[0], len(places)), -sums[each], each[1]))


def cover(questions: Iterable[QuestionText]) -> Coverage:
    """What the published questions among these cover; drafts count for nothing."""
    cells: Counter[tuple[str, str, str, int]] = Counter()
    articles: dict[str, Counter[str]] = {}
    for question in questions:
        if question.draft_reason is not None:
            continue
        point = question.knowledge_points[0] if question.knowledge_points else "—"
        cells[question.area, point, question.type, question.difficulty] += 1
        for version, article in sorted(set(_cited(question))):
            articles.setdefault(version, Counter())[article] += 1
    return Coverage(cells, dict(sorted(articles.items())))


def table(coverage: Coverage) -> list[str]:
    """The coverage as two Markdown tables, line by line; a cell holds 易/中/难."""
    kinds = coverage.types()
    heads = ["领域", "知识点", *(TYPES[kind].label for kind in kinds), "合计"]
    lines = [_line(heads), _line(["---"] * len(heads))]
    lines += [_line(_point_row(coverage, kinds, area, point)) for area, point in coverage.points()]
    lines += [_line(["合计", "", *(_sums(coverage, kind) for kind in kinds), str(coverage.total)]), ""]
    lines += [_line(["文件", "条款数", "引用最多的条款"]), _line(["---"] * 3)]
    lines += [
        _line([version, str(len(found)), "、".join(f"{article} {count}" for article, count in found.most_common(8))])
        for version, found in coverage.articles.items()
    ]
    return lines


def as_json(coverage: Coverage) -> dict[str, object]:
    """`{questions, cells: [{area, knowledge_point, type, difficulty, count}], articles: {version: {article: n}}}`."""
    names = ("area", "knowledge_point", "type", "difficulty")
    return {
        "questions": coverage.total,
        "cells": [dict(zip(names, cell, strict=True)) | {"count": n} for cell, n in sorted(coverage.cells.items())],
        "articles": {version: dict(found) for version, found in coverage.articles.items()},
    }


def _cited(question: QuestionText) -> Iterator[tuple[str, str]]:
    """The articles without paragraphs and items; named sections as they are."""
    for basis in question.bases:
        citation = basis.citation
        article = tidy_article(citation.article)
        if place(article) is not None and (match := _ARTICLE.match(article)):
            article = match[0]
        yield f"《{citation.document_title}》（{citation.version_label}）", article


def _point_row(coverage: Coverage, kinds: Sequence[str], area: str, point: str) -> list[str]:
    levels = {kind: [coverage.count(area, point, kind, difficulty) for difficulty in DIFFICULTIES] for kind in kinds}
    total = sum(map(sum, levels.values()))
    return [AREAS.get(area, area), point, *(_levels(counts) for counts in levels.values()), str(total)]


def _sums(coverage: Coverage, kind: str) -> str:
    counts = Counter(dict.fromkeys(DIFFICULTIES, 0))
    for (_area, _point, found, difficulty), count in coverage.cells.items():
        if found == kind:
            counts[difficulty] += count
    return _levels(list(counts.values()))


def _levels(counts: list[int]) -> str:
    return "/".join(map(str, counts)) if any(counts) else "·"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
