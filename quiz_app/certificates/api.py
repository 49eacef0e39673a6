"""Certificates over HTTP: one's own, and the check of a number that anybody may make."""

from apiflask import APIBlueprint
from flask import Response

from quiz_app.certificates import queries
from quiz_app.certificates.schemas import CheckOut, OwnPageOut, PageIn, checked, own
from quiz_app.core.web.api import describe, read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.refusals import json_answer
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import caller

api = APIBlueprint("certificates_api", __name__)


@api.get("/members/me/certificates")
@describe(api, answered=OwnPageOut)
def mine() -> Response:
    """What was issued to oneself, the latest first."""
    me, asked = caller(), read_arguments(PageIn)
    before = unpack(asked.after, 1)
    with database().reading() as session:
        found = queries.of_member(
            session, me.member_id, at=arrival(), limit=asked.limit, before=before[0] if before else None
        )
    following = pack(found[-1].id) if len(found) == asked.limit else None
    return json_answer({"items": [own(each).model_dump() for each in found], "next": following})


@api.get("/check/<number>")
@describe(api, answered=CheckOut)
def check(number: str) -> Response:
    """What anybody may know of a number. Nobody has to be signed in; an unknown number is 404."""
    with database().reading() as session:
        found = queries.by_number(session, number, at=arrival())
    return json_answer(checked(found).model_dump())
