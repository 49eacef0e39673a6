"""What papers of a unit may draw: its own banks and those above it, never what is not published or no longer holds."""

from quiz_app.banks.actions import publishing
from quiz_app.banks.queries.drawing import _NOT_BY_ITSELF, drawable, usable_banks
from quiz_app.banks.tables.questions import QuestionBank
from quiz_app.core.db import Database
from tests.banks.conftest import FILE, HEAD, SUPERSEDED, Loader, act, counted, pilot_text, write
from tests.conftest import NOW, Cast

OWN = "港口最早的一座码头建在哪里？"


def test_banks_are_shared_down_the_tree_and_not_sideways(
    load: Loader, database: Database, cast: Cast, citys: QuestionBank
) -> None:
    load()
    write(database, cast.tom, citys, cast.units["临江市"], pilot_text(OWN))
    with database.reading() as session:
        seen = {name: [each.code for each in drawable(session, unit)] for name, unit in cast.units.items()}
    everywhere = ["harbour-0001", "harbour-0002", "harbour-0003", "harbour-0004"]
    assert seen["港口党支部"] == seen["临江市"] == ["city-s0001", *everywhere]
    assert seen["云岭县"] == seen["东山省"] == everywhere


def test_named_banks_alone_are_drawn_from_and_only_if_they_are_shared(
    load: Loader, database: Database, cast: Cast, citys: QuestionBank
) -> None:
    load()
    write(database, cast.tom, citys, cast.units["临江市"], pilot_text(OWN))
    with database.reading() as session:
        here = drawable(session, cast.units["港口党支部"], bank_ids=[citys.id])
        elsewhere = drawable(session, cast.units["云岭县"], bank_ids=[citys.id])
    assert [each.code for each in here] == ["city-s0001"]
    assert elsewhere == []


def test_unpublished_withdrawn_and_retired_questions_are_not_drawn(
    database: Database, cast: Cast, citys: QuestionBank
) -> None:
    city = cast.units["临江市"]
    write(database, cast.tom, citys, city, pilot_text("第一题问什么？"), publish=False)
    withdrawn = write(database, cast.tom, citys, city, pilot_text("次一道要弄清哪件事？"))
    retired = write(database, cast.tom, citys, city, pilot_text("靠泊时由谁发出口令来？"))
    write(database, cast.tom, citys, city, pilot_text(OWN))
    act(database, cast.tom, withdrawn, publishing.withdraw, at=NOW)
    act(database, cast.tom, retired, publishing.retire, at=NOW)
    with database.reading() as session:
        assert [each.version.stem for each in drawable(session, city)] == [OWN]
        assert [each.inventory.total for each in usable_banks(session, city)] == [1]


def test_usable_banks_are_counted_by_area_type_difficulty_and_knowledge_point(
    load: Loader, database: Database, cast: Cast, citys: QuestionBank
) -> None:
    load()
    with database.reading() as session:
        provinces, own = usable_banks(session, cast.units["港口党支部"])
    stock = provinces.inventory
    assert (provinces.bank.code, provinces.unit_name, stock.total) == ("harbour", "东山省", 4)
    assert (own.bank.code, own.unit_name, own.inventory.total) == ("city", "临江市", 0)
    assert stock.count(area="branch_daily_work", type="fill_blank") == 1
    assert stock.count(type="fill_blank", difficulty=1) == 0
    assert stock.count(difficulty=1) == 2
    assert stock.knowledge_points("branch_daily_work") == {"值班": 1, "吊装": 1, "引航": 1, "潮汐": 1, "靠泊": 1}
    assert stock.knowledge_points("key_work") == {}


def test_what_rests_on_a_superseded_version_is_counted_nowhere(load: Loader, database: Database, cast: Cast) -> None:
    load(register=SUPERSEDED)
    with database.reading() as session:
        (bank,) = usable_banks(session, cast.units["港口党支部"])
    assert bank.inventory.total == 1


def test_the_number_of_queries_does_not_grow_with_the_banks(load: Loader, database: Database, cast: Cast) -> None:
    load()
    few = _queries(database, cast)
    question = FILE.removeprefix(HEAD)
    more = [question.replace("harbour-", f"more{number}-") for number in range(8)]
    load(HEAD + question + "".join(more))
    assert _queries(database, cast) == few == 4


def _queries(database: Database, cast: Cast) -> int:
    with database.reading() as session, counted(database) as statements:
        drawable(session, cast.units["港口党支部"])
        usable_banks(session, cast.units["港口党支部"])
    return len(statements)


def test_what_a_person_marks_and_what_has_parts_is_not_asked_one_by_one() -> None:
    assert sorted(_NOT_BY_ITSELF) == ["case", "short_answer"]
