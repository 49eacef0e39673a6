"""What is seen of the page of an open attempt: kept for a while and in small number, shown with what it does not prove;
and no part of start, save and submit."""

from datetime import timedelta

import pytest

from quiz_app.core.config import Settings, WrongSetting
from quiz_app.core.statements import Statement
from quiz_app.exams import stories
from quiz_app.exams.sheets import Response
from quiz_app.exams.stories import Device, Facts
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.signals import AttemptVisit
from quiz_app.exams.tasks import forget_traces
from quiz_app.exams.visits import MOST, Absence, Kind, Visit, absences, moment_of, shortened
from tests.exams.browsing import ann, begin, cleo, elsewhere, hand_in, send
from tests.exams.devices import Device as Program
from tests.exams.marked import rows

FIXTURES = (ann, cleo, elsewhere)
KEPT = timedelta(days=180)


def seen(database) -> list[tuple[Kind, int]]:
    return [(Kind(each.kind), each.attempt_id) for each in rows(database, AttemptVisit)]


def report(browser, attempt_id: int, *visits: tuple[str, int]):
    sent = {"visits": [{"what": what, "ago": ago} for what, ago in visits]}
    return browser.post(f"/api/v1/attempts/{attempt_id}/visits", json=sent)


def test_a_time_away_ends_with_the_return_or_with_the_next_opening() -> None:
    def visit(at: int, kind: Kind) -> Visit:
        return Visit(at, kind, 1)

    came_back = [visit(10, Kind.HIDDEN), visit(30, Kind.SHOWN), visit(40, Kind.SHOWN)]
    assert absences(came_back) == [Absence(10, 30)]
    assert absences([visit(10, Kind.HIDDEN), visit(20, Kind.HIDDEN), visit(50, Kind.OPENED)]) == [Absence(10, 50)]
    assert absences([visit(0, Kind.OPENED), visit(10, Kind.HIDDEN)]) == [Absence(10, None)]
    assert absences([]) == []


def test_a_report_is_never_before_the_start_and_never_after_its_arrival() -> None:
    assert moment_of(500, at=10_000, started=1_000) == 9_500
    assert moment_of(10**9, at=10_000, started=1_000) == 1_000
    assert moment_of(-5, at=10_000, started=1_000) == 10_000


def test_of_an_address_the_network_alone_is_shown() -> None:
    assert shortened("10.20.30.40") == "10.20.30.*"
    assert shortened("::ffff:10.20.30.40") == "10.20.30.*"
    assert shortened("2001:db8:7:1::9") == "2001:db8:7:*"
    assert shortened("") == shortened("unix:") == ""


def test_the_story_of_an_attempt_is_in_order_and_its_bar_within_bounds() -> None:
    facts = Facts(
        started=1_000_000,
        deadline=2_800_000,
        saved=1_590_000,
        submitted=1_600_000,
        closed_by=stories.BY_MEMBER,
        sheet={1: Response(("A",), 60), 2: Response(("B",), 300), 3: Response(("C",), 300)},
        visits=(Visit(1_000_100, Kind.OPENED, 5), Visit(1_100_000, Kind.HIDDEN, 5), Visit(1_220_000, Kind.SHOWN, 5)),
        takeovers=((1_400_000, 6),),
        devices={5: Device("安卓设备 · 微信", "10.0.0.*")},
    )
    story = stories.told(facts)
    told = [(line.what, stories.clock(line.at), line.device) for line in story.lines]
    assert told == [
        ("开始作答", "0:00", ""),
        ("打开答题页", "0:00", "安卓设备 · 微信"),
        ("离开页面", "1:40", ""),
        ("换到另一台设备", "6:40", stories.UNKNOWN_DEVICE),
        ("最后一次保存", "9:50", ""),
        ("交卷", "10:00", ""),
    ]
    assert (story.length, story.absences, story.away) == (600_000, 1, 120_000)
    assert [(each.no, each.at, each.took) for each in story.answers] == [(1, 60, 60), (2, 300, 120), (3, 300, 120)]
    [away] = story.away_marks
    assert (away.start, away.width) == (16.67, 20.0)
    assert all(line.says for line in story.lines)


def test_a_paper_nobody_answered_and_one_still_open_have_a_story_too() -> None:
    blank = Facts(0, 60_000, None, 60_000, 2, {})
    assert [line.what for line in stories.told(blank).lines] == ["开始作答", "交卷"]
    going_on = Facts(0, 60_000, None, None, None, {}, visits=(Visit(9_000, Kind.HIDDEN, 1),))
    story = stories.told(going_on)
    assert story.length == 9_000 and story.absences == 0


def test_opening_the_page_is_kept_and_reports_of_the_browser_beside_it(ann, database, clock, exam) -> None:
    paper = begin(ann, exam)
    ann.get(paper)
    clock.pass_by(minutes=5)
    [attempt] = rows(database, Attempt)
    answered = report(ann, attempt.id, ("hidden", 90_000), ("shown", 30_000))
    assert (answered.status_code, answered.json) == (200, {"received": 2})
    assert seen(database) == [(Kind.OPENED, attempt.id), (Kind.HIDDEN, attempt.id), (Kind.SHOWN, attempt.id)]
    moments = [each.at - attempt.started_at for each in rows(database, AttemptVisit)]
    assert moments == [timedelta(0), timedelta(seconds=210), timedelta(seconds=270)]


