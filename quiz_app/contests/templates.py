"""Contests that an organizer may begin with: three forms that are held often, each a draft with its exams."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from quiz_app.contests.advancing import GoingOn
from quiz_app.contests.drafts import ContestDraft, StageDraft
from quiz_app.contests.rules import AwardRule, PlacePoints, Rules, SmallUnits
from quiz_app.contests.stages import Kind
from quiz_app.core.calendar import ZONE
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.drafts import ExamDraft
from quiz_app.exams.entering.policies import EntryRules
from quiz_app.exams.modes import MOCK, OFFICIAL
from quiz_app.exams.reviews import AFTER_WINDOW, AT_ONCE, Review

DAY = timedelta(days=1)
REVIEW = Review(AT_ONCE, AFTER_WINDOW, AFTER_WINDOW, AFTER_WINDOW)


@dataclass(frozen=True, slots=True)
class Made:
    """A draft of a contest with one of an exam for each stage, None for those on site."""

    contest: ContestDraft
    exams: tuple[ExamDraft | None, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """`make` takes the title and the first day, as an instant of it."""

    code: str
    label: str
    about: str
    make: Callable[[str, datetime], Made]


def _at(day: datetime, days: int, hour: int, minute: int = 0) -> datetime:
    """An hour of the day so many days after `day`, in Shanghai."""
    here = day.astimezone(ZONE).date() + timedelta(days=days)
    return datetime.combine(here, time(hour, minute), tzinfo=ZONE)


def _exam(title: str, opens_at: datetime, closes_at: datetime, cells: tuple[Cell, ...], **more: object) -> ExamDraft:
    draft = ExamDraft(
        title=title,
        description="",
        opens_at=opens_at,
        closes_at=closes_at,
        minutes=30,
        attempts_allowed=None,
        pass_percent=60,
        credit_rule="none",
        review=REVIEW,
        blueprint=Blueprint(cells),
    )
    return replace(draft, **more)  # type: ignore[arg-type]


def _cells(single: int, multiple: int, true_false: int, points: int) -> tuple[Cell, ...]:
    found = ((single, "single_choice"), (multiple, "multiple_choice"), (true_false, "true_false"))
    return tuple(Cell(count, points, type=kind) for count, kind in found if count)


def _one_day(title: str, first: datetime) -> Made:
    opens, closes = _at(first, 0, 9), _at(first, 0, 21)
    rules = Rules(
        composite="参赛率 * 40% + 名册平均分 * 60%",
        part_points=2,
        place_points=(PlacePoints(1, 1, 5), PlacePoints(2, 3, 3), PlacePoints(4, 10, 2)),
        awards=(
            AwardRule("winner", "优胜奖", "member", 10),
            AwardRule(
                "organization", "优秀组织奖", "unit", 3, by="composite", level="party_branch", least_participation=60
            ),
        ),
        small_units=SmallUnits(least=3),
    )
    stage = StageDraft(Kind.PRELIMINARY, "初赛")
    exam = _exam(f"{title} · 初赛", opens, closes, _cells(35, 5, 10, 200), attempts_allowed=2)
    return Made(ContestDraft(title, "", opens, closes, rules=rules, stages=(stage,)), (exam,))


def _two_fortnights(title: str, first: datetime) -> Made:
    """Two weeks of mock attempts, five a day; then two weeks in which the best of at most five attempts counts."""
    opens, turn, closes = _at(first, 0, 8), _at(first, 14, 8), _at(first, 28, 22)
    cells = _cells(60, 10, 10, 125)
    rules = Rules(
        composite="参赛平均分 * 50% + 参赛率 * 50%",
        member_ties=("time", "earlier"),
        unit_ties=("participation",),
        awards=(
            AwardRule("individual", "个人优胜奖", "member", 800),
            AwardRule("collective_province", "集体优胜奖", "unit", 10, by="composite", level="city"),
            AwardRule("collective_city", "集体优胜奖（县级）", "unit", 40, by="composite", level="county"),
            AwardRule("collective_branch", "集体优胜奖（基层）", "unit", 150, by="composite", level="party_branch"),
            AwardRule(
                "organization",
                "优秀组织奖",
                "unit",
                200,
                by="entrants",
                level="party_branch",
                excludes=("collective_province", "collective_city", "collective_branch"),
            ),
        ),
    )
    mock = _exam(f"{title} · 模拟", opens, turn, cells, mode=MOCK, entry=EntryRules(per_day=5))
    official = _exam(f"{title} · 正式", turn, closes, cells, mode=OFFICIAL, attempts_allowed=5)
    drafts = (StageDraft(Kind.WARM_UP, "模拟答题"), StageDraft(Kind.PRELIMINARY, "正式答题"))
    return Made(ContestDraft(title, "", opens, closes, rules=rules, stages=drafts), (mock, official))


def _month_and_final(title: str, first: datetime) -> Made:
    """31 days of ten questions, three tries a day; teams of the best eight units go to a final on site."""
    opens, closes = _at(first, 0, 0), _at(first, 31, 0)
    rules = Rules(
        composite=(
            "组织发动 * 20% + 参赛率 * 30% + 参赛平均分 * 30% + 高分奖励 * 10%"
            f" + min(人均答题次数, {3 * 31}) / {3 * 31} * 100 * 10%"
        ),
        unit_ties=("participation", "high_scores", "attempts_a_head"),
        last_tie="all_go_on",
    )
    daily = _exam(
        f"{title} · 每日答题",
        opens,
        closes,
        _cells(6, 2, 2, 1000),
        minutes=10,
        entry=EntryRules(per_day=3),
    )
    best_eight = GoingOn("top_units", 8, level="city", ties_go_on=True)
    drafts = (StageDraft(Kind.PRELIMINARY, "每日答题", best_eight), StageDraft(Kind.FINAL, "现场决赛", on_site=True))
    contest = ContestDraft(title, "", opens, closes + 7 * DAY, is_team=True, rules=rules, stages=drafts)
    return Made(contest, (daily, None))


def _daily_bests(title: str, first: datetime) -> Made:
    """35 days of five tries a day; the best of each day counts, all days together."""
    opens, closes = _at(first, 0, 0), _at(first, 35, 0)
    rules = Rules(
        composite="参赛率 * 40% + min(名册平均分 / 35, 100) * 60%",
        member_ties=("time", "earlier"),
        awards=(AwardRule("individual", "个人优胜奖", "member", 100),),
    )
    exam = _exam(
        f"{title} · 每日答题",
        opens,
        closes,
        _cells(20, 5, 5, 400),
        minutes=15,
        entry=EntryRules(per_day=5),
        counting="daily",
    )
    return Made(
        ContestDraft(title, "", opens, closes, rules=rules, stages=(StageDraft(Kind.PRELIMINARY, "每日答题"),)),
        (exam,),
    )


def _ladder(title: str, first: datetime) -> Made:
    """Warm-up, preliminary, semifinal and final, each by who went on."""
    opens, closes = _at(first, 0, 8), _at(first, 30, 21)
    rules = Rules(
        composite="参赛率 * 40% + 名册平均分 * 60%",
        last_tie="all_go_on",
        part_points=2,
        place_points=(PlacePoints(1, 3, 10), PlacePoints(4, 10, 5)),
        awards=(
            AwardRule("first", "一等奖", "member", 3),
            AwardRule("second", "二等奖", "member", 10, excludes=("first",)),
            AwardRule("third", "三等奖", "member", 30, excludes=("first", "second")),
            AwardRule("organization", "优秀组织奖", "unit", 10, by="composite", level="county"),
        ),
        small_units=SmallUnits(least=3),
    )
    cells = _cells(40, 10, 10, 200)
    drafts = (
        StageDraft(Kind.WARM_UP, "预热练习"),
        StageDraft(Kind.PRELIMINARY, "初赛", GoingOn("top_of_each", 20, level="county", wild_cards=5, ties_go_on=True)),
        StageDraft(Kind.SEMIFINAL, "复赛", GoingOn("top", 50, ties_go_on=True)),
        StageDraft(Kind.FINAL, "决赛"),
    )
    exams = (
        _exam(f"{title} · 预热", opens, _at(first, 7, 8), cells, mode=MOCK, entry=EntryRules(per_day=5)),
        _exam(f"{title} · 初赛", _at(first, 7, 8), _at(first, 14, 22), cells, attempts_allowed=2),
        _exam(f"{title} · 复赛", _at(first, 20, 19), _at(first, 20, 21), cells, attempts_allowed=1),
        _exam(f"{title} · 决赛", _at(first, 30, 19), _at(first, 30, 21), cells, attempts_allowed=1),
    )
    return Made(ContestDraft(title, "", opens, closes, rules=rules, stages=drafts), exams)


_ALL = (
    Template("one_day", "一天的竞赛", "一张试卷、一天的时间，每人两次，取最好成绩；适合支部、县。", _one_day),
    Template(
        "two_fortnights",
        "两周模拟，两周正式",
        "模拟每天最多 5 次，正式一共 5 次、取最好一次；个人、集体、组织奖。",
        _two_fortnights,
    ),
    Template(
        "month_and_final",
        "三十一天每日答题，现场决赛",
        "每天 10 题 3 次，单位按综合分排，前 8 名组队进现场决赛。",
        _month_and_final,
    ),
    Template("daily_bests", "三十五天每日答题", "每天 5 次，每天最好的一次相加，同分比用时。", _daily_bests),
    Template("ladder", "预热、初赛、复赛、决赛", "逐级晋级：每县前 20 名、外卡、前 50 名。", _ladder),
)
TEMPLATES: dict[str, Template] = {each.code: each for each in _ALL}
