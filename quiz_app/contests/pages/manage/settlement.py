"""Settling a contest again: a preview of what would change, and the act."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.contests.actions import outcomes, qualifying
from quiz_app.contests.previews import Preview, WhatIf
from quiz_app.contests.queries import previewing
from quiz_app.contests.queries.contests import FoundContest, find_stage, held_contest, managed_contest, stages_of
from quiz_app.contests.queries.entrants import disqualifications, names_of, names_on_roster
from quiz_app.contests.queries.outcomes import team_names, unit_names
from quiz_app.contests.states import Part, State, has_results, may_change
from quiz_app.core.errors import Invalid
from quiz_app.core.jobs import queries as jobs
from quiz_app.core.jobs.tables import DONE
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import actor


def settlement(contest_id: int) -> str | Response:
    """What settling again would change, by the last preview that was asked for; with POST another preview is asked for,
    everything is settled again, or a list is completed."""
    if request.method == "POST":
        return _act(contest_id)
    with database().reading() as session:
        found = managed_contest(session, actor(), contest_id)
        shown = _shown(session, found)
    return render_template(
        "contests/manage/settlement.html",
        found=found,
        may_settle=may_change(State(found.contest.state), Part.AWARDS),
        has_results=has_results(State(found.contest.state)),
        **shown,
    )


def _act(contest_id: int) -> Response:
    me, do, at = actor(), request.form.get("do", ""), arrival()
    with database().transaction() as session:
        managed_contest(session, me, contest_id)
        held_contest(session, contest_id)
        found = managed_contest(session, me, contest_id)
        if do == "complete":
            stage = find_stage(session, found.contest, _number("stage"))
            before = next(
                each for each in stages_of(session, found.contest) if each.stage.position == stage.stage.position - 1
            )
            chosen = previewing.chosen_now(session, found.contest, before)
            count = qualifying.add_missing(session, me, found.contest, found.unit, stage, chosen, at=at)
            flash(_("补入了 %(count)s 人。", count=count), "success")
            return redirect(url_for(".settlement", contest_id=contest_id), 303)
        if do == "settle":
            job = outcomes.ask_to_settle(session, me, found.contest, found.unit, at=at)
        elif do == "preview":
            what_if = None
            if member_id := _number("member"):
                what_if = WhatIf(member_id, counts=request.form.get("counts") == "1")
                if not names_on_roster(session, found.contest.roster_id or 0, [member_id]):
                    raise Invalid(_("这名党员不在竞赛的名册上。"), fields={"member": "不在名册上"})
            job = outcomes.ask_to_preview(session, me, found.contest, found.unit, what_if, at=at)
        else:
            raise Invalid(_("没有看懂要做什么，请用页面上的按钮。"), fields={"do": "写 preview、settle 或 complete"})
        job_id = job.id
    return redirect(url_for("members.job", job_id=job_id), 303)


def _shown(session: Session, found: FoundContest) -> dict[str, Any]:
    """The preview that a job of the reader's made for this contest, with names; nothing where there is none."""
    asked = request.args.get("job", "")
    job = jobs.find_any(session, int(asked)) if asked.isdecimal() and len(asked) < 19 else None
    result = job.result if job is not None and job.kind == outcomes.PREVIEW and job.state == DONE else None
    shown: dict[str, Any] = {
        "preview": None,
        "members": {},
        "units": {},
        "teams": {},
        "member": None,
        "counts": False,
        "stages": [each.stage for each in stages_of(session, found.contest)],
        "disqualified": [each for each in disqualifications(session, found.contest) if not each[0].reinstated_at],
        "made_at": job.ended_at if job is not None else None,
    }
    if not result or result.get("contest") != found.contest.id:
        return shown
    preview = Preview.from_json(result["preview"])
    people = {each.member_id for each in preview.moves} | {each.member_id for each in preview.points}
    people |= {each.holder_id for each in preview.awards if each.kind == "member"}
    people |= {member for stage in preview.stages for member in (*stage.missing, *stage.beyond)}
    people |= {result["member"]} if result["member"] else set()
    return shown | {
        "preview": preview,
        "members": names_of(session, people),
        "units": unit_names(session, found.contest, [e.holder_id for e in preview.awards if e.kind == "unit"]),
        "teams": team_names(session, found.contest),
        "member": result["member"],
        "counts": result["counts"],
    }


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0
