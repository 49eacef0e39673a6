"""What a reader collects beside items, and what a writer says it could not carry."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from quiz_app.banks.formats.protocol import Item, Reading, Refused, Unreadable, Unsupported

MOST_QUESTIONS = 60_000
MOST_REFUSED = 2_000
NOT_WRITTEN = "整道题没有写出"

_PARTS = {
    "stem": "题干的原样",
    "options": "选项的原样或顺序",
    "prompts": "各空或左项的原样",
    "parts": "小题的原样",
    "key": "答案的原样",
    "explanation": "解析",
    "difficulty": "难度",
    "knowledge_points": "知识点",
    "bases": "依据",
    "points": "分值",
    "code": "编号",
    "category": "分类",
    "feedback": "选项反馈",
    "pictures": "图片",
    "interaction": "作答方式",
}


class Trouble(Exception):
    """A question that cannot be taken: which part, why, and how to mend it. Readers turn it into `Refused`."""

    def __init__(self, column: str, reason: str, mend: str) -> None:
        super().__init__(reason)
        self.column, self.reason, self.mend = column, reason, mend


@dataclass
class Findings:
    """A reading as it grows. `row` is the question that is being read."""

    row: int = 0
    items: list[Item] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    unsupported: dict[Unsupported, None] = field(default_factory=dict)
    _turned: int = 0

    def turn_to(self, row: int) -> None:
        """Go on to the next question. Raises `Unreadable` for a file with more than anyone would mend or import."""
        self.row = row
        self._turned += 1
        if self._turned > MOST_QUESTIONS:
            raise Unreadable(f"文件里的题超过 {MOST_QUESTIONS} 道。请拆成几个文件再导入。")
        if len(self.refused) > MOST_REFUSED:
            raise Unreadable(f"有 {MOST_REFUSED} 多道题读不出来，可能选错了格式。请核对格式，或先改好一部分再导入。")

    def miss(self, what: str) -> None:
        """Name something that we have no place for; naming it twice for one question says no more."""
        self.unsupported[Unsupported(self.row, what)] = None

    def refuse(self, trouble: Trouble) -> None:
        self.refused.append(Refused(self.row, trouble.column, trouble.reason, trouble.mend))

    @property
    def reading(self) -> Reading:
        return Reading(tuple(self.items), tuple(self.refused), tuple(self.unsupported))


def written_and_lost(
    items: Sequence[Item], obstacle: Callable[[Item], str], carries: Callable[[Item], Item]
) -> tuple[list[Item], tuple[Unsupported, ...]]:
    """The items that a format can say, as it says them, and what is lost of each.

    `obstacle` says why an item cannot be written at all, "" if it can.
    """
    kept: list[Item] = []
    lost: list[Unsupported] = []
    for place, item in enumerate(items, start=1):
        reason = obstacle(item)
        if reason:
            lost.append(Unsupported(place, f"{NOT_WRITTEN}：{reason}"))
            continue
        carried = carries(item)
        kept.append(carried)
        lost.extend(Unsupported(place, what) for what in _differences(item, carried))
    return kept, tuple(lost)


def _differences(item: Item, carried: Item) -> Iterable[str]:
    return (words for part, words in _PARTS.items() if getattr(item, part) != getattr(carried, part))
