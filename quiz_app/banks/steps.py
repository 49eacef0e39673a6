"""The steps of a question's life, and who may take the decisive one."""

from enum import StrEnum


class Step(StrEnum):
    SENT = "sent"
    TAKEN_BACK = "taken_back"
    OVERTAKEN = "overtaken"
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    RETIRED = "retired"
    RESTORED = "restored"
    CHANGED = "changed"
    MOVED = "moved"


LABELS = {
    Step.SENT: "送审",
    Step.TAKEN_BACK: "撤回送审",
    Step.OVERTAKEN: "又改了一版，不再等审",
    Step.RETURNED: "退回",
    Step.APPROVED: "审核通过并发布",
    Step.WITHDRAWN: "撤下",
    Step.RETIRED: "停用",
    Step.RESTORED: "重新启用",
    Step.CHANGED: "批量修改",
    Step.MOVED: "移到别的题库",
}


def is_own(member_id: int, *, author: int | None, sender: int | None) -> bool:
    """Whether a version is somebody's own to the eyes of a review: they wrote it. One that nobody on the site wrote is
    whoever's sent it: two people look at everything that is published here."""
    return member_id == (sender if author is None else author)
