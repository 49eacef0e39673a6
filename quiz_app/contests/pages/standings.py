"""The standings of a contest, and the same as a table to take along."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import render_template, send_file, url_for
from werkzeug.wrappers import Response

from quiz_app.contests.pages.contest import file_name
from quiz_app.contests.queries.views import FINAL, Asked, Seen, look
from quiz_app.contests.rules import Rules
from quiz_app.contests.schemas import StandingsIn
from quiz_app.contests.sheets import standings_sheet
from quiz_app.contests.standings import SORTS, MembersView, ToldExtra
from quiz_app.core.calendar import moment
from quiz_app.core.errors import Conflict
from quiz_app.core.sheets import MEDIA_TYPE, write_book
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.counting.table import WAYS
from quiz_app.members.pages.identity import actor
from quiz_app.organizations.kinds import LABELS

MOST_ROWS = 10_000
SHORT = {
    "province": "省",
    "city": "市",
    "county": "县",
    "grassroots_committee": "党委",
    "general_branch": "总支",
    "party_branch": "支部",
    "party_group": "小组",
}


def standings(contest_id: int) -> str:
    """Members, or units of a kind, of any part of the contest."""
    asked, at = read_arguments(StandingsIn), arrival()
    with database().reading() as session:
        seen = look(session, actor(), contest_id, wanted(asked), at=at)
    address = addresses(contest_id, asked, seen)
    contest, view = seen.found.contest, seen.view
    return render_template(
        "contests/standings.html",
        contest=contest,
        unit=seen.found.unit,
        seen=seen,
        view=view,
        asked=asked,
        address=address,
        sides=sides(seen, asked, address),
        stages=stage_links(seen, address),
        sorts=SORTS,
        unit_rule=Rules.from_json(contest.rules).composite,
        least=Rules.from_json(contest.rules).small_units.least,
        kind_label=LABELS.get(seen.kind or "", ""),
        way=WAYS[seen.stage.exam.counting] if seen.stage and seen.stage.exam else None,
        next_url=address(after=pack(*view.following)) if view and view.following else None,
        export_url=export_address(contest_id, asked, seen),
        frozen_at=moment(contest.freezes_at) if contest.freezes_at else "",
    )


def export(contest_id: int) -> Response:
    """What the page shows, all of it: masked as there, and as still as there while the contest is frozen."""
    asked, at = read_arguments(StandingsIn), arrival()
    with database().reading() as session:
        wish = wanted(asked, limit=MOST_ROWS)
        seen = look(session, actor(), contest_id, wish, at=at)
        if seen.view is None:
            raise Conflict(seen.because or "现在没有可以导出的排行。")
        sheet = standings_sheet(seen.view, seen.found.contest.title, _about(seen))
        book = write_book(*sheet, made_at=seen.as_of)
    scope = seen.where.scope.name if seen.where else ""
    name = file_name(seen.found, f"{scope}-{'个人' if isinstance(seen.view, MembersView) else '单位'}排行.xlsx")
    return send_file(BytesIO(book), MEDIA_TYPE, as_attachment=True, download_name=name)


def wanted(asked: StandingsIn, *, limit: int | None = None) -> Asked:
    """What a request asks for."""
    size = 1 if asked.by == "unit" else 2
    return Asked(
        by=asked.by,
        unit=asked.unit,
        kind=asked.kind,
        stage=FINAL if asked.final else asked.stage,
        exam=asked.exam,
        sort=asked.sort,
        ascending=asked.ascending,
        limit=limit or asked.limit,
        after=None if limit else unpack(asked.after, size),
    )


def addresses(
    contest_id: int, asked: StandingsIn, seen: Seen, endpoint: str = "contests.standings"
) -> Callable[..., str]:
    """How the template writes the address of another part of the same standings: only what changes is named."""
    current: dict[str, Any] = {
        "by": asked.by,
        "unit": asked.unit,
        "kind": asked.kind,
        "stage": seen.stage.stage.id if seen.stage else None,
        "final": 1 if seen.is_final and seen.view is not None else None,
        "sort": None if asked.sort == "score" else asked.sort,
        "ascending": 1 if asked.ascending else None,
    }

    def address(**changes: Any) -> str:
        values: dict[str, Any] = current | changes
        return url_for(endpoint, contest_id=contest_id, **values)

    return address


def sides(seen: Seen, asked: StandingsIn, address: Callable[..., str]) -> list[tuple[str, str, bool]]:
    """Members, and units of each kind that there is."""
    if not seen.kinds:
        return []
    plain = {"sort": None, "ascending": None}
    members = ("个人", address(by="member", kind=None, **plain), asked.by == "member")
    units = [
        (SHORT[kind], address(by="unit", kind=kind, **plain), asked.by == "unit" and kind == seen.kind)
        for kind in seen.kinds
    ]
    return [members, *units]


def stage_links(seen: Seen, address: Callable[..., str]) -> list[tuple[str, str, bool]]:
    """The stages that have standings, and the final places before them."""
    links = [(each.stage.title, address(stage=each.stage.id, final=None), each is seen.stage) for each in seen.choices]
    if seen.is_final and seen.view is not None:
        links.insert(0, ("总名次", address(stage=None, final=1), True))
    elif seen.found.contest.state in ("under_appeal", "final", "archived"):
        links.insert(0, ("总名次", address(stage=None, final=1), False))
    return links if len(links) > 1 else []


def export_address(contest_id: int, asked: StandingsIn, seen: Seen) -> str | None:
    if seen.view is None or not seen.view.lines:
        return None
    return addresses(contest_id, asked, seen, "contests.export")()


def _about(seen: Seen) -> list[str]:
    stage = "总名次" if seen.is_final else seen.stage.stage.title if seen.stage else ""
    said = [f"{stage} · {seen.where.scope.name if seen.where else ''}", f"数据截至 {moment(seen.as_of)}（北京时间）。"]
    if seen.is_preview:
        said.append("按已经录入的现场成绩排，还没有公布，只供组织者核对。")
    if seen.is_frozen and not seen.is_live:
        said.append("封榜期间：所有数字停在封榜的那一刻，揭晓以后再导出就是最后的结果。")
    if isinstance(seen.view, MembersView):
        said.append("本支部以外的姓名用 * 遮住；支部内是否显示姓名由本人自愿。")
    said += [_extra_words(each) for each in seen.extras]
    if seen.view is not None and seen.view.following:
        said.append(f"只列出前 {MOST_ROWS:,} 行。")
    return said


def _extra_words(told: ToldExtra) -> str:
    lines = [f"{each.name} {'没有参加' if each.score is None else f'{each.score:g} 分'}" for each in told.lines]
    return f"第 {told.place} 名并列，{moment(told.held_at)} 加赛，决定{told.why}：{'，'.join(lines)}。"
