"""Before its moment nothing of a key, an explanation or a score is in anything that member or secretary can fetch."""

import re
from dataclasses import astuple
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from quiz_app.exams import reviews
from quiz_app.exams.reviews import AFTER_PUBLICATION, AFTER_WINDOW, AT_ONCE, NEVER, PRESETS, Phase, Review
from quiz_app.exams.tasks import credit_closed
from tests.conftest import NOW, bearer
from tests.exams.browsing import ann, hand_in
from tests.exams.conftest import EXPLANATION, QUOTATION, SECRET_TEXT
from tests.exams.releasing import release

FIXTURES = (ann, release)

CLOSES = NOW + timedelta(hours=2)


def pages_of(browser, exam, location: str) -> dict[str, str]:
    """Everything about an exam that a member, or a secretary, can fetch after handing in."""
    paths = (
        location,
        location.replace("result", "review"),
        location.replace("result", "print?format=docx"),
        location.replace("result", "report"),
        f"/exams/{exam.id}",
        f"/exams/{exam.id}/board",
        f"/exams/{exam.id}/branch",
        f"/exams/{exam.id}/branch?part=present",
        f"/exams/{exam.id}/draw",
        f"/exams/manage/{exam.id}",
        f"/exams/manage/{exam.id}/export.xlsx",
        f"/exams/manage/{exam.id}/results",
        "/",
        "/exams",
        "/exams/reports",
        "/boards",
        "/branch",
        "/me",
        "/me/points",
        "/me/results",
        "/practice",
        "/practice/mistakes",
        "/practice/stars",
    )
    return {path: text_of(browser.get(path).data) for path in paths}


def text_of(data: bytes) -> str:
    """What stands in an answer, of a Word file or a workbook in its parts."""
    if not data.startswith(b"PK"):
        return data.decode()
    with ZipFile(BytesIO(data)) as packed:
        return "".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


def answers_of(app, actor, location: str) -> dict[str, str]:
    client, headers = app.test_client(), {"Authorization": f"Bearer {bearer(actor)}"}
    attempt = location.split("/")[-2]
    paths = (
        "/api/v1/exams",
        "/api/v1/members/me/record",
        "/api/v1/members/me/points",
        "/api/v1/boards?period=month",
        f"/api/v1/attempts/{attempt}/receipt",
        "/api/v1/practice/mistakes",
    )
    return {path: client.get(path, headers=headers).get_data(as_text=True) for path in paths}


KEY_MARKS = (SECRET_TEXT,)
WHY_MARKS = (EXPLANATION, QUOTATION)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("now", list(Phase))
@pytest.mark.parametrize(
    "review",
    [
        Review(AT_ONCE, AFTER_WINDOW, AFTER_PUBLICATION, NEVER),
        Review(AT_ONCE, AT_ONCE, AFTER_WINDOW, AFTER_PUBLICATION),
        Review(AFTER_WINDOW, AFTER_PUBLICATION, NEVER, NEVER),
        Review(AFTER_PUBLICATION, AFTER_PUBLICATION, AFTER_PUBLICATION, NEVER),
    ],
    ids=lambda each: "-".join(astuple(each)) if isinstance(each, Review) else None,
)
def test_no_mark_of_a_key_or_of_an_explanation_is_anywhere_before_its_moment(
    app, ann, cast, clock, publish_exam, release, review, now
) -> None:
    exam = publish_exam(review=review, closes_at=CLOSES)
    location = hand_in(ann, exam)
    go_to(now, clock, lambda: release(exam))
    texts = pages_of(ann, exam, location) | answers_of(app, cast.ann, location)
    mine = {path: text for path, text in texts.items() if not path.startswith(("/practice", "/api/v1/practice"))}
    for moment, marks in ((review.key, KEY_MARKS), (review.explanation, WHY_MARKS)):
        told = {path for path, text in mine.items() if any(mark in text for mark in marks)}
        assert bool(told) == reviews.has_come(moment, now), (moment, told)
    if not reviews.has_come(reviews.practisable_from(review), now):
        assert not [path for path, text in texts.items() if "/practice" in path and any(m in text for m in WHY_MARKS)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("review", "now", "tells"),
    [
        (PRESETS["all_after_close"], Phase.SITTING, False),
        (PRESETS["by_hand"], Phase.SITTING, False),
        (PRESETS["by_hand"], Phase.CLOSED, False),
        (Review(NEVER, NEVER, NEVER, NEVER), Phase.CLOSED, False),
        (PRESETS["by_hand"], Phase.PUBLISHED, True),
        (PRESETS["after_close"], Phase.SITTING, True),
    ],
)
def test_a_withheld_score_changes_nothing_that_anybody_can_fetch(
    app, ann, cast, clock, database, sign_in, publish_exam, right_answers, release, settle, review, now, tells
) -> None:
    """Two exams alike: Ann has all of one right and none of the other, Ben half of both. Nothing that Ann, or Ben
    who is her secretary, can fetch of them may differ. Where scores are out it must: the negative control."""
    ben = sign_in(app.test_client(), cast.ben)
    both = [publish_exam(review=review, closes_at=CLOSES, title="同名考试") for _ in range(2)]
    seen = []
    for exam, right in zip(both, (True, False), strict=True):
        mine, half = right_answers(exam, cast.ann.member_id), right_answers(exam, cast.ben.member_id)
        wrong = {no: ["填错"] if values[0] not in "ABCD" else other(values) for no, values in mine.items()}
        locations = hand_in(ann, exam, mine if right else wrong), hand_in(ben, exam, dict(list(half.items())[:5]))
        seen.append(locations)
    settle()
    go_to(now, clock, lambda: [release(exam) for exam in both if review == PRESETS["by_hand"]])
    while credit_closed(database, clock):
        pass
    settle()
    about = [
        told_of(pages_of(ann, exam, mine) | answers_of(app, cast.ann, mine), exam, mine)
        | {f"ben {path}": text for path, text in told_of(pages_of(ben, exam, his), exam, his).items()}
        for exam, (mine, his) in zip(both, seen, strict=True)
    ]
    differ = {path for path in about[0] if about[0][path] != about[1].get(path)}
    assert bool(differ) == tells, differ
    ranks = ben.get(f"/exams/{both[0].id}/branch?part=present").text
    assert ("待公布" in ranks) != tells


def told_of(pages: dict[str, str], exam, location: str) -> dict[str, str]:
    """The pages of one exam alone, without what names it and without what is random."""
    attempt = location.split("/")[-2]
    found = {}
    for path, text in pages.items():
        if str(exam.id) not in path.split("/") and attempt not in path.split("/"):
            continue
        plain = re.sub(r'name="csrf_token"[^>]*value="[^"]*"|[A-Z2-7]{4}(-[A-Z2-7]{4}){3}|[0-9a-f]{64}', "", text)
        plain = re.sub(rf"/(exams|attempts|manage)/({exam.id}|{attempt})\b", r"/\1/N", plain)
        plain = re.sub(r"option value.*?</option>|<meta[^>]*csrf[^>]*>|\"id\":\d+", "", plain)
        found[re.sub(r"\d+", "N", path)] = plain
    return found


def go_to(now: Phase, clock, publish) -> None:
    if now >= Phase.CLOSED:
        clock.moment = CLOSES
    if now is Phase.PUBLISHED:
        publish()


def other(values: list[str]) -> list[str]:
    """Another letter than the right ones."""
    return [next(letter for letter in "BA" if letter not in values[:1])]
