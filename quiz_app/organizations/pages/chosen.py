"""Which unit somebody chose on a page."""

from collections.abc import Mapping

from flask_babel import gettext as _

from quiz_app.core.errors import Invalid


def unit_id_in(given: Mapping[str, str], name: str) -> int:
    """The id of the unit that the field `name` of a form or an address holds."""
    text = given.get(name, "")
    if not text.isdecimal() or len(text) > 18:
        raise Invalid(_("请先从列表里选一个单位。"), fields={name: _("请选择")})
    return int(text)
