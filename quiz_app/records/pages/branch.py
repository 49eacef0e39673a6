"""The ledger of a branch, for who watches over it."""

from flask import render_template

from quiz_app.boards.periods import containing, named
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import actor
from quiz_app.records.hours import HOURS_A_YEAR, SOURCE, in_hours
from quiz_app.records.queries.branch import branch_year, members_year, parts_of, roster_size, watched_unit, way_to
from quiz_app.records.schemas import BranchIn

PAGE = 100


def branch() -> str:
    """Every member of a unit with the year's points, hours and exams: made to be printed."""
    who, asked, at = actor(), read_arguments(BranchIn), arrival()
    this_year = containing("year", at)
    year = named(str(asked.year)) if asked.year else this_year
    after = unpack(asked.after, 1)
    with database().reading() as session:
        unit = watched_unit(session, who, asked.unit)
        way = way_to(session, who, unit)
        members = members_year(session, unit, year, limit=PAGE, after=after[0] if after else 0, at=at)
        whole = branch_year(session, unit, year)
        roster = roster_size(session, unit)
        parts = parts_of(session, unit, year)
    return render_template(
        "records/branch.html",
        unit=unit,
        way=way,
        parts=parts,
        members=members,
        whole=whole,
        roster=roster,
        year=int(year.name),
        this_year=int(this_year.name),
        as_of=at,
        following=pack(members[-1].member_id) if len(members) == PAGE else None,
        is_first=after is None,
        in_hours=in_hours,
        hours_target=HOURS_A_YEAR,
        hours_source=SOURCE,
    )
