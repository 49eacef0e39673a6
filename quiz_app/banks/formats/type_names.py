"""What people call the kinds of questions in tables and papers: 单选, 单项选择题, 判断改错题."""

from collections.abc import Mapping

from quiz_app.banks.formats.texts import plain
from quiz_app.banks.types.protocol import Interaction

NAMES: Mapping[Interaction, str] = {
    Interaction.CHOOSE_ONE: "单选",
    Interaction.CHOOSE_MANY: "多选",
    Interaction.JUDGE: "判断",
    Interaction.FILL: "填空",
    Interaction.ORDER: "排序",
    Interaction.PAIR: "配对",
    Interaction.NUMBER: "数值",
    Interaction.GAPS: "选词填空",
    Interaction.WRITE: "简答",
    Interaction.PARTS: "案例",
}
_CALLED: Mapping[Interaction, tuple[str, ...]] = {
    Interaction.CHOOSE_ONE: ("单选", "单项选择", "单选选择", "单项", "单选择"),
    Interaction.CHOOSE_MANY: ("多选", "多项选择", "多项", "多选择", "不定项选择", "不定项"),
    Interaction.JUDGE: ("判断", "是非", "对错", "判断对错", "判断正误", "正误"),
    Interaction.FILL: ("填空", "填充"),
    Interaction.ORDER: ("排序", "排列", "顺序"),
    Interaction.PAIR: ("配对", "匹配", "连线"),
    Interaction.NUMBER: ("数值", "计算", "数字", "数值计算"),
    Interaction.GAPS: ("选词填空", "完形填空", "完型填空"),
    Interaction.WRITE: ("简答", "问答", "论述", "主观", "名词解释", "简述", "论述分析"),
}
_BY_NAME = {name: interaction for interaction, names in _CALLED.items() for name in names}
_LEFT_TO_THE_ANSWER = ("", "选择")


class UnknownType(ValueError):
    """No kind of question is called so."""


def interaction_named(text: str) -> Interaction | None:
    """What 单项选择题 means; None where the words leave it to the answer (选择题). Raises `UnknownType`."""
    name = plain(text).removesuffix("类").removesuffix("题型").removesuffix("题")
    if name in _LEFT_TO_THE_ANSWER:
        return None
    if name not in _BY_NAME:
        raise UnknownType(text)
    return _BY_NAME[name]
