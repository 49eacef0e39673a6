"""What an organizer chooses about the outcome of an exam: what it is for, which attempt counts, what is seen when."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.validators import ValidationError

from quiz_app.exams.counting.protocol import BEST
from quiz_app.exams.counting.table import WAYS
from quiz_app.exams.modes import MODES, OFFICIAL, is_chosen
from quiz_app.exams.reviews import (
    AFTER_WINDOW,
    ASPECTS,
    AT_ONCE,
    MOMENTS,
    PRESETS,
    Review,
    disorder,
    preset_of,
    review_of,
    sentence,
)
from quiz_app.exams.tables.exams import Exam

EACH = "each"
CHOICES = [*((code, sentence(each)) for code, each in PRESETS.items()), (EACH, _("逐项设置：按下面四项"))]


def _moment(label: str, default: str) -> SelectField:
    return SelectField(label, choices=list(MOMENTS.items()), default=default)


class OutcomeFields(FlaskForm):
    """A mixin of the exam's form. The four moments count only where `review_rule` is `each`."""

    mode = RadioField(
        _("考试性质"),
        choices=[(each.code, each.sentence) for each in MODES.values() if is_chosen(each.code)],
        default=OFFICIAL,
    )
    counting = RadioField(
        _("考几次时，哪一次算数"), choices=[(way.code, f"{way.rule}。") for way in WAYS.values()], default=BEST
    )
    review_rule = RadioField(_("什么时候公布"), choices=CHOICES, default="after_close")
    review_score = _moment(ASPECTS["score"], AT_ONCE)
    review_correctness = _moment(ASPECTS["correctness"], AFTER_WINDOW)
    review_key = _moment(ASPECTS["key"], AFTER_WINDOW)
    review_explanation = _moment(ASPECTS["explanation"], AFTER_WINDOW)

    def review(self) -> Review:
        """What is chosen, by a preset or one by one."""
        preset = PRESETS.get(str(self.review_rule.data))
        return preset or Review(*(str(each.data) for each in self.moments))

    @property
    def moments(self) -> tuple[SelectField, ...]:
        return self.review_score, self.review_correctness, self.review_key, self.review_explanation

    @property
    def sets_each(self) -> bool:
        """Whether the four are to be seen: they are chosen one by one, or something is wrong with them."""
        return self.review_rule.data == EACH or any(each.errors for each in self.moments)

    def validate_review_correctness(self, _field: SelectField) -> None:
        self._blame("correctness")

    def validate_review_key(self, _field: SelectField) -> None:
        self._blame("key")

    def validate_review_explanation(self, _field: SelectField) -> None:
        self._blame("explanation")

    def _blame(self, name: str) -> None:
        wrong = disorder(self.review())
        if wrong and wrong[0] == name:
            raise ValidationError(wrong[1])


def chosen(exam: Exam) -> dict[str, object]:
    """An exam's outcome as the form's data."""
    review = review_of(exam)
    return {
        "mode": exam.mode,
        "counting": exam.counting,
        "review_rule": preset_of(review) or EACH,
        **{f"review_{name}": getattr(review, name) for name in ASPECTS},
    }
