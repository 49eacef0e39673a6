"""Which lessons quote a version that holds no longer, for those who write courses."""

from flask import render_template, request

from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import database
from quiz_app.courses.queries import supersession
from quiz_app.members.pages.identity import actor


def superseded() -> str:
    after = unpack(request.args.get("after"), 1)
    with database().reading() as session:
        found = supersession.aged_lessons(session, actor(), after=after)
    return render_template(
        "courses/superseded.html", found=found.lessons, next=pack(found.next) if found.next else None
    )
