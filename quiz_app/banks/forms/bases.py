"""What the forms of this room have in common."""

from collections.abc import Mapping

import wtforms
from wtforms import (
    HiddenField,
)

from quiz_app.core.web.forms import Form


class Explaining(Form):
    """A form that can say what a rule further in has found wrong with all of it."""

    def explain(self, fields: Mapping[str, str]) -> None:
        """Put each reason of a refusal at its field; one that the form does not have at its head."""
        for name, reason in fields.items():
            if name in self:
                self.blame(name, reason)
            else:
                self.form_errors.append(reason)


class Versioned(Explaining):
    """`version` is the one that was on the page."""

    version = HiddenField(default="0")

    @property
    def seen_version(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0


class Inner(wtforms.Form):
    """A form inside a page's own: its errors are in Chinese too, its token is the page's."""

    class Meta(Form.Meta):
        csrf = False
