"""The rules of a contest as a form: what stands in `contests.rules`, row by row."""

from collections.abc import Sequence

import wtforms
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from quiz_app.contests.figures import LABELS as TERM_LABELS
from quiz_app.contests.formulas import LONGEST
from quiz_app.contests.rules import (
    FINAL_RULES,
    LAST_TIES,
    MEMBER_TIES,
    TEAM_RULES,
    UNIT_TIES,
    AwardRule,
    PlacePoints,
    Rules,
    SmallUnits,
)

TEAM_CHOICES = [(code, said.format(best="前几")) for code, said in TEAM_RULES.items()]
NOTHING = [("", _("不再比"))]
Words = str | LazyString
BY = [("score", _("成绩（个人、代表队）")), ("composite", _("综合分（单位）")), *TERM_LABELS.items()]
WHO = [("member", _("个人")), ("team", _("代表队")), ("unit", _("单位"))]


def _number(label: Words, least: int, most: int, *, default: int | None = 0, hint: Words = "") -> IntegerField:
    said = _("写 %(least)s 到 %(most)s", least=least, most=most)
    return IntegerField(label, [Optional(), NumberRange(least, most, said)], default=default, description=hint)


class Ticks(SelectMultipleField):
    """Checkboxes, so that several can be chosen with a thumb."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AwardForm(wtforms.Form):
    """A row of the awards. `code` is the row's own name, which other rows exclude it by."""

    code = HiddenField(validators=[Length(max=40)])
    title = StringField(_("奖项名称"), [InputRequired(_("请写奖项名称")), Length(max=60)])
    who = SelectField(_("给谁"), choices=WHO, default="member")
    count = _number(_("名额"), 1, 100_000, default=1)
    by = SelectField(_("按什么排"), choices=BY, default="score")
    level = SelectField(_("哪一级单位"), default="")
    within = SelectField(_("名额分到"), default="")
    least_participation = _number(_("参赛率不低于（%）"), 0, 100)
    least_roster = _number(_("应参赛不少于（人）"), 0, 1_000_000)
    excludes = Ticks(_("已经得了这些奖的不再参评"), validate_choice=False)

    def award(self) -> AwardRule:
        is_unit = self.who.data == "unit"
        return AwardRule(
            code=str(self.code.data),
            title=(self.title.data or "").strip(),
            who=str(self.who.data),
            count=self.count.data or 0,
            by=str(self.by.data) if is_unit else "score",
            level=(self.level.data or None) if is_unit else None,
            within=self.within.data or None,
            least_participation=self.least_participation.data or 0,
            least_roster=self.least_roster.data or 0,
            excludes=tuple(self.excludes.data or ()),
        )


class PointsForm(wtforms.Form):
    """A row of the points for places."""

    first = _number(_("从第几名"), 1, 1_000_000, default=1)
    last = _number(_("到第几名"), 1, 1_000_000, default=1)
    amount = _number(_("记几分"), 1, 100, default=1)

    def row(self) -> PlacePoints:
        return PlacePoints(self.first.data or 0, self.last.data or 0, self.amount.data or 0)


