"""Two people publish a question: one writes it, another one approves it; who did what, when and why is kept."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from quiz_app.banks.actions import approving, publishing, writing
from quiz_app.banks.actions.writing import Writing
from quiz_app.banks.queries import submissions
from quiz_app.banks.queries.questions import find_question
from quiz_app.banks.states import State
from quiz_app.banks.steps import Step, is_own
from quiz_app.banks.tables.questions import Question, QuestionBank
from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor, Grant
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.tables import RoleGrant
from tests.banks.conftest import Loader, act, approve, counted, held, pilot_text
from tests.conftest import NOW, Cast

MENDED = "引航员上船之前先核对什么？"


@pytest.fixture
def sent(database: Database, cast: Cast, citys: QuestionBank) -> Question:
    """Tom's new question, sent to review."""
    with database.transaction() as session:
        return writing.create(session, cast.tom, citys, cast.units["临江市"], Writing(pilot_text(), True), at=NOW)


@pytest.fixture
def una(database: Database, cast: Cast) -> Actor:
    """A second trainer of the city."""
    city = cast.units["临江市"]
    with database.transaction() as session:
        member = Member(number="U001", name="于娜", unit_id=city.id)
        session.add(member)
        session.flush()
        session.add(RoleGrant(member_id=member.id, role=Role.TRAINER, unit_id=city.id, granted_at=NOW))
    return replace(cast.tom, member_id=member.id, name="于娜", grants=(Grant(Role.TRAINER, city.path),))


def test_whoever_wrote_a_version_does_not_approve_it_and_another_trainer_does(
    database: Database, cast: Cast, sent: Question, una: Actor
) -> None:
    assert held(database, cast.tom, sent).state is State.UNDER_REVIEW
    with pytest.raises(Forbidden, match="另一个人"):
        approve(database, sent, cast.tom)
    with pytest.raises(Forbidden, match="另一个人"):
        act(database, cast.tom, sent, approving.give_back, number=1, reason="不好", at=NOW)
    assert held(database, cast.tom, sent).state is State.UNDER_REVIEW
    approve(database, sent, una, reason="对过原文。")
    found = held(database, cast.tom, sent)
    assert (found.state, found.question.published_version_id) == (State.PUBLISHED, found.latest.id)
    assert _steps(database, sent) == [
        (Step.APPROVED, 1, "对过原文。", "于娜"),
        (Step.SENT, 1, "", "田明"),
    ]


def test_an_administrator_of_the_unit_reviews_as_well(database: Database, cast: Cast, sent: Question) -> None:
    approve(database, sent, cast.root)
    assert held(database, cast.tom, sent).state is State.PUBLISHED


def test_what_nobody_here_wrote_is_not_approved_by_whoever_sent_it(
    load: Loader, database: Database, cast: Cast, una: Actor
) -> None:
    load()
    with database.reading() as session:
        question = session.query(Question).order_by(Question.id).first()
    act(database, cast.root, question, publishing.withdraw, at=NOW)
    act(database, cast.root, question, approving.send, number=1, at=NOW)
    with pytest.raises(Forbidden, match="另一个人"):
        approve(database, question, cast.root)
    approve(database, question)
    assert held(database, cast.root, question).state is State.PUBLISHED


@pytest.mark.parametrize(
    ("author", "sender", "own"), [(1, 2, True), (2, 1, False), (None, 1, True), (None, 2, False), (None, None, False)]
)
def test_a_version_is_its_authors_own_or_its_senders_where_it_has_none(
    author: int | None, sender: int | None, own: bool
) -> None:
    assert is_own(1, author=author, sender=sender) is own


def test_to_return_a_version_takes_a_reason_and_it_can_be_mended_and_sent_again(
    database: Database, cast: Cast, sent: Question, una: Actor
) -> None:
    with pytest.raises(Invalid) as refusal:
        act(database, una, sent, approving.give_back, number=1, reason="  ", at=NOW)
    assert list(refusal.value.fields) == ["reason"]
    act(database, una, sent, approving.give_back, number=1, reason="引文少了两个字。", at=NOW)
    assert held(database, cast.tom, sent).state is State.UNPUBLISHED
    with pytest.raises(Conflict, match="不在等审核"):
        approve(database, sent, una)
    _change(database, cast.tom, sent, send=True)
    approve(database, sent, una)
    assert held(database, cast.tom, sent).latest.number == 2
    assert [step for step, *_ in _steps(database, sent)] == [Step.APPROVED, Step.SENT, Step.RETURNED, Step.SENT]


def test_a_change_takes_the_version_before_it_out_of_the_queue(
    database: Database, cast: Cast, sent: Question, una: Actor
) -> None:
    _change(database, cast.tom, sent, send=False)
    assert held(database, cast.tom, sent).state is State.UNPUBLISHED
    with pytest.raises(Conflict, match="不在等审核"):
        act(database, una, sent, approving.approve, number=1, at=NOW)
    assert [step for step, *_ in _steps(database, sent)] == [Step.OVERTAKEN, Step.SENT]


