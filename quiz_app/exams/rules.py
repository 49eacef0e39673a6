"""The rules of an exam as sentences, so that everybody reads before starting what will be done afterwards."""

from dataclasses import dataclass
from datetime import datetime

from quiz_app.core.calendar import local, moment
from quiz_app.core.queueing import LONGEST_WAIT
from quiz_app.exams import reviews
from quiz_app.exams.counting.table import WAYS
from quiz_app.exams.delivery import in_points
from quiz_app.exams.entering import wording
from quiz_app.exams.entering.policies import NO_RULES, EntryRules
from quiz_app.exams.modes import MODES, OFFICIAL
from quiz_app.exams.reviews import AFTER_PUBLICATION, AFTER_WINDOW, AT_ONCE, NEVER, Phase, Review
from quiz_app.points.rules.table import EXAM_PASSED, FULL_MARKS

CREDIT_SENTENCES = {
    "none": "多选题全部选对才得分；有几处要答的题（填空、排序、匹配、完形）全部答对才得分。",
    "half": "多选题少选且没有选错，得一半分；选错不得分。"
    "有几处要答的题（填空、排序、匹配、完形）答对一部分且没有答错，得一半分。",
    "proportional": "多选题没有选错时，按选对的比例得分；选错不得分。"
    "填空、匹配、完形按答对的处数得分，排序按排对的前后相邻关系得分。",
}


MARKED_BY_PERSON = "有简答题，由阅卷人评分。全部评完、组织者公布以后才有成绩、排行和积分。"


BUSY = (
    "同时提交的人太多时，页面会请你稍等，并自动重试，答案存在本机。"
    f"保存和交卷以到达服务器的时刻为准：截止前到达的，在服务器里排队（最多 {LONGEST_WAIT} 秒）不算迟到。"
)


AWAITS_MARKING = "等待阅卷：简答题由阅卷人评分，全部评完、组织者公布以后，这里显示成绩。"


@dataclass(frozen=True, slots=True)
class Rules:
    """What an exam demands and grants. `max_score` is in hundredths of a point; `is_quiz` for a lesson's own;
    `by_person` where people mark some of the questions; `ways` are the sentences of `exams.ways`."""

    opens_at: datetime
    closes_at: datetime | None
    minutes: int
    attempts_allowed: int | None
    size: int
    max_score: int
    pass_percent: int
    credit_rule: str
    review: Review
    mode: str = OFFICIAL
    counting: str = "best"
    is_quiz: bool = False
    by_person: bool = False
    entry: EntryRules = NO_RULES
    ways: tuple[tuple[str, str], ...] = ()
    brings_points: bool = True

    @property
    def pass_score(self) -> int | float:
        """The least score that passes, in points."""
        return in_points(least_passing(self.max_score, self.pass_percent))


def sentences(rules: Rules) -> list[tuple[str, str]]:
    """(what it is about, the rule) in the order in which somebody about to start asks."""
    full, least = f"{in_points(rules.max_score):g}", f"{rules.pass_score:g}"
    return [
        *([] if rules.is_quiz else [("性质", _nature(rules))]),
        ("时间", _window(rules)),
        ("时长", f"每次 {rules.minutes} 分钟，开始后连续计时。到时自动交卷，已保存的答案都算数。"),
        ("次数", _attempts(rules)),
        *wording.sentences(rules.entry, opens_at=rules.opens_at),
        ("题量", f"{rules.size} 道题，满分 {full} 分，{least} 分合格。每个人、每一次的题目和选项顺序都不同。"),
        ("给分", CREDIT_SENTENCES[rules.credit_rule]),
        *([("阅卷", MARKED_BY_PERSON)] if rules.by_person else []),
        ("公布", reviews.sentence(rules.review)),
        ("积分", _credit(rules)),
        *rules.ways,
        ("断网", "网络断开可以接着答，恢复后自动保存。换一台设备登录，也可以接着答。"),
        ("排队", BUSY),
    ]


def withheld_score(review: Review, closes_at: datetime | None) -> str:
    """Why there is no score yet, and when there will be one."""
    return _withheld(["成绩"], review.score, closes_at)


