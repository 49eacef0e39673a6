"""The columns of a roster, in the order of the template."""

from dataclasses import dataclass

from quiz_app.core.sheets import Column
from quiz_app.members import kinds
from quiz_app.organizations.permissions import LABELS as ROLE_LABELS
from quiz_app.organizations.permissions import Role

SHEET = "党员名册"
NUMBER, NAME, UNIT, KIND, JOINED_ON, PHONE, ROLE = "number", "name", "unit", "kind", "joined_on", "phone", "role"


@dataclass(frozen=True, slots=True)
class RosterColumn:
    """A column by its name in code, its title in the sheet and what to write into it."""

    key: str
    title: str
    width: int
    hint: str
    needed: bool = False


_KINDS = "、".join(kinds.LABELS.values())

COLUMNS = (
    RosterColumn(NUMBER, "党员编号", 18, "必填。数字、字母、“-”“_”，最多 32 位，不重复；登录时用它。", needed=True),
    RosterColumn(NAME, "姓名", 12, "必填。", needed=True),
    RosterColumn(UNIT, "所在单位", 52, "必填。从上到下的单位名称，用“/”连接；不重名时可只写最后一级。", needed=True),
    RosterColumn(KIND, "类别", 14, f"可空，新增的人空着按{kinds.LABELS[kinds.FULL]}。可选：{_KINDS}。"),
    RosterColumn(JOINED_ON, "入党日期", 14, "可空。写成 2020-07-01。"),
    RosterColumn(PHONE, "手机", 16, "可空。"),
    RosterColumn(ROLE, "角色", 14, f"可空。填“{ROLE_LABELS[Role.SECRETARY]}”即授予所在党支部的这个角色；空着不撤销。"),
)
BY_TITLE = {column.title: column for column in COLUMNS}
TITLES = {column.key: column.title for column in COLUMNS}


def to_write(units: list[str]) -> list[Column]:
    """The columns with their drop-down lists; `units` are the full names of those that may be chosen."""
    choices = {
        UNIT: units,
        KIND: list(kinds.LABELS.values()),
        ROLE: [ROLE_LABELS[Role.SECRETARY]],
    }
    formats = {JOINED_ON: "day"}
    return [
        Column(column.title, column.width, formats.get(column.key, "text"), choices.get(column.key, ()), column.hint)
        for column in COLUMNS
    ]
