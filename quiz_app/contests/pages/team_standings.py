"""The standings of the teams of a contest, and the same as a workbook."""

from io import BytesIO

from flask import render_template, send_file, url_for
from werkzeug.wrappers import Response

from quiz_app.contests.pages.contest import file_name
from quiz_app.contests.queries.team_standings import SeenTeams, look_at_teams
from quiz_app.contests.rules import Rules
from quiz_app.contests.schemas import TeamsIn
from quiz_app.contests.sheets import teams_sheets
from quiz_app.contests.teams import sentence
from quiz_app.core.calendar import moment
from quiz_app.core.errors import Conflict
from quiz_app.core.sheets import MEDIA_TYPE, write_book
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import actor

MOST_ROWS = 10_000


def teams(contest_id: int) -> str:
    """The teams by their places, each with what its members reached."""
    asked, at = read_arguments(TeamsIn), arrival()
    with database().reading() as session:
        seen = look_at_teams(session, actor(), contest_id, limit=asked.limit, start=start_of(asked), at=at)
    contest = seen.found.contest
    return render_template(
        "contests/teams.html",
        contest=contest,
        seen=seen,
        is_first=asked.after is None,
        rule=sentence(Rules.from_json(contest.rules)),
        next_url=url_for(".teams", contest_id=contest_id, after=pack(seen.following)) if seen.following else None,
        frozen_at=moment(contest.freezes_at) if contest.freezes_at else "",
    )


def export(contest_id: int) -> Response:
    """What the page shows, all of it: masked as there, and as still as there while the contest is frozen."""
    with database().reading() as session:
        seen = look_at_teams(session, actor(), contest_id, limit=MOST_ROWS, at=arrival())
    if not seen.lines:
        raise Conflict(seen.because or "现在没有可以导出的名次。")
    sheets = teams_sheets(seen.lines, seen.found.contest.title, _about(seen))
    book = write_book(*sheets, made_at=seen.as_of)
    name = file_name(seen.found, "代表队名次.xlsx")
    return send_file(BytesIO(book), MEDIA_TYPE, as_attachment=True, download_name=name)


def start_of(asked: TeamsIn) -> int:
    """How many teams stand before the page."""
    after = unpack(asked.after, 1)
    return max(0, after[0]) if after else 0


def _about(seen: SeenTeams) -> list[str]:
    said = [f"团体成绩是{sentence(Rules.from_json(seen.found.contest.rules))}。"]
    said.append(f"数据截至 {moment(seen.as_of)}（北京时间）。")
    if seen.is_preview:
        said.append("含还没有公布的现场成绩，只供组织者核对。")
    if seen.is_frozen and not seen.is_live:
        said.append("封榜期间：所有数字停在封榜的那一刻，揭晓以后再导出就是最后的结果。")
    said.append("本支部以外的姓名用 * 遮住；支部内是否显示姓名由本人自愿。")
    return said
