"""What can be done to many questions at once."""

from dataclasses import dataclass
from enum import StrEnum

from quiz_app.banks.areas import AREAS
from quiz_app.banks.questions import DIFFICULTIES
from quiz_app.banks.steps import Step


class Act(StrEnum):
    """`REVERT` is there only to undo a change: it writes again what a question said before."""

    TAG = "tag"
    UNTAG = "untag"
    DIFFICULTY = "difficulty"
    AREA = "area"
    MOVE = "move"
    SEND = "send"
    TAKE_BACK = "take_back"
    APPROVE = "approve"
    WITHDRAW = "withdraw"
    RETIRE = "retire"
    RESTORE = "restore"
    REVERT = "revert"


LABELS = {
    Act.TAG: "加知识点",
    Act.UNTAG: "去掉知识点",
    Act.DIFFICULTY: "改难度",
    Act.AREA: "改方面",
    Act.MOVE: "移到别的题库",
    Act.SEND: "送审",
    Act.TAKE_BACK: "撤回送审",
    Act.APPROVE: "审核通过并发布",
    Act.WITHDRAW: "撤下",
    Act.RETIRE: "停用",
    Act.RESTORE: "重新启用",
    Act.REVERT: "改回原来的内容",
}
CHANGES = (Act.TAG, Act.UNTAG, Act.DIFFICULTY, Act.AREA, Act.REVERT)
"""What makes new versions."""
VALUED = (Act.TAG, Act.UNTAG, Act.DIFFICULTY, Act.AREA, Act.MOVE)
"""What needs a value besides: a knowledge point, a level, the code of an area, or the id of a bank."""
OFFERED = tuple(act for act in Act if act is not Act.REVERT)
BACK = {
    Act.RETIRE: Act.RESTORE,
    Act.RESTORE: Act.RETIRE,
    Act.SEND: Act.TAKE_BACK,
    Act.TAKE_BACK: Act.SEND,
    Act.MOVE: Act.MOVE,
    Act.TAG: Act.REVERT,
    Act.UNTAG: Act.REVERT,
    Act.DIFFICULTY: Act.REVERT,
    Act.AREA: Act.REVERT,
}
"""What undoes what. Approving and withdrawing are missing: what a reviewer decided is decided anew by a reviewer."""
STEPS = {
    **dict.fromkeys(CHANGES, Step.CHANGED),
    Act.MOVE: Step.MOVED,
    Act.SEND: Step.SENT,
    Act.TAKE_BACK: Step.TAKEN_BACK,
    Act.APPROVE: Step.APPROVED,
    Act.WITHDRAW: Step.WITHDRAWN,
    Act.RETIRE: Step.RETIRED,
    Act.RESTORE: Step.RESTORED,
}
EFFECTS = {
    Act.TAG: "每题成为新的一版。已发布的和在等审核的，新的一版送审；通过以前，试卷仍抽原来的一版。",
    Act.MOVE: "题目的编号、版本和记录都不变，只是归到另一个题库。已经发布的试卷不受影响。",
    Act.SEND: "排进审核的队列，由另一个人审核；通过后试卷才能抽到。",
    Act.TAKE_BACK: "不再等审核，题目留在题库里，可以再送审。",
    Act.APPROVE: "通过就是发布：试卷马上可以抽到。请确认每道题都对着原文看过。",
    Act.WITHDRAW: "试卷暂时抽不到，修改后可以再送审。已经发布的试卷和成绩不受影响。",
    Act.RETIRE: "题目作废，平时不再列出，试卷不再抽到。已经发布的试卷和成绩不受影响。",
    Act.RESTORE: "重新列出；停用以前已发布的，试卷又能抽到。",
    Act.REVERT: "以前的内容存为新的一版，什么都不丢。与发布中的相同，就作为发布的一版；在等审核的，换成新的一版。",
}
EFFECTS |= dict.fromkeys((Act.UNTAG, Act.DIFFICULTY, Act.AREA), EFFECTS[Act.TAG])

LONGEST_POINT = 40


@dataclass(frozen=True, slots=True)
class Order:
    """An act with what it needs: `value` as text, and for a move whether the questions stay within the `same_reach`,
    that is, whether the other bank's unit is the one of this bank or below it."""

    act: Act
    value: str = ""
    same_reach: bool = True


def value_fault(act: Act, value: str) -> str | None:
    """What is wrong with the value of an act, in a sentence; None if nothing is. Whether a bank exists is for the
    database to say."""
    if act in (Act.TAG, Act.UNTAG):
        if not value.strip():
            return "请写一个知识点。"
        if len(value) > LONGEST_POINT or any(sign in value for sign in ";；\n"):
            return f"一次写一个知识点，不超过 {LONGEST_POINT} 个字，里面不用分号。"
    if act is Act.DIFFICULTY and value not in map(str, DIFFICULTIES):
        return "请选一个难度。"
    if act is Act.AREA and value not in AREAS:
        return "请选一个方面。"
    if act is Act.MOVE and not value.isdecimal():
        return "请选一个题库。"
    return None
