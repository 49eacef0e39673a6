"""What the weights of options, in percent as Moodle writes them, say of the key."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from quiz_app.banks.formats.findings import Trouble

_ROUNDING = Decimal("0.01")

FULL = Decimal(100)
NONE = Decimal(0)


def one_right(weights: Sequence[Decimal], miss: Callable[[str], None]) -> tuple[int, ...]:
    """The place of the only option that earns everything. Raises `Trouble` when it is not one."""
    right = tuple(place for place, weight in enumerate(weights) if weight == FULL)
    if len(right) != 1:
        mend = "单选题只留一个得满分的答案；有几项都正确的，改成多选题。"
        raise Trouble("答案", f"单选题有 {len(right)} 个得满分的答案。", mend)
    if any(weight not in (NONE, FULL) for weight in weights):
        miss("单选题里只得部分分或倒扣分的选项")
    return right


def all_right(weights: Sequence[Decimal], miss: Callable[[str], None]) -> tuple[int, ...]:
    """The places of the options that earn anything. Raises `Trouble` when there is none."""
    right = tuple(place for place, weight in enumerate(weights) if weight > 0)
    if not right:
        raise Trouble("答案", "没有一个选项是正确的。", "给正确的选项写上得分比例，几项正确时平分 100%。")
    if max(weights) - min(weights[place] for place in right) > _ROUNDING:
        miss("各正确选项不同的得分比例")
    if len({weight for weight in weights if weight <= 0}) > 1:
        miss("各错误选项不同的扣分比例")
    return right


def share(count: int) -> str:
    """One of so many right options in percent, with the five places that Moodle knows: 33.33333."""
    return f"{100 / count:.5f}".rstrip("0").rstrip(".")
