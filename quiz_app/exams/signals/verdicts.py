"""What people make of a signal."""

NO_CONCERN, TALKED, FORWARDED, REOPENED = "no_concern", "talked", "forwarded", "reopened"
LABELS = {
    NO_CONCERN: "没有问题",
    TALKED: "已经谈过",
    FORWARDED: "已转交有关部门",
    REOPENED: "撤回判断，重新打开",
}
CLOSING = (NO_CONCERN, TALKED, FORWARDED)
WAITING = "等人看"


def is_open(verdict: str | None) -> bool:
    """Whether a signal whose last decision is `verdict`, None before any, waits for somebody."""
    return verdict in (None, REOPENED)


def label(verdict: str | None) -> str:
    """How such a signal stands."""
    return WAITING if verdict is None or is_open(verdict) else LABELS[verdict]
