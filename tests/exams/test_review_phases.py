"""What may be seen when: the plain rule, its twin in SQL, and everything a member or a secretary can fetch."""

import itertools
import re
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from sqlalchemy import insert, select

from quiz_app.core.errors import Conflict, NotFound
from quiz_app.exams import reviews
from quiz_app.exams.actions.publishing import extend
from quiz_app.exams.actions.releasing import publish_results
from quiz_app.exams.queries import phases
from quiz_app.exams.queries.drafts import exam_to_change
from quiz_app.exams.queries.withholding import withheld
from quiz_app.exams.reviews import AFTER_PUBLICATION, AFTER_WINDOW, AT_ONCE, MOMENTS, NEVER, PRESETS, Phase, Review
from quiz_app.exams.tables.exams import Exam, ResultPublication
from quiz_app.exams.tasks import credit_closed
from tests.conftest import NOW, bearer
from tests.exams.browsing import ann, dora, hand_in, ledger, marks_in
from tests.exams.conftest import EXPLANATION, QUOTATION, SECRET_TEXT

FIXTURES = (ann, dora)

CLOSES = NOW + timedelta(hours=2)
HOUR = timedelta(hours=1)
ORDERED = [Review(*each) for each in itertools.combinations_with_replacement(MOMENTS, 4)]


def at_phases() -> list[tuple[dict, Phase]]:
    """(what an exam has, its phase now)."""
    return [
        ({"closes_at": None, "results_at": None}, Phase.SITTING),
        ({"closes_at": NOW + HOUR, "results_at": None}, Phase.SITTING),
        ({"closes_at": NOW, "results_at": None}, Phase.CLOSED),
        ({"closes_at": NOW - HOUR, "results_at": NOW + HOUR}, Phase.CLOSED),
        ({"closes_at": NOW - HOUR, "results_at": NOW}, Phase.PUBLISHED),
    ]


def test_an_exam_goes_through_its_phases() -> None:
    assert [reviews.phase(SimpleNamespace(**had), NOW) for had, _ in at_phases()] == [each for _, each in at_phases()]


@pytest.mark.parametrize("review", ORDERED, ids=lambda each: "-".join(vars_of(each)))
def test_who_may_see_a_later_one_may_see_all_before_it(review) -> None:
    assert reviews.disorder(review) is None
    for now in Phase:
        seen = [reviews.has_come(moment, now) for moment in vars_of(review)]
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


@pytest.fixture
def release(database, cast, clock):
    def run(exam, actor=None):
        with database.transaction() as session:
            found, unit = exam_to_change(session, actor or cast.dora, exam.id)
            return publish_results(session, actor or cast.dora, found, unit, at=clock.now())

    return run


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
    ids=lambda each: "-".join(vars_of(each)) if isinstance(each, Review) else None,
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


def vars_of(review: Review) -> list[str]:
    return [getattr(review, name) for name in reviews.ASPECTS]


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
