"""错题本 and 收藏: lists of questions, without their keys."""

from flask import render_template, request

from quiz_app.banks.areas import AREAS
from quiz_app.banks.types.table import TYPES
from quiz_app.core.markdown import inline
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import actor
from quiz_app.practice.days import day_of, in_words
from quiz_app.practice.pages.collected import collect_first
from quiz_app.practice.queries import standing
from quiz_app.practice.queries.pool import pool
from quiz_app.practice.repetition import LAST_BOX, still_needed

PAGE = 30


def mistakes() -> str:
    """The book of mistakes, what is due first. Mistakes of exams come into it here."""
    me, at, after = actor(), arrival(), unpack(request.args.get("after"), 2)
    collect_first(me, at)
    with database().reading() as session:
        entries = standing.book(session, me, limit=PAGE + 1, after=after)
        held = pool(session, me, at=at)
        due = standing.due(session, me, day_of(at))
        in_the_book, _ = standing.how_many(session, me)
    askable = {each.version_id for each in held.open}
    return render_template(
        "practice/mistakes.html",
        **_list(entries),
        held=held,
        askable=askable,
        due=sum(version_id in askable for version_id, _ in due),
        in_the_book=in_the_book,
        may_repeat=any(each.version_id in askable for each in entries),
        today=day_of(at),
        in_words=in_words,
        still_needed=still_needed,
        last_box=LAST_BOX,
    )


def stars() -> str:
    """The questions that one keeps, the last kept first."""
    me, after = actor(), unpack(request.args.get("after"), 2)
    with database().reading() as session:
        entries = standing.stars(session, me, limit=PAGE + 1, after=after)
        held = pool(session, me, at=arrival())
        _, starred = standing.how_many(session, me)
    return render_template(
        "practice/stars.html",
        **_list(entries),
        askable={each.version_id for each in held.open},
        held=held,
        starred=starred,
    )


def _list(entries: list[standing.Entry]) -> dict[str, object]:
    return {
        "entries": entries[:PAGE],
        "next": pack(*entries[PAGE - 1].cursor) if len(entries) > PAGE else None,
        "types": {code: kind.section_title for code, kind in TYPES.items()},
        "areas": AREAS,
        "inline": inline,
    }
