"""A contest as those meet it who take part: the stages, one's own result, the regulations; and its poster."""

from io import BytesIO

from flask import flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.contests import stages as stage_kinds
from quiz_app.contests.freezes import is_frozen, seen_at
from quiz_app.contests.pages.regulations import articles_of
from quiz_app.contests.posters import TEMPLATE, PosterStage, code_picture, content
from quiz_app.contests.queries.appeals import counts
from quiz_app.contests.queries.contests import FoundContest, StageExam, find_contest, stages_of
from quiz_app.contests.queries.outcomes import awards
from quiz_app.contests.queries.own import own
from quiz_app.contests.queries.records import has_bulletin
from quiz_app.contests.states import LABELS, State, has_results
from quiz_app.contests.statuses import remaining
from quiz_app.contests.tables.entrants import Team
from quiz_app.core.printing.pdf import NoFont, NotSet, write_pdfs
from quiz_app.core.web.addresses import site_address
from quiz_app.core.web.services import arrival, database, services
from quiz_app.members.masking import mask
from quiz_app.members.pages.identity import actor
from quiz_app.members.tables import Member
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

MOST_AWARDS = 100
HUNDREDTHS = 100


def show(contest_id: int) -> str:
    """Everything that a member needs to take part, and what came of it."""
    me, at = actor(), arrival()
    with database().reading() as session:
        found = find_contest(session, me, contest_id)
        contest, stages = found.contest, stages_of(session, found.contest)
        mine = own(session, me, contest, stages, at=at)
        articles = articles_of(session, found, stages)
        given = awards(session, contest) if has_results(State(contest.state)) else []
        bulletin = has_bulletin(session, contest)
        appeals = counts(session, contest, seen_at=seen_at(contest, at))
    address = _address(contest_id)
    return render_template(
        "contests/show.html",
        contest=contest,
        unit=found.unit,
        manages=found.manages,
        watches=bool(me.reach(Permission.BRANCH_WATCH)),
        state_label=LABELS[State(contest.state)],
        mine=mine,
        articles=articles,
        bulletin=bulletin,
        appeals=appeals,
        awards=[
            (award.title, _holder(member, unit, team), unit.name if unit else "")
            for award, member, unit, team in given[:MOST_AWARDS]
        ],
        more_awards=max(0, len(given) - MOST_AWARDS),
        kinds=stage_kinds.LABELS,
        remaining=remaining,
        is_frozen=is_frozen(contest, at),
        code=code_picture(address),
        address=address,
        in_points=lambda score: score / HUNDREDTHS,
        at=at,
    )


def poster(contest_id: int) -> Response:
    """What to hang up: A4, with the code that leads to the contest's page."""
    with database().reading() as session:
        found = find_contest(session, actor(), contest_id)
        stages = stages_of(session, found.contest)
    contest = found.contest
    shown = [_on_poster(each) for each in stages]
    address, site = _address(contest_id), services().settings.site_name
    given = content(contest.title, found.unit.name, contest.opens_at, contest.closes_at, shown, address, site)
    try:
        [data] = write_pdfs(TEMPLATE, [given])
    except (NoFont, NotSet) as refusal:
        flash(_("现在做不出海报，请联系管理员检查服务器上的中文字体。") + refusal.message, "warning")
        return redirect(url_for("contests.show", contest_id=contest_id), 303)
    return send_file(BytesIO(data), "application/pdf", as_attachment=True, download_name=file_name(found, "海报.pdf"))


def file_name(found: FoundContest, ending: str) -> str:
    kept = "".join(sign for sign in found.contest.title if sign.isprintable() and sign not in '\\/:*?"<>|')
    return f"{kept.strip(' .')[:60] or '竞赛'}-{ending}"


def _holder(member: Member | None, unit: Unit | None, team: Team | None) -> str:
    """The name of who won, that of a member in part."""
    if member is not None:
        return mask(member.name)
    return next((each.name for each in (team, unit) if each is not None), "")


def _address(contest_id: int) -> str:
    return f"{site_address()}{url_for('contests.show', contest_id=contest_id)}"


def _on_poster(each: StageExam) -> PosterStage:
    exam, kind = each.exam, stage_kinds.LABELS[stage_kinds.Kind(each.stage.kind)]
    if exam is None:
        return PosterStage(kind, each.stage.title, None, None, _("现场进行"))
    often = exam.attempts_per_day
    said = [_("%(minutes)s 分钟一次", minutes=exam.minutes)]
    if often:
        said.append(_("每天最多 %(count)s 次", count=often))
    elif exam.attempts_allowed:
        said.append(_("每人 %(count)s 次机会", count=exam.attempts_allowed))
    if exam.by_invitation:
        said.append(_("晋级的人参加"))
    return PosterStage(kind, each.stage.title, exam.opens_at, exam.closes_at, " · ".join(said))
