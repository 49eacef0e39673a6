"""Reading what was written gives what the format can say, for every format of learning platforms and kind of item."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from quiz_app.banks.formats.findings import NOT_WRITTEN
from quiz_app.banks.formats.protocol import Item
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.types.protocol import Interaction
from tests.banks.formats.strategies import ITEMS, items

LEARNING = ("gift", "aiken", "moodle-xml", "qti", "qti3")  # those of offices have round trips of their own
SAID = [(code, interaction) for code in LEARNING for interaction in sorted(FORMATS[code].interactions)]
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@pytest.mark.parametrize(("code", "interaction"), SAID)
@settings(suppress_health_check=SLOW, max_examples=25)
@given(data=st.data())
def test_reading_what_was_written_gives_what_the_format_carries(
    code: str, interaction: Interaction, data: st.DataObject
) -> None:
    item = data.draw(ITEMS[interaction])
    known = FORMATS[code]
    written = known.write([item], "港口")
    assume(not any(NOT_WRITTEN in lost.what for lost in written.lost))
    reading = known.read(written.data)
    assert reading.items == (known.carries(item),)
    assert reading.refused == ()
    assert reading.unsupported == ()
    assert bool(written.lost) == (known.carries(item) != item)


@pytest.mark.parametrize("code", LEARNING)
@settings(suppress_health_check=SLOW, max_examples=12)
@given(many=st.lists(items, max_size=4))
def test_many_items_come_back_in_their_order_and_what_a_format_cannot_say_is_named(code: str, many: list[Item]) -> None:
    known = FORMATS[code]
    written = known.write(many, "港口")
    unwritten = {lost.row for lost in written.lost if NOT_WRITTEN in lost.what}
    unsaid = {place for place, item in enumerate(many, start=1) if item.interaction not in known.interactions}
    assert unsaid <= unwritten
    kept = [known.carries(item) for place, item in enumerate(many, start=1) if place not in unwritten]
    if kept:
        assert known.read(written.data).items == tuple(kept)


@pytest.mark.parametrize("code", LEARNING)
@settings(max_examples=40)
@given(item=items)
def test_what_is_carried_is_carried_again_unchanged(code: str, item: Item) -> None:
    once = FORMATS[code].carries(item)
    assert FORMATS[code].carries(once) == once
