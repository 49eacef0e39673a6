"""Long work that somebody asked for: how far it is and how it ended, for them and for whoever audits their units."""

from flask import Response, render_template, request, url_for

from quiz_app.core.jobs import queries
from quiz_app.core.jobs.actions import KEPT
from quiz_app.core.jobs.tables import Job
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import database
from quiz_app.members.pages.identity import actor
from quiz_app.organizations.permissions import Permission

PAGE = 20


def jobs() -> str:
    """One's own jobs, the latest first."""
    before = unpack(request.args.get("after"), 1)
    with database().reading() as session:
        found = queries.own(session, actor().member_id, limit=PAGE + 1, before=before[0] if before else None)
    shown = found[:PAGE]
    next_url = url_for(".jobs", after=pack(shown[-1].id)) if len(found) > PAGE else None
    return render_template("members/jobs.html", jobs=shown, next_url=next_url, days=KEPT.days)


def job(job_id: int) -> str:
    found = _find(job_id)
    return render_template("members/job.html", job=found, next_url=address_after(found))


def job_progress(job_id: int) -> Response:
    """The bar alone, or once the job has ended: load the page again, it has more to show now."""
    found = _find(job_id)
    if found.has_ended:
        return Response(status=204, headers={"HX-Refresh": "true"})
    return Response(render_template("members/job_progress.html", job=found))


def address_after(job: Job) -> str | None:
    """Where to go on after the end of a job."""
    page = dict(job.pages.get(job.state, {}))
    return url_for(page.pop("endpoint"), **page) if page else None


def _find(job_id: int) -> Job:
    me = actor()
    with database().reading() as session:
        return queries.find(session, job_id, asked_by=me.member_id, watched=me.reach(Permission.AUDIT_READ))
