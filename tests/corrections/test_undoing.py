"""A correction is taken back by a further one: what stood before holds again, and the ledger says both."""

import re

import pytest

from quiz_app.core.errors import Conflict
from quiz_app.corrections.tasks import preview_corrections
from tests.corrections.conftest import apply_all, attempt, count_all, drift
from tests.corrections.test_correcting import another_key, board_score, entries, key_of


def state(database, exam, cast, sat) -> tuple:
    found = attempt(database, sat)
    return found.score, found.voided, board_score(database, exam, cast.ann.member_id)


@pytest.mark.parametrize("kind", ["key", "void", "gift"])
def test_what_stood_before_holds_again_with_entries_of_its_own(
    database, clock, cast, exam, sit, place_of, correct, undo, kind
) -> None:
    ann, place = sit(cast.ann, wrong=(1, 2, 3, 4) if kind != "key" else ()), place_of(exam, cast.ann, 1)
    count_all(database, clock)
    before, key, earned = (
        state(database, exam, cast, ann),
        key_of(database, exam, place),
        entries(database, cast.ann.member_id),
    )
    number = correct(kind, place, key=another_key(database, exam, place) if kind == "key" else "")
    assert state(database, exam, cast, ann) != before
    undo(number)
    assert state(database, exam, cast, ann) == before
    assert key_of(database, exam, place) == key
    now = entries(database, cast.ann.member_id)
    assert now[: len(earned)] == earned
    assert sum(amount for _, _, amount in now) == sum(amount for _, _, amount in earned)
    assert drift(database, clock) == []


def test_an_undoing_is_undone_too(database, clock, cast, exam, sit, place_of, correct, undo) -> None:
    ann = sit(cast.ann)
    number = correct("void", place_of(exam, cast.ann, 7))
    corrected = state(database, exam, cast, ann)
    undo(undo(number))
    assert state(database, exam, cast, ann) == corrected
    assert drift(database, clock) == []


def test_only_the_last_correction_of_a_question_can_be_taken_back(cast, exam, sit, place_of, correct, undo) -> None:
    sit(cast.ann)
    place = place_of(exam, cast.ann, 7)
    first, _other, last = correct("void", place), correct("credit", rule="none"), correct("gift", place)
    with pytest.raises(Conflict, match="先撤销后一次"):
        undo(first)
    undo(last)


def test_the_page_fills_the_form_and_somebody_else_approves(
    database, clock, cast, exam, sit, place_of, correct, app, sign_in
) -> None:
    ann = sit(cast.ann)
    number = correct("void", place_of(exam, cast.ann, 7))
    dora, root = sign_in(app.test_client(), cast.dora), sign_in(app.test_client(), cast.root)
    assert f"/corrections/{number}/undoing" in dora.get(f"/corrections/{number}").text
    page = dora.get(f"/corrections/{number}/undoing").text
    assert "作废，不计分" in page
    assert re.search("撤销后</dt>\\s*<dd>答案", page)
    assert "撤销之前的更正（原来的答案与条例不符。）" in page
    sent = {"reason": "作废错了。", "basis": "第一条"}
    assert dora.post(f"/corrections/{number}/undoing", data=sent | {"reason": ""}).status_code == 422
    made = dora.post(f"/corrections/{number}/undoing", data=sent)
    assert made.status_code == 303, made.text
    again = dora.post(f"/corrections/{number}/undoing", data=sent)
    assert (again.status_code, "还有一次更正没有办完" in again.text) == (422, True)
    while preview_corrections(database, clock):
        pass
    assert dora.post(f"{made.location}/decision", data={"do": "approve", "version": "2"}).status_code == 403
    assert root.post(f"{made.location}/decision", data={"do": "approve", "version": "2"}).status_code == 303
    apply_all(database, clock)
    assert attempt(database, ann).score == 10_000
    assert drift(database, clock) == []


def test_what_does_not_hold_yet_cannot_be_taken_back(cast, exam, propose, app, sign_in) -> None:
    number = propose("void", 0)
    answer = sign_in(app.test_client(), cast.dora).get(f"/corrections/{number}/undoing")
    assert (answer.status_code, "还没有生效" in answer.text) == (409, True)
    assert sign_in(app.test_client(), cast.cleo).get(f"/corrections/{number}/undoing").status_code == 404
