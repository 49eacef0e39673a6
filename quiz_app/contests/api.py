"""Contests and their standings over HTTP."""

from dataclasses import asdict
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from quiz_app.certificates.schemas import IssuedPageOut, issued
from quiz_app.contests.forms.arguments import WatchIn
from quiz_app.contests.freezes import is_frozen
from quiz_app.contests.pages.regulations import articles_of
from quiz_app.contests.pages.standings import wanted
from quiz_app.contests.pages.team_standings import start_of
from quiz_app.contests.queries.certificates import search
from quiz_app.contests.queries.contests import FoundContest, find_contest, managed_contest, own_contests, stages_of
from quiz_app.contests.queries.own import OwnStage, own
from quiz_app.contests.queries.team_standings import look_at_teams
from quiz_app.contests.queries.told_extras import HUNDREDTHS, OwnExtra
from quiz_app.contests.queries.views import Seen, look
from quiz_app.contests.queries.watching import fresh_as_of, sitting, watched, whole
from quiz_app.contests.schemas import (
    CertificatesIn,
    ContestOut,
    ContestsOut,
    ListIn,
    StandingsIn,
    StandingsOut,
    TeamsIn,
    TeamsOut,
    WatchOut,
)
from quiz_app.contests.standings import MembersView, UnitLine
from quiz_app.contests.watching import line
from quiz_app.core.web.api import describe, read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.refusals import json_answer
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import caller

api = APIBlueprint("contests_api", __name__)


@api.get("/contests")
@describe(api, answered=ContestsOut)
def contests() -> Response:
    """The announced contests of the caller's own units, the latest first."""
    me, asked, at = caller(), read_arguments(ListIn), arrival()
    with database().reading() as session:
        found = own_contests(session, me, limit=asked.limit + 1, after=unpack(asked.after, 1))
    shown = found[: asked.limit]
    following = pack(shown[-1].contest.id) if len(found) > asked.limit else None
    return json_answer({"items": [_line(each, at) for each in shown], "next": following})


@api.get("/contests/<int:contest_id>")
@describe(api, answered=ContestOut)
def contest(contest_id: int) -> Response:
    """A contest with its stages as the caller meets them, and the regulations that are in force."""
    me, at = caller(), arrival()
    with database().reading() as session:
        found = find_contest(session, me, contest_id)
        stages = stages_of(session, found.contest)
        mine = own(session, me, found.contest, stages, at=at)
        articles = articles_of(session, found, stages)
    return json_answer(
        _line(found, at)
        | {
            "summary": found.contest.summary,
            "freezes_at": found.contest.freezes_at,
            "appeals_until": found.contest.appeals_until,
            "stages": [_stage(each) for each in mine.stages],
            "extras": [_extra(each) for each in mine.extras],
            "regulations": [{"title": each.title, "sentences": list(each.sentences)} for each in articles],
            "place": mine.place.place if mine.place else None,
            "awards": [{"title": each.title, "why": each.why} for each in mine.awards],
        }
    )


@api.get("/contests/<int:contest_id>/standings")
@describe(api, answered=StandingsOut)
def standings(contest_id: int) -> Response:
    """Members, or units of a kind, of any part of the contest."""
    me, asked, at = caller(), read_arguments(StandingsIn), arrival()
    with database().reading() as session:
        seen = look(session, me, contest_id, wanted(asked), at=at)
    return json_answer(_standings(seen))


@api.get("/contests/<int:contest_id>/teams")
@describe(api, answered=TeamsOut)
def teams(contest_id: int) -> Response:
    """The teams of a team contest by their places, each with what its members reached."""
    me, asked, at = caller(), read_arguments(TeamsIn), arrival()
    with database().reading() as session:
        seen = look_at_teams(session, me, contest_id, limit=asked.limit, start=start_of(asked), at=at)
    return json_answer(
        {
            "items": [asdict(each) for each in seen.lines],
            "own": asdict(seen.own) if seen.own else None,
            "total": seen.total,
            "as_of": seen.as_of,
            "frozen": seen.is_frozen,
            "live": seen.is_live,
            "preview": seen.is_preview,
            "stage": seen.stage.stage.id if seen.stage else None,
            "because": seen.because or None,
            "next": pack(seen.following) if seen.following else None,
        }
    )


