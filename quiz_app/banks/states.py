"""What becomes of a question when papers are drawn."""

from enum import StrEnum


class State(StrEnum):
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"
    UNDER_REVIEW = "under_review"
    SET_ASIDE = "set_aside"
    RETIRED = "retired"


LABELS = {
    State.PUBLISHED: "已发布",
    State.UNPUBLISHED: "未发布",
    State.UNDER_REVIEW: "审核中",
    State.SET_ASIDE: "待修订",
    State.RETIRED: "已停用",
}
MEANINGS = {
    State.PUBLISHED: "试卷可以抽到这道题。",
    State.UNPUBLISHED: "试卷抽不到这道题；送审，由另一个人审核通过后才能抽到。",
    State.UNDER_REVIEW: "这道题在等另一个人审核，通过后试卷才能抽到。",
    State.SET_ASIDE: "所引的法规版本已被取代，试卷不再抽这道题。请对照新版本修改依据，再送审。",
    State.RETIRED: "这道题已停用，试卷不再抽到它；以前的成绩和试卷不受影响。",
}
