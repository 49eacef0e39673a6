"""Complaints and suggestions: who answers, what an anonymous one gives away, and what everybody may count."""

from datetime import timedelta

import pytest

from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict, Invalid, NotFound, TooMany
from quiz_app.notices.actions import suggesting
from quiz_app.notices.queries import inbox, sent, suggestions
from quiz_app.notices.tables.notices import Notice
from quiz_app.organizations.actors import Actor
from tests.conftest import NOW, Cast, SettableClock


def suggest(database: Database, actor: Actor, text: str = "提醒太多了。", *, anonymous: bool = False, at=NOW) -> int:
    with database.transaction() as session:
        return suggesting.suggest(session, actor, text=text, anonymous=anonymous, at=at).id


def answer(database: Database, actor: Actor, suggestion: int, text: str = "改成每周一次。", at=NOW) -> None:
    with database.transaction() as session:
        suggesting.answer(session, actor, suggestion, text=text, at=at)


def waiting(database: Database, actor: Actor, *, answered: bool = False) -> list[suggestions.Open]:
    with database.reading() as session:
        return suggestions.to_answer(session, actor, answered=answered, limit=9)


def test_organizers_and_administrators_above_the_writer_answer_and_nobody_else(database: Database, cast: Cast) -> None:
    here, far = suggest(database, cast.ann), suggest(database, cast.cleo)
    assert [each.id for each in waiting(database, cast.dora)] == [here]
    assert [each.id for each in waiting(database, cast.root)] == [here, far]
    for actor in (cast.ann, cast.ben, cast.tom, cast.cleo):
        assert waiting(database, actor) == []
        with pytest.raises(NotFound):
            answer(database, actor, here)
    with pytest.raises(NotFound):
        answer(database, cast.dora, far)


def test_the_writer_reads_the_answer_and_gets_a_notice_that_leads_to_it(database: Database, cast: Cast) -> None:
    said = suggest(database, cast.ann)
    answer(database, cast.dora, said)
    with database.reading() as session:
        [notice] = inbox.inbox(session, cast.ann, limit=9, at=NOW)
        assert notice.notice.source_page == {"endpoint": "notices.own_suggestion", "suggestion_id": said}
        assert suggestions.find_own(session, cast.ann, said).answer.text == "改成每周一次。"
        assert inbox.inbox(session, cast.ben, limit=9, at=NOW) == []
        with pytest.raises(NotFound):
            suggestions.find_own(session, cast.ben, said)


def test_nobody_who_answers_learns_who_wrote_an_anonymous_one(database: Database, cast: Cast) -> None:
    """Also not by the notice of the answer: who sends one sees who it went to and who has read it."""
    said = suggest(database, cast.ann, anonymous=True)
    [open_one] = waiting(database, cast.dora)
    assert (open_one.writer, open_one.unit, open_one.anonymous) == ("", "", True)
    answer(database, cast.dora, said)
    with database.reading() as session:
        [notice] = inbox.inbox(session, cast.ann, limit=9, at=NOW)
        for actor in (cast.dora, cast.root, cast.ben):
            assert sent.sent(session, actor, limit=9) == []
            with pytest.raises(NotFound):
                sent.find_sent(session, actor, notice.notice.id)
        assert session.get_one(Notice, notice.notice.id).sent_by is None


def test_a_named_one_tells_who_wrote_it(database: Database, cast: Cast) -> None:
    suggest(database, cast.ann)
    [open_one] = waiting(database, cast.dora)
    assert (open_one.writer, open_one.unit) == ("安然", "港口党支部")


def test_there_is_one_answer(database: Database, cast: Cast) -> None:
    said = suggest(database, cast.ann)
    answer(database, cast.dora, said)
    with pytest.raises(Conflict):
        answer(database, cast.root, said)
    assert waiting(database, cast.dora) == []
    assert [each.id for each in waiting(database, cast.dora, answered=True)] == [said]


def test_three_a_day_for_each_member(database: Database, cast: Cast, clock: SettableClock) -> None:
    for _ in range(3):
        suggest(database, cast.ann)
    with pytest.raises(TooMany):
        suggest(database, cast.ann, anonymous=True)
    suggest(database, cast.ben)
    suggest(database, cast.ann, at=NOW + timedelta(days=1))


@pytest.mark.parametrize("text", ["", "  ", "字" * 2001])
def test_nothing_or_too_much_is_refused(database: Database, cast: Cast, text: str) -> None:
    with pytest.raises(Invalid):
        suggest(database, cast.ann, text)


def test_everybody_may_know_how_many_came_and_how_long_answers_take(database: Database, cast: Cast) -> None:
    with database.reading() as session:
        assert suggestions.counts(session) == suggestions.Counts(0, 0, None)
    for actor, days in ((cast.ann, 1), (cast.ben, 3), (cast.cleo, 10)):
        answer(database, cast.root, suggest(database, actor), at=NOW + timedelta(days=days))
    suggest(database, cast.ann)
    with database.reading() as session:
        assert suggestions.counts(session) == suggestions.Counts(4, 3, 3.0)
