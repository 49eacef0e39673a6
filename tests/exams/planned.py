"""Editions with a plan, of questions that are not equally hard."""

from random import Random

from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.composing import Composition, Pool, compose
from quiz_app.exams.editions import Edition, EditionQuestion

KINDS = ("single_choice", "multiple_choice", "true_false", "fill_blank")
FIFTY = (
    Cell(20, 200, type="single_choice"),
    Cell(10, 200, type="multiple_choice"),
    Cell(10, 200, type="true_false"),
    Cell(10, 200, type="fill_blank"),
)
TEN = tuple(Cell(count, 1000, type=kind) for count, kind in zip((4, 2, 2, 2), KINDS, strict=True))
BLANK = Edition("考试", 30, 60, "none", (), ())


def question(index: int, *, last_option: str = "第四项") -> EditionQuestion:
    kind = KINDS[index % 4]
    options = ("第一项", "第二项", "第三项", last_option) if kind.endswith("choice") else ()
    key = {"single_choice": (2,), "multiple_choice": (0, 3), "true_false": (0,)}.get(kind, (("三",),))
    return EditionQuestion(
        index, f"q{index}", kind, "party_basics", index // 4 % 3 + 1, "问 ____", options, key, "", ("甲",), ()
    )


def facilities(count: int, seed: int = 1) -> dict[int, int]:
    """Between 0.2 and 0.98, at random."""
    rolled = Random(seed)
    return {index: rolled.randrange(2000, 9800) for index in range(count)}


def composed(
    count: int,
    cells: tuple[Cell, ...] = FIFTY,
    *,
    seed: int = 1,
    enemies: tuple[tuple[str, str], ...] = (),
    balanced: bool = True,
) -> Composition:
    """What `count` questions, a quarter of each type, make of a blueprint."""
    pool = Pool([question(index) for index in range(count)], facilities(count, seed) if balanced else None, enemies)
    return compose(BLANK, Blueprint(cells), pool)


def edition(count: int, cells: tuple[Cell, ...] = FIFTY, **given: object) -> Edition:
    found = composed(count, cells, **given).edition  # type: ignore[arg-type]
    assert found is not None
    return found
