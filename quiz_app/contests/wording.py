"""The regulations of a contest, which its page prints by itself: every rule that is in force as a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from quiz_app.contests import extras, stages, teams
from quiz_app.contests.advancing import GoingOn
from quiz_app.contests.advancing import sentence as going_on_sentence
from quiz_app.contests.figures import LABELS as TERM_LABELS
from quiz_app.contests.figures import TERMS
from quiz_app.contests.rules import FINAL_RULES, LAST_TIES, MEMBER_TIES, UNIT_TIES, AwardRule, Rules
from quiz_app.core.calendar import moment


@dataclass(frozen=True, slots=True)
class Article:
    """A heading and its sentences."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StageWords:
    """A stage as it is printed: `exam` are the rules of its exam, as (what about, the rule)."""

    kind: str
    title: str
    exam: Sequence[tuple[str, str]]
    going_on: GoingOn | None
    weight: int = 1


def articles(
    rules: Rules,
    stage_words: Sequence[StageWords],
    *,
    scope: str,
    opens_at: datetime,
    closes_at: datetime,
    freezes_at: datetime | None,
    is_team: bool,
    levels: Mapping[str, str],
) -> list[Article]:
    """The regulations, in the order in which somebody who takes part asks; instants are datetimes."""
    return [
        Article("参赛范围", _scope(scope, rules, is_team=is_team)),
        Article("时间", _times(opens_at, closes_at, freezes_at)),
        *(_stage(each, levels) for each in stage_words),
        Article("个人名次", _member_places(rules, len(stage_words) > 1)),
        Article("单位排名", _unit_places(rules, levels)),
        *([Article("奖项", _awards(rules, levels))] if rules.awards else []),
        Article("积分", _points(rules)),
        Article("公示和申诉", _appeals(rules)),
        Article("取消成绩", _disqualification()),
    ]


def award_sentence(award: AwardRule, rules: Rules, levels: Mapping[str, str]) -> str:
    """`优秀组织奖 10 个，给市级党组织，按参赛率排；…`"""
    who = {"member": "个人", "team": "代表队"}.get(award.who) or levels.get(award.level or "", "单位")
    by = {"score": "成绩", "composite": "综合分"}.get(award.by) or TERM_LABELS.get(award.by, award.by)
    where = f"每个{levels.get(award.within, '单位')}各 {award.count} 个" if award.within else f"{award.count} 个"
    said = f"{award.title}：{where}，给{who}，按{by}排"
    least = []
    if award.least_participation:
        least.append(f"参赛率不低于 {award.least_participation}%")
    if award.least_roster:
        least.append(f"应参赛不少于 {award.least_roster} 人")
    if least:
        said += f"，要求{'、'.join(least)}"
    if award.excludes:
        titles = {each.code: each.title for each in rules.awards}
        said += f"；已经获得{'、'.join(titles[code] for code in award.excludes)}的不再参评"
    return f"{said}。"


def _scope(scope: str, rules: Rules, *, is_team: bool) -> tuple[str, ...]:
    said = [
        f"{scope}的党员参加，不用报名：开赛那一刻的名册就是参赛名册，参赛率以它为分母，此后转接、移动都不改变。",
        "流动党员、新转入的党员可以由组织者增补；确实不能参加的可以豁免，不计入分母。增补和豁免都写明理由，留在记录里。",
    ]
    if is_team:
        said.append(f"团体赛：每队最多 {rules.team_size} 人，都是本单位的党员；团体成绩是{teams.sentence(rules)}。")
    return tuple(said)


def _times(opens_at: datetime, closes_at: datetime, freezes_at: datetime | None) -> tuple[str, ...]:
    said = [f"{moment(opens_at)} 开始，{moment(closes_at)} 结束（北京时间，以服务器为准）。"]
    if freezes_at is not None:
        said.append(
            f"{moment(freezes_at)} 封榜：从这一刻起，排行、各项比率、导出都停在这一刻，"
            "本人自己的成绩照常看得到；结束以后由组织者揭晓。"
        )
    return tuple(said)


def _stage(words: StageWords, levels: Mapping[str, str]) -> Article:
    said = [f"{about}：{rule}" for about, rule in words.exam] or ["现场进行，成绩由组织者录入。"]
    if not stages.counts(words.kind):
        said.append("预热不计入竞赛成绩。")
    if words.going_on is not None:
        said.append(f"晋级：{going_on_sentence(words.going_on, levels)}。")
    return Article(f"{stages.LABELS[stages.Kind(words.kind)]}：{words.title}", tuple(said))


def _member_places(rules: Rules, has_several: bool) -> tuple[str, ...]:
    said = [f"{FINAL_RULES[rules.final]}。"] if has_several else []
    said.append("成绩高的在前。" + _chain([MEMBER_TIES[each] for each in rules.member_ties]))
    said.append(f"{LAST_TIES[rules.last_tie]}。")
    return (*said, *extras.sentences(rules))


def _unit_places(rules: Rules, levels: Mapping[str, str]) -> tuple[str, ...]:
    formula = rules.formula()
    said = [f"综合分 = {formula.written}。"]
    said += [f"{TERMS[name].label}：{TERMS[name].rule}。" for name in formula.names]
    said.append("综合分高的在前。" + _chain([UNIT_TIES[each] for each in rules.unit_ties]))
    small = rules.small_units
    if small.least:
        said.append(f"应参赛不到 {small.least} 人的单位列出成绩，不参加排名。")
    if small.shrink:
        said.append(
            f"为了不让人少的单位大起大落，计算综合分时，各单位的平均分按“{small.shrink} 名得全体平均分的党员”一起平均。"
        )
    return tuple(said)


def _awards(rules: Rules, levels: Mapping[str, str]) -> tuple[str, ...]:
    said = tuple(award_sentence(each, rules, levels) for each in rules.awards)
    return (*said, "没有人参赛的单位不评奖。") if any(each.who == "unit" for each in rules.awards) else said


def _points(rules: Rules) -> tuple[str, ...]:
    said = []
    if rules.part_points:
        said.append(f"交过卷的，定案时记 {rules.part_points} 分，一次。")
    for each in rules.place_points:
        places = f"第 {each.first} 名" if each.first == each.last else f"第 {each.first} 至 {each.last} 名"
        said.append(f"{places}，定案时记 {each.amount} 分。")
    return tuple(said) or ("这次竞赛不记学习积分。",)


def _appeals(rules: Rules) -> tuple[str, ...]:
    return (
        f"成绩公示 {rules.appeal_days} 天。对题目、成绩、取消成绩有异议的，本人在成绩页上提出申诉，写明理由。",
        f"每件申诉 {rules.answer_days} 天内答复：一人提意见，另一人复核，答复写明理由。处理和改动的件数公开。",
        "题目更正、成绩恢复会重新计算名次、晋级、奖项和积分，改动留有记录。",
    )


def _disqualification() -> tuple[str, ...]:
    return ("由他人代答、冒用他人账号等情形，经组织者查实，取消成绩并写明理由；本人可以申诉，恢复时一切照旧。",)


def _chain(ties: Sequence[str]) -> str:
    if not ties:
        return ""
    return "相同的，" + "；还相同的，".join(ties) + "。"
