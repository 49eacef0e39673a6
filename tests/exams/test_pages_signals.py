"""The queue of an exam as its organizer reads it, and who finds none."""

from quiz_app.core.jobs.tables import Job
from quiz_app.exams.actions import signals as actions
from quiz_app.exams.signals.protocol import Finding
from quiz_app.members.tables import SignIn
from tests.exams.browsing import dora, hand_in
from tests.exams.marked import rows
from tests.exams.noticed import noticed

FIXTURES = (dora, noticed)


def test_the_organizer_reads_the_queue_decides_and_takes_it_back(database, dora, noticed, exam) -> None:
    queue = f"/exams/manage/{exam.id}/signals"
    page = dora.get(queue).text
    for said in ("比读得还快", "安然", "每分钟 3,000 字", "1 处等人看", "180 天", "不是结论"):
        assert said in page
    one = f"{queue}/{noticed.id}"
    assert "港口党支部" in dora.get(one).text
    assert dora.post(one, data={"verdict": "talked", "seen": "0"}).status_code == 422
    decided = dora.post(one, data={"verdict": "talked", "reason": "<本人>练过很多遍", "seen": "0"})
    assert decided.status_code == 303
    assert "&lt;本人&gt;练过很多遍" in dora.get(one).text
    late = dora.post(one, data={"verdict": "reopened", "reason": "再看看", "seen": "0"})
    assert late.status_code == 422 and "别人刚刚也作了判断" in late.text
    assert "这里没有了" in dora.get(queue).text
    assert "已经谈过" in dora.get(f"{queue}?state=decided&kind=reading").text
    assert "这里没有了" in dora.get(f"{queue}?state=all&kind=alike").text
    assert dora.post(one, data={"verdict": "reopened", "reason": "再看看", "seen": "1"}).status_code == 303
    assert "等人看" in dora.get(queue).text
    assert dora.get(f"{queue}?state=lost").status_code == 422


def test_the_organizer_finds_anybodys_course_by_the_number_and_the_address_is_cut(
    app, sign_in, database, cast, dora, exam
) -> None:
    with database.transaction() as session:
        held = session.get_one(SignIn, cast.ann.sign_in_id)
        held.device, held.address = "安卓设备 · 微信", "10.20.30.40"
    hand_in(sign_in(app.test_client(), cast.ann), exam, {"1": ["A"]})
    queue = f"/exams/manage/{exam.id}/signals"
    empty = dora.get(queue).text
    assert "还没有看过" in empty and "考试结束后会自动看一遍" in empty
    assert f"/exams/manage/{exam.id}/attempts/1" in dora.get(f"{queue}?number=A001").text
    assert "没有编号 A999 的作答" in dora.get(f"{queue}?number=A999").text
    page = dora.get(f"/exams/manage/{exam.id}/attempts/1").text
    assert "安卓设备 · 微信" in page and "10.20.30.*" in page and "10.20.30.40" not in page
    assert "一个办公室" in page
    assert dora.get(f"/exams/manage/{exam.id}/attempts/99").status_code == 404


def test_asking_twice_is_one_job_and_an_exam_without_findings_says_so(database, dora, exam, run_jobs) -> None:
    queue = f"/exams/manage/{exam.id}/signals"
    assert dora.post(queue).status_code == dora.post(queue).status_code == 303
    assert len(rows(database, Job)) == 1
    assert "排队等候" in dora.get(queue).text
    run_jobs()
    assert "没有值得一看的地方" in dora.get(queue).text


def test_a_secretary_a_member_and_a_stranger_find_no_queue(app, sign_in, database, cast, noticed, exam) -> None:
    for actor in (cast.ben, cast.ann, cast.cleo, cast.tom):
        browser = sign_in(app.test_client(), actor)
        for address in ("signals", f"signals/{noticed.id}", "attempts/1"):
            assert browser.get(f"/exams/manage/{exam.id}/{address}").status_code == 404
        assert browser.post(f"/exams/manage/{exam.id}/signals/{noticed.id}").status_code == 404


def test_a_signal_of_another_exam_is_not_found(dora, noticed, publish_exam) -> None:
    other = publish_exam()
    assert dora.get(f"/exams/manage/{other.id}/signals/{noticed.id}").status_code == 404


def test_the_queue_takes_as_many_statements_for_thirty_as_for_one(
    database, dora, noticed, exam, queries, clock
) -> None:
    queue = f"/exams/manage/{exam.id}/signals"
    with queries:
        dora.get(queue)
    few = len(queries)
    found = [Finding(str(number), (1,), "一句话。") for number in range(40)]
    with database.transaction() as session:
        actions.store(session, exam.id, 1, {"quick": found}, at=clock.now())
    with queries:
        page = dora.get(queue).text
    assert len(queries) == few and 'rel="next"' in page