def test_what_was_sent_can_be_taken_back(database: Database, cast: Cast, sent: Question) -> None:
    act(database, cast.tom, sent, approving.take_back, at=NOW)
    assert held(database, cast.tom, sent).state is State.UNPUBLISHED
    with pytest.raises(Conflict):
        act(database, cast.tom, sent, approving.take_back, at=NOW)


def test_of_reviewers_who_decide_at_the_same_moment_exactly_one_decides(
    database: Database, cast: Cast, sent: Question, una: Actor
) -> None:
    together, seen = Barrier(2), held(database, cast.tom, sent).question.version

    def decide(judge: Actor) -> str:
        together.wait()
        try:
            act(database, judge, sent, approving.approve, number=1, version=seen, at=NOW)
        except Refusal as refusal:
            return refusal.code
        return "approved"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(decide, (una, cast.root)))
    assert sorted(outcomes) == ["approved", "not_waiting"]
    assert [step for step, *_ in _steps(database, sent)] == [Step.APPROVED, Step.SENT]


def test_the_queue_holds_what_others_wrote_the_oldest_first_in_one_query(
    database: Database, cast: Cast, citys: QuestionBank, sent: Question, una: Actor
) -> None:
    city = cast.units["临江市"]
    with database.transaction() as session:
        second = writing.create(session, una, citys, city, Writing(pilot_text("缆绳由谁系好？"), True), at=NOW)
        third = writing.create(session, cast.tom, citys, city, Writing(pilot_text("谁来发靠泊口令？"), True), at=NOW)
    with database.reading() as session:
        with counted(database) as statements:
            for_una = submissions.waiting_for(session, una, limit=10)
        assert [each.question.id for each in for_una] == [sent.id, third.id]
        assert len(statements) == 1
        assert (for_una[0].author, for_una[0].sender) == ("田明", "田明")
        after = (for_una[0].submission.id,)
        assert [e.question.id for e in submissions.waiting_for(session, una, limit=1, after=after)] == [third.id]
        assert [each.question.id for each in submissions.waiting_for(session, cast.tom, limit=10)] == [second.id]
        assert [each.question.id for each in submissions.waiting_of(session, una, limit=10)] == [second.id]
        assert len(submissions.waiting_for(session, cast.root, limit=10)) == 3
        assert session.scalar(submissions.how_many_wait(una)) == 2
        for nobody in (cast.ann, cast.dora, cast.cleo):
            with pytest.raises(NotFound):
                submissions.waiting_for(session, nobody, limit=10)


def test_a_retired_question_waits_for_nobody(database: Database, cast: Cast, sent: Question) -> None:
    act(database, cast.tom, sent, publishing.retire, reason="问得不对。", at=NOW)
    with database.reading() as session:
        assert submissions.waiting_for(session, cast.root, limit=10) == []
    with pytest.raises(Conflict, match="停用"):
        approve(database, sent, cast.root)
    assert _steps(database, sent)[0] == (Step.RETIRED, None, "问得不对。", "田明")


def test_whom_to_ask_is_named_the_nearest_first_and_never_the_author(
    database: Database, cast: Cast, una: Actor
) -> None:
    with database.reading() as session:
        asked = submissions.reviewers(session, cast.units["港口党支部"], apart_from=cast.tom.member_id)
        assert [(each.name, each.role, each.unit_name) for each in asked] == [
            ("于娜", "教员", "临江市"),
            ("管理员", "管理员", "东山省"),
        ]
        assert submissions.reviewers(session, cast.units["云岭县"], apart_from=cast.root.member_id) == []


def test_a_reason_that_is_too_long_is_told_and_nothing_happens(database: Database, cast: Cast, sent: Question) -> None:
    deeds: list[Callable[..., None]] = [publishing.retire, publishing.withdraw]
    for deed in deeds:
        with pytest.raises(Invalid, match="最多写 400 个字"):
            act(database, cast.tom, sent, deed, reason="长" * 401, at=NOW)
    assert held(database, cast.tom, sent).state is State.UNDER_REVIEW


def _change(database: Database, actor: Actor, question: Question, *, send: bool) -> None:
    with database.transaction() as session:
        found = find_question(session, actor, question.id, lock=True)
        said = Writing(pilot_text(MENDED), send)
        writing.change(session, actor, found, said, version=found.question.version, at=NOW)


def _steps(database: Database, question: Question) -> list[tuple[Step, int | None, str, str | None]]:
    with database.reading() as session:
        return [(each.kind, each.number, each.reason, each.by) for each in submissions.steps(session, question)]
