"""What may be seen when: the plain rule, its twin in SQL, and everything a member or a secretary can fetch."""

import itertools
from dataclasses import astuple
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import insert, select

from quiz_app.core.errors import Conflict, NotFound
from quiz_app.exams import reviews
from quiz_app.exams.actions.publishing import extend
from quiz_app.exams.queries import phases
from quiz_app.exams.queries.drafts import exam_to_change
from quiz_app.exams.queries.withholding import withheld
from quiz_app.exams.reviews import AFTER_PUBLICATION, AFTER_WINDOW, AT_ONCE, MOMENTS, NEVER, PRESETS, Phase, Review
from quiz_app.exams.tables.exams import Exam, ResultPublication
from quiz_app.exams.tasks import credit_closed
from tests.conftest import NOW
from tests.exams.browsing import ann, dora, hand_in, ledger, marks_in
from tests.exams.releasing import release

FIXTURES = (ann, dora, release)

CLOSES = NOW + timedelta(hours=2)
HOUR = timedelta(hours=1)
ORDERED = [Review(*each) for each in itertools.combinations_with_replacement(MOMENTS, 4)]


def at_phases() -> list[tuple[dict, Phase]]:
    """(what an exam has, its phase now)."""
    return [
        ({"closes_at": None, "results_at": None}, Phase.SITTING),
        ({"closes_at": NOW + HOUR, "results_at": None}, Phase.SITTING),
        ({"closes_at": NOW, "results_at": None}, Phase.CLOSED),
        ({"closes_at": NOW - HOUR, "sits_until": NOW + HOUR, "results_at": None}, Phase.SITTING),
        ({"closes_at": NOW - HOUR, "sits_until": NOW, "results_at": None}, Phase.CLOSED),
        ({"closes_at": NOW - HOUR, "results_at": NOW + HOUR}, Phase.CLOSED),
        ({"closes_at": NOW - HOUR, "results_at": NOW}, Phase.PUBLISHED),
    ]


def test_an_exam_goes_through_its_phases() -> None:
    for had, phase in at_phases():
        exam = SimpleNamespace(ends_at=had.get("sits_until") or had["closes_at"], results_at=had["results_at"])
        assert reviews.phase(exam, NOW) is phase


@pytest.mark.parametrize("review", ORDERED, ids=lambda each: "-".join(astuple(each)))
def test_who_may_see_a_later_one_may_see_all_before_it(review) -> None:
    assert reviews.disorder(review) is None
    for now in Phase:
        seen = [reviews.has_come(moment, now) for moment in astuple(review)]
        assert seen == sorted(seen, reverse=True)


def test_every_other_choice_is_refused_in_a_sentence() -> None:
    every = [Review(*each) for each in itertools.product(MOMENTS, repeat=4)]
    wrong = [each for each in every if each not in ORDERED]
    assert len(wrong) == 4**4 - len(ORDERED)
    assert all(reviews.disorder(each) for each in wrong)
    name, said = reviews.disorder(Review(AT_ONCE, AT_ONCE, AFTER_WINDOW, AT_ONCE)) or ("", "")
    assert name == "explanation" and "“解析”不能比“正确答案”更早公布" in said


def test_one_sentence_says_all_four() -> None:
    assert reviews.sentence(PRESETS["never"]) == "交卷后立即看到成绩；不公布每题对错、正确答案和解析。"
    mixed = Review(AT_ONCE, AFTER_WINDOW, AFTER_PUBLICATION, NEVER)
    assert reviews.sentence(mixed) == (
        "交卷后立即看到成绩；每题对错在考试结束后公布；正确答案在考试结束后由组织者公布；不公布解析。"
    )


