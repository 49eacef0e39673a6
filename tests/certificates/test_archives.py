"""A unit's certificates as one file, packed by a job; and what is printed on them."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import delete

from quiz_app.certificates import actions
from quiz_app.certificates.holders import Holder
from quiz_app.certificates.printing import TEMPLATE, Printed, code, content, file_name
from quiz_app.certificates.tables import Certificate
from quiz_app.certificates.tasks import LIST
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.core.jobs.tables import Job
from quiz_app.core.printing.pdf import write_pdfs
from quiz_app.core.sheets import read_rows
from quiz_app.core.web.services import KEY, Services
from quiz_app.organizations.tables import RoleGrant
from tests.certificates.conftest import made_out_to
from tests.conftest import NOW, Cast, SettableClock, bearer
from tests.core.test_printing import HOSTILE, squeezed, words_of_pdf

ADDRESS = "https://quiz.example.cn"
PAPER = Printed("2026-0012-000345-7K3F-9QXA", "award", "安然", "港口党支部", "一等奖", "特发此状。", "组织部", NOW)
LONG_NAME = "阿卜杜勒克热木·买买提伊明江·吐尔逊阿依古丽热合曼江姆孜"
LONG_UNIT = (
    "东山省远山市云岭县高山峡谷牧区各族群众服务中心联合委员会第一党总支部驻村工作队临时党支部委员会及其办公室和值班室"
)


def changed(**other: str) -> Printed:
    return Printed(**{name: getattr(PAPER, name) for name in PAPER.__slots__} | other)


def printed(*papers: Printed) -> list[bytes]:
    return write_pdfs(TEMPLATE, [content(each, ADDRESS) for each in papers])


@pytest.fixture
def as_ben(app: Flask, cast: Cast, sign_in: Callable) -> FlaskClient:
    return sign_in(app.test_client(), cast.ben)


@pytest.fixture
def packed(cast: Cast, run_jobs: Callable[[], int]) -> Callable[[FlaskClient], str]:
    """Ask for the archive of Harbour branch and have it packed: the address of the job's page."""

    def run(client: FlaskClient) -> str:
        asked = client.post("/certificates/archives", data={"unit": cast.units["港口党支部"].id})
        assert asked.status_code == 303, asked.text
        assert run_jobs() == 1
        return asked.location

    return run


def test_a_secretary_gets_all_that_hold_as_one_file(
    as_ben: FlaskClient, cast: Cast, issue: Callable, revoke: Callable, packed: Callable
) -> None:
    harbour = cast.units["港口党支部"]
    held = issue(made_out_to(cast.ann), made_out_to(cast.tom), Holder(harbour.name, unit_id=harbour.id))
    issue(made_out_to(cast.cleo))
    issue(made_out_to(cast.ann), source_id=2, visible_from=NOW + timedelta(days=1))
    revoke(held[1])
    page = as_ben.get(packed(as_ben)).text
    assert "打包了 2 份证书" in page
    answer = as_ben.get("/certificates/archives/1")
    assert answer.mimetype == "application/zip"
    with ZipFile(BytesIO(answer.data)) as archive:
        assert sorted(archive.namelist()) == sorted(
            [f"安然-{held[0].number}.pdf", f"港口党支部-{held[2].number}.pdf", LIST]
        )
        words = words_of_pdf(archive.read(f"安然-{held[0].number}.pdf"))
    assert "安然" in words
    assert held[0].number in words


def test_two_of_one_name_and_names_that_lead_astray_stand_beside_each_other(
    as_ben: FlaskClient, cast: Cast, issue: Callable, packed: Callable
) -> None:
    names = ("../../etc/passwd", "安然", "C:\\Windows\\x", "=HYPERLINK(1)", "a\x00b\u202egnp", "...", "长" * 120)
    for source, name in enumerate(names):
        issue(Holder(name, member_id=cast.ann.member_id), source_id=source)
    issue(Holder("安然", member_id=cast.ben.member_id), source_id=1)
    packed(as_ben)
    with ZipFile(BytesIO(as_ben.get("/certificates/archives/1").data)) as archive:
        unpacked = {name: archive.read(name) for name in archive.namelist()}
        assert len(archive.namelist()) == len(unpacked) == len(names) + 2
    assert not any(set(name) & set('/\\:"') or name.startswith(".") or not name.isprintable() for name in unpacked)
    assert sum(name.startswith("安然-") for name in unpacked) == 2
    rows = [row.cells for row in read_rows(unpacked[LIST])]
    assert "=HYPERLINK(1)" in [row[3] for row in rows]
    with ZipFile(BytesIO(unpacked[LIST])) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_a_file_name_is_one_name_however_wild() -> None:
    for name, start in (
        ("/", "证书-"),
        ("a/../b", "a..b-"),
        (" .x. ", "x-"),
        ("\u202e", "证书-"),
        ("阿依·古丽", "阿依·古丽-"),
    ):
        assert file_name(changed(name=name)) == f"{start}{PAPER.number}.pdf"