@api.get("/contests/<int:contest_id>/watch")
@describe(api, answered=WatchOut)
def watch(contest_id: int) -> Response:
    """The figures of a unit, for its organizer and, each in their part, for the secretaries."""
    asked, at = read_arguments(WatchIn), arrival()
    with database().reading() as session:
        seen = watched(session, caller(), contest_id, unit_id=asked.unit, stage_id=asked.stage, at=at)
        figures = asdict(line(whole(session, seen)))
        now = sitting(session, seen, at=at) if seen.is_live else None
        as_of = seen.until or fresh_as_of(session, seen, at=at)
    said = {"stage": seen.stage.stage.id, "unit": seen.scope.unit_id, "sitting": now, "as_of": as_of}
    known = {name: figures[name] for name in WatchOut.model_fields if name in figures}
    return json_answer(known | said | {"frozen": not seen.is_live})


@api.get("/contests/<int:contest_id>/certificates")
@describe(api, answered=IssuedPageOut)
def certificates(contest_id: int) -> Response:
    """For the organizers: what the contest has issued, the latest first, or what has a number or a name."""
    asked = read_arguments(CertificatesIn)
    before = unpack(asked.after, 1)
    with database().reading() as session:
        found = managed_contest(session, caller(), contest_id)
        listed = search(session, found, asked.q, limit=asked.limit + 1, before=before[0] if before else None)
    shown = listed[: asked.limit]
    following = pack(shown[-1].id) if len(listed) > asked.limit else None
    return json_answer({"items": [issued(each).model_dump() for each in shown], "next": following})


def _line(found: FoundContest, at: Any) -> dict[str, Any]:
    each = found.contest
    return {
        "id": each.id,
        "title": each.title,
        "unit": found.unit.name,
        "state": each.state,
        "opens_at": each.opens_at,
        "closes_at": each.closes_at,
        "frozen": is_frozen(each, at),
    }


def _stage(each: OwnStage) -> dict[str, Any]:
    exam = each.found.exam
    return {
        "id": each.found.stage.id,
        "kind": each.found.stage.kind,
        "title": each.found.stage.title,
        "status": each.status,
        "exam_id": exam.id if exam is not None and each.met is not None else None,
        "opens_at": exam.opens_at if exam is not None else None,
        "closes_at": exam.closes_at if exam is not None else None,
        "attempts_left": each.met.attempts_left if each.met is not None else None,
    }


def _extra(each: OwnExtra) -> dict[str, Any]:
    exam = each.found.exam
    return {
        "exam_id": exam.id,
        "place": each.found.extra.place,
        "why": each.found.extra.why,
        "status": each.status,
        "opens_at": exam.opens_at,
        "closes_at": exam.closes_at,
        "score": None if each.score is None else each.score / HUNDREDTHS,
    }


def _standings(seen: Seen) -> dict[str, Any]:
    view = seen.view
    members = isinstance(view, MembersView)
    return {
        "items": [_unit(each) if isinstance(each, UnitLine) else each for each in view.lines] if view else [],
        "neighbours": view.neighbours if isinstance(view, MembersView) else [],
        "own": (view.own if members or view.own is None else _unit(view.own)) if view else None,  # type: ignore[arg-type]
        "total": view.total if view else 0,
        "as_of": seen.as_of,
        "frozen": seen.is_frozen,
        "live": seen.is_live,
        "preview": seen.is_preview,
        "because": seen.because or None,
        "stage": seen.stage.stage.id if seen.stage else None,
        "kind": seen.kind,
        "extras": [asdict(each) for each in seen.extras],
        "next": pack(*view.following) if view and view.following else None,
    }


def _unit(line: UnitLine) -> dict[str, Any]:
    return {name: value for name, value in asdict(line).items() if name != "path"}
