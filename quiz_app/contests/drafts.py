"""What an organizer writes down about a contest before it is announced: plain values."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from quiz_app.contests import stages
from quiz_app.contests.advancing import RULES, GoingOn
from quiz_app.contests.rules import AwardRule, Rules

MOST_STAGES = 6


@dataclass(frozen=True, slots=True)
class StageDraft:
    """A stage of `kind` (`contests.stages`); `going_on` says who goes on from it, None: nobody needs to."""

    kind: str
    title: str
    going_on: GoingOn | None = None
    weight: int = 1
    on_site: bool = False


@dataclass(frozen=True, slots=True)
class ContestDraft:
    """A contest as it is written down. `freezes_at` None: standings never stand still."""

    title: str
    summary: str
    opens_at: datetime
    closes_at: datetime
    freezes_at: datetime | None = None
    is_team: bool = False
    rules: Rules = field(default_factory=Rules)
    stages: tuple[StageDraft, ...] = ()


def problems(draft: ContestDraft) -> dict[str, str]:
    """What keeps a draft from being kept, by field."""
    found: dict[str, str] = {}
    if not draft.title.strip():
        found["title"] = "请写竞赛名称。"
    if draft.closes_at <= draft.opens_at:
        found["closes_at"] = "结束时间要晚于开始时间。"
    elif draft.freezes_at is not None and not draft.opens_at < draft.freezes_at < draft.closes_at:
        found["freezes_at"] = "封榜时间要在开始和结束之间；不封榜就留空。"
    if len(draft.stages) > MOST_STAGES:
        found["stages"] = f"最多 {MOST_STAGES} 个阶段。"
    if not any(stages.counts(each.kind) for each in draft.stages):
        found["stages"] = "至少要有一个计分的阶段：初赛、复赛或决赛。"
    order = list(stages.Kind)
    kinds = [order.index(stages.Kind(each.kind)) for each in draft.stages if each.kind in order]
    if len(kinds) != len(draft.stages) or kinds != sorted(kinds):
        found["stages"] = "阶段要按预热、初赛、复赛、决赛的次序排。"
    for index, each in enumerate(draft.stages):
        if wrong := _stage_problem(each, is_last=index == len(draft.stages) - 1, is_team=draft.is_team):
            found[f"stages.{index}"] = wrong
    return found


def _stage_problem(stage: StageDraft, *, is_last: bool, is_team: bool) -> str | None:
    if stage.going_on is None:
        return None
    if is_last:
        return f"“{stage.title}”是最后一个阶段，后面没有可以晋级的阶段。"
    if not stages.counts(stage.kind):
        return f"“{stage.title}”是预热，不计成绩，不能用来晋级。"
    if stage.going_on.rule not in RULES or (stage.going_on.rule != "quotas" and stage.going_on.count < 1):
        return f"“{stage.title}”的晋级办法没有写完：写明名额或分数线。"
    if stage.going_on.rule == "top_units" and not is_team:
        return f"“{stage.title}”由单位的代表队晋级，竞赛要是团体赛。"
    if stage.going_on.rule in ("top_of_each", "top_units") and not stage.going_on.level:
        return f"“{stage.title}”按单位晋级，要写明是哪一级单位。"
    if stage.going_on.rule == "quotas" and not stage.going_on.quotas:
        return f"“{stage.title}”按各地名额晋级，要写出各地的名额。"
    return None


def fitted(draft: ContestDraft, levels: Sequence[str]) -> ContestDraft:
    """A draft without what asks for a level of units that the scope does not have: awards for units of it are left out,
    and who went on by it goes on by the places of all."""
    awards = tuple(each for each in draft.rules.awards if _has_levels(each, levels))
    codes = {each.code for each in awards}
    kept = tuple(replace(each, excludes=tuple(code for code in each.excludes if code in codes)) for each in awards)
    stages_kept = tuple(
        replace(each, going_on=replace(each.going_on, rule="top", level=None))
        if each.going_on is not None and each.going_on.level is not None and each.going_on.level not in levels
        else each
        for each in draft.stages
    )
    return replace(draft, rules=replace(draft.rules, awards=kept), stages=stages_kept)


def _has_levels(award: AwardRule, levels: Sequence[str]) -> bool:
    return all(each is None or each in levels for each in (award.level, award.within))
