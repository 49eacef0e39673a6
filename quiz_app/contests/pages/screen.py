"""Standings on a big screen, revealed place by place from the last to the first: everything comes with the page."""

from dataclasses import replace

from flask import render_template

from quiz_app.contests.pages.standings import addresses, sides, stage_links, wanted
from quiz_app.contests.queries.views import look
from quiz_app.contests.schemas import ScreenIn
from quiz_app.contests.standings import MembersView
from quiz_app.core.errors import Forbidden
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.services import arrival, database
from quiz_app.members.masking import mask
from quiz_app.members.pages.identity import actor
from quiz_app.organizations.kinds import LABELS


def screen(contest_id: int) -> str:
    """For the organizers alone, who see behind a freeze; what a hall sees is masked unless they ask for whole names."""
    me, asked, at = actor(), read_arguments(ScreenIn), arrival()
    with database().reading() as session:
        wish = replace(wanted(session, contest_id, asked), limit=asked.top, after=None, sort="score", ascending=False)
        seen = look(session, me, contest_id, wish, at=at)
    if not seen.found.manages:
        raise Forbidden("大屏揭晓只对这场竞赛的组织者开放。名次在竞赛的排行里看。")
    address = addresses(contest_id, asked, seen, "contests.screen")
    lines = []
    for each in seen.view.lines if seen.view else []:
        name = each.name if asked.whole or not isinstance(seen.view, MembersView) else mask(each.name)
        lines.append((each.rank, name, each.unit, each.score))
    return render_template(
        "contests/screen.html",
        contest=seen.found.contest,
        seen=seen,
        asked=asked,
        lines=list(reversed([each for each in lines if each[0] is not None])),
        what=LABELS.get(seen.kind or "", "个人"),
        by_unit=asked.by == "unit",
        because=seen.because,
        sides=sides(seen, asked, address),
        stages=stage_links(seen, address),
        address=address,
    )
