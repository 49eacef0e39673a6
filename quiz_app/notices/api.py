"""What a member was sent, over HTTP."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from quiz_app.core.web.api import describe, read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.refusals import json_answer
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import caller
from quiz_app.notices.actions import reading
from quiz_app.notices.pages.inbox import address_of
from quiz_app.notices.queries import inbox as queries
from quiz_app.notices.queries.inbox import Received
from quiz_app.notices.schemas import NoticesIn, NoticesOut, ReadOut

api = APIBlueprint("notices_api", __name__)


@api.get("/notices")
@describe(api, answered=NoticesOut)
def notices() -> Response:
    """The caller's notices, the latest first."""
    me, asked, at = caller(), read_arguments(NoticesIn), arrival()
    after = unpack(asked.after, 1)
    with database().reading() as session:
        found = queries.inbox(session, me, limit=asked.limit, after=after[0] if after else None, at=at)
        unread = queries.unread(session, me, at)
    following = pack(found[-1].notice.id) if len(found) == asked.limit else None
    return json_answer({"items": [_item(each) for each in found], "unread": unread, "next": following})


@api.post("/notices/<int:notice_id>/read")
@describe(api, answered=ReadOut)
def read(notice_id: int) -> Response:
    """Mark a notice as read; doing it again changes nothing."""
    me, at = caller(), arrival()
    with database().transaction() as session:
        found = queries.find_received(session, me, notice_id, at=at)
        if found.read_at is None:
            reading.read(session, me, found, at=at)
    return json_answer({"id": notice_id, "read_at": found.read_at or at})


def _item(found: Received) -> dict[str, Any]:
    notice = found.notice
    return {
        "id": notice.id,
        "kind": notice.kind,
        "title": notice.title,
        "body": notice.body,
        "unit": found.unit,
        "sender": found.sender,
        "sent_at": notice.sent_at,
        "read_at": found.read_at,
        "url": address_of(notice.source_page),
    }