def test_sql_says_of_every_exam_what_the_plain_rule_says(database, cast, unpublished) -> None:
    """All orders in all phases, in one table of exams."""
    keep = {c.name: getattr(unpublished, c.name) for c in Exam.__table__.columns if c.name not in ("id", "page")}
    made = [
        keep
        | had
        | {f"review_{name}": getattr(review, name) for name in reviews.ASPECTS}
        | {"opens_at": NOW - 9 * HOUR}
        for review in ORDERED
        for had, _ in at_phases()
    ]
    with database.transaction() as session:
        session.execute(insert(Exam), made)
    with database.reading() as session:
        exams = list(session.scalars(select(Exam)))
        said = {
            name: set(session.scalars(select(Exam.id).where(condition)))
            for name, condition in (
                ("score", phases.score_is_out(NOW)),
                ("key", phases.key_is_out(NOW)),
                ("practice", phases.is_practisable(NOW)),
                ("not practice", ~phases.is_practisable(NOW)),
            )
        }
    assert said["score"] == {each.id for each in exams if reviews.may_see_score(each, NOW)}
    assert said["key"] == {each.id for each in exams if reviews.may_see_key(each, NOW)}
    practisable = {
        each.id
        for each in exams
        if reviews.has_come(reviews.practisable_from(reviews.review_of(each)), reviews.phase(each, NOW))
    }
    assert said["practice"] == practisable
    assert said["not practice"] == {each.id for each in exams} - practisable, "an unknown would hold nothing back"


def test_the_organizer_publishes_once_after_the_end_and_points_follow(
    ann, cast, clock, database, publish_exam, right_answers, release
) -> None:
    exam = publish_exam(review_rule="by_hand", closes_at=CLOSES)
    hand_in(ann, exam, right_answers(exam, cast.ann.member_id))
    with pytest.raises(Conflict, match="考试还没有结束"):
        release(exam)
    clock.moment = CLOSES
    assert credit_closed(database, clock) == 0 and ledger(database) == []
    with pytest.raises(NotFound):
        release(exam, cast.tom)
    release(exam)
    with pytest.raises(Conflict, match="已经公布过"):
        release(exam)
    assert credit_closed(database, clock) == 1
    assert credit_closed(database, clock) == 0
    assert ledger(database) == [5, 3]
    with database.reading() as session:
        assert [(each.exam_id, each.published_by) for each in session.scalars(select(ResultPublication))] == [
            (exam.id, cast.dora.member_id)
        ]
    with database.transaction() as session, pytest.raises(Conflict, match="不能再延长"):
        found, unit = exam_to_change(session, cast.dora, exam.id)
        extend(session, cast.dora, found, unit, closes_at=CLOSES + HOUR, at=clock.now())


def test_a_paper_that_is_still_out_keeps_the_results_back(ann, clock, publish_exam, release) -> None:
    exam = publish_exam(review_rule="by_hand", closes_at=CLOSES)
    assert ann.post(f"/exams/{exam.id}/attempts").status_code == 303
    clock.moment = CLOSES
    with pytest.raises(Conflict, match="还有 1 份试卷没有收上来"):
        release(exam)


def test_the_page_asks_and_then_publishes(dora, clock, publish_exam) -> None:
    exam = publish_exam(review_rule="by_hand", closes_at=CLOSES)
    address = f"/exams/manage/{exam.id}/results"
    assert dora.get(address).location == f"/exams/manage/{exam.id}"
    assert "考试还没有结束" in dora.get(f"/exams/manage/{exam.id}").text
    clock.moment = CLOSES
    assert address in dora.get(f"/exams/manage/{exam.id}").text
    assert "成绩、每题对错、正确答案和解析" in dora.get(address).text
    assert dora.post(address).status_code == 303
    assert "成绩和答案已经公布" in dora.get(f"/exams/manage/{exam.id}").text


def test_practice_holds_back_what_the_organizer_has_not_published(cast, clock, database, publish_exam, release) -> None:
    exam = publish_exam(review_rule="by_hand", closes_at=CLOSES)

    def held() -> int:
        with database.reading() as session:
            return len(withheld(session, cast.ann, at=clock.now()))

    assert held() == 48
    clock.pass_by(days=3)
    assert held() == 48
    release(exam)
    assert held() == 0


def test_which_questions_were_right_is_told_by_number_and_without_a_key(ann, cast, publish_exam, right_answers) -> None:
    exam = publish_exam(review=Review(AT_ONCE, AT_ONCE, AFTER_WINDOW, AFTER_WINDOW), closes_at=CLOSES)
    answers = right_answers(exam, cast.ann.member_id)
    del answers["3"]
    location = hand_in(ann, exam, answers)
    page = ann.get(location)
    assert "3 没有作答" in page.text and "4 得满分" in page.text
    assert marks_in(page) == []
    assert ann.get(location.replace("result", "review")).status_code == 403