def test_an_archive_is_for_whoever_asked_while_they_watch_over_the_unit(
    app: Flask,
    database: Database,
    cast: Cast,
    sign_in: Callable,
    as_ben: FlaskClient,
    anns: Certificate,
    packed: Callable,
) -> None:
    packed(as_ben)
    for actor in (cast.ann, cast.dora, cast.cleo):
        assert sign_in(app.test_client(), actor).get("/certificates/archives/1").status_code == 404
    with database.transaction() as session:
        session.execute(delete(RoleGrant).where(RoleGrant.member_id == cast.ben.member_id))
    assert as_ben.get("/certificates/archives/1").status_code == 404


def test_an_archive_goes_after_a_day_and_says_what_to_do(
    as_ben: FlaskClient, settings: Settings, anns: Certificate, packed: Callable
) -> None:
    packed(as_ben)
    for held in settings.held.iterdir():
        held.unlink()
    answer = as_ben.get("/certificates/archives/1")
    assert answer.status_code == 410
    assert "重新打包" in answer.text


def test_a_job_of_another_kind_is_no_archive(
    as_ben: FlaskClient, database: Database, cast: Cast, anns: Certificate, packed: Callable
) -> None:
    packed(as_ben)
    with database.transaction() as session:
        session.get_one(Job, 1).kind = "members.import_roster"
    assert as_ben.get("/certificates/archives/1").status_code == 404


def test_nothing_and_too_much_are_refused_before_any_work(
    as_ben: FlaskClient, cast: Cast, issue: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"unit": cast.units["港口党支部"].id}
    answer = as_ben.post("/certificates/archives", data=asked)
    assert (answer.status_code, "还没有可以打包的证书" in answer.text) == (409, True)
    monkeypatch.setattr(actions, "MOST_IN_AN_ARCHIVE", 1)
    issue(made_out_to(cast.ann), made_out_to(cast.ben))
    answer = as_ben.post("/certificates/archives", data=asked)
    assert (answer.status_code, "先打开下级单位" in answer.text) == (409, True)


def test_who_lost_the_role_meanwhile_gets_nothing_packed(
    as_ben: FlaskClient, database: Database, cast: Cast, anns: Certificate, run_jobs: Callable, settings: Settings
) -> None:
    job = as_ben.post("/certificates/archives", data={"unit": cast.units["港口党支部"].id}).location
    with database.transaction() as session:
        session.execute(delete(RoleGrant).where(RoleGrant.member_id == cast.ben.member_id))
    run_jobs()
    assert "没有做成" in as_ben.get(job).text
    assert not settings.held.exists()


def test_the_same_certificate_prints_the_same_bytes(clock: SettableClock) -> None:
    first, second = printed(PAPER, PAPER)
    assert first == second == printed(PAPER)[0]


def test_hostile_texts_are_printed_as_they_are_in_every_place() -> None:
    papers = [
        changed(name=text, unit_name=text, title=text, text=text, issuer=text.replace(" ", "")) for text in HOSTILE
    ]
    for text, data in zip(HOSTILE, printed(*papers), strict=True):
        assert words_of_pdf(data).count(squeezed(text)) >= 4, text


def test_the_longest_names_stay_on_one_lying_page() -> None:
    longest = [
        changed(name=LONG_NAME, unit_name=LONG_UNIT, title="题" * 60, text="文" * 300, issuer="甲" * 120),
        changed(name="长" * 120, unit_name="", text="短", issuer=" ".join(["中共东山省委组织部"] * 6)),
        changed(name="W" * 60, unit_name="W" * 120, text="a" * 300),
    ]
    for paper, data in zip(longest, printed(*longest), strict=True):
        [page] = PdfReader(BytesIO(data)).pages
        assert page.mediabox.width > page.mediabox.height
        assert squeezed(paper.name) in words_of_pdf(data)
        assert squeezed(paper.text) in words_of_pdf(data)


def test_the_code_leads_to_the_page_of_the_number() -> None:
    made = content(PAPER, ADDRESS)
    assert made["code"] == code(f"{ADDRESS}/check/{PAPER.number}")
    assert "quiz.example.cn/check" in str(made["check_words"])
    json.dumps(made)


def test_the_address_that_was_set_stands_on_paper_whatever_the_request_says(
    app: Flask,
    as_ben: FlaskClient,
    cast: Cast,
    issue: Callable,
    sign_in: Callable,
    settings: Settings,
    database: Database,
    clock: SettableClock,
) -> None:
    [bens] = issue(made_out_to(cast.ben))
    forged = {"Host": "evil.example", "Authorization": f"Bearer {bearer(cast.ben)}"}
    assert "evil.example/check" in words_of_pdf(as_ben.get(f"/certificates/{bens.id}", headers=forged).data)
    app.extensions[KEY] = Services(replace(settings, address=ADDRESS), database, clock)
    words = words_of_pdf(as_ben.get(f"/certificates/{bens.id}", headers=forged).data)
    assert "quiz.example.cn/check" in words
    assert "evil" not in words
