"""The switches that public rules against formalism ask about: what each may be set to, and which rule it follows.

Only words that stand in texts that we hold are cited: a rule whose number we cannot check is not named.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from quiz_app.notices.quiet import QuietHours

ON, OFF = "on", "off"
RANKING = "personal_ranking_opt_in"
USAGE_RATES = "publishes_usage_rates"
QUOTA = "reminder_quota"
QUIET = "quiet_hours"
MOST_REMINDERS = 7
LONGEST_REASON = 200

_HOURS = re.compile(r"([01][0-9]|2[0-3]):(00|30)-([01][0-9]|2[0-3]):(00|30)")


@dataclass(frozen=True, slots=True)
class Clause:
    """Words of a public rule: `text` as it stands there, `cite` says where."""

    text: str
    cite: str


@dataclass(frozen=True, slots=True)
class Switch:
    """`default` holds until somebody changes it; `values` says every value in words (none: two times of the day).

    `meaning` says what it does, `rule` what the site makes of the clause that it `follows`.
    """

    code: str
    title: str
    default: str
    values: Mapping[str, str]
    meaning: str
    rule: str
    follows: Clause

    def words(self, value: str) -> str:
        return self.values.get(value) or hours_of(value).words

    def problem(self, value: str) -> str | None:
        """What is wrong with a value, None for a good one."""
        if self.values:
            return None if value in self.values else "请从列表里选。"
        return None if _HOURS.fullmatch(value) else "请选开始和结束的时间。"


AGAINST_FORMALISM = Clause(
    "坚决反对形式主义、官僚主义、享乐主义和奢靡之风，教育引导党员、干部坚持实事求是的思想路线，"
    "树立正确政绩观，把对上负责和对下负责一致起来，转变作风，真抓实干。",
    "《中国共产党党和国家机关基层组织工作条例》（2019年）第十六条",
)
AGAINST_EXTRA_LOAD = Clause(
    "在督查检查考核等工作中搞层层加码、过度留痕，增加基层工作负担；",
    "《中国共产党纪律处分条例》（2023年）第一百三十二条第（五）项",
)
CLAUSES = (AGAINST_FORMALISM, AGAINST_EXTRA_LOAD)
SWITCHES: Mapping[str, Switch] = {
    each.code: each
    for each in (
        Switch(
            RANKING,
            "个人排行由本人自愿",
            ON,
            {ON: "自愿：本人同意才显示姓名", OFF: "不问本人：本支部内显示姓名"},
            "本人同意的，才在本支部的排行里显示姓名，其余用 * 遮住。不问本人时，本支部里都显示。支部以外一律遮住。",
            "个人排行只作自我对照，不给人加负担。",
            AGAINST_EXTRA_LOAD,
        ),
        Switch(
            USAGE_RATES,
            "向外公布各单位的使用率",
            OFF,
            {OFF: "不公布", ON: "公布"},
            "不公布时，学习积分排行上别的单位的参与率、参与人数和在册人数，只有负责那个单位的人和它自己的党员看得到。",
            "看学得怎样，不比用了多少。",
            AGAINST_FORMALISM,
        ),
        Switch(
            QUOTA,
            "提醒次数上限",
            "2",
            {"0": "不发提醒"}
            | {str(most): f"每人每件事 7 天内最多 {most} 次" for most in range(1, MOST_REMINDERS + 1)},
            "同一件事，任何人都不能在 7 天内提醒同一名党员超过这个次数；超过的人这一次不发，发的人会看到漏了几个。",
            "提醒是服务，不反复催办。",
            AGAINST_EXTRA_LOAD,
        ),
        Switch(
            QUIET,
            "免打扰时段",
            "21:00-08:00",
            {},
            "这段时间里要发的提醒，等时段结束自动发出；到那时已经过了截止时间的，不发。",
            "提醒不占休息时间。",
            AGAINST_EXTRA_LOAD,
        ),
    )
}


def hours_of(value: str) -> QuietHours:
    """The quiet hours that a value of their switch names, such as `21:00-08:00`."""
    begins, ends = value.split("-")
    return QuietHours(_minutes(begins), _minutes(ends))


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
