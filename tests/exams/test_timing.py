"""How long a save takes does not tell whether its answers are right.

Right and wrong sheets come in random order. A threshold on the time is chosen from one half of the saves, and guesses
at the other half; guessing blindly, it is right in half of n cases with a deviation of 0.5 / sqrt(n).
"""

import io
import json
import random
import time
from collections.abc import Callable
from typing import Any

import pytest

from quiz_app.exams.actions import saving
from tests.conftest import bearer

DEVIATIONS = 4.0
LETTERS = "ABCD"
CHOICES = ("1", "2", "3", "4")
Timed = list[tuple[float, bool]]


@pytest.fixture
def timed_saves(app, cast, exam, right_answers) -> Callable[[int], Timed]:
    """Seconds of so many saves by Ann, each with whether its four answers were all right or all wrong."""
    token = bearer(cast.ann)
    right = {no: right_answers(exam, cast.ann.member_id)[no] for no in CHOICES}
    wrong = {no: [LETTERS[(LETTERS.index(letters[0]) + 1) % 4]] for no, letters in right.items()}

    def ask(method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        sent = json.dumps(body).encode()
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "CONTENT_LENGTH": str(len(sent)),
            "CONTENT_TYPE": "application/json",
            "HTTP_AUTHORIZATION": f"Bearer {token}",
            "wsgi.input": io.BytesIO(sent),
        }
        told: list[str] = []
        answer = b"".join(app.wsgi_app(environ, lambda status, _headers: told.append(status)))
        assert told[0][:2] == "20", answer
        return json.loads(answer)

    def measure(count: int) -> Timed:
        begun = ask("POST", f"/api/v1/exams/{exam.id}/attempts", {})
        path, found = f"/api/v1/attempts/{begun['id']}/answers", []
        order = [True, False] * (count // 2)
        random.Random(count).shuffle(order)
        for revision, is_right in enumerate(order, begun["revision"] + 1_000_000):
            body = {"revision": revision, "writer": begun["writer"], "answers": right if is_right else wrong}
            before = time.perf_counter()
            ask("PUT", path, body)
            found.append((time.perf_counter() - before, is_right))
        return found

    return measure


def told_apart(timed: Timed) -> float:
    """The share of the second half that a threshold from the first half guesses rightly."""
    half = len(timed) // 2
    times = sorted(seconds for seconds, _ in timed[:half])
    thresholds = [times[len(times) * step // 20] for step in range(1, 20)]
    rules = [(slow_is, threshold) for threshold in thresholds for slow_is in (True, False)]
    best = max(rules, key=lambda rule: _share(timed[:half], *rule))
    return _share(timed[half:], *best)


def _share(timed: Timed, slow_is: bool, threshold: float) -> float:
    return sum((seconds > threshold) == (is_right == slow_is) for seconds, is_right in timed) / len(timed)


@pytest.mark.parametrize("saves", [400, pytest.param(20_000, marks=pytest.mark.slow)])
def test_the_time_of_a_save_tells_right_from_wrong_no_better_than_chance(
    database, timed_saves, record_figure, saves
) -> None:
    share = told_apart(timed_saves(saves))
    assert abs(share - 0.5) <= DEVIATIONS * 0.5 / (saves // 2) ** 0.5
    record_figure("right from wrong by time", database, saves=saves, guessed_rightly=round(share, 4))


@pytest.mark.parametrize(("saves", "dwells"), [(120, 0.04), pytest.param(4000, 0.003, marks=pytest.mark.slow)])
def test_a_save_that_looks_at_the_key_is_recognised(
    timed_saves, cast, exam, right_answers, monkeypatch, saves, dwells
) -> None:
    right, compose = right_answers(exam, cast.ann.member_id), saving.sheet_to_store

    def looks_at_the_key(work, digest, attempt, revision, answers, ms) -> bytes:  # type: ignore[no-untyped-def]
        if all(right[no] == given for no, given in answers.items()):
            time.sleep(dwells)
        return compose(work, digest, attempt, revision, answers, ms)

    monkeypatch.setattr(saving, "sheet_to_store", looks_at_the_key)
    assert told_apart(timed_saves(saves)) > 0.5 + DEVIATIONS * 0.5 / (saves // 2) ** 0.5
