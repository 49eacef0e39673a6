"""What an exam is for, and what follows from it."""

from dataclasses import dataclass

OFFICIAL = "official"
MOCK = "mock"
PRACTICE = "practice"
EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Mode:
    """`label` stands beside the title where it is not an official exam; `sentence` is read before starting."""

    code: str
    label: str
    sentence: str


MODES: dict[str, Mode] = {
    each.code: each
    for each in (
        Mode(OFFICIAL, "正式", "正式考试：成绩记入个人记录和排行，合格记积分。"),
        Mode(MOCK, "模拟", "模拟考试：有成绩和排行，不记积分，不算作参加或合格了一场考试。"),
        Mode(EXTRA, "加赛", "加赛：只在名次并列的人之间分先后；不记积分，不算作参加或合格了一场考试。"),
        Mode(PRACTICE, "练习", "练习：次数不限，只给自己看成绩；不排名，不记积分，不算作参加或合格了一场考试。"),
    )
}


def is_chosen(mode: str) -> bool:
    """Whether an organizer may write an exam of this mode; an extra paper is opened by its contest."""
    return mode != EXTRA


def is_ranked(mode: str) -> bool:
    """Whether members stand in an order; of a practice the board only says who took part."""
    return mode != PRACTICE


def counts_for_record(mode: str) -> bool:
    """Whether an exam is one that was taken and passed, and brings points."""
    return mode == OFFICIAL
