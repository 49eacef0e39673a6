"""The stages of a contest."""

from enum import StrEnum


class Kind(StrEnum):
    WARM_UP = "warm_up"
    PRELIMINARY = "preliminary"
    SEMIFINAL = "semifinal"
    FINAL = "final"


LABELS = {Kind.WARM_UP: "预热", Kind.PRELIMINARY: "初赛", Kind.SEMIFINAL: "复赛", Kind.FINAL: "决赛"}


def counts(kind: str) -> bool:
    """Whether a stage counts for the result: the warm-up does not."""
    return kind != Kind.WARM_UP