class RulesFields(FlaskForm):
    """A mixin of the contest's form: everything that `Rules` holds."""

    final = RadioField(_("几个阶段怎样合成个人名次"), choices=list(FINAL_RULES.items()), default="last_stage")
    member_tie_1 = SelectField(_("成绩相同，先比"))
    member_tie_2 = SelectField(_("还相同，再比"))
    member_tie_3 = SelectField(_("还相同，最后比"))
    unit_tie_1 = SelectField(_("综合分相同，先比"))
    unit_tie_2 = SelectField(_("还相同，再比"))
    unit_tie_3 = SelectField(_("还相同，再比"))
    unit_tie_4 = SelectField(_("还相同，最后比"))
    last_tie = RadioField(_("都比完还相同"), choices=list(LAST_TIES.items()), default="shared")
    composite = TextAreaField(
        _("单位综合分的公式"),
        [InputRequired(_("请写公式，例如：参赛率 * 40% + 名册平均分 * 60%")), Length(max=LONGEST)],
        description=_("用下面列出的指标，加 + - * / 、百分数、括号、min( , )、max( , )。"),
    )
    excellent_percent = _number(_("优秀线（满分的百分之几）"), 1, 100, default=90)
    small_least = _number(_("应参赛不到几人的单位不参加排名"), 0, 10_000, hint=_("0 表示都参加。"))
    small_shrink = _number(
        _("小单位的平均分向全体平均分靠拢（人数）"),
        0,
        10_000,
        hint=_("计算综合分时，当作另有这么多人得了全体平均分；0 表示不靠拢。"),
    )
    team = RadioField(
        _("团体成绩怎样算"),
        choices=TEAM_CHOICES,
        default="sum",
    )
    team_best = _number(_("取成绩最好的几名队员"), 1, 50, default=3)
    team_size = _number(_("一支代表队最多几人"), 1, 50, default=5)
    awards = FieldList(FormField(AwardForm), _("奖项"), max_entries=30)
    part_points = _number(_("交过卷的记几分"), 0, 100, hint=_("定案时记入学习积分，一次；0 表示不记。"))
    place_points = FieldList(FormField(PointsForm), _("名次积分"), max_entries=20)
    appeal_days = _number(_("公示几天"), 1, 60, default=3)
    answer_days = _number(_("几天内答复申诉"), 1, 60, default=5)
    shows_units = BooleanField(_("党员可以看各单位的排行"), default=True)

    @property
    def member_ties(self) -> tuple[SelectField, ...]:
        return self.member_tie_1, self.member_tie_2, self.member_tie_3

    @property
    def unit_ties(self) -> tuple[SelectField, ...]:
        return self.unit_tie_1, self.unit_tie_2, self.unit_tie_3, self.unit_tie_4

    def offer(self, levels: Sequence[tuple[str, str]]) -> None:
        """Give the lists their choices; `levels` are the kinds of units in the scope, with their labels."""
        for each in self.member_ties:
            each.choices = [*NOTHING, *MEMBER_TIES.items()]
        for each in self.unit_ties:
            each.choices = [*NOTHING, *UNIT_TIES.items()]
        self._name_awards()
        rows = [entry.form for entry in self.awards.entries]
        for row in rows:
            row.level.choices = [("", _("（个人、代表队不用选）")), *levels]
            each_of = [(code, _("每个%(kind)s", kind=said)) for code, said in levels]
            row.within.choices = [("", _("全部单位一起排")), *each_of]
            others = [(each.code.data, each.title.data or _("没有名称的奖项")) for each in rows if each is not row]
            row.excludes.choices = others
            row.excludes.data = [code for code in row.excludes.data or () if code in dict(others)]

    def rules(self, before: Rules) -> Rules:
        """What is written; what the form does not show stays as it was `before`."""
        return Rules(
            final=str(self.final.data),
            member_ties=_chosen(self.member_ties),
            unit_ties=_chosen(self.unit_ties),
            last_tie=str(self.last_tie.data),
            composite=(self.composite.data or "").strip(),
            excellent_percent=self.excellent_percent.data or 0,
            small_units=SmallUnits(self.small_least.data or 0, self.small_shrink.data or 0),
            team=str(self.team.data),
            team_best=self.team_best.data or 1,
            team_size=self.team_size.data or 1,
            awards=tuple(entry.form.award() for entry in self.awards.entries),
            part_points=self.part_points.data or 0,
            place_points=tuple(entry.form.row() for entry in self.place_points.entries),
            appeal_days=self.appeal_days.data or 1,
            answer_days=self.answer_days.data or 1,
            shows_units=bool(self.shows_units.data),
            regulations=before.regulations,
        )

    def _name_awards(self) -> None:
        known = {entry.form.code.data for entry in self.awards.entries}
        fresh = (name for number in range(1, 100) if (name := f"award{number}") not in known)
        for entry in self.awards.entries:
            entry.form.code.data = entry.form.code.data or next(fresh)


def rules_written(rules: Rules) -> dict[str, object]:
    """Rules as the form's data."""
    names = ("final", "last_tie", "composite", "excellent_percent", "team", "team_best", "team_size", "part_points")
    names += ("appeal_days", "answer_days", "shows_units")
    chains = {"member_tie": (rules.member_ties, 3), "unit_tie": (rules.unit_ties, 4)}
    return (
        {name: getattr(rules, name) for name in names}
        | {
            f"{name}_{place + 1}": chain[place] if place < len(chain) else ""
            for name, (chain, size) in chains.items()
            for place in range(size)
        }
        | {
            "small_least": rules.small_units.least,
            "small_shrink": rules.small_units.shrink,
            "awards": [_award_row(each) for each in rules.awards],
            "place_points": [
                {"first": each.first, "last": each.last, "amount": each.amount} for each in rules.place_points
            ],
        }
    )


def _award_row(award: AwardRule) -> dict[str, object]:
    names = ("code", "title", "who", "count", "by", "least_participation", "least_roster")
    optional = {"level": award.level or "", "within": award.within or "", "excludes": list(award.excludes)}
    return {name: getattr(award, name) for name in names} | optional


def _chosen(fields: Sequence[SelectField]) -> tuple[str, ...]:
    return tuple(str(each.data) for each in fields if each.data)
