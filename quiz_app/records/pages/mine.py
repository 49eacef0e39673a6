"""A member's own record: the year, the ledger of points, results, study."""

from typing import Any

from flask import render_template

from quiz_app.boards.periods import containing
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.courses.queries.totals import begun_lessons, finished_lessons
from quiz_app.members.pages.identity import actor
from quiz_app.notices.queries.relief import personal_ranking_is_opt_in, shows_name
from quiz_app.organizations.queries import full_names
from quiz_app.points.rules.protocol import CATEGORY_LABELS
from quiz_app.points.rules.table import RULES
from quiz_app.records.hours import HOURS_A_YEAR, SOURCE, in_hours, share
from quiz_app.records.queries.mine import YearFigures, ledger_page, outcomes, year_figures
from quiz_app.records.schemas import PageIn, ResultsIn

PAGE = 50
BEGUN = 20
NEAREST_UNITS = 2


def me() -> str:
    """Who one is, what the year came to, and the way to everything of one's own."""
    who, at = actor(), arrival()
    with database().reading() as session:
        figures = year_figures(session, who.member_id, at=at)
        names = full_names(session, [who.unit_path])[who.unit_path].split("/")
        shown_by_name, ranking_is_opt_in = shows_name(session, who.member_id), personal_ranking_is_opt_in(session)
    return render_template(
        "records/me.html",
        who=who,
        unit_words=" · ".join(names[-NEAREST_UNITS:]),
        year=containing("year", at).name,
        shown_by_name=shown_by_name,
        ranking_is_opt_in=ranking_is_opt_in,
        **_year(figures),
    )


def points() -> str:
    """The ledger of points, with the rules behind it."""
    who, asked, at = actor(), read_arguments(PageIn), arrival()
    with database().reading() as session:
        found = ledger_page(session, who.member_id, limit=PAGE, after=unpack(asked.after, 2))
        figures = year_figures(session, who.member_id, at=at)
    return render_template(
        "records/points.html",
        found=found,
        figures=figures,
        year=containing("year", at).name,
        following=pack(*found.following) if found.following else None,
        rules=[(rule, CATEGORY_LABELS[rule.category]) for rule in RULES.values()],
        is_first=not asked.after,
    )


def results() -> str:
    """What was handed in, and what it gave."""
    who, asked, at = actor(), read_arguments(ResultsIn), arrival()
    after = unpack(asked.after, 1)
    with database().reading() as session:
        found = outcomes(session, who.member_id, kind=asked.kind, limit=PAGE, before=after[0] if after else None, at=at)
    following = pack(found[-1].attempt_id) if len(found) == PAGE else None
    return render_template("records/results.html", found=found, kind=asked.kind, following=following)


def learning() -> str:
    """The lessons that were begun and finished, and the hours they gave."""
    who, asked, at = actor(), read_arguments(PageIn), arrival()
    with database().reading() as session:
        figures = year_figures(session, who.member_id, at=at)
        begun = [] if asked.after else begun_lessons(session, who, limit=BEGUN)
        finished = finished_lessons(session, who.member_id, limit=PAGE, after=unpack(asked.after, 2))
    return render_template(
        "records/learning.html",
        begun=begun,
        finished=finished,
        in_hours=in_hours,
        following=pack(*finished[-1].cursor) if len(finished) == PAGE else None,
        **_year(figures),
    )


def _year(figures: YearFigures) -> dict[str, Any]:
    return {
        "figures": figures,
        "hours": in_hours(figures.quarter_hours),
        "hours_share": share(figures.quarter_hours),
        "hours_target": HOURS_A_YEAR,
        "hours_source": SOURCE,
    }
