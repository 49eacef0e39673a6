"""Many questions at once: what is taken and what is skipped and why, all or nothing, kept and undone."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from quiz_app.banks.actions import banks, bulk, publishing
from quiz_app.banks.actions.banks import BankDraft
from quiz_app.banks.bulk import plans
from quiz_app.banks.bulk.orders import BACK, CHANGES, EFFECTS, LABELS, OFFERED, STEPS, Act, Order
from quiz_app.banks.bulk.plans import Plan, plan
from quiz_app.banks.queries import bulk as queries
from quiz_app.banks.queries import holdings, submissions
from quiz_app.banks.queries.questions import Filters, versions
from quiz_app.banks.states import State
from quiz_app.banks.steps import Step
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionPicture, QuestionPictureUse
from quiz_app.banks.tables.reviews import QuestionBulkAct
from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor, Grant
from quiz_app.organizations.permissions import Role
from tests.banks.conftest import FILE, Loader, act, counted, held, pilot_text, write
from tests.conftest import NOW, Cast


@pytest.fixture
def una(database: Database, cast: Cast) -> Actor:
    """A second trainer of the city."""
    city = cast.units["临江市"]
    with database.transaction() as session:
        member = Member(number="U001", name="于娜", unit_id=city.id)
        session.add(member)
    return replace(cast.tom, member_id=member.id, name="于娜", grants=(Grant(Role.TRAINER, city.path),))


def test_every_act_has_its_words_and_its_step() -> None:
    assert set(LABELS) == set(EFFECTS) == set(STEPS) == set(Act)
    assert set(BACK) | {Act.APPROVE, Act.WITHDRAW} == set(OFFERED)
    assert {BACK[each] for each in CHANGES if each in BACK} == {Act.REVERT}


def test_a_new_point_makes_new_versions_and_only_what_is_published_waits_for_review(
    database: Database, cast: Cast, citys: QuestionBank, three: list[Question]
) -> None:
    planned = _planned(database, cast.tom, citys, Order(Act.TAG, "值班"))
    assert (len(planned.taken), planned.left_out, planned.to_review) == (3, 0, 1)
    _done(database, cast.tom, citys, planned, reason="按新的目录归类")
    for question, state in zip(three, (State.PUBLISHED, State.UNPUBLISHED, State.UNPUBLISHED), strict=True):
        found = held(database, cast.tom, question)
        assert found.latest.knowledge_points == ["引航", "值班"]
        assert (found.latest.number, found.latest.created_by, found.state) == (2, cast.tom.member_id, state)
        assert _steps(database, question)[-1 if state is State.UNPUBLISHED else 1] == Step.CHANGED
    with database.reading() as session:
        now, before = versions(session, three[0])
        assert now.bases == before.bases != ()
        assert now.version.digest != before.version.digest
        assert before.version.id == held(database, cast.tom, three[0]).question.published_version_id
        assert submissions.waiting(session, three[0]).question_version_id == now.version.id
        assert submissions.waiting(session, three[1]) is None
        step = submissions.steps(session, three[1])[0]
    assert (step.kind, step.number, step.by) == (Step.CHANGED, 2, "田明")
    assert step.reason == "加知识点“值班”：按新的目录归类"


def test_a_change_of_many_says_what_the_same_change_of_one_would_say(
    database: Database, cast: Cast, citys: QuestionBank, three: list[Question]
) -> None:
    _done(database, cast.tom, citys, _planned(database, cast.tom, citys, Order(Act.DIFFICULTY, "3")))
    digest = held(database, cast.tom, three[0]).latest.digest
    assert digest == bytes.fromhex(replace(pilot_text(), difficulty=3).digest)


def test_undoing_a_change_writes_again_what_was_said_and_what_is_published_stays_so(
    database: Database, cast: Cast, citys: QuestionBank, three: list[Question]
) -> None:
    done = _done(database, cast.tom, citys, _planned(database, cast.tom, citys, Order(Act.AREA, "key_work")))
    act(database, cast.tom, three[1], publishing.retire, at=NOW)
    back = _undone(database, cast.tom, citys, done)
    assert [each.reason for each in back.skipped] == ["之后又有人动过：请在题目页上单独处理"]
    found = held(database, cast.tom, three[0])
    assert (found.latest.number, found.latest.area, found.state) == (3, "branch_daily_work", State.PUBLISHED)
    assert found.question.published_version_id == found.latest.id
    with database.reading() as session:
        assert submissions.waiting(session, three[0]) is None
        now, _changed, before = versions(session, three[0])
        assert (now.version.digest, now.bases) == (before.version.digest, before.bases)
    assert held(database, cast.tom, three[1]).latest.area == "key_work"


def test_after_a_change_is_undone_a_question_follows_its_file_again(
    database: Database, cast: Cast, load: Loader
) -> None:
    load()
    with database.reading() as session:
        bank = session.scalars(select(QuestionBank)).one()
    done = _done(database, cast.root, bank, _planned(database, cast.root, bank, Order(Act.TAG, "港口")))
    mended = FILE.replace("引航员登船前先核对什么？", "引航员登船以前先核对什么？")
    assert len(load(mended).kept) == 4
    _undone(database, cast.root, bank, done)
    assert load(mended).changed == ["harbour-0001"]


def test_what_cannot_be_done_is_skipped_and_named_with_its_reason(
    database: Database, cast: Cast, citys: QuestionBank, three: list[Question], una: Actor
) -> None:
    sending = _planned(database, cast.tom, citys, Order(Act.SEND))
    assert [each.id for each in sending.taken] == [three[1].id]
    assert {each.reason: each.codes for each in sending.skipped} == {
        "已发布，没有新的修改要审": ("city-s0001",),
        "还是草稿：先补全，删去草稿原因": ("city-s0003",),
    }
    _done(database, cast.tom, citys, sending)
    assert held(database, cast.tom, three[1]).state is State.UNDER_REVIEW
    own = _planned(database, cast.tom, citys, Order(Act.APPROVE))
    assert not own.taken
    assert "是你自己写的或送审的，要请另一个人来审" in {each.reason for each in own.skipped}
    with pytest.raises(Invalid, match="没有一道"):
        _done(database, cast.tom, citys, own)
    _done(database, una, citys, _planned(database, una, citys, Order(Act.APPROVE)))
    found = held(database, cast.tom, three[1])
    assert (found.state, found.question.published_version_id) == (State.PUBLISHED, found.latest.id)
    assert _steps(database, three[1]) == [Step.APPROVED, Step.SENT]


@pytest.mark.parametrize(
    ("there", "state", "back"),
    [
        (Act.RETIRE, State.RETIRED, State.UNPUBLISHED),
        (Act.SEND, State.UNDER_REVIEW, State.UNPUBLISHED),
    ],
)
def test_what_was_done_to_many_is_undone_at_once_but_only_once(
    database: Database, cast: Cast, citys: QuestionBank, three: list[Question], there: Act, state: State, back: State
) -> None:
    done = _done(database, cast.tom, citys, _planned(database, cast.tom, citys, Order(there)))
    assert held(database, cast.tom, three[1]).state is state
    _undone(database, cast.tom, citys, done)
    assert held(database, cast.tom, three[1]).state is back
    with database.reading() as session:
        assert queries.find_act(session, citys, done.id).undone
        last = queries.acts(session, citys, limit=5)[0]
    assert (last.act.undoes, last.undone) == (done.id, False)


def test_a_reason_stands_in_the_steps_of_each_question(
    database: Database, cast: Cast, citys: QuestionBank, three: list[Question]
) -> None:
    _done(database, cast.tom, citys, _planned(database, cast.tom, citys, Order(Act.RETIRE)), reason="内容过时。")
    for question in three:
        with database.reading() as session:
            step = submissions.steps(session, question)[0]
        assert (step.kind, step.reason, step.by) == (Step.RETIRED, "内容过时。", "田明")


def test_if_one_question_moved_on_nothing_at_all_is_done(
    database: Database, cast: Cast, citys: QuestionBank, three: list[Question]
) -> None:
    planned = _planned(database, cast.tom, citys, Order(Act.TAG, "值班"))
    act(database, cast.root, three[2], publishing.retire, at=NOW)
    with pytest.raises(Conflict, match="有人动过"):
        _done(database, cast.tom, citys, planned)
    assert [held(database, cast.tom, each).latest.number for each in three] == [1, 1, 1]
    with database.reading() as session:
        assert session.scalars(select(QuestionBulkAct)).all() == []
    assert Step.CHANGED not in _steps(database, three[0])


def test_questions_move_with_their_codes_but_published_ones_do_not_move_out_of_reach(
    database: Database, cast: Cast, citys: QuestionBank, three: list[Question]
) -> None:
    county, province = cast.units["港口党支部"], cast.units["东山省"]
    with database.transaction() as session:
        near = banks.create(session, cast.tom, county, code="near", draft=BankDraft("支部题库", "key_work"))
        wide = banks.create(session, cast.root, province, code="wide", draft=BankDraft("省题库", "key_work"))
    there = _planned(database, cast.root, citys, Order(Act.MOVE, str(wide.id), same_reach=False))
    assert [each.id for each in there.taken] == [three[1].id, three[2].id]
    with pytest.raises(Forbidden):
        _done(database, cast.tom, citys, there, target=(wide, province))
    down = _planned(database, cast.tom, citys, Order(Act.MOVE, str(near.id)))
    _done(database, cast.tom, citys, down, target=(near, county))
    for question, code in zip(three, ("city-s0001", "city-s0002", "city-s0003"), strict=True):
        found = held(database, cast.tom, question)
        assert (found.bank.id, found.question.code) == (near.id, code)
    assert held(database, cast.tom, three[0]).state is State.PUBLISHED
    new = write(database, cast.tom, citys, cast.units["临江市"], pilot_text("又一道题？"), publish=False)
    assert new.code == "city-s0004"


def test_any_number_of_questions_costs_the_same_statements(database: Database, cast: Cast, citys: QuestionBank) -> None:
    city = cast.units["临江市"]
    costs = {}
    for size in (1, 2, 9):
        for number in range(size):
            write(database, cast.tom, citys, city, pilot_text(f"第{size}组第{number}号船靠泊先看什么？"))
        with counted(database) as statements:
            _done(database, cast.tom, citys, _planned(database, cast.tom, citys, Order(Act.TAG, f"第{size}组")))
        costs[size] = len(statements)
    assert costs[2] == costs[9] < 30


def test_a_change_takes_so_many_that_it_ends_soon_and_leaves_the_rest_for_the_next(
    database: Database, cast: Cast, citys: QuestionBank, three: list[Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "MOST_CHANGED", 2)
    first = _planned(database, cast.tom, citys, Order(Act.TAG, "值班"))
    assert ([each.code for each in first.taken], first.left_out) == ([each.code for each in three[:2]], 1)
    assert "再选一次" in first.skipped[0].reason
    _done(database, cast.tom, citys, first)
    assert [each.code for each in _planned(database, cast.tom, citys, Order(Act.TAG, "值班")).taken] == [three[2].code]


def test_a_changed_question_keeps_its_pictures(
    database: Database, cast: Cast, citys: QuestionBank, three: list[Question]
) -> None:
    digest = "ab" * 32
    with database.transaction() as session:
        session.add(QuestionPicture(digest=digest, media_type="image/png", kept_at=NOW))
        session.flush()
        version = versions(session, session.get_one(Question, three[0].id))[0].version
        session.add(QuestionPictureUse(question_version_id=version.id, digest=digest))
    _done(database, cast.tom, citys, _planned(database, cast.tom, citys, Order(Act.TAG, "值班")))
    with database.reading() as session:
        now = versions(session, three[0])[0].version
        assert now.id != version.id
        assert session.get(QuestionPictureUse, (now.id, digest)) is not None


def _planned(database: Database, actor: Actor, bank: QuestionBank, order: Order) -> Plan:
    with database.reading() as session:
        return plan(queries.candidates(session, bank, filters=Filters()), order, member_id=actor.member_id)


def _done(
    database: Database,
    actor: Actor,
    bank: QuestionBank,
    planned: Plan,
    *,
    target: tuple | None = None,
    undoes: QuestionBulkAct | None = None,
    reason: str = "",
) -> QuestionBulkAct:
    with database.transaction() as session:
        held_bank, unit = holdings.find_bank(session, actor, bank.id, lock=True)
        return bulk.carry_out(
            session, actor, held_bank, unit, planned, target=target, undoes=undoes, reason=reason, at=NOW
        )


def _undone(database: Database, actor: Actor, bank: QuestionBank, done: QuestionBulkAct) -> Plan:
    with database.reading() as session:
        chosen = queries.candidates_of(session, done, bank.id)
    planned = plan(chosen, Order(BACK[Act(done.act)]), member_id=actor.member_id)
    _done(database, actor, bank, planned, undoes=done)
    return planned


def _steps(database: Database, question: Question) -> list[Step]:
    with database.reading() as session:
        return [each.kind for each in submissions.steps(session, question)]
