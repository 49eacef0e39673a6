"""The states of a contest, which may follow which, and what may be changed in which: plain tables."""

from enum import StrEnum


class State(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    FROZEN = "frozen"
    CLOSED = "closed"
    UNDER_APPEAL = "under_appeal"
    FINAL = "final"
    ARCHIVED = "archived"


LABELS = {
    State.DRAFT: "草稿",
    State.ANNOUNCED: "已发布",
    State.OPEN: "进行中",
    State.FROZEN: "封榜",
    State.CLOSED: "已结束",
    State.UNDER_APPEAL: "公示与申诉",
    State.FINAL: "已定案",
    State.ARCHIVED: "已归档",
}

FOLLOWS: dict[State, tuple[State, ...]] = {
    State.DRAFT: (State.ANNOUNCED,),
    State.ANNOUNCED: (State.OPEN, State.DRAFT),
    State.OPEN: (State.FROZEN, State.CLOSED),
    State.FROZEN: (State.CLOSED,),
    State.CLOSED: (State.UNDER_APPEAL,),
    State.UNDER_APPEAL: (State.FINAL,),
    State.FINAL: (State.ARCHIVED, State.UNDER_APPEAL),
    State.ARCHIVED: (),
}
"""A final result goes back under appeal where a correction must still go through; nothing leaves the archive."""


class Part(StrEnum):
    """What of a contest may be changed, as a whole each."""

    SCOPE = "scope"
    RULES = "rules"
    STAGES = "stages"
    WORDS = "words"
    ROSTER = "roster"
    TEAMS = "teams"
    LATER_STAGES = "later_stages"
    ON_SITE = "on_site"
    DISQUALIFICATIONS = "disqualifications"
    APPEALS = "appeals"
    AWARDS = "awards"
    EXTRAS = "extras"


PART_LABELS = {
    Part.SCOPE: "参赛范围",
    Part.RULES: "规则",
    Part.STAGES: "各阶段",
    Part.WORDS: "名称和说明",
    Part.ROSTER: "名册（增补、豁免）",
    Part.TEAMS: "代表队",
    Part.LATER_STAGES: "还没开始的阶段",
    Part.ON_SITE: "现场成绩",
    Part.DISQUALIFICATIONS: "取消和恢复成绩",
    Part.APPEALS: "申诉",
    Part.AWARDS: "奖项",
    Part.EXTRAS: "加赛",
}

MAY_CHANGE: dict[State, frozenset[Part]] = {
    State.DRAFT: frozenset({Part.SCOPE, Part.RULES, Part.STAGES, Part.WORDS, Part.TEAMS, Part.LATER_STAGES}),
    State.ANNOUNCED: frozenset({Part.WORDS, Part.TEAMS, Part.LATER_STAGES}),
    State.OPEN: frozenset(
        {Part.WORDS, Part.ROSTER, Part.TEAMS, Part.LATER_STAGES, Part.ON_SITE, Part.DISQUALIFICATIONS, Part.EXTRAS}
    ),
    State.FROZEN: frozenset({Part.ROSTER, Part.LATER_STAGES, Part.ON_SITE, Part.DISQUALIFICATIONS}),
    State.CLOSED: frozenset({Part.ROSTER, Part.ON_SITE, Part.DISQUALIFICATIONS, Part.EXTRAS}),
    State.UNDER_APPEAL: frozenset({Part.ON_SITE, Part.DISQUALIFICATIONS, Part.APPEALS, Part.AWARDS, Part.EXTRAS}),
    State.FINAL: frozenset(),
    State.ARCHIVED: frozenset(),
}
"""Nobody edits a paper while members sit it: what is published of an exam never changes, whatever stands here."""


def may_follow(state: State, wanted: State) -> bool:
    return wanted in FOLLOWS[state]


def may_change(state: State, part: Part) -> bool:
    return part in MAY_CHANGE[state]


def is_public(state: State) -> bool:
    """Whether members of the scope see the contest."""
    return state is not State.DRAFT


def is_running(state: State) -> bool:
    """Whether members may be sitting."""
    return state in (State.OPEN, State.FROZEN)


def has_results(state: State) -> bool:
    """Whether the result is settled, so that awards stand: while appeals are heard they are provisional."""
    return state in (State.UNDER_APPEAL, State.FINAL, State.ARCHIVED)
