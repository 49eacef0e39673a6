"""The moves of `test_any_order`: what two devices of one member, the server and time may do at one exam."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from operator import attrgetter
from typing import Any

from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import func, select
from werkzeug.test import Client

from quiz_app.core.db import to_milliseconds
from quiz_app.corrections.tasks import apply_corrections
from quiz_app.exams import sheets
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.queries import hot
from quiz_app.exams.sheets import LETTERS
from quiz_app.exams.tables.attempts import Attempt, Takeover
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.tasks import close_expired
from quiz_app.points.tables import LedgerEntry
from quiz_app.points.tasks import fold
from tests.conftest import NOW, Cast, SettableClock
from tests.corrections.model import OVER, Model, Said
from tests.corrections.mortal import FATES, Died, Fate, MortalDatabase

ATTEMPTS = 12
QUESTIONS = 5
DEVICES = 2
DEVICE = st.integers(0, DEVICES - 1)
CORRECTIONS = st.sampled_from([0, 1, 2, 3, "void", "gift"])
EXAM = Blueprint((Cell(QUESTIONS, 1000, type="single_choice"),))


@dataclass
class Stage:
    """Where the machine plays, whatever it does; `steps` counts over all of its runs."""

    app: Flask
    database: MortalDatabase
    clock: SettableClock
    cast: Cast
    proofs: list[dict[str, str]]
    sign_ins: list[int]
    publish: Callable[..., Exam]
    propose: Callable[..., int]
    approve: Callable[[int], None]
    model: type[Model] = Model
    steps: int = 0
    deaths: int = 0
    statuses: set[int] = field(default_factory=set)


class Sitting(RuleBasedStateMachine):
    """Two devices of one member at one exam: what they are told, and what is stored, is what the model says."""

    stage: Stage

    @initialize()
    def begin(self) -> None:
        stage = self.stage
        stage.clock.moment = NOW
        self.exam = stage.publish(
            blueprint=EXAM, attempts_allowed=ATTEMPTS, with_roster=False, closes_at=NOW + timedelta(minutes=100)
        )
        with stage.database.reading() as session:
            found = hot.prepared_by_id(session, self.exam.edition_id)
        seed = member_seed(found.seed, stage.cast.ann.member_id)
        papers = [draw(found.edition, seed, number) for number in range(1, ATTEMPTS + 1)]
        shown = [[(item.question, _letters(item.order)) for item in paper] for paper in papers]
        keys = {place: each.key[0] for place, each in enumerate(found.edition.questions)}
        self.first_keys = dict(keys)
        self.model = stage.model(shown, keys, to_milliseconds(NOW + timedelta(minutes=100)))
        self.writers: dict[int, int] = {}
        self.known: list[dict[int, int]] = [{} for _ in range(DEVICES)]  # by attempt, the writer that a device knows
        self.ids: list[int] = []
        self.start(0, "plain", Fate(short_way=True, is_heard=True, killed_before=None))

    @rule(device=DEVICE, how=st.sampled_from(["plain", "known", "takeover"]), fate=FATES)
    def start(self, device: int, how: str, fate: Fate) -> None:
        number = max(0, len(self.model.sats) - 1)
        known = self.known[device].get(number) if how == "known" else None
        body: dict[str, Any] = {"takeover": True} if how == "takeover" else {}
        body |= {"writer": f"{self.writers[known]:x}"} if known else {}
        path = f"/api/v1/exams/{self.exam.id}/attempts"
        said = self._ask(
            "POST", path, device, body, fate, lambda model, now: model.start(now, device, how == "takeover", known)
        )
        if said and said[0] in (200, 201) and isinstance(said[1], int):
            self.known[device][len(self.model.sats) - 1] = said[1]

    @rule(device=DEVICE, ahead=st.integers(-1, 2), given=st.data(), fate=FATES, late=st.booleans())
    def save(self, device: int, ahead: int, given: st.DataObject, fate: Fate, late: bool) -> None:
        sheet = self._last_sheet(device, ahead, given, late)
        if sheet is None:
            return
        number, writer, revision, answers = sheet
        body = {"revision": revision, "writer": f"{self.writers[writer]:x}", "answers": answers}
        path = f"/api/v1/attempts/{self.ids[number]}/answers"
        self._ask("PUT", path, device, body, fate, lambda model, _: model.save(number, writer, revision, answers))

    @rule(device=DEVICE, ahead=st.integers(0, 2), given=st.data(), fate=FATES, bare=st.integers(0, 3))
    def submit(self, device: int, ahead: int, given: st.DataObject, fate: Fate, bare: int) -> None:
        if not self.model.sats or given.draw(st.booleans()):
            return
        sheet = None if not bare else self._last_sheet(device, ahead, given, False)
        number = sheet[0] if sheet else given.draw(st.integers(0, len(self.model.sats) - 1))
        body: dict[str, Any] = {}
        if sheet:
            body = {"revision": sheet[2], "writer": f"{self.writers[sheet[1]]:x}", "answers": sheet[3]}
        path, last = f"/api/v1/attempts/{self.ids[number]}/submission", sheet and sheet[1:]
        self._ask("POST", path, device, body, fate, lambda model, now: model.submit(now, number, last))

    @rule(seconds=st.sampled_from([1, 20, 20, 300, 900, 1800]))
    def time_passes(self, seconds: int) -> None:
        self.stage.clock.pass_by(seconds=seconds)
        self._compare()

    @rule(fate=FATES)
    def the_server_closes_what_is_due(self, fate: Fate) -> None:
        with self._mortally(fate):
            close_expired(self.stage.database, self.stage.clock)
        self._compare()

    @rule(
        place=st.integers(0, 11), to=st.sampled_from([0, 1, 2, 3, "void", "gift"]), fate=FATES, often=st.integers(0, 5)
    )
    def a_correction_is_applied(self, place: int, to: int | str, fate: Fate, often: int) -> None:
        voided = list(self.model.keys.values()).count("void")
        if often or to == self.model.keys[place] or to == self.first_keys[place] or (to == "void" and voided > 2):
            return
        stage, kind = self.stage, to if isinstance(to, str) else "key"
        key = LETTERS[to] if isinstance(to, int) else ""
        fold(stage.database, stage.clock)
        stage.approve(stage.propose(kind, place, key=key, of=self.exam))
        self.model.correct(place, to)
        with self._mortally(fate):
            while apply_corrections(stage.database, stage.clock):
                pass
        while apply_corrections(stage.database, stage.clock):
            pass
        fold(stage.database, stage.clock)
        self._compare()

    def _last_sheet(
        self, device: int, ahead: int, given: st.DataObject, late: bool
    ) -> tuple[int, int, int, Mapping[str, list[str]]] | None:
        """(attempt, writer, revision, answers) as a device may send them; `late` is for an attempt gone by."""
        known = self.known[device]
        if not known:
            return None
        number = min(known) if late else max(known)
        sat = self.model.sats[number]
        if ahead == 0:
            return number, known[number], max(1, sat.revision), sat.sheet
        ways = given.draw(st.lists(st.sampled_from("rrrrrrrw-"), min_size=QUESTIONS, max_size=QUESTIONS))
        paper = self.model.papers[number]
        answers = {
            str(no): [letters[(self.first_keys[place] + (way == "w")) % 4]]
            for no, ((place, letters), way) in enumerate(zip(paper, ways, strict=True), 1)
            if way != "-"
        }
        return number, known[number], max(1, sat.revision + ahead), answers

    def _ask(
        self,
        method: str,
        path: str,
        device: int,
        body: Mapping[str, Any],
        fate: Fate,
        promise: Callable[[Model, int], Said],
    ) -> Said | None:
        """Send a request and compare; what was said, if the device came to know it."""
        stage, before = self.stage, deepcopy(self.model)
        now = to_milliseconds(stage.clock.now())
        self.model.pass_by(now)
        expected = promise(self.model, now)
        door = stage.app if fate.short_way else stage.app.wsgi_app.inner
        with self._mortally(fate) as life:
            answer = Client(door).open(path, method=method, json=body, headers=stage.proofs[device])
        if life["ended"]:
            if self._stored(self._rows()) != self._promised():
                self.model = before
            self._compare()
            return None
        assert (answer.status_code, answer.json.get("error")) in _allowed(expected), answer.text
        self._compare()
        said = self._understood(answer)
        assert said == expected, f"{method} {path}: {said} instead of {expected}"
        if answer.status_code == 200 and path.endswith("submission"):
            self._check_receipt(answer.json)
        stage.statuses.add(answer.status_code)
        return said if fate.is_heard else None

    @contextmanager
    def _mortally(self, fate: Fate) -> Iterator[dict[str, bool]]:
        life = {"ended": False}
        self.stage.steps += 1
        if fate.killed_before is None:
            yield life
            return
        try:
            with self.stage.database.dying(fate.killed_before):
                yield life
        except Died:
            life["ended"] = True
            self.stage.deaths += 1
            hot._last_stored.cache_clear()  # of a process that is started again

    def _understood(self, answer: Any) -> Said:
        if answer.status_code >= 400:
            said = answer.status_code, answer.json["error"]
            return OVER if said == (410, "deadline_passed") else said
        word = answer.json.get("writer")
        numbers = {writer: number for number, writer in self.writers.items()}
        return answer.status_code, numbers[int(word, 16)] if word else None

    def _check_receipt(self, told: dict[str, Any]) -> None:
        number = self.ids.index(told["id"])
        now = told["current"] or told
        right, counted = self.model.score(number)
        assert (now["score"], now["max_score"]) == (10 * right, 10 * counted)
        assert told["revision"] == self.model.sats[number].revision

    def _compare(self) -> None:
        rows = self._rows()
        assert self._stored(rows) == self._promised()
        last = self.model.sats[-1] if self.model.sats else None
        if last and last.writer:
            self.writers[last.writer] = rows[-1].writer or 0
        self.ids = [row.id for row in rows]
        closed = [number for number, row in enumerate(rows) if row.submitted_at]
        for number in closed:
            right, counted = self.model.score(number)
            assert (rows[number].score, rows[number].voided or 0) == (1000 * right, 1000 * (QUESTIONS - counted))
        assert self._ledger() == self.model.points(closed)

    def _promised(self) -> list[object]:
        self.model.pass_by(to_milliseconds(self.stage.clock.now()))
        fields = attrgetter("at", "deadline", "ended", "revision", "sheet", "writer", "holder")
        return [*map(fields, self.model.sats), self.model.takeovers]

    def _stored(self, rows: Sequence[Attempt]) -> list[object]:
        """What the database has of it; a writer that nobody saw yet is the newest."""
        now, numbers = self.stage.clock.now(), {writer: number for number, writer in self.writers.items()}
        found: list[object] = []
        for row in rows:
            ended = row.submitted_at or (row.deadline_at if now >= row.deadline_at else None)
            who = (None, None)
            if not ended:
                who = numbers.get(row.writer, self.model.writers), self.stage.sign_ins.index(row.writer_sign_in_id)
            times = (to_milliseconds(each) if each else None for each in (row.started_at, row.deadline_at, ended))
            found.append((*times, row.revision, sheets.plain(sheets.decode(row.sheet)), *who))
        with self.stage.database.reading() as session:
            query = select(func.count(Takeover.id)).join(Attempt, Attempt.id == Takeover.attempt_id)
            return [*found, session.scalar(query.where(Attempt.exam_id == self.exam.id))]

    def _rows(self) -> list[Attempt]:
        with self.stage.database.reading() as session:
            return list(
                session.scalars(select(Attempt).where(Attempt.exam_id == self.exam.id).order_by(Attempt.number))
            )

    def _ledger(self) -> int:
        with self.stage.database.reading() as session:
            query = select(func.coalesce(func.sum(LedgerEntry.amount), 0))
            return int(session.scalar(query.where(LedgerEntry.source_id == self.exam.id)) or 0)


def _allowed(expected: Said) -> set[tuple[int, object]]:
    """An attempt whose time is up counts as over before it is closed, and says so by its own code."""
    if expected == OVER:
        return {expected, (410, "deadline_passed")}
    return {expected if expected[0] >= 400 else (expected[0], None)}


def _letters(order: tuple[int, ...]) -> str:
    """The letter of each option by its index as written."""
    return "".join(LETTERS[order.index(index)] for index in range(len(order)))
