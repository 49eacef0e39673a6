"""Banks for scripts of those who write questions. To everybody else these addresses do not exist: there are keys."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from quiz_app.banks.markup import shown
from quiz_app.banks.queries import holdings
from quiz_app.banks.queries import questions as queries
from quiz_app.banks.queries.bases import StatedBasis, bases_of
from quiz_app.banks.queries.holdings import KeptBank
from quiz_app.banks.queries.questions import Filters, ListedQuestion, text_of
from quiz_app.banks.schemas import BankQuestionsOut, BanksOut, QuestionsIn
from quiz_app.banks.states import State
from quiz_app.core.web.api import describe, read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.refusals import json_answer
from quiz_app.core.web.services import database
from quiz_app.members.pages.identity import caller

api = APIBlueprint("banks_api", __name__)

PAGE = 50


@api.get("/banks")
@describe(api, answered=BanksOut)
def banks() -> Response:
    after = unpack(request.args.get("after"), 1)
    with database().reading() as session:
        found = holdings.banks(session, caller(), limit=PAGE + 1, after=after)
    following = pack(found[PAGE - 1].bank.id) if len(found) > PAGE else None
    return json_answer({"items": [_bank(each) for each in found[:PAGE]], "next": following})


@api.get("/banks/<int:bank_id>/questions")
@describe(api, answered=BankQuestionsOut)
def questions(bank_id: int) -> Response:
    """Narrowed by `q`, `type`, `difficulty`, `area` and `state`, like the page."""
    me, asked = caller(), read_arguments(QuestionsIn)
    after = unpack(asked.after, 1)
    level = int(asked.difficulty) if asked.difficulty else None
    filters = Filters(text=asked.q, type=asked.type, difficulty=level, area=asked.area, state=asked.state)
    with database().reading() as session:
        bank, _unit = holdings.find_bank(session, me, bank_id)
        found = queries.questions(session, me, filters, bank=bank, limit=PAGE + 1, after=after)
        bases = bases_of(session, [each.latest.id for each in found[:PAGE]])
    items = [_question(each, bases.get(each.latest.id, ())) for each in found[:PAGE]]
    following = pack(found[PAGE - 1].question.id) if len(found) > PAGE else None
    return json_answer({"items": items, "next": following})


def _bank(kept: KeptBank) -> dict[str, Any]:
    bank = kept.bank
    counts = {state.value: kept.counts[state] for state in State}
    return {
        "id": bank.id,
        "code": bank.code,
        "title": bank.title,
        "area": bank.area,
        "unit": bank.unit_id,
        **counts,
    }


def _question(listed: ListedQuestion, bases: tuple[StatedBasis, ...]) -> dict[str, Any]:
    version = listed.latest
    said = shown(text_of(listed.question.code, version))
    return {
        "id": listed.question.id,
        "code": listed.question.code,
        "state": listed.state.value,
        "version": version.number,
        "is_published": listed.question.published_version_id == version.id,
        "type": said.type,
        "difficulty": said.difficulty,
        "area": said.area,
        "stem": said.stem,
        "options": said.options,
        "prompts": said.prompts,
        **({"parts": said.parts} if said.parts else {}),
        "key": said.key,
        "explanation": said.explanation,
        "knowledge_points": said.knowledge_points,
        "draft_reason": said.draft_reason,
        "bases": [_basis(basis) for basis in bases],
        "written_at": version.created_at,
    }


def _basis(basis: StatedBasis) -> dict[str, Any]:
    return {
        "document": basis.document,
        "version": basis.version,
        "article": basis.article,
        "quotation": basis.quotation,
        "effective_on": basis.effective_on,
        "superseded_on": basis.superseded_on,
    }
