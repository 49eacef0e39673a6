"""Final places of members, out of what each stage came to: plain arithmetic."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from quiz_app.contests.extras import OF_THE_SUM, Extra, of_stage, offsets
from quiz_app.contests.ranking import with_places
from quiz_app.contests.rules import Rules


@dataclass(frozen=True, slots=True)
class Row:
    """What a member has in a stage: `score` in hundredths of a point, `seconds` of the attempts that count, `ended_at`
    (milliseconds) when what counts was complete, `entries` how many attempts were handed in."""

    member_id: int
    unit_id: int
    score: int
    value: int
    seconds: int = 0
    ended_at: int = 0
    entries: int = 1


@dataclass(frozen=True, slots=True)
class StageRows:
    """One stage that counts, by its position; `weight` where stages are added up."""

    position: int
    rows: Sequence[Row]
    weight: int = 1


@dataclass(frozen=True, slots=True)
class FinalPlace:
    """A member's place in the end; `score` is that of the last stage sat, or of all stages added up."""

    member_id: int
    unit_id: int
    place: int
    stage: int
    score: int
    value: int


Key = Callable[[Row], tuple[int, ...]]
_TIES: dict[str, Callable[[Row], int]] = {
    "time": lambda row: row.seconds,
    "earlier": lambda row: row.ended_at,
    "fewer_attempts": lambda row: row.entries,
}


def order(ties: Sequence[str]) -> Key:
    """Sorts the better row first: more score, then as the chain of ties says."""
    chain = [_TIES[each] for each in ties]
    return lambda row: (-row.score, *(tie(row) for tie in chain))


def ranked(rows: Iterable[Row], ties: Sequence[str], extras: Sequence[Extra] = ()) -> list[tuple[Row, int]]:
    """The rows of one stage, the best first, with their places; who is equal in everything, and in the `extras` of the
    stage, shares one."""
    key = order(ties)
    found = with_places(sorted(rows, key=lambda row: (key(row), row.member_id)), key)
    return _parted(found, extras) if extras else found


def settle(
    stages: Sequence[StageRows], *, final: str, ties: Sequence[str], extras: Sequence[Extra] = ()
) -> list[FinalPlace]:
    """Everybody's final place, the first first; `final` is of `rules.FINAL_RULES`."""
    if final == "sum":
        return _added_up(stages, ties, of_stage(extras, OF_THE_SUM))
    found: list[FinalPlace] = []
    placed: set[int] = set()
    for stage in sorted(stages, key=lambda each: -each.position):
        before = len(found)
        left = [row for row in stage.rows if row.member_id not in placed]
        for row, place in ranked(left, ties, of_stage(extras, stage.position)):
            found.append(_place(row, before + place, stage.position))
            placed.add(row.member_id)
    return found


def points_of(rules: Rules, places: Iterable[FinalPlace]) -> dict[int, int]:
    """The points that each member is due by the rules, who is due any."""
    found: dict[int, int] = {}
    for each in places:
        due = rules.part_points + sum(row.amount for row in rules.place_points if row.first <= each.place <= row.last)
        if due:
            found[each.member_id] = due
    return found


def _parted(found: list[tuple[Row, int]], extras: Sequence[Extra]) -> list[tuple[Row, int]]:
    """The same rows with what extra papers decide between those who share a place: nobody leaves the places of the own
    group."""
    groups: dict[int, list[int]] = {}
    for row, place in found:
        groups.setdefault(place, []).append(row.member_id)
    behind = offsets(groups.values(), extras)
    moved = [(row, place + behind.get(row.member_id, 0)) for row, place in found]
    return sorted(moved, key=lambda each: (each[1], each[0].member_id))


def _added_up(stages: Sequence[StageRows], ties: Sequence[str], extras: Sequence[Extra]) -> list[FinalPlace]:
    sums: dict[int, Row] = {}
    last: dict[int, int] = {}
    for stage in sorted(stages, key=lambda each: each.position):
        for row in stage.rows:
            sums[row.member_id] = _sum(sums.get(row.member_id), row, stage.weight)
            last[row.member_id] = stage.position
    return [_place(row, place, last[row.member_id]) for row, place in ranked(sums.values(), ties, extras)]


def _sum(one: Row | None, other: Row, weight: int) -> Row:
    score = other.score * weight
    if one is None:
        return Row(other.member_id, other.unit_id, score, score, other.seconds, other.ended_at, other.entries)
    return Row(
        other.member_id,
        other.unit_id,
        one.score + score,
        one.score + score,
        one.seconds + other.seconds,
        max(one.ended_at, other.ended_at),
        one.entries + other.entries,
    )


def _place(row: Row, place: int, stage: int) -> FinalPlace:
    return FinalPlace(row.member_id, row.unit_id, place, stage, row.score, row.value)
