"""A correction changes scores, boards, points and statistics, of everybody it concerns and of nobody else."""

from sqlalchemy import select

from quiz_app.boards.tables import Standing
from quiz_app.boards.values import score_of
from quiz_app.corrections.proposals import key_in_words
from quiz_app.corrections.queries.corrections import editions_of
from quiz_app.corrections.tables import CorrectedAttempt
from quiz_app.points.tables import LedgerEntry
from tests.conftest import bearer
from tests.corrections.conftest import apply_all, attempt, begin, correction, count_all, drift, hand_in


def entries(database, member_id) -> list[tuple[int, int, int]]:
    with database.reading() as session:
        query = select(LedgerEntry.rule, LedgerEntry.serial, LedgerEntry.amount)
        query = query.where(LedgerEntry.member_id == member_id).order_by(LedgerEntry.id)
        return [tuple(row) for row in session.execute(query)]


def board_score(database, exam, member_id) -> int:
    with database.reading() as session:
        query = select(Standing.value).where(Standing.board_id == exam.board_id, Standing.member_id == member_id)
        return score_of(session.scalars(query).one(), exam.minutes * 60 + 1)


def receipt(client, actor, attempt_id) -> dict:
    proof = {"Authorization": f"Bearer {bearer(actor)}"}
    return client.get(f"/api/v1/attempts/{attempt_id}/receipt", headers=proof).get_json()


def test_a_key_that_was_wrong_is_fixed_for_everybody(database, clock, cast, exam, sit, place_of, correct) -> None:
    ann, ben = sit(cast.ann), sit(cast.ben, wrong=(1, 2, 3, 4, 5))
    count_all(database, clock)
    place = place_of(exam, cast.ann, 7)
    sat = ((ann, cast.ann), (ben, cast.ben))
    with_it = [each for each, who in sat if place in {place_of(exam, who, no) for no in range(6, 11)}]
    correct("key", place, key=another_key(database, exam, place))
    assert attempt(database, ann).score == 9000
    assert {each for each in (ann, ben) if attempt(database, each).first_score is not None} == set(with_it)
    assert board_score(database, exam, cast.ann.member_id) == 9000
    assert entries(database, cast.ann.member_id) == [(2, 0, 5), (3, 0, 3), (3, -1, -3)]
    assert drift(database, clock) == []


def test_a_void_question_shrinks_the_maximum(database, clock, client, cast, exam, sit, place_of, correct) -> None:
    ann = sit(cast.ann, wrong=(7, 8, 9, 10))
    before = receipt(client, cast.ann, ann)
    count_all(database, clock)
    correct("void", place_of(exam, cast.ann, 7))
    found = attempt(database, ann)
    assert (found.score, found.voided, found.first_score) == (6000, 1000, 6000)
    after = receipt(client, cast.ann, ann)
    current = after.pop("current")
    assert before.pop("current") is None
    assert after == before
    assert (current["score"], current["max_score"], current["passed"], current["points_awarded"]) == (60, 90, True, 5)
    assert drift(database, clock) == []


def test_less_is_enough_to_pass_when_a_question_is_void(database, clock, cast, exam, sit, place_of, correct) -> None:
    sit(cast.ann, wrong=(1, 2, 3, 4, 5))
    assert entries(database, cast.ann.member_id) == []
    correct("void", place_of(exam, cast.ann, 1))
    correct("void", place_of(exam, cast.ann, 2))
    assert entries(database, cast.ann.member_id) == [(2, 0, 5)]
    assert drift(database, clock) == []


def test_a_gift_gives_everybody_the_marks(database, clock, cast, exam, sit, place_of, correct) -> None:
    ann = sit(cast.ann, wrong=(3,))
    count_all(database, clock)
    number = correct("gift", place_of(exam, cast.ann, 3))
    assert attempt(database, ann).score == 10_000
    assert entries(database, cast.ann.member_id) == [(2, 0, 5), (3, 0, 3)]
    with database.reading() as session:
        changed = session.scalars(select(CorrectedAttempt).where(CorrectedAttempt.correction_id == number)).one()
    assert (changed.score_before, changed.score_after, changed.points) == (9000, 10_000, 3)
    assert drift(database, clock) == []


def test_the_rule_for_partial_credit_is_corrected(database, clock, client, cast, exam, right_answers, correct) -> None:
    answers = right_answers(exam, cast.ann.member_id)
    many = next(no for no, values in answers.items() if len(values) == 3)
    hand_in(client, cast.ann, begun := begin(client, exam, cast.ann), answers | {many: answers[many][:1]})
    count_all(database, clock)
    assert attempt(database, begun["id"]).score == 9500
    correct("credit", rule="none")
    assert attempt(database, begun["id"]).score == 9000
    assert drift(database, clock) == []


def test_what_is_taken_back_stands_as_before(database, clock, cast, exam, sit, place_of, correct) -> None:
    ann = sit(cast.ann)
    count_all(database, clock)
    place = place_of(exam, cast.ann, 7)
    key = key_of(database, exam, place)
    correct("key", place, key=another_key(database, exam, place))
    correct("key", place, key=key)
    found = attempt(database, ann)
    assert (found.score, found.voided, found.first_score) == (10_000, None, 10_000)
    assert entries(database, cast.ann.member_id) == [(2, 0, 5), (3, 0, 3), (3, -1, -3), (3, 1, 3)]
    assert drift(database, clock) == []


def test_a_later_attempt_earns_again_what_was_reversed(database, clock, cast, exam, sit, place_of, correct) -> None:
    sit(cast.ann, wrong=(1, 2, 3, 4))
    place = place_of(exam, cast.ann, 7)
    correct("key", place, key=another_key(database, exam, place))
    assert entries(database, cast.ann.member_id) == [(2, 0, 5), (2, -1, -5)]
    sit(cast.ann, number=2)
    assert sorted(entries(database, cast.ann.member_id)[2:]) == [(2, 1, 5), (3, 0, 3)]
    assert drift(database, clock) == []


def test_running_it_again_changes_nothing_more(database, clock, cast, exam, sit, place_of, correct) -> None:
    sit(cast.ann)
    place = place_of(exam, cast.ann, 7)
    number = correct("key", place, key=another_key(database, exam, place))
    known = entries(database, cast.ann.member_id), correction(database, number).changed
    apply_all(database, clock)
    assert (entries(database, cast.ann.member_id), correction(database, number).changed) == known == (known[0], 1)


def key_of(database, exam, place) -> str:
    with database.reading() as session:
        return key_in_words(editions_of(session, exam.edition_id)[1].edition.questions[place])


def another_key(database, exam, place) -> str:
    key = key_of(database, exam, place)
    return {"对": "错", "错": "对"}.get(key) or next(each for each in ("A", "B", "别的") if each != key)