def test_start_save_and_submit_keep_nothing_of_the_kind_and_run_no_statement_about_it(
    app, database, cast, exam, monkeypatch
) -> None:
    ran: list[str] = []
    run = Statement.run

    def noted(self, work, values):
        ran.append(self._by_dialect["sqlite"])
        return run(self, work, values)

    monkeypatch.setattr(Statement, "run", noted)
    device = Program(app, cast.ann)
    begun = device.start(exam).json
    device.save(begun, 1, {"1": ["A"]})
    device.submit(begun)
    assert len(ran) >= 6
    assert [each for each in ran if "visit" in each or "signal" in each] == []
    assert seen(database) == []


def test_an_attempt_keeps_no_more_than_its_limit_whatever_is_sent(ann, database, exam) -> None:
    ann.get(begin(ann, exam))
    [attempt] = rows(database, Attempt)
    with database.transaction() as session:
        session.add_all(
            AttemptVisit(
                attempt_id=attempt.id,
                at=attempt.started_at + timedelta(milliseconds=number),
                kind=Kind.HIDDEN,
                sign_in_id=1,
            )
            for number in range(1, MOST - 1)
        )
    assert report(ann, attempt.id, *[("shown", ago) for ago in range(30)]).status_code == 200
    assert len(seen(database)) == MOST
    assert report(ann, attempt.id, *[("shown", 1)] * 51).status_code == 422
    assert report(ann, attempt.id, ("away", 1)).status_code == 422


def test_after_handing_in_only_what_was_before_arrives_and_only_for_a_moment(ann, database, clock, exam) -> None:
    hand_in(ann, exam)
    [attempt] = rows(database, Attempt)
    clock.pass_by(seconds=30)
    report(ann, attempt.id, ("hidden", 30_000), ("hidden", 10_000))
    assert [kind for kind, _ in seen(database)].count(Kind.HIDDEN) == 1
    clock.pass_by(minutes=2)
    assert report(ann, attempt.id, ("hidden", 150_000)).status_code == 200
    assert [kind for kind, _ in seen(database)].count(Kind.HIDDEN) == 1


def test_only_its_member_reports_and_reads_the_course_of_an_attempt(ann, cleo, database, exam) -> None:
    ann.get(begin(ann, exam))
    [attempt] = rows(database, Attempt)
    assert report(cleo, attempt.id, ("hidden", 1)).status_code == 404
    assert cleo.get(f"/exams/attempts/{attempt.id}/course").status_code == 404
    assert len(seen(database)) == 1


def test_the_member_reads_what_was_seen_and_what_it_does_not_prove(ann, elsewhere, database, clock, exam) -> None:
    paper = begin(ann, exam)
    ann.get(paper)
    clock.pass_by(minutes=3)
    [attempt] = rows(database, Attempt)
    report(ann, attempt.id, ("hidden", 120_000), ("shown", 60_000))
    elsewhere.post(paper, data={"do": "takeover"})
    result = send(elsewhere, paper, "submit", {"1": ["A"]}).location
    page = elsewhere.get(result.replace("/result", "/course")).text
    for said in ("打开答题页", "离开页面", "1:00", "换到另一台设备", "交卷", *stories.DOES_NOT_PROVE):
        assert said in page
    assert "保留到 2027年5月23日" in page
    assert 'href="/exams/attempts/1/course"' in elsewhere.get(result).text


def test_a_quiz_of_a_lesson_keeps_no_visits(ann, database, cast, clock, exam) -> None:
    with database.transaction() as session:
        session.get_one(type(exam), exam.id).kind = "quiz"
    ann.get(begin(ann, exam))
    assert rows(database, Attempt) != [] and seen(database) == []


def test_visits_are_forgotten_once_their_time_is_over_and_the_answers_stay(ann, database, clock, exam) -> None:
    hand_in(ann, exam, {"1": ["A"]})
    [before] = rows(database, Attempt)
    clock.moment = exam.closes_at + KEPT - timedelta(seconds=1)
    assert forget_traces(KEPT, database, clock) == 0 and seen(database) != []
    clock.pass_by(seconds=2)
    assert forget_traces(KEPT, database, clock) == 1 and seen(database) == []
    assert forget_traces(KEPT, database, clock) == 0
    [after] = rows(database, Attempt)
    assert (after.sheet, after.score) == (before.sheet, before.score)


def test_an_exam_without_an_end_counts_from_the_deadline_of_the_attempt(ann, database, clock, publish_exam) -> None:
    endless = publish_exam(closes_at=None)
    hand_in(ann, endless)
    clock.pass_by(days=179)
    assert forget_traces(KEPT, database, clock) == 0
    clock.pass_by(days=2)
    assert forget_traces(KEPT, database, clock) == 1


@pytest.mark.parametrize("text", ["0", "3651", "ein", "-1", "1.5"])
def test_a_time_that_is_no_number_of_days_is_refused(tmp_path, text) -> None:
    given = {"QUIZ_APP_INSTANCE": str(tmp_path)}
    assert Settings.read(given).traces_days == 180
    assert Settings.read(given | {"QUIZ_APP_TRACES_DAYS": "30"}).traces_kept == timedelta(days=30)
    with pytest.raises(WrongSetting, match="TRACES_DAYS"):
        Settings.read(given | {"QUIZ_APP_TRACES_DAYS": text})
