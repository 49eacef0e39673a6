"""How else than alone on a screen an exam may be sat, as its organizer ticks it."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Form, RadioField

from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.ways import NOBODY, PAPER_CHOICES


class WaysPart(Form):
    """A part of the form of an exam: on paper, and on a shared device."""

    paper_sitting = RadioField(_("纸笔作答"), choices=list(PAPER_CHOICES.items()), default=NOBODY)
    paper_twice = BooleanField(
        _("每份纸质答卷由两个人各录一遍"), description=_("两遍不一样的题会列出来，看过原卷才算。录入的人要有两位。")
    )
    assisted_sitting = BooleanField(
        _("允许协助作答"),
        description=_("没有手机的党员，由本支部书记在共用设备上打开，本人作答。谁打开、给谁、什么时候，都有记录。"),
    )

    def ways(self) -> dict[str, Any]:
        """What was ticked, as a draft has it."""
        return {
            "paper_sitting": str(self.paper_sitting.data or NOBODY),
            "paper_twice": bool(self.paper_twice.data),
            "assisted_sitting": bool(self.assisted_sitting.data),
        }


def ways_of(exam: Exam) -> dict[str, Any]:
    """An exam as this part's data."""
    return {name: getattr(exam, name) for name in ("paper_sitting", "paper_twice", "assisted_sitting")}
