"""What an organizer decides about a contest, as one value that is stored, printed and never changed once announced."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from quiz_app.contests import formulas
from quiz_app.contests.figures import BY_MARKS, LABELS

MEMBER_TIES = {
    "time": "用时少的在前",
    "earlier": "先交卷的在前",
    "fewer_attempts": "答题次数少的在前",
}
UNIT_TIES = {
    "participation": "参赛率高的在前",
    "high_scores": "高分奖励多的在前",
    "attempts_a_head": "人均答题次数多的在前",
    "roster_mean": "名册平均分高的在前",
}
LAST_TIES = {
    "shared": "仍相同的名次并列，后面的名次顺延（1、2、2、4）；与奖项的最后一名并列的，一并获奖",
    "all_go_on": "仍相同的，在晋级线和奖项名额上一并算入",
    "extra_paper": "仍相同、又影响晋级或奖项的，加赛一份试卷",
}
FINAL_RULES = {
    "last_stage": "按走到的阶段排：先比阶段，再比这一阶段的成绩",
    "sum": "各阶段成绩按权重相加",
}
TEAM_RULES = {
    "sum": "队员成绩之和",
    "best_mean": "成绩最好的 {best} 名队员的平均分",
    "roster_mean": "全体队员的平均分，没有参赛的按 0 分",
}


@dataclass(frozen=True, slots=True)
class SmallUnits:
    """Fairness towards small units: those with fewer than `least` on the roster stand outside the ranking; `shrink`
    (a number of members) draws a unit's mean towards the mean of all, the more so the smaller it is; 0 and 0: neither.
    """

    least: int = 0
    shrink: int = 0


@dataclass(frozen=True, slots=True)
class AwardRule:
    """An award: for a `member`, `team` or `unit` (of one `level`: a kind of unit), `count` of them by place in `by`
    (`score` for members and teams; a term or `composite` for units), in the whole contest or `within` each unit of a
    kind. `least_participation` (per cent) and `least_roster` must be reached. Who holds an award of `excludes` is
    passed over."""

    code: str
    title: str
    who: str
    count: int
    by: str = "score"
    level: str | None = None
    within: str | None = None
    least_participation: int = 0
    least_roster: int = 0
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacePoints:
    """Points of the ledger: `amount` for each place from `first` to `last`."""

    first: int
    last: int
    amount: int


@dataclass(frozen=True, slots=True)
class Rules:
    """`member_ties` and `unit_ties` are chains of what decides between equals, in order, and `last_tie` what happens
    when they do not. `composite` is a formula over unit figures; a unit ranks by it. `part_points` are for taking part,
    once; `names_at_level` is the level of the units that the standings lead with."""

    final: str = "last_stage"
    member_ties: tuple[str, ...] = ("time",)
    unit_ties: tuple[str, ...] = ("participation",)
    last_tie: str = "shared"
    composite: str = "名册平均分"
    excellent_percent: int = 90
    small_units: SmallUnits = SmallUnits()
    team: str = "sum"
    team_best: int = 3
    team_size: int = 5
    awards: tuple[AwardRule, ...] = ()
    part_points: int = 0
    place_points: tuple[PlacePoints, ...] = ()
    appeal_days: int = 3
    answer_days: int = 5
    shows_units: bool = True
    regulations: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> "Rules":
        known: dict[str, Any] = {name: value for name, value in raw.items() if name in cls.__dataclass_fields__}
        read: dict[str, Any] = {
            "member_ties": tuple(known.get("member_ties", ())),
            "unit_ties": tuple(known.get("unit_ties", ())),
            "small_units": SmallUnits(**known.get("small_units", {})),
            "awards": tuple(
                AwardRule(**each | {"excludes": tuple(each["excludes"])}) for each in known.get("awards", ())
            ),
            "place_points": tuple(PlacePoints(**each) for each in known.get("place_points", ())),
            "regulations": tuple(known.get("regulations", ())),
        }
        return cls(**known | read)

    def formula(self) -> formulas.Formula:
        return formulas.parse(self.composite, LABELS)


def problems(rules: Rules, *, levels: Sequence[str], off_scale: Sequence[str] = ()) -> dict[str, str]:
    """What keeps rules from being used, by field; `levels` are the kinds of units in the scope, `off_scale` the titles
    of stages whose scores cannot be held against marks."""
    found: dict[str, str] = {}
    try:
        names = rules.formula().names
    except formulas.BadFormula as wrong:
        names, found["composite"] = (), str(wrong)
    if rules.final not in FINAL_RULES or rules.last_tie not in LAST_TIES or rules.team not in TEAM_RULES:
        found["final"] = "请从列出的办法里选一种。"
    if set(rules.member_ties) - MEMBER_TIES.keys() or len(set(rules.member_ties)) != len(rules.member_ties):
        found["member_ties"] = "并列的办法不认识或者重复，请重新选择。"
    if set(rules.unit_ties) - UNIT_TIES.keys() or len(set(rules.unit_ties)) != len(rules.unit_ties):
        found["unit_ties"] = "并列的办法不认识或者重复，请重新选择。"
    if not 1 <= rules.excellent_percent <= 100:
        found["excellent_percent"] = "优秀线写 1 到 100（满分的百分之几）。"
    codes = [award.code for award in rules.awards]
    for award in rules.awards:
        if wrong_award := _award_problem(award, levels, codes):
            found[f"awards.{award.code}"] = wrong_award
    if len(set(codes)) != len(codes):
        found["awards"] = "有两个奖项的代号相同，请改一个。"
    last = 0
    for each in rules.place_points:
        if not last < each.first <= each.last or each.amount < 1:
            found["place_points"] = "名次积分要从第 1 名往后写，不重叠，分数是正数。"
        last = each.last
    return (_by_marks(rules, names, off_scale) if off_scale else {}) | found


def _by_marks(rules: Rules, names: Sequence[str], off_scale: Sequence[str]) -> dict[str, str]:
    """Where rules ask for figures that stages do not have, by field; `names` are those of the formula."""
    end = f"可是{_quoted(off_scale)}按每分钟得分计分，分不出合格、优秀和满分。请换一个指标，或者改这个阶段的计分办法。"
    found: dict[str, str] = {}
    if asked := [LABELS[each] for each in names if each in BY_MARKS]:
        found["composite"] = f"综合分的公式用了{_quoted(asked)}，{end}"
    if asked := [UNIT_TIES[each] for each in rules.unit_ties if each in BY_MARKS]:
        found["unit_ties"] = f"单位并列时用了{_quoted(asked)}，{end}"
    for award in rules.awards:
        if award.who == "unit" and award.by in BY_MARKS:
            found[f"awards.{award.code}"] = f"“{award.title}”按{_quoted([LABELS[award.by]])}评，{end}"
    return found


def _quoted(names: Sequence[str]) -> str:
    return "、".join(f"“{each}”" for each in names)


def _award_problem(award: AwardRule, levels: Sequence[str], codes: Sequence[str]) -> str | None:
    if award.count < 1:
        return f"“{award.title}”至少 1 个名额。"
    if award.who == "unit" and award.level not in levels:
        return f"“{award.title}”要写明给哪一级单位，范围里要有这一级。"
    if award.who == "unit" and award.by != "composite" and award.by not in LABELS:
        return f"“{award.title}”按什么排，请从列出的指标里选。"
    if award.who not in ("member", "team", "unit"):
        return f"“{award.title}”要写明给个人、代表队还是单位。"
    if set(award.excludes) - set(codes):
        return f"“{award.title}”排除的奖项不在这次竞赛里。"
    return None
