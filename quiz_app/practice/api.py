"""Practice over HTTP. No key leaves before the question is answered, nor while an exam holds it back."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response
from sqlalchemy.orm import Session

from quiz_app.core.web.api import describe, read_arguments, read_json
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.refusals import json_answer
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import caller
from quiz_app.organizations.actors import Actor
from quiz_app.practice import asking
from quiz_app.practice.actions import daily as days
from quiz_app.practice.actions import rounds as actions
from quiz_app.practice.asking import Asking
from quiz_app.practice.days import date_of, day_of
from quiz_app.practice.pages.collected import collect_first
from quiz_app.practice.queries import rounds as queries
from quiz_app.practice.queries import standing
from quiz_app.practice.queries.pool import pool
from quiz_app.practice.queries.standing import Entry
from quiz_app.practice.rounds import Kind, Scope, asked_in_all
from quiz_app.practice.schemas import AnswerIn, DailyOut, ListIn, MistakesOut, RoundAnswerIn, RoundIn, RoundOut
from quiz_app.practice.tables import PracticeRound

api = APIBlueprint("practice_api", __name__)

PAGE = 50


@api.get("/practice/daily")
@describe(api, answered=DailyOut)
def daily() -> Response:
    """The question of the day, and what came of it once it was answered."""
    with database().reading() as session:
        return json_answer(_daily(session, caller()))


@api.post("/practice/daily/answer")
@describe(api, sent=AnswerIn, answered=DailyOut)
def answer_daily() -> Response:
    """Answer the question of the day; only the first answer counts, a repeated request gets the same."""
    me, sent = caller(), read_json(AnswerIn)
    with database().transaction() as session:
        days.answer_today(session, me, sent.answer, code=sent.code, at=arrival())
        return json_answer(_daily(session, me))


@api.post("/practice/rounds")
@describe(api, sent=RoundIn, answered=RoundOut, status=201)
def begin() -> Response:
    """Begin a round; one of the same kind that is under way ends."""
    me, sent = caller(), read_json(RoundIn)
    scope = Scope(sent.area, sent.type, sent.knowledge_point)
    with database().transaction() as session:
        made = actions.start(session, me, Kind(sent.kind), scope=scope, size=sent.size, at=arrival())
        return json_answer(_round(session, me, made), 201)


@api.get("/practice/rounds/<int:round_id>")
@describe(api, answered=RoundOut)
def show(round_id: int) -> Response:
    """A round with the question that waits: where one goes on."""
    me = caller()
    with database().reading() as session:
        return json_answer(_round(session, me, queries.own_round(session, me, round_id)))


@api.post("/practice/rounds/<int:round_id>/answers")
@describe(api, sent=RoundAnswerIn, answered=RoundOut)
def answer(round_id: int) -> Response:
    """Answer a question of a round; a repeated request gets the same."""
    me, sent = caller(), read_json(RoundAnswerIn)
    with database().transaction() as session:
        found = actions.answer(session, me, round_id, sent.no - 1, sent.answer, at=arrival())
        return json_answer(_round(session, me, found, answered=sent.no - 1))


@api.get("/practice/mistakes")
@describe(api, answered=MistakesOut)
def mistakes() -> Response:
    """The book of mistakes, the longest due first."""
    me, at, asked = caller(), arrival(), read_arguments(ListIn)
    collect_first(me, at)
    with database().reading() as session:
        entries = standing.book(session, me, limit=PAGE + 1, after=unpack(asked.after, 2))
        askable = {each.version_id for each in pool(session, me, at=at).open}
        due = standing.due(session, me, day_of(at))
    following = pack(*entries[PAGE - 1].cursor) if len(entries) > PAGE else None
    return json_answer(
        {
            "items": [_entry(each, askable) for each in entries[:PAGE]],
            "due": sum(version_id in askable for version_id, _ in due),
            "next": following,
        }
    )


def _daily(session: Session, me: Actor) -> dict[str, Any]:
    found = days.today(session, me, pool(session, me, at=arrival()), at=arrival())
    answered = None
    if found.asking and found.answer:
        answered = _explained(found.asking, found.answer.answer, found.answer.is_right, may=found.may_explain)
    return {
        "day": date_of(found.day).isoformat(),
        "streak": found.streak,
        "question": _question(found.asking, 1) if found.asking else None,
        "answered": answered,
    }


def _round(session: Session, me: Actor, found: PracticeRound, answered: int | None = None) -> dict[str, Any]:
    at = arrival()
    place = actions.present_place(session, me, found, at=at)
    marks = found.marks
    return {
        "id": found.id,
        "kind": found.kind,
        "total": asked_in_all(found.version_ids, marks),
        "right": found.right,
        "wrong": marks.count(0),
        "finished": found.finished_at is not None,
        "question": None if place is None else _question(actions.asked_at(session, found, place), place + 1),
        "answered": None if answered is None else _answered(session, me, found, answered),
    }


def _answered(session: Session, me: Actor, found: PracticeRound, place: int) -> dict[str, Any] | None:
    given = found.answers[place]
    if given is None:
        return None
    question = actions.asked_at(session, found, place)
    may = actions.may_explain(session, me, question.question.code, at=arrival())
    return _explained(question, given, bool(found.marks[place]), may=may)


def _question(found: Asking, no: int) -> dict[str, Any]:
    shown = asking.delivered(found)
    return {
        "no": no,
        "code": found.question.code,
        "type": shown.type,
        "stem": shown.stem,
        "options": [{"key": option.key, "text": option.text} for option in shown.options],
        "blanks": shown.blanks,
        "prompts": list(shown.prompts),
    }


def _explained(found: Asking, answer: list[str], right: bool, *, may: bool) -> dict[str, Any]:
    question = found.question
    bases = [
        {"document": each.document, "version": each.version, "article": each.article, "quotation": each.quotation}
        for each in question.bases
    ]
    return {
        "code": question.code,
        "answer": answer,
        "right": right,
        "withheld": not may,
        "correct": asking.correct(found) if may else None,
        "explanation": question.explanation if may else None,
        "bases": bases if may else None,
    }


def _entry(entry: Entry, askable: set[int]) -> dict[str, Any]:
    return {
        "code": entry.code,
        "type": entry.type,
        "area": entry.area,
        "stem": entry.stem,
        "times_wrong": entry.times_wrong,
        "box": entry.box,
        "due_on": date_of(entry.due_day or 1).isoformat(),
        "withheld": entry.version_id not in askable,
    }
