"""Exams as members meet them before they start, and as a secretary watches over a branch."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.boards.lines import Measure
from quiz_app.boards.pages import addresses, next_url, view_of
from quiz_app.boards.queries.views import frame
from quiz_app.boards.schemas import ScopeIn
from quiz_app.core.errors import Forbidden, Refusal
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database, services
from quiz_app.exams import rules
from quiz_app.exams.actions import passwords, sitting
from quiz_app.exams.api.hot import new_writer
from quiz_app.exams.counting.table import WAYS
from quiz_app.exams.entering import wording
from quiz_app.exams.modes import PRACTICE, is_ranked
from quiz_app.exams.outcomes import Outcome, outcome
from quiz_app.exams.pages import ways
from quiz_app.exams.queries import entering, listing, present, sat, sittings, watching
from quiz_app.exams.queries import ways as ways_in
from quiz_app.exams.queries.listing import OpenExam
from quiz_app.exams.queries.marking import reads_anything
from quiz_app.exams.reviews import may_see_score, review_of
from quiz_app.exams.schemas import WatchIn
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.ways import LABELS
from quiz_app.members.pages.identity import actor, proof
from quiz_app.organizations.actors import Actor, ancestors
from quiz_app.organizations.permissions import Permission

PAGE = 20
LONGEST_PASSWORD = 64
ABOUT_PASSWORD = ("password_required", "wrong_password", "locked")
MOST_OPEN = 50
HUNDREDTHS = 100
STANDINGS = {"contests.show": "contests.standings"}
"""Where the stages of what an exam's page shows have their standings."""


def index() -> str:
    """What is open now, what comes, and, page by page, what has closed."""
    me, at = actor(), arrival()
    after = unpack(request.args.get("after"), 2)
    with database().reading() as session:
        current = [] if after else listing.open_exams(session, me, at=at, limit=MOST_OPEN)
        coming = [] if after else listing.coming_exams(session, me, at=at, limit=MOST_OPEN)
        past = listing.past_exams(session, me, at=at, limit=PAGE + 1, after=after)
        outcomes = _outcomes(session, [*current, *past], at)
        reads = after is None and reads_anything(session, me)
    following = url_for("exams.index", after=pack(*past[PAGE - 1].cursor)) if len(past) > PAGE else None
    return render_template(
        "exams/index.html",
        current=[each for each in current if each.exam.mode != PRACTICE],
        practising=[each for each in current if each.exam.mode == PRACTICE],
        coming=list(reversed(coming)),
        past=past[:PAGE],
        outcomes=outcomes,
        following=following,
        is_first_page=after is None,
        may_manage=bool(me.reach(Permission.EXAM_MANAGE)),
        reads=reads,
        time_left=rules.time_left,
        at=at,
    )


def show(exam_id: int) -> str:
    """The rules of an exam before starting, and the member's own attempts."""
    me, at = actor(), arrival()
    with database().reading() as session:
        found = listing.own_exam(session, me, exam_id)
        edition = sat.edition_of(session, found.exam).edition
        attempts = listing.attempts_of(session, me.member_id, exam_id)
        known, entry = entering.next_entry(session, me, found.exam, at=at)
        on_paper = sittings.waits_on_paper(session, me.member_id, found.exam)
    exam, shown = found.exam, _shown(found.exam, at)
    return render_template(
        "exams/show.html",
        exam=exam,
        found=found,
        sentences=rules.sentences(rules_of(exam, edition.size, edition.max_score, by_person=edition.by_person)),
        state=state(exam, at),
        attempts=[(each, _outcome(each, edition.max_score, exam, shown=shown)) for each in attempts],
        entry=entry,
        has_password=known.rules.has_password,
        refused=entry if isinstance(entry, Refusal) else None,
        own=wording.arrangement_sentences(entering.arrangement_of(found.own), exam.minutes) if found.own else [],
        withheld=rules.withheld_score(review_of(exam), exam.ends_at),
        ranked=exam.board_id is not None and is_ranked(exam.mode) and shown,
        way=WAYS[exam.counting],
        explained=found.standing.explained if found.standing and shown and len(attempts) > 1 else None,
        on_paper=on_paper,
        way_labels=LABELS,
        watches_branch=exam.kind == "exam" and _watches(me, exam),
        at=at,
        time_left=rules.time_left,
        traces_days=services().settings.traces_days,
    )


def start(exam_id: int) -> Response:
    """Begin the next attempt, or come back to the open one; what the password says wrong stands on the exam's page."""
    password = request.form.get("password", "")[:LONGEST_PASSWORD]
    try:
        proven = bool(password) and _prove(exam_id, password)
        with database().transaction() as session:
            begun = sitting.start(session, proof(), exam_id, at=arrival(), new_writer=new_writer(), has_password=proven)
    except Refusal as refusal:
        if refusal.code not in ABOUT_PASSWORD:
            raise
        flash(refusal.message, "danger")
        return redirect(url_for("exams.show", exam_id=exam_id), 303)
    return redirect(url_for("exams.attempts.show", attempt_id=begun.attempt.id), 303)


