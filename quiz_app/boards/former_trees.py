"""The unit tree as it was before some of its moves: plain arithmetic over parents."""

from collections.abc import Iterable, Mapping


def former_paths(parents: Mapping[int, int | None], undone: Iterable[tuple[int, int | None]]) -> dict[int, str]:
    """The path of every unit once the moves `undone` (unit, former parent), newest first, are taken back.

    `parents` maps each unit to the one right above it now; a path is written as `/1/14/203/`.
    """
    before = dict(parents)
    for unit, former_parent in undone:
        before[unit] = former_parent
    paths: dict[int, str] = {}
    for unit in before:
        _find(unit, before, paths)
    return paths


def _find(unit: int, parents: Mapping[int, int | None], paths: dict[int, str]) -> str:
    if unit not in paths:
        parent = parents[unit]
        above = "/" if parent is None else _find(parent, parents, paths)
        paths[unit] = f"{above}{unit}/"
    return paths[unit]
