"""A roster on the pages: upload, preview, confirm, initial passwords."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from quiz_app.core.db import Database
from quiz_app.members.tables import Member, RosterUpload
from quiz_app.organizations.actors import Actor
from tests.members.conftest import HARBOUR, workbook


def test_on_the_pages_a_roster_goes_from_upload_to_passwords(
    database: Database, cast, client, sign_in, enter, app, run_jobs
) -> None:
    sign_in(client, cast.root)
    template = client.get("/members/template.xlsx")
    assert load_workbook(BytesIO(template.data)).sheetnames == ["党员名册", "填写说明", "可选值"]
    content = workbook([("N001", "新一", HARBOUR), ("A001", "安然", "海湾县港务局党委")])
    uploaded = client.post("/members/import", data={"file": (BytesIO(content), "名册.xlsx")})
    assert uploaded.status_code == 302
    assert 'role="progressbar"' in client.get(uploaded.location).text
    run_jobs()
    preview = client.get(uploaded.location)
    assert "新一" in preview.text
    assert "转到 东山省/临江市/海湾县/海湾县港务局党委" in preview.text
    with database.reading() as session:
        assert session.scalar(select(Member.id).where(Member.number == "N001")) is None
    done = client.post(uploaded.location + "/confirm")
    assert "progressbar" in client.get(done.location).text
    assert client.post(uploaded.location + "/confirm").status_code == 409
    assert run_jobs() == 1
    assert (done.status_code, done.location) == (303, "/members/import/done")
    assert "名册已导入" in client.get(done.location).text
    assert "名册已导入" in client.get(done.location).text
    again = client.post(uploaded.location + "/confirm")
    assert again.status_code == 404
    assert "已经导入过" in again.text
    book = load_workbook(BytesIO(client.post("/members/import/passwords.xlsx").data))
    ((number, _name, unit, password),) = list(book["初始密码"].iter_rows(min_row=2, values_only=True))
    assert (number, unit) == ("N001", HARBOUR)
    assert enter("N001", password).answer.status_code == 302
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(RosterUpload)) == 0


def test_the_passwords_of_an_import_are_for_whoever_imported_it(cast, dora: Actor, client, sign_in, run_jobs) -> None:
    content = workbook([("N001", "新一", HARBOUR)])
    sign_in(client, cast.root)
    assert client.post("/members/import/passwords.xlsx").status_code == 404
    uploaded = client.post("/members/import", data={"file": (BytesIO(content), "名册.xlsx")})
    run_jobs()
    client.post(uploaded.location + "/confirm")
    run_jobs()
    assert sign_in(client, dora).get("/members/import/done").status_code == 404


def test_after_a_quarter_of_an_hour_the_passwords_of_an_import_are_gone(cast, client, sign_in, clock, run_jobs) -> None:
    content = workbook([("N001", "新一", HARBOUR)])
    uploaded = sign_in(client, cast.root).post("/members/import", data={"file": (BytesIO(content), "名册.xlsx")})
    run_jobs()
    client.post(uploaded.location + "/confirm")
    run_jobs()
    clock.pass_by(minutes=14)
    assert client.post("/members/import/passwords.xlsx").status_code == 200
    clock.pass_by(minutes=1)
    assert client.post("/members/import/passwords.xlsx").status_code == 404
    assert "重新生成" in client.get("/members/import/done").text


def test_lost_initial_passwords_are_made_anew_for_those_without_one_of_their_own(
    database: Database, cast, client, sign_in, with_password, with_initial_password, enter
) -> None:
    with_password(cast.ann)
    with_initial_password(cast.ben, "B001")
    old = enter("B001", "k7m2p-x9c4w")
    assert "为 4 人重新生成" in sign_in(client, cast.root).get("/members/import").text
    answer = client.post("/members/initial-passwords")
    assert "已为 4 名党员" in client.get(answer.location).text
    assert old.get("/me/password").location.startswith("/sign-in")
    assert enter("B001", "k7m2p-x9c4w").answer.status_code == 401
    assert enter("A001").answer.status_code == 302
    book = load_workbook(BytesIO(client.post("/members/import/passwords.xlsx").data))
    issued = {row[0]: row[3] for row in book["初始密码"].iter_rows(min_row=2, values_only=True)}
    assert set(issued) == {"B001", "C001", "D001", "T001"}
    assert enter("B001", issued["B001"]).answer.status_code == 302


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("党员编号,姓名\n".encode(), "不是 xlsx"),
        (b"PK\x03\x04 broken", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "密码"),
    ],
)
def test_a_file_that_is_no_roster_is_answered_with_a_sentence(
    cast, client, sign_in, content: bytes, sentence: str, run_jobs
) -> None:
    sent = {"file": (BytesIO(content), "名册.xlsx")}
    answer = sign_in(client, cast.root).post("/members/import", data=sent, follow_redirects=True)
    if run_jobs():
        answer = client.get(answer.request.path)
    assert answer.status_code == 200
    assert sentence in answer.text


def test_problems_are_listed_on_the_page_with_row_column_and_mend(
    cast, client, sign_in, database: Database, run_jobs
) -> None:
    content = workbook([("N001", "新一", "港囗党支部"), (None, "新二", HARBOUR)])
    uploaded = sign_in(client, cast.root).post("/members/import", data={"file": (BytesIO(content), "名册.xlsx")})
    run_jobs()
    answer = client.get(uploaded.location)
    assert "名册里有 2 处问题" in answer.text
    assert "最接近的是" in answer.text
    assert "A 党员编号" in answer.text
    assert "C 所在单位" in answer.text
    assert "确认导入" not in answer.text


def test_somebody_elses_upload_does_not_exist(cast, client, sign_in, app, dora: Actor) -> None:
    content = workbook([("N001", "新一", HARBOUR)])
    uploaded = sign_in(client, cast.root).post("/members/import", data={"file": (BytesIO(content), "名册.xlsx")})
    other = sign_in(app.test_client(), dora)
    assert other.get(uploaded.location).status_code == 404
    assert other.post(uploaded.location + "/confirm").status_code == 404
