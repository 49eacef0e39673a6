"""The cells of a roster as values. What does not fit says why and how to mend it."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

from quiz_app.core.sheets import Value
from quiz_app.members import kinds
from quiz_app.organizations.permissions import LABELS as ROLE_LABELS
from quiz_app.organizations.permissions import Role

FOUNDED = date(1921, 7, 1)
_NUMBER = re.compile(r"[0-9A-Za-z_-]{1,32}")
_PHONE = re.compile(r"\+?[0-9-]{5,20}")
_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(\s+0?0:00(:00)?)?|(\d{4})(\d{2})(\d{2})")
_DAY_ZERO = date(1899, 12, 30)
_EXACT_DIGITS = 15
T = TypeVar("T")


class Unfit(ValueError):
    """A cell that cannot be taken: why, and what to do about it."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend


def text(value: Value) -> str:
    """A cell as a person reads it: full-width signs plain, no blanks around."""
    if value is None:
        return ""
    return " ".join(unicodedata.normalize("NFKC", str(value)).split())


def number(value: Value) -> str:
    found = text(value)
    if not found:
        raise Unfit("党员编号空着。", "请填写党员编号。")
    if isinstance(value, float) or (isinstance(value, int) and len(found) > _EXACT_DIGITS):
        raise Unfit("党员编号太长，表格已把它当作数字，末几位不可靠。", "请先把这一列设为“文本”格式，再重新填写编号。")
    if not _NUMBER.fullmatch(found):
        raise Unfit(f"党员编号“{found[:40]}”里有不能用的字符，或超过 32 位。", "只用数字、字母、“-”和“_”。")
    return found


def name(value: Value) -> str:
    found = text(value)
    if not found:
        raise Unfit("姓名空着。", "请填写姓名。")
    if len(found) > 60 or not found.isprintable():
        raise Unfit("姓名超过 60 个字或含有不可见字符。", "请只填写姓名。")
    return found


def unit(value: Value) -> str:
    found = text(value)
    if not found:
        raise Unfit("所在单位空着。", "请从下拉列表里选一个单位。")
    return found


def kind(value: Value) -> str | None:
    return _one_of(text(value), kinds.BY_LABEL, "类别")


def role(value: Value) -> Role | None:
    return _one_of(text(value), {ROLE_LABELS[Role.SECRETARY]: Role.SECRETARY}, "角色")


def phone(value: Value) -> str | None:
    found = text(value).replace(" ", "")
    if not found:
        return None
    if isinstance(value, float) or not _PHONE.fullmatch(found):
        raise Unfit(f"手机号“{found[:40]}”不对。", "只填号码，例如 13800000000；没有可以空着。")
    return found


def day(today: date) -> Callable[[Value], date | None]:
    """A reader of days between the founding of the Party and `today`."""

    def read(value: Value) -> date | None:
        found = _as_day(value)
        if found is None or FOUNDED <= found <= today:
            return found
        raise Unfit(f"入党日期 {found.isoformat()} 不在 1921 年 7 月到今天之间。", "请核对年月日。")

    return read


def _as_day(value: Value) -> date | None:
    written = text(value)
    if not written:
        return None
    if isinstance(value, int) and 1 < value < 80_000:
        return _DAY_ZERO + timedelta(days=value)  # a date whose cell lost its format
    match = _DAY.fullmatch(written)
    if match:
        year, month, this_day = (match[part] or match[part + 5] for part in (1, 2, 3))
        try:
            return date(int(year), int(month), int(this_day))
        except ValueError:
            pass
    raise Unfit(f"入党日期“{written[:40]}”读不懂。", "请写成 2020-07-01 的样子；不知道可以空着。")


def _one_of(found: str, known: dict[str, T], title: str) -> T | None:
    if not found:
        return None
    if found not in known:
        raise Unfit(f"{title}“{found[:40]}”不在可选的范围内。", f"请改为：{'、'.join(known)}；也可以空着。")
    return known[found]