def board(exam_id: int) -> str | Response:
    """How members and units stand in an exam; one that is a stage of something larger stands there."""
    me, at, asked = actor(), arrival(), read_arguments(ScopeIn)
    with database().reading() as session:
        exam, unit, standings = sat.ranked_exam(session, me, exam_id)
        if exam.page and exam.page["endpoint"] in STANDINGS:
            whole = {name: value for name, value in exam.page.items() if name != "endpoint"}
            return redirect(url_for(STANDINGS[exam.page["endpoint"]], **whole, exam=exam_id))
        if not is_ranked(exam.mode):
            raise Forbidden("这是练习，没有排行。你自己的成绩在考试页上。")
        if not _shown(exam, at):
            raise Forbidden(rules.withheld_score(review_of(exam), exam.ends_at) + "排行与成绩同时公布。")
        where = frame(session, me, asked.unit or unit.id)
        measure = Measure(standings.tie_span, HUNDREDTHS)
        view = view_of(session, me, standings, where, asked, measure, at=at)
    address = addresses("exams.board", asked, exam_id=exam_id)
    return render_template(
        "exams/board.html",
        exam=exam,
        way=WAYS[exam.counting],
        where=where,
        view=view,
        asked=asked,
        address=address,
        next_url=next_url(view, address),
    )


def branch(exam_id: int) -> str:
    """Who of the actor's branch has taken part and who has not."""
    me, at = actor(), arrival()
    asked = read_arguments(WatchIn)
    with database().reading() as session:
        seen, units = watching.watched_branch(session, me, exam_id, unit_id=asked.unit, at=at)
        whole = watching.turnout(session, seen)
        as_of = watching.fresh_as_of(session, seen, at=at)
        shows_scores = _shown(seen.exam, at)
        people, following = branch_people(session, seen, asked.part, asked.after, in_order=shows_scores)
        kinds = ways_in.kinds_of(session, exam_id, [each.member_id for each in people], until=seen.until)
    return render_template(
        "exams/branch.html",
        exam=seen.exam,
        scope=seen.scope,
        units=units,
        whole=whole,
        part=asked.part,
        people=people,
        following=following,
        measure=Measure(seen.board.tie_span, HUNDREDTHS),
        shows_scores=shows_scores,
        way=WAYS[seen.exam.counting],
        state=state(seen.exam, at),
        as_of=as_of,
        ways={member_id: [LABELS[kind] for kind in found] for member_id, found in kinds.items()},
        may_print=sittings.may_print(me, seen.exam, seen.unit),
        reader=me.member_id,
        assists=seen.exam.assisted_sitting and me.can(Permission.SITTING_ASSIST, seen.scope.path),
    )


def branch_people(
    session: Session, seen: watching.Watched, part: str, cursor: str | None, *, in_order: bool = True
) -> tuple[list[watching.Absent] | list[present.Present], str | None]:
    """A page of the people of a unit who are `absent` or `present`, and the cursor of the next one. The best stand
    first only `in_order`: while scores are withheld, the order would tell them."""
    if part == "present" and not in_order:
        found = present.by_member(session, seen, limit=PAGE + 1, after=unpack(cursor, 1))
        return found[:PAGE], pack(found[PAGE - 1].member_id) if len(found) > PAGE else None
    if part == "present":
        found = present.best_first(session, seen, limit=PAGE + 1, after=unpack(cursor, 2))
        last = found[PAGE - 1] if len(found) > PAGE else None
        return found[:PAGE], pack(last.value, last.member_id) if last else None
    absent = watching.absent(session, seen, limit=PAGE + 1, after=unpack(cursor, 1))
    return absent[:PAGE], pack(absent[PAGE - 1].member_id) if len(absent) > PAGE else None


def state(exam: Exam, at: datetime) -> str:
    """`draft`, `coming`, `open` or `closed`."""
    if exam.edition_id is None:
        return "draft"
    if at < exam.opens_at:
        return "coming"
    return "closed" if exam.closes_at is not None and exam.closes_at <= at else "open"


def _prove(exam_id: int, password: str) -> bool:
    """A wrong guess is counted although the start is refused."""
    with database().transaction() as session:
        secret = services().settings.secret_key
        refusal = passwords.prove(session, proof(), exam_id, password, secret=secret, at=arrival())
    if refusal is not None:
        raise refusal
    return True


def _outcomes(session: Session, found: list[OpenExam], at: datetime) -> dict[int, Outcome]:
    full = sat.max_scores(session, [each.exam for each in found])
    return {
        each.exam.id: outcome(
            each.standing.counted.score if each.standing else None,
            full[each.exam.id],
            each.exam.pass_percent,
            shown=_shown(each.exam, at),
            awaits_marking=each.awaits_marking,
            passed=each.standing.passed if each.standing else None,
            label=WAYS[each.exam.counting].label,
        )
        for each in found
    }


def _outcome(attempt: Attempt, max_score: int, exam: Exam, *, shown: bool) -> Outcome:
    waits = attempt.submitted_at is not None and attempt.score is None
    full = max_score - (attempt.voided or 0)
    return outcome(attempt.score, full, exam.pass_percent, shown=shown, awaits_marking=waits)


def _watches(me: Actor, exam: Exam) -> bool:
    """Whether the actor watches over a part of the exam's unit, or over all of it from above."""
    reach = me.reach(Permission.BRANCH_WATCH)
    return any(exam.unit_id in ancestors(path) or me.belongs_to(path) for path in reach)


def _shown(exam: Exam, at: datetime) -> bool:
    return may_see_score(exam, at)


def rules_of(exam: Exam, size: int, max_score: int, *, by_person: bool) -> rules.Rules:
    """What a published exam demands and grants."""
    return rules.Rules(
        opens_at=exam.opens_at,
        closes_at=exam.closes_at,
        minutes=exam.minutes,
        attempts_allowed=exam.attempts_allowed,
        size=size,
        max_score=max_score,
        pass_percent=exam.pass_percent,
        credit_rule=exam.credit_rule,
        review=review_of(exam),
        mode=exam.mode,
        counting=exam.counting,
        is_quiz=exam.kind == "quiz",
        by_person=by_person,
        entry=entering.rules_of(exam),
        ways=ways.of(exam),
        brings_points=exam.brings_points,
    )
