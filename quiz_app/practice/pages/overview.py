"""The entrance to practice, and the part of it that other pages fetch."""

from flask import render_template
from flask_babel import gettext as _

from quiz_app.core.markdown import inline
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import actor
from quiz_app.practice import progress
from quiz_app.practice.actions.daily import today as today_of
from quiz_app.practice.asking import item
from quiz_app.practice.days import day_of
from quiz_app.practice.pages.collected import collect_first
from quiz_app.practice.queries import rounds, standing
from quiz_app.practice.queries.home import reminder
from quiz_app.practice.queries.pool import pool


def index() -> str:
    """What can be practised, how far one is, and what waits. Mistakes of exams come into the book here."""
    me, at = actor(), arrival()
    collect_first(me, at)
    with database().reading() as session:
        held = pool(session, me, at=at)
        day = today_of(session, me, held, at=at)
        askable = {each.version_id for each in held.open}
        due = sum(version_id in askable for version_id, _ in standing.due(session, me, day_of(at)))
        in_the_book, starred = standing.how_many(session, me)
        shares = progress.by_area(held.open, standing.last_right(session, me))
        running = rounds.under_way(session, me)
        best = rounds.best_challenge(session, me)
    return render_template(
        "practice/index.html",
        day=day,
        stem_html=item(day.asking).stem_html if day.asking else "",
        due=due,
        in_the_book=in_the_book,
        starred=starred,
        shares=shares,
        held=held,
        running=running,
        best=best,
        names={"drill": _("专项练习"), "challenge": _("挑战答题"), "mistakes": _("错题重练"), "stars": _("收藏练习")},
    )


def today() -> str:
    """The day's question and the mistakes that are due, as a part of another page."""
    me, at = actor(), arrival()
    with database().reading() as session:
        found = reminder(session, me, at=at)
    return render_template("practice/today.html", reminder=found, stem_html=inline(found.stem))
