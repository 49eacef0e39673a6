"""Signing in on the page: passwords, rests after wrong ones, and where it leads."""

import threading
import time
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from quiz_app.app import create_app
from quiz_app.core import passwords
from quiz_app.core.db import Database
from quiz_app.members import destinations, lockouts, password_rules, tasks
from quiz_app.members.pages.identity import COOKIE
from quiz_app.members.tables import Member, RosterUpload, SignIn, SignInFailure
from tests.members.conftest import PASSWORD


def test_the_right_password_leads_to_the_page_that_was_wanted(cast, with_password, enter, app) -> None:
    with_password(cast.ann)
    client = enter("A001", path="/sign-in?next=/me/devices")
    assert client.answer.status_code == 302
    assert client.answer.location == "/me/devices"
    assert "安然" in client.get("/me/devices").text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(cast, with_password, enter, app) -> None:
    with_password(cast.ann)
    cookie = enter("A001").answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert "Max-Age=43200" in cookie


def test_where_settings_say_so_the_cookie_travels_only_encrypted(
    cast, with_password, settings, database, clock
) -> None:
    with_password(cast.ann)
    app = create_app(replace(settings, secure_cookies=True), database=database, clock=clock)
    app.config.update(WTF_CSRF_ENABLED=False)
    answer = app.test_client().post("/sign-in", data={"number": "A001", "password": PASSWORD})
    assert f"{COOKIE}=" in answer.headers["Set-Cookie"]
    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("number", "password"), [("A001", "wrong wrong wrong"), ("Z999", PASSWORD), ("R001", PASSWORD)]
)
def test_what_was_wrong_stays_untold(cast, with_password, enter, number: str, password: str) -> None:
    with_password(cast.ann)
    client = enter(number, password)
    assert client.answer.status_code == 401
    assert "党员编号或密码不对" in client.answer.text
    assert client.get_cookie(COOKIE) is None


def test_who_left_cannot_sign_in(cast, with_password, enter, database: Database, clock) -> None:
    with_password(cast.ann)
    with database.transaction() as session:
        session.get_one(Member, cast.ann.member_id).left_at = clock.now()
    assert enter("A001").answer.status_code == 401


def test_the_fifth_wrong_password_lets_the_account_rest_for_a_minute(cast, with_password, enter, clock) -> None:
    with_password(cast.ann)
    assert [enter("A001", "wrong").answer.status_code for _ in range(5)] == [401] * 5
    locked = enter("A001").answer
    assert locked.status_code == 429
    assert locked.headers["Retry-After"] == "61"
    assert "1 分钟后再试" in locked.text or "2 分钟后再试" in locked.text
    clock.pass_by(seconds=61)
    assert enter("A001").answer.status_code == 302


def test_a_number_nobody_has_rests_just_the_same(cast, enter) -> None:
    statuses = [enter("Z999", "wrong").answer.status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]


def test_the_others_in_the_office_sign_in_undisturbed(cast, with_password, enter) -> None:
    with_password(cast.ann), with_password(cast.ben)
    for _ in range(6):
        enter("A001", "wrong")
    assert enter("B001").answer.status_code == 302


def test_the_rest_doubles_and_never_exceeds_a_quarter_of_an_hour() -> None:
    minutes = [lockouts.rest_after(wrong).total_seconds() / 60 for wrong in range(1, 13)]
    assert minutes == [0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15, 15]


def test_the_right_password_wipes_the_slate(cast, with_password, enter, database: Database) -> None:
    with_password(cast.ann)
    for _ in range(4):
        enter("A001", "wrong")
    assert enter("A001").answer.status_code == 302
    assert [enter("A001", "wrong").answer.status_code for _ in range(5)] == [401] * 5
    assert enter("A001").answer.status_code == 429


def test_yesterdays_mistakes_do_not_count(cast, with_password, enter, clock) -> None:
    with_password(cast.ann)
    for _ in range(4):
        enter("A001", "wrong")
    clock.pass_by(hours=25)
    enter("A001", "wrong")
    assert enter("A001").answer.status_code == 302


def test_an_unknown_number_takes_as_long_as_a_wrong_password(cast, with_password, enter) -> None:
    with_password(cast.ann)
    enter("Z000", "warm up")
    known = min(_seconds(lambda: enter("A001", "wrong")) for _ in range(4))
    unknown = min(_seconds(lambda: enter("Z999", "wrong")) for _ in range(4))
    assert 1 / 3 < unknown / known < 3  # without a hash to compare it would be a twentieth


