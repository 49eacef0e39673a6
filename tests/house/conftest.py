"""A site with one of everything, all of it in the city: what each role may reach is asked of these."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from quiz_app.banks.actions import bulk, enemies, importing, pictures, reporting
from quiz_app.banks.actions import loading as banks
from quiz_app.banks.actions.reading import read_repository
from quiz_app.banks.bulk import plans
from quiz_app.banks.bulk.orders import Act, Order
from quiz_app.banks.formats.protocol import Item, Reading
from quiz_app.banks.importing.packing import Read
from quiz_app.banks.importing.plans import plan
from quiz_app.banks.queries import bulk as bulk_queries
from quiz_app.banks.reporting import Evidence
from quiz_app.banks.tables.questions import EnemyPair, Question, QuestionBank
from quiz_app.banks.types.protocol import Interaction
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.core.files.media import Media, digest_of
from quiz_app.core.jobs.actions import enqueue
from quiz_app.corrections.actions import deciding
from quiz_app.corrections.proposals import Wish
from quiz_app.corrections.queries.corrections import editions_of, exam_to_correct
from quiz_app.courses import text_format
from quiz_app.courses.actions import loading as courses
from quiz_app.courses.tables import Course, Lesson
from quiz_app.exams.actions import marking, paper_sittings, publishing, signals
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.drafts import ExamDraft
from quiz_app.exams.queries import sittings
from quiz_app.exams.queries.drafts import exam_to_change
from quiz_app.exams.queries.signals import known
from quiz_app.exams.reviews import PRESETS
from quiz_app.exams.signals.protocol import Finding
from quiz_app.exams.tables.entering import Accommodation
from quiz_app.members.actions.roster import keep_upload
from quiz_app.members.tables import Member
from quiz_app.notices.actions import sending, suggesting
from quiz_app.organizations.actors import Actor, operator
from quiz_app.organizations.tables import RoleGrant, Unit
from quiz_app.practice.actions import rounds
from quiz_app.practice.rounds import Kind
from quiz_app.regulations.registry import Registry
from tests.banks.pictures import drawn
from tests.conftest import NOW, Cast, bearer
from tests.courses.conftest import course_files
from tests.house.appealed import appealed
from tests.house.certified import certified
from tests.house.contested import contested
from tests.house.written import short_answer

PICTURE = drawn()
Furniture = dict[str, int | str]
READING = (
    *("marking.show", "marking.appoint", "marking.dismiss", "marking.rule", "marking.publish"),
    *("reading.show", "reading.take"),
)
HELPING = (
    *("paper.show", "paper.keep", "paper.papers", "paper.find"),
    *("assisted.index", "assisted.ask", "assisted.open_device"),
)
SENT = {
    "POST exams.attempts.answer": {"do": "takeover"},
    "POST corrections.decide": {"do": "withdraw", "version": "1"},
    "POST certificates.ask_for_archive": {"unit": "5"},
    "POST members.transfer": {"target": "1"},
    "POST practice.answer": {"no": "2"},
    "POST practice_api.answer": {"no": 2, "answer": []},
    "POST exams_api.visits": {"visits": [{"what": "hidden", "ago": 5}]},
    "PUT exams_api.save": {"revision": 1, "writer": "0", "answers": {}},
}


@pytest.fixture
def furniture(app: Flask, settings: Settings, database: Database, cast: Cast) -> Furniture:
    """A value for each parameter of a route; `endpoint parameter` where one route needs another value, and
    `endpoint ?parameter` for one that it takes in its query."""
    _load_content(database, cast, Media(settings.media))
    exam, draft = _exam(database, cast, publish=True), _exam(database, cast, publish=False)
    submitted = _attempt(app, cast.ann, exam, submit=True)
    opened = _attempt(app, cast.ann, exam, submit=False)
    marked = _exam(database, cast, publish=True, cell=short_answer(database, cast))
    _attempt(app, cast.ann, marked, submit=True, answers={"1": ["缆绳要系牢。"]})
    reader, task = _reading(database, cast, marked)
    helped = _exam(database, cast, publish=True, paper_sitting="branch", assisted_sitting=True)
    with database.transaction() as session:
        upload = keep_upload(session, cast.root, "名册.xlsx", [], creates_groups=False, at=NOW)
        course = session.scalars(select(Course)).one()
        lesson = session.scalars(select(Lesson).order_by(Lesson.id)).first()
        grant = session.scalars(select(RoleGrant).where(RoleGrant.member_id == cast.ben.member_id)).one()
        bank = session.scalars(select(QuestionBank).order_by(QuestionBank.id)).first()
        question = session.scalars(select(Question).order_by(Question.id)).first()
        city = session.get_one(Unit, bank.unit_id)
        pair = session.scalars(select(EnemyPair).order_by(EnemyPair.id)).first()
        item = Item(Interaction.JUDGE, "缆绳破损一股仍可使用。", key=(1,), row=3)
        shelf = pictures.shelf(settings.media)
        pictures.keep(session, cast.root, city, [PICTURE], shelf=shelf, at=NOW)
        read = Read("json", None, Reading((item,)))
        read_file = importing.keep(session, cast.root, bank, city, read, name="题目.json", at=NOW)
        planned = plan(read.reading, area=bank.area, registry=Registry(()), known=())
        taken = importing.take_in(session, cast.root, bank, city, planned, name="题目.json", form="json", at=NOW)
        asked = {"title": "导入“名册.xlsx”", "asked_by": cast.ann.member_id, "scope": cast.ann.unit_path, "at": NOW}
        job = enqueue(session, "members.import_roster", {}, **asked)
        certificates = certified(session, cast)
        contests = contested(session, cast, _draft())
        appeals = appealed(session, cast, exam, submitted)
        second = bulk_queries.candidates(session, bank, ids=[question.id + 1])
        retiring = plans.plan(second, Order(Act.RETIRE), member_id=cast.root.member_id)
        done = bulk.carry_out(session, cast.root, bank, city, retiring, at=NOW)
        practised = rounds.start(session, cast.ann, Kind.DRILL, size=5, at=NOW)
        rounds.answer(session, cast.ann, practised.id, 0, ["A"], at=NOW)
        found, city_of_exam = exam_to_correct(session, cast.dora, exam)
        in_doubt = editions_of(session, found.edition_id)[0].edition.questions[0]
        seen = sittings.helped_on_paper(session, cast.dora, helped)
        [tom] = sittings.chosen(session, seen, [cast.tom.member_id])
        [paper], _ = paper_sittings.keep_for_paper(session, cast.dora, seen, [tom], at=NOW)
        evidence = Evidence(in_doubt.version_id, "支部工作知识测试", submitted, 1, "没有作答", None)
        report = reporting.report(session, cast.ann, evidence, fault="key", text="答案不对。", at=NOW)
        wish = Wish("void", 0, "", "", "题干有错字。", "《测试条例》第一条")
        signals.store(session, exam, 1, {"reading": [Finding("1", (submitted,), "看得很快。")]}, at=NOW)
        [signal] = known(session, exam).values()
        correction = deciding.propose(session, cast.dora, found, city_of_exam, wish, at=NOW)
        arranged = Accommodation(
            exam_id=exam,
            member_id=cast.ann.member_id,
            extra_minutes=10,
            reason="右手受伤。",
            granted_by=cast.dora.member_id,
            granted_at=NOW,
        )
        session.add(arranged)
        said = {"title": "支部大会改到周五", "body": "请带上学习笔记。"}
        notice = sending.send(session, cast.dora, cast.units["临江市"], **said, at=NOW)
        suggestion = suggesting.suggest(session, cast.ann, text="提醒太多了。", anonymous=True, at=NOW)
    assert lesson is not None
    assert bank is not None
    assert question is not None
    return {
        "attempt_id": submitted,
        "exams.attempts.show attempt_id": opened,
        "exams.attempts.answer attempt_id": opened,
        "exams_api.save attempt_id": opened,
        "exams_api.submit attempt_id": opened,
        "act_id": done.id,
        "bank_id": bank.id,
        "question_id": question.id,
        "pair_id": pair.id,
        "banks.end_enemy question_id": pair.first_id,
        "code": question.code,
        "round_id": practised.id,
        "course_id": course.id,
        "lesson_id": lesson.id,
        "number": 1,
        "name": "images/seal.png",
        "exam_id": exam,
        "exams.manage.edit exam_id": draft,
        "exams.manage.publish exam_id": draft,
        **{f"exams.{page} exam_id": marked for page in READING},
        **{f"exams.{page} exam_id": helped for page in HELPING},
        "paper_id": paper,
        "reader_id": reader,
        "accommodation_id": arranged.id,
        "task_id": task,
        "member_id": cast.ann.member_id,
        "sign_in_id": cast.ann.sign_in_id,
        "grant_id": grant.id,
        "upload_id": upload.id,
        "banks.review_import upload_id": read_file.id,
        "banks.mend_import upload_id": read_file.id,
        "banks.rewrite_import upload_id": read_file.id,
        "banks.confirm_import upload_id": read_file.id,
        "row": 3,
        "import_id": taken.id,
        "job_id": job.id,
        **certificates,
        **contests,
        **appeals,
        "unit_id": cast.units["港口党支部"].id,
        "filename": "favicon.svg",
        "report_id": report.id,
        "correction_id": correction.id,
        "signal_id": signal.id,
        "notice_id": notice,
        "suggestion_id": suggestion.id,
        "switch": "reminder_quota",
        "place": 0,
        "digest": digest_of(PICTURE),
        "banks.send_question ?number": 1,
        "banks.preview ?type": "single_choice",
    }


@pytest.fixture
def restore(database: Database, furniture: Furniture, tmp_path: Path) -> Callable[[], None]:
    """Puts the database back to how it was furnished."""
    path, kept = database.engine.url.database, tmp_path / "furnished.db"
    assert path is not None
    _copy(path, str(kept))

    def run() -> None:
        database.dispose()
        _copy(str(kept), path)

    return run


def _copy(source: str, target: str) -> None:
    old, new = sqlite3.connect(source), sqlite3.connect(target)
    old.backup(new)
    old.close()
    new.close()


def _load_content(database: Database, cast: Cast, media: Media) -> None:
    repository, city = read_repository(), cast.units["临江市"]
    with database.transaction() as session:
        banks.load(session, operator(city.path), city, repository.banks, repository.registry, at=NOW)
        enemies.load(session, operator(city.path), city, repository.enemies, at=NOW)
        courses.load(session, text_format.read(course_files()), city, media=media, at=NOW)


def _reading(database: Database, cast: Cast, exam_id: int) -> tuple[int, int]:
    """Tom marks the exam and has its one answer in hand: the reader and the task."""
    with database.transaction() as session:
        exam, unit = exam_to_change(session, cast.dora, exam_id)
        member = session.get_one(Member, cast.tom.member_id)
        reader = marking.appoint(session, cast.dora, exam, unit, member, adjudicates=False, at=NOW)
        task = marking.claim_next(session, cast.tom, exam_id, at=NOW)
    assert task is not None
    return reader.id, task


def _draft(cell: Cell | None = None, **ways: Any) -> ExamDraft:
    """Five questions, open since an hour and for a day."""
    return ExamDraft(
        title="支部工作知识测试",
        description="",
        opens_at=NOW - timedelta(hours=1),
        closes_at=NOW + timedelta(days=1),
        minutes=30,
        attempts_allowed=3,
        pass_percent=60,
        credit_rule="none",
        review=PRESETS["at_once"],
        blueprint=Blueprint((cell or Cell(5, 1000, type="single_choice"),)),
        **ways,
    )


def _exam(database: Database, cast: Cast, *, publish: bool, cell: Cell | None = None, **ways: Any) -> int:
    city, draft = cast.units["临江市"], _draft(cell, **ways)
    with database.transaction() as session:
        exam = publishing.create(session, cast.dora, city, draft, at=NOW)
        if publish:
            publishing.publish(session, cast.dora, exam, city, at=NOW)
    return exam.id


def _attempt(app: Flask, actor: Actor, exam: int, *, submit: bool, answers: dict[str, list[str]] | None = None) -> int:
    client, proof = app.test_client(), {"Authorization": f"Bearer {bearer(actor)}"}
    started = client.post(f"/api/v1/exams/{exam}/attempts", headers=proof)
    assert started.status_code == 201, started.text
    attempt: int = started.get_json()["id"]
    if submit:
        sheet = {"revision": 1, "writer": started.get_json()["writer"], "answers": answers} if answers else {}
        assert client.post(f"/api/v1/attempts/{attempt}/submission", headers=proof, json=sheet).status_code == 200
    return attempt
