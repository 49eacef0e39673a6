"""Members say what bothers them or what would be better; whoever answers for their unit answers, once."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.core.errors import Conflict, Invalid, TooMany
from quiz_app.notices.actions.sending import tell
from quiz_app.notices.kinds import ANNOUNCEMENT
from quiz_app.notices.queries import suggestions as queries
from quiz_app.notices.suggesting import A_DAY, MOST_A_DAY, problem
from quiz_app.notices.tables.suggestions import Suggestion, SuggestionAnswer
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission


def suggest(session: Session, actor: Actor, *, text: str, anonymous: bool, at: datetime) -> Suggestion:
    """Anybody who is signed in may, three times in 24 hours."""
    said = _said(text, "请写你的意见或建议。")
    if queries.how_many_since(session, actor, at - A_DAY) >= MOST_A_DAY:
        sentence = f"24 小时内最多提 {MOST_A_DAY} 条，请明天再来；几件事可以写在一条里。"
        raise TooMany(sentence, retry_after=int(A_DAY.total_seconds()))
    made = Suggestion(unit_id=actor.unit_id, member_id=actor.member_id, anonymous=anonymous, text=said, sent_at=at)
    session.add(made)
    session.flush()
    return made


def answer(session: Session, actor: Actor, suggestion_id: int, *, text: str, at: datetime) -> None:
    """Tell the writer what came of it, with a notice. It is sent by the site: whoever sends a notice sees who has read
    it, and that would name the writer of an anonymous one."""
    suggestion, unit, answered = queries.hold(session, actor, suggestion_id)
    require(actor, Permission.SUGGESTION_ANSWER, unit.path)
    said = _said(text, "请写答复：怎样处理，或者为什么不改。")
    if answered:
        raise Conflict("这条意见已经有人答复了。", code="answered")
    answerer = actor.member_id or None
    session.add(SuggestionAnswer(suggestion_id=suggestion.id, text=said, answered_by=answerer, answered_at=at))
    session.flush()
    tell(
        session,
        member_ids=[suggestion.member_id],
        title="你的意见有答复了",
        body="你提的意见有了答复，点下面的按钮看全文。",
        kind=ANNOUNCEMENT,
        page={"endpoint": "notices.own_suggestion", "suggestion_id": suggestion.id},
        sent_by=None,
        at=at,
    )


def _said(text: str, when_empty: str) -> str:
    said = text.strip()
    if wrong := problem(said, when_empty):
        raise Invalid(wrong, fields={"text": wrong})
    return said