def test_wrong_passwords_from_many_threads_are_all_counted(cast, with_password, app, database: Database) -> None:
    with_password(cast.ann)

    def guess() -> None:
        app.test_client().post("/sign-in", data={"number": "A001", "password": "wrong"})

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        failure = session.scalars(select(SignInFailure)).one()
    assert 1 <= failure.count <= lockouts.FREE + passwords.PRESENT
    assert (failure.locked_until is not None) == (failure.count >= lockouts.FREE)


def test_in_a_storm_one_password_is_hashed_at_a_time_and_few_wait() -> None:
    inside, most, served, refused = 0, 0, [], []
    lock = threading.Lock()

    def one() -> None:
        nonlocal inside, most
        try:
            with passwords.turn():
                with lock:
                    inside += 1
                    most = max(most, inside)
                passwords.matches(None, "x")
                with lock:
                    inside -= 1
                served.append(1)
        except passwords.TooMany as refusal:
            refused.append(refusal)

    threads = [threading.Thread(target=one) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert len(served) >= passwords.PRESENT
    assert len(served) + len(refused) == 30
    assert all(refusal.retry_after for refusal in refused)
    with passwords.turn():
        pass  # every turn was given back


def test_whoever_meets_a_storm_keeps_the_number_and_is_told_to_come_back(cast, with_password, enter) -> None:
    with_password(cast.ann)
    started, over = threading.Event(), threading.Event()

    def crowd() -> None:
        with passwords.turn():
            started.set()
            over.wait(10)

    first = threading.Thread(target=crowd)
    first.start()
    started.wait(10)
    waiting = [threading.Thread(target=lambda: enter("B001")) for _ in range(passwords.PRESENT - 1)]
    for thread in waiting:
        thread.start()
    deadline = time.monotonic() + 5
    while passwords._present._value and time.monotonic() < deadline:
        time.sleep(0.01)
    answer = enter("A001").answer
    over.set()
    for thread in (first, *waiting):
        thread.join()
    assert answer.status_code == 429
    assert "登录的人较多" in answer.text
    assert 'value="A001"' in answer.text
    assert answer.headers["Retry-After"] == "2"


def test_a_password_is_never_checked_while_the_database_is_held_for_writing(
    cast, with_password, enter, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each check looks, by a second connection, whether a writer could begin at once."""
    with_password(cast.ann)
    checked = []

    def checking(kept: str | None, password: str) -> bool:
        began = time.monotonic()
        with database.transaction() as session:
            session.execute(select(func.count()).select_from(SignIn))
        checked.append(time.monotonic() - began)
        return real(kept, password)

    real = passwords.matches
    monkeypatch.setattr(passwords, "matches", checking)
    assert enter("A001").answer.status_code == 302
    assert enter("A001", "wrong").answer.status_code == 401
    assert len(checked) == 2
    assert max(checked) < 1


@pytest.mark.parametrize(
    "wanted",
    ["https://example.org/", "//example.org", "/\\example.org", "/\t/example.org", "javascript:alert(1)", "exams", ""],
)
def test_signing_in_leads_nowhere_else(cast, with_password, app, wanted: str) -> None:
    with_password(cast.ann)
    answer = app.test_client().post(
        "/sign-in", query_string={"next": wanted}, data={"number": "A001", "password": PASSWORD}
    )
    assert answer.location == "/"


def test_a_path_with_its_question_is_kept() -> None:
    assert destinations.local("/exams/3?page=2") == "/exams/3?page=2"


@pytest.mark.parametrize(
    "password", ["short", "党员编号一二三四", "安然安然安然安然安然", "1234567890", "aaaaaaaaaaaaa", "x" * 129]
)
def test_passwords_that_are_too_easy_or_too_long_are_refused(password: str) -> None:
    assert password_rules.problem(password, number="A001", name="安然")


@pytest.mark.parametrize("password", ["A001A001A001", "ZHANGSAN-2026"])
def test_the_number_or_the_name_is_no_password(password: str) -> None:
    assert password_rules.problem(password, number="A001", name="zhangsan-2026")


def test_a_sentence_is_a_good_password() -> None:
    assert password_rules.problem("港口的灯亮到天明吗", number="A001", name="安然") is not None
    assert password_rules.problem("港口的灯总是亮到天明", number="A001", name="安然") is None


def test_what_is_old_is_forgotten_and_what_is_not_is_kept(cast, database: Database, clock) -> None:
    with database.transaction() as session:
        session.add(SignInFailure(account=b"x" * 16, count=3, last_at=clock.now()))
        session.add(RosterUpload(member_id=cast.root.member_id, name="a", rows=b"", uploaded_at=clock.now()))
    assert tasks.forget_old(database, clock) == 0
    clock.pass_by(hours=25)
    assert tasks.forget_old(database, clock) == 2
    clock.pass_by(days=200)
    assert tasks.forget_old(database, clock) == 6
    assert tasks.forget_old(database, clock) == 0


def _seconds(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