def withheld_key(review: Review, closes_at: datetime | None, now: Phase) -> str:
    """Why there is less than all of what is right and why, and when there will be more; empty where all is there."""
    said = []
    for when in (AFTER_WINDOW, AFTER_PUBLICATION, NEVER):
        things = [each for each in reviews.at_moment(review, when) if each != reviews.ASPECTS["score"]]
        if things and not reviews.has_come(when, now):
            said.append(_withheld(things, when, closes_at))
    return "".join(said)


def never_published(review: Review, closes_at: datetime | None) -> bool:
    """Whether a rule promises something for after a closing that is never to come."""
    return closes_at is None and reviews.never_comes(review)


def cautions(rules: Rules, *, at: datetime) -> list[str]:
    """What an organizer may well not have meant, to be read before the exam is published at `at`."""
    found = []
    again = rules.attempts_allowed != 1 or rules.entry.resit is not None
    if rules.mode == OFFICIAL and again and rules.review.correctness == AT_ONCE:
        seen = "正确答案" if rules.review.key == AT_ONCE else "哪些题答对了"
        found.append(
            f"第一次交卷就能看到{seen}，而每人不止一次机会：后面的成绩会偏高。"
            "要看真实水平，请把公布改为考试结束后，或者只给 1 次机会。"
        )
    if rules.review.score in (AFTER_WINDOW, AFTER_PUBLICATION) and rules.entry.resit:
        found.append(
            "成绩在补考结束后才公布。补考开始时，只有能不能开始补考，会让大家知道自己合格没有；"
            "想让大家早知道成绩，请把公布改为“交卷后立即看到成绩”。"
        )
    if rules.mode == OFFICIAL and rules.review.score == NEVER:
        found.append("不公布成绩的考试不记积分，也没有排行：积分会让人知道是不是合格。")
    if rules.opens_at <= at:
        found.append(f"开始时间 {moment(rules.opens_at)} 已经过去：一发布，大家就可以开始作答。")
    return found


def time_left(deadline_at: datetime, at: datetime) -> str:
    """`还剩 27 分钟，14:44 截止`: whole minutes, rounded down; under a minute says so."""
    minutes = int((deadline_at - at).total_seconds() // 60)
    left = f"还剩 {minutes} 分钟" if minutes else "不到 1 分钟"
    return f"{left}，{local(deadline_at):%H:%M} 截止"


def least_passing(max_score: int, pass_percent: int) -> int:
    """The least score that passes, in the unit of `max_score`."""
    return -(-max_score * pass_percent // 100)


def _nature(rules: Rules) -> str:
    if rules.mode == OFFICIAL and not rules.brings_points:
        return "竞赛的一个阶段：成绩记入个人记录和竞赛的排行。"
    return MODES[rules.mode].sentence


def _window(rules: Rules) -> str:
    opens = moment(rules.opens_at)
    if rules.closes_at is None:
        return f"{opens} 起一直开放。"
    return f"{opens} 至 {moment(rules.closes_at)}。结束时还没有交的，由系统按已保存的答案交卷。"


def _attempts(rules: Rules) -> str:
    allowed = rules.attempts_allowed
    if allowed == 1:
        return "只有 1 次机会。"
    often = "次数不限" if allowed is None else f"最多 {allowed} 次"
    return f"{often}，{WAYS[rules.counting].rule}。"


def _credit(rules: Rules) -> str:
    if rules.is_quiz:
        return "这是课时小测：通过后由课时记积分。"
    if rules.mode != OFFICIAL:
        return "不记积分。"
    if not rules.brings_points:
        return "按竞赛的规则，在竞赛定案时记。"
    if rules.review.score == NEVER:
        return "不公布成绩，所以也不记积分。"
    return f"第一次合格记 {EXAM_PASSED.amount} 分，第一次满分另记 {FULL_MARKS.amount} 分；重考不重复记。"


def _withheld(things: list[str], when: str, closes_at: datetime | None) -> str:
    """Of some of the four, when they come."""
    if when == NEVER:
        return f"本场考试不公布{reviews.listed(things)}。"
    if when == AFTER_PUBLICATION:
        return f"{reviews.listed(things)}在考试结束后由组织者公布。"
    if closes_at is None:
        return f"本场考试还没有定下结束时间，{reviews.listed(things)}在结束后公布。"
    return f"{reviews.listed(things)}在 {moment(closes_at)} 考试结束后公布。"
