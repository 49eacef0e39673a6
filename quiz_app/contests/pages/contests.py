"""Contests as their members see them."""

from flask import render_template

from quiz_app.contests.freezes import seen_at
from quiz_app.contests.queries.appeals import counts
from quiz_app.contests.queries.contests import find_contest, own_contests, stages_of
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import actor

PAGE = 20


def index() -> str:
    """The contests of one's own units."""
    with database().reading() as session:
        found = own_contests(session, actor(), limit=PAGE)
    return render_template("contests/index.html", found=found)


def show(contest_id: int) -> str:
    """A contest with its stages."""
    with database().reading() as session:
        found = find_contest(session, actor(), contest_id)
        stages = stages_of(session, found.contest)
        appeals = counts(session, found.contest, seen_at=seen_at(found.contest, arrival()))
    return render_template("contests/show.html", found=found, stages=stages, appeals=appeals)
