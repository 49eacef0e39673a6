"""Passwords for the cast, and rosters as files."""

from collections.abc import Callable, Iterable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import event, update

from quiz_app.core import sheets
from quiz_app.core.db import Database
from quiz_app.core.passwords import hash_password
from quiz_app.members import initial_passwords
from quiz_app.members.actions import roster as actions
from quiz_app.members.roster import columns, rows
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.queries import grants_of
from quiz_app.organizations.tables import RoleGrant
from tests.conftest import NOW, SECRET

PASSWORD = "harbour lights at dusk"
INITIAL = "k7m2p-x9c4w"
TITLES = ("党员编号", "姓名", "所在单位", "类别", "入党日期", "手机", "角色")
KEPT = hash_password(PASSWORD)
KEY, BATCH = SECRET.encode(), bytes(range(16))
HARBOUR = "东山省/临江市/海湾县/海湾县港务局党委/港口党支部"


@pytest.fixture
def with_password(database: Database) -> Callable[[Actor], Actor]:
    """Give an actor `PASSWORD`."""

    def give(actor: Actor) -> Actor:
        _set(database, actor, password_hash=KEPT)
        return actor

    return give


@pytest.fixture
def with_initial_password(database: Database) -> Callable[[Actor, str], Actor]:
    """Give an actor with that number the initial password `INITIAL`."""

    def give(actor: Actor, number: str) -> Actor:
        _set(database, actor, initial_key=initial_passwords.keep(SECRET.encode(), number, INITIAL), password_hash=None)
        return actor

    return give


@pytest.fixture
def enter(app: Flask) -> Callable[..., FlaskClient]:
    """A fresh browser that signs in on the page; `.answer` is what it got."""

    def sign_in(number: str, password: str = PASSWORD, path: str = "/sign-in") -> FlaskClient:
        client = app.test_client()
        client.answer = client.post(path, data={"number": number, "password": password})
        return client

    return sign_in


def workbook(rows: Iterable[Iterable[object]], titles: Iterable[str] = TITLES) -> bytes:
    """A roster as somebody would make it: titles in the first row."""
    book = Workbook()
    sheet = book.active
    sheet.append(list(titles))
    for row in rows:
        sheet.append(list(row))
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type  # a name may begin with "="
    target = BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.fixture
def dora(cast, database: Database) -> Actor:
    """Dora administers the city."""
    with database.transaction() as session:
        session.add(
            RoleGrant(member_id=cast.dora.member_id, role=Role.ADMIN, unit_id=cast.units["临江市"].id, granted_at=NOW)
        )
    with database.reading() as session:
        grants = grants_of(session, cast.dora.member_id)
    return Actor(
        cast.dora.member_id,
        cast.dora.name,
        cast.dora.unit_id,
        cast.dora.unit_name,
        cast.dora.unit_path,
        cast.dora.sign_in_id,
        grants,
    )


@pytest.fixture
def run(database: Database):
    """Import a file, or lines as they would stand in one, the whole way."""

    def run(actor: Actor, roster: bytes | list[tuple], *, creates_groups: bool = False) -> actions.Imported:
        reading = read_roster(roster)
        assert reading.problems == ()
        with database.transaction() as session:
            return actions.import_roster(
                session, actor, reading.rows, creates_groups=creates_groups, key=KEY, batch=BATCH, at=NOW
            )

    return run


class Counted:
    """The statements that a database ran meanwhile."""

    def __init__(self, database: Database) -> None:
        self._engine, self.statements = database.engine, []

    def __enter__(self) -> list[str]:
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self.statements

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, _connection, _cursor, statement, *_rest) -> None:
        self.statements.append(statement)


def read_roster(roster: bytes | list[tuple]) -> rows.Reading:
    """The lines of a workbook, or lines as they would stand in one."""
    if isinstance(roster, bytes):
        return rows.read(sheets.read_rows(roster, sheet=columns.SHEET), today=NOW.date())
    lines = [sheets.Row(number, cells) for number, cells in enumerate([TITLES, *roster], start=1)]
    return rows.read(lines, today=NOW.date())


def _set(database: Database, actor: Actor, **values: object) -> None:
    with database.transaction() as session:
        session.execute(update(Member).where(Member.id == actor.member_id).values(**values))
