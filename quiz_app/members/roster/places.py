"""Units by the names that people write into a roster."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from quiz_app.organizations import kinds
from quiz_app.organizations.actors import ancestors

MOST_GUESSES = 40


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that may keep a roster, with its names from the root down."""

    id: int
    path: str
    kind: str
    names: tuple[str, ...]

    @property
    def full_name(self) -> str:
        return "/".join(self.names)


@dataclass(frozen=True, slots=True)
class NewGroup:
    """A group that does not exist yet below a branch that does."""

    branch_id: int
    branch_path: str
    name: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No unit is meant for certain: why, and what to write instead."""

    reason: str
    mend: str


class Places:
    """The units in somebody's reach, found by full name, or by as much of its end as is unique."""

    def __init__(self, places: Iterable[Place], *, creates_groups: bool = False) -> None:
        self._places = {place.id: place for place in places}
        self._creates_groups = creates_groups
        self._by_last: dict[str, list[Place]] = {}
        for place in self._places.values():
            self._by_last.setdefault(place.names[-1], []).append(place)
        self._known: dict[str, Place | NewGroup | Unknown] = {}
        self._guesses = 0

    def find(self, written: str) -> Place | NewGroup | Unknown:
        """The unit that `written` means, such as `海湾县/港口党支部` or `港口党支部`."""
        if written not in self._known:
            self._known[written] = self._look(tuple(part.strip() for part in written.split("/") if part.strip()))
        return self._known[written]

    def branch_of(self, place: Place) -> Place:
        """The unit whose secretary looks after the people in `place`: of a group, the branch above it."""
        above = ancestors(place.path)
        if place.kind == kinds.GROUP and len(above) > 1:
            return self._places.get(above[-2], place)
        return place

    def __getitem__(self, unit_id: int) -> Place:
        return self._places[unit_id]

    def _look(self, parts: tuple[str, ...]) -> Place | NewGroup | Unknown:
        if not parts:
            return Unknown("所在单位没有写名称。", "请从下拉列表里选一个单位。")
        found = self._ending_in(parts)
        if len(found) == 1:
            return found[0]
        if found:
            return _ambiguous(parts, found)
        return self._new_group(parts) or self._nearest(parts)

    def _ending_in(self, parts: tuple[str, ...]) -> list[Place]:
        found = [place for place in self._by_last.get(parts[-1], ()) if place.names[-len(parts) :] == parts]
        exact = [place for place in found if place.names == parts]
        return exact or found

    def _new_group(self, parts: tuple[str, ...]) -> NewGroup | Unknown | None:
        above = self._ending_in(parts[:-1]) if len(parts) > 1 else []
        if len(above) != 1 or above[0].kind != kinds.BRANCH or len(parts[-1]) > 120:
            return None
        if self._creates_groups:
            return NewGroup(above[0].id, above[0].path, parts[-1])
        reason = f"“{above[0].names[-1]}”下面没有“{parts[-1]}”。"
        return Unknown(reason, f"核对名称{self._guess(parts)}；要新建这个党小组，请在导入时勾选“新建缺少的党小组”。")

    def _nearest(self, parts: tuple[str, ...]) -> Unknown:
        reason = f"没有找到单位“{'/'.join(parts)[:80]}”，或者它不在你的管理范围内。"
        guess = self._guess(parts)
        return Unknown(reason, f"核对名称{guess}；新的单位请先在“单位管理”里建好。")

    def _guess(self, parts: tuple[str, ...]) -> str:
        """The nearest name there is, for the first few: it takes a comparison with every unit.

        Below a unit that is known, no other unit's part is meant.
        """
        self._guesses += 1
        if self._guesses > MOST_GUESSES:
            return ""
        above = self._ending_in(parts[:-1]) if len(parts) > 1 else []
        if len(above) == 1:
            candidates = {place.names[-1]: place for place in self._right_below(above[0])}
        else:
            candidates = {name: places[0] for name, places in self._by_last.items()}
        near = get_close_matches(parts[-1], list(candidates), n=1, cutoff=0.5)
        return f"，最接近的是“{candidates[near[0]].full_name}”" if near else ""

    def _right_below(self, above: Place) -> list[Place]:
        return [place for place in self._places.values() if place.names[:-1] == above.names]


def _ambiguous(parts: tuple[str, ...], found: list[Place]) -> Unknown:
    shown = "、".join(f"“{place.full_name}”" for place in found[:3])
    return Unknown(f"“{'/'.join(parts)}”有 {len(found)} 个同名单位。", f"请写全名称，例如 {shown}。")
