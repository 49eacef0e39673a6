"""收藏: the star beside a question."""

from flask import redirect, request
from werkzeug.wrappers import Response

from quiz_app.banks.actions import starring
from quiz_app.core.web.back import page_before
from quiz_app.core.web.services import arrival, database
from quiz_app.organizations.pages.signed_in import actor


def star(code: str) -> Response:
    """Keep a question (`starred` is 1) or let it go, and back to where it stood on its page."""
    me = actor()
    with database().transaction() as session:
        starring.set_star(session, me, code, starred=request.form.get("starred") == "1", at=arrival())
    place = request.form.get("place", "")
    return redirect((page_before() or "/") + (f"#q{place}" if place.isdecimal() else ""), 303)
