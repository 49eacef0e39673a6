"""Questions go through a file of each format into a database and out again, and are what they were."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz_app.banks.actions import importing
from quiz_app.banks.formats.findings import NOT_WRITTEN
from quiz_app.banks.formats.protocol import Item
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.importing.items import give
from quiz_app.banks.importing.plans import plan
from quiz_app.banks.queries.questions import texts_in
from quiz_app.banks.tables.questions import QuestionBank
from quiz_app.banks.types.table import TYPES
from quiz_app.core.db import Database
from quiz_app.organizations.tables import Unit
from quiz_app.regulations.registry import Registry
from tests.banks.types.examples import EXAMPLES
from tests.conftest import NOW, Cast

ASKED = {code: replace(example.asked, knowledge_points=("引航",), bases=()) for code, example in EXAMPLES.items()}
SAME_DATABASE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=5, deadline=None, suppress_health_check=SAME_DATABASE)
@given(chosen=st.lists(st.sampled_from(sorted(ASKED)), min_size=1, unique=True))
def test_what_a_format_can_say_is_the_same_after_a_database(
    database: Database, cast: Cast, citys: QuestionBank, form: str, chosen: list[str]
) -> None:
    known = FORMATS[form]
    items = [give(ASKED[code], {}) for code in chosen if TYPES[code].interaction in known.interactions]
    written = known.write(items, "港口")
    unwritten = {lost.row for lost in written.lost if NOT_WRITTEN in lost.what}
    sent = [item for row, item in enumerate(items, start=1) if row not in unwritten]
    if not sent:
        return
    kept = taken_in(database, cast, citys, form, written.data)
    again = known.read(known.write(kept, "港口").data)
    assert again.refused == ()
    assert [said(known.carries(each)) for each in again.items] == [said(known.carries(each)) for each in sent]


def taken_in(database: Database, cast: Cast, bank: QuestionBank, form: str, data: bytes) -> list[Item]:
    """The items of a file as they stand in the database; then the import is undone, for the next file."""
    planned = plan(FORMATS[form].read(data), area=bank.area, registry=Registry(()), known=())
    assert planned.refused == ()
    with database.transaction() as session:
        held, unit = session.get_one(QuestionBank, bank.id), session.get_one(Unit, bank.unit_id)
        made = importing.take_in(session, cast.tom, held, unit, planned, name="题目", form=form, at=NOW)
    with database.reading() as session:
        kept = [give(text, {}) for text in texts_in(session, bank, with_bases=True)]
    with database.transaction() as session:
        importing.undo(session, cast.tom, session.merge(made), session.get_one(Unit, bank.unit_id), at=NOW)
    return kept


def said(item: Item) -> Item:
    """What a question asks and why: its number and its place in a file are those of one file alone, and what a file
    leaves open (how hard, filed where) the bank fills in."""
    return replace(item, code="", row=0, difficulty=None, knowledge_points=(), category="", points=None)
