"""The log of what was changed, for administrators."""

from flask import render_template
from flask_babel import gettext as _

from quiz_app.core.db import to_milliseconds
from quiz_app.core.errors import Forbidden
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import database
from quiz_app.members.pages.identity import actor
from quiz_app.organizations.permissions import Permission
from quiz_app.records import changes as words
from quiz_app.records.queries.changes import changes as changes_of
from quiz_app.records.schemas import PageIn

PAGE = 50


def changes() -> str:
    """Who granted, withdrew, transferred, moved and wrote what, and when."""
    me, asked = actor(), read_arguments(PageIn)
    if not me.reach(Permission.AUDIT_READ):
        raise Forbidden(_("操作记录只对管理员开放。"))
    with database().reading() as session:
        found = changes_of(session, me, limit=PAGE, after=unpack(asked.after, 3))
    last = found[-1] if len(found) == PAGE else None
    return render_template(
        "records/changes.html",
        changes=found,
        sentence=words.sentence,
        following=pack(to_milliseconds(last.at), last.kind, last.id) if last else None,
    )
