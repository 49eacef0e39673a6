"""A contest being written: its words and times, its stages with who goes on, its rules."""

from collections.abc import Mapping, Sequence

import wtforms
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from quiz_app.contests import stages
from quiz_app.contests.advancing import RULES as GOING_ON
from quiz_app.contests.advancing import GoingOn
from quiz_app.contests.drafts import ContestDraft, StageDraft
from quiz_app.contests.forms.rules import RulesFields, rules_written
from quiz_app.core.web.forms import Form
from quiz_app.exams.forms.times import MINUTE_FORMATS, aware, naive

RULE_CHOICES = [
    ("", _("不用晋级：下一阶段人人可以参加")),
    ("top", _("前多少名")),
    ("top_of_each", _("每个单位前多少名")),
    ("score", _("达到多少分的都晋级")),
    ("quotas", _("按各地名额")),
    ("top_units", _("团体赛：综合分前多少名的单位，各由代表队晋级")),
]
assert {code for code, _label in RULE_CHOICES if code} == set(GOING_ON)


class StageForm(wtforms.Form):
    """A stage of the contest: its title, its weight, and who goes on from it."""

    title = StringField(_("名称"), [InputRequired(_("请写阶段的名称")), Length(max=60)])
    weight = IntegerField(
        _("权重"), [Optional(), NumberRange(1, 100, _("写 1 到 100"))], default=1, description=_("各阶段相加时才用。")
    )
    rule = SelectField(_("谁晋级到下一阶段"), choices=RULE_CHOICES, default="")
    count = IntegerField(
        _("多少名，或多少分"), [Optional(), NumberRange(0, 1_000_000, _("写 0 到 1,000,000"))], default=0
    )
    level = SelectField(_("哪一级单位"), default="", description=_("按单位晋级时要选。"))
    wild_cards = IntegerField(_("外卡"), [Optional(), NumberRange(0, 10_000, _("写 0 到 10,000"))], default=0)
    ties_go_on = BooleanField(_("与最后一名成绩完全相同的一并晋级"), default=False)

    def going_on(self, quotas: Mapping[int, int]) -> GoingOn | None:
        if not self.rule.data:
            return None
        return GoingOn(
            rule=str(self.rule.data),
            count=self.count.data or 0,
            level=(self.level.data or None) if self.rule.data in ("top_of_each", "top_units") else None,
            quotas=tuple(quotas.items()) if self.rule.data == "quotas" else (),
            wild_cards=self.wild_cards.data or 0,
            ties_go_on=bool(self.ties_go_on.data),
        )


class WordsForm(Form):
    title = StringField(_("竞赛名称"), [InputRequired(_("请填写竞赛名称")), Length(max=120)])
    summary = TextAreaField(_("说明"), [Optional(), Length(max=2000)], description=_("写在竞赛页的最上面。"))


class ContestForm(RulesFields):
    """A draft of a contest. `version` is the one that was on the page; times are those of Shanghai."""

    title = StringField(_("竞赛名称"), [InputRequired(_("请填写竞赛名称")), Length(max=120)])
    summary = TextAreaField(_("说明"), [Optional(), Length(max=2000)], description=_("写在竞赛页的最上面。"))
    opens_at = DateTimeLocalField(_("开始时间"), [InputRequired(_("请填写开始时间"))], format=MINUTE_FORMATS)
    closes_at = DateTimeLocalField(
        _("结束时间"),
        [InputRequired(_("请填写结束时间"))],
        format=MINUTE_FORMATS,
        description=_("各阶段的考试都要在开始和结束之间。"),
    )
    freezes_at = DateTimeLocalField(
        _("封榜时间"),
        [Optional()],
        format=MINUTE_FORMATS,
        description=_("从这一刻起排行停住，结束后由组织者揭晓。不封榜就留空。"),
    )
    is_team = BooleanField(_("团体赛：各单位组代表队"), default=False)
    stages = FieldList(FormField(StageForm), _("阶段"))
    version = HiddenField()

    @property
    def seen_version(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def offer_levels(self, levels: Sequence[tuple[str, str]]) -> None:
        """Give every list its choices."""
        self.offer(levels)
        for entry in self.stages.entries:
            entry.form.level.choices = [("", _("（不用选）")), *levels]

    def draft(self, before: ContestDraft, quotas: Sequence[Mapping[int, int]]) -> ContestDraft:
        """What is written, after validation; `quotas` are those of each stage."""
        opens_at, closes_at = aware(self.opens_at.data), aware(self.closes_at.data)
        assert opens_at is not None
        assert closes_at is not None
        rows = zip(self.stages.entries, before.stages, quotas, strict=True)
        return ContestDraft(
            title=(self.title.data or "").strip(),
            summary=(self.summary.data or "").strip(),
            opens_at=opens_at,
            closes_at=closes_at,
            freezes_at=aware(self.freezes_at.data),
            is_team=bool(self.is_team.data),
            rules=self.rules(before.rules),
            stages=tuple(
                StageDraft(
                    known.kind,
                    (entry.form.title.data or "").strip(),
                    entry.form.going_on(own),
                    entry.form.weight.data or 1,
                    known.on_site,
                )
                for entry, known, own in rows
            ),
        )


class NewStageForm(Form):
    """A stage more; its paper is a copy of an earlier one's and is written on the exam's own page."""

    kind = RadioField(
        _("哪一种阶段"), choices=[(each.value, said) for each, said in stages.LABELS.items()], default="semifinal"
    )
    title = StringField(_("名称"), [InputRequired(_("请写阶段的名称")), Length(max=60)])
    on_site = BooleanField(_("现场进行：没有试卷，成绩由组织者录入"), default=False)


def contest_written(draft: ContestDraft, version: int) -> dict[str, object]:
    """A contest as the form's data."""
    return rules_written(draft.rules) | {
        "title": draft.title,
        "summary": draft.summary,
        "opens_at": naive(draft.opens_at),
        "closes_at": naive(draft.closes_at),
        "freezes_at": naive(draft.freezes_at),
        "is_team": draft.is_team,
        "stages": [_stage_row(each) for each in draft.stages],
        "version": str(version),
    }


def _stage_row(stage: StageDraft) -> dict[str, object]:
    rule = stage.going_on
    row: dict[str, object] = {"title": stage.title, "weight": stage.weight, "rule": rule.rule if rule else ""}
    if rule is not None:
        row |= {"count": rule.count, "level": rule.level or "", "wild_cards": rule.wild_cards}
        row["ties_go_on"] = rule.ties_go_on
    return row
