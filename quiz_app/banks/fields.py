"""Which field of the edit page a fault of a question belongs to."""

from collections.abc import Iterable

from quiz_app.banks.types.protocol import Interaction
from quiz_app.core.problems import Problem

_BEGINNINGS = {
    "stem": ("题干", "没有题干"),
    "explanation": ("解析", "没有解析"),
    "knowledge_points": ("知识点", "没有知识点"),
    "bases": ("没有依据",),
    "prompts": ("左边", "得分点"),
    "right": ("答案", "单选题的答案", "多选题的答案", "判断题的答案"),
}
_MAIN = {
    Interaction.CHOOSE_ONE: "options",
    Interaction.CHOOSE_MANY: "options",
    Interaction.JUDGE: "right",
    Interaction.FILL: "answers",
    Interaction.ORDER: "options",
    Interaction.PAIR: "options",
    Interaction.NUMBER: "answers",
    Interaction.GAPS: "answers",
    Interaction.WRITE: "answers",
    Interaction.PARTS: "parts",
}
_CHECKED = (Interaction.CHOOSE_ONE, Interaction.CHOOSE_MANY, Interaction.JUDGE)
"""Where the key is checked in a list; elsewhere it is written in rows."""


def by_field(interaction: Interaction, problems: Iterable[Problem]) -> dict[str, str]:
    """The reasons by field. A problem with a line n is one of the n-th basis row: `bases-0`."""
    reasons: dict[str, list[str]] = {}
    for problem in problems:
        field = f"bases-{problem.line - 1}" if problem.line else _field(interaction, problem.reason)
        reasons.setdefault(field, []).append(problem.reason)
    return {field: "".join(dict.fromkeys(found)) for field, found in reasons.items()}


def _field(interaction: Interaction, reason: str) -> str:
    for field, beginnings in _BEGINNINGS.items():
        if reason.startswith(beginnings):
            return "answers" if field == "right" and interaction not in _CHECKED else field
    return _MAIN[interaction]
