"""Issued once, never changed, revoked by a record, and unknown before their time."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from quiz_app.certificates import actions, queries
from quiz_app.certificates.holders import Holder
from quiz_app.certificates.tables import Certificate
from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from tests.certificates.conftest import PLAIN, made_out_to
from tests.conftest import NOW, Cast

LATER = NOW + timedelta(hours=2)
Issue = Callable[..., list[Certificate]]


def test_issuing_again_issues_nothing_new(cast: Cast, issue: Issue) -> None:
    first = issue(made_out_to(cast.ann), made_out_to(cast.ben))
    again = issue(made_out_to(cast.ben), made_out_to(cast.ann), made_out_to(cast.dora), made_out_to(cast.ben))
    assert [each.id for each in again[:2]] == [first[1].id, first[0].id]
    assert again[3].id == again[0].id
    assert len({each.number for each in (*first, *again)}) == 3


def test_the_same_holder_may_have_another_for_another_source_and_series(cast: Cast, issue: Issue) -> None:
    ann = made_out_to(cast.ann)
    all_of_them = [*issue(ann), *issue(ann, source_id=2), *issue(ann, series="contest:13")]
    assert len({each.number for each in all_of_them}) == 3
    assert [each.number[:17] for each in all_of_them] == ["2026-0001-000001-", "2026-0001-000002-", "2026-0002-000001-"]


def test_what_is_printed_is_kept_as_it_was(cast: Cast, issue: Issue) -> None:
    unit = cast.units["港口党支部"]
    text = "{name}（{unit}）在{contest}中荣获{award}。"
    words = {"contest": "{name}杯", "award": "一等奖"}
    [anns, units] = issue(
        made_out_to(cast.ann), Holder(unit.name, unit_id=unit.id), text=text, words=words, title="{contest}{award}"
    )
    assert anns.text == "安然（港口党支部）在{name}杯中荣获一等奖。"
    assert units.text == "港口党支部（港口党支部）在{name}杯中荣获一等奖。"
    assert (anns.title, anns.issuer, anns.issued_at) == ("{name}杯一等奖", "中共东山省委组织部", NOW)
    assert (anns.holder_name, anns.holder_unit_name, units.holder_unit_name) == ("安然", "港口党支部", "")


def test_the_year_of_a_number_is_that_of_the_calendar_on_the_wall(cast: Cast, issue: Issue) -> None:
    new_year = NOW.replace(month=12, day=31, hour=17)
    [found] = issue(made_out_to(cast.ann), at=new_year)
    assert found.number.startswith("2027-")


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"text": "{award}"}, "{award} 还没有内容"),
        ({"text": "{其他}"}, "不认识"),
        ({"text": "{contest}", "words": {"contest": "长" * 301}}, "1 到 300 个字"),
        ({"title": " "}, "标题"),
        ({"issuer": ""}, "颁发单位"),
        ({"title": "长" * 61}, "1 到 60 个字"),
    ],
)
def test_a_wrong_text_issues_nothing(cast: Cast, database: Database, issue: Issue, wrong: dict, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        issue(made_out_to(cast.ann), **wrong)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Certificate)) == 0


def test_a_revoked_one_stays_and_another_gets_a_number_of_its_own(
    cast: Cast, database: Database, issue: Issue, anns: Certificate, revoke: Callable
) -> None:
    revoke(anns, at=LATER)
    with pytest.raises(Conflict, match="已经撤销"):
        revoke(anns, at=LATER)
    [another] = issue(made_out_to(cast.ann), at=LATER)
    with database.reading() as session:
        old = queries.by_number(session, anns.number, at=LATER)
        new = queries.by_number(session, another.number, at=LATER)
    assert (old.revoked_at, old.revoked_reason, old.text) == (LATER, "名次更正", anns.text)
    assert not new.is_revoked
    assert new.number != old.number


def test_a_revocation_says_why(anns: Certificate, revoke: Callable) -> None:
    for reason in (" ", "因" * 201):
        with pytest.raises(Invalid, match="写明撤销的原因"):
            revoke(anns, reason=reason)


def test_a_whole_source_or_some_holders_of_it_are_revoked_at_once(cast: Cast, database: Database, issue: Issue) -> None:
    unit = cast.units["港口党支部"]
    held = [made_out_to(cast.ann), made_out_to(cast.ben), Holder(unit.name, unit_id=unit.id)]
    issue(*held)
    issue(*held, source_id=2)
    because = {"series": "contest:12", "reason": "取消资格", "by": None, "at": LATER}
    with database.transaction() as session:
        assert actions.revoke_series_holders(session, source_id=1, holders=[held[0], held[2]], **because) == 2
        assert actions.revoke_series_holders(session, source_id=1, holders=[], **because) == 0
        assert actions.revoke_series_holders(session, source_id=1, holders=held, **because) == 1
        assert actions.revoke_series_holders(session, **because) == 3
        assert actions.revoke_series_holders(session, **because) == 0


def test_the_database_refuses_a_second_one_that_holds(database: Database, anns: Certificate) -> None:
    with pytest.raises(IntegrityError), database.transaction() as session:
        copied = {each.name: getattr(anns, each.name) for each in Certificate.__table__.columns if each.name != "id"}
        session.add(Certificate(**copied | {"number": "2026-0001-999999-0000-0000"}))


def test_two_that_issue_at_once_issue_once(cast: Cast, database: Database) -> None:
    holders = [made_out_to(each) for each in (cast.ann, cast.ben, cast.dora, cast.tom)]
    barrier, found = Barrier(2), []

    def run() -> None:
        barrier.wait()
        with database.transaction() as session:
            found.append(actions.issue(session, holders=holders, **PLAIN))

    threads = [Thread(target=run) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 2
    assert found[0] == found[1]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Certificate)) == 4


def test_before_its_time_a_certificate_is_nowhere(cast: Cast, database: Database, issue: Issue) -> None:
    [hidden] = issue(made_out_to(cast.ann), visible_from=LATER)
    harbour = cast.units["港口党支部"]

    def seen(at: object) -> list[bool]:
        with database.reading() as session:
            found = [
                bool(queries.of_member(session, cast.ann.member_id, at=at)),
                bool(queries.of_unit(session, cast.ben, harbour, at=at)),
                bool(queries.valid_of_unit(session, cast.ben, harbour, at=at, most=9)),
                bool(queries.count_valid_of_unit(session, cast.ben, harbour, at=at)),
            ]
            for find in (
                lambda: queries.by_number(session, hidden.number, at=at),
                lambda: queries.find_certificate(session, cast.ann, hidden.id, at=at),
            ):
                try:
                    find()
                except NotFound:
                    found.append(False)
                else:
                    found.append(True)
            return found

    assert seen(LATER - timedelta(milliseconds=1)) == [False] * 6
    assert seen(LATER) == [True] * 6


def test_what_was_revoked_while_hidden_never_shows(
    cast: Cast, database: Database, issue: Issue, revoke: Callable
) -> None:
    [hidden] = issue(made_out_to(cast.ann), visible_from=LATER)
    revoke(hidden, at=NOW + timedelta(hours=1))
    with database.transaction() as session:
        assert actions.reveal(session, "contest:12", at=NOW + timedelta(minutes=90)) == 0
        assert queries.of_member(session, cast.ann.member_id, at=LATER + timedelta(days=9)) == []
        with pytest.raises(NotFound):
            queries.by_number(session, hidden.number, at=LATER + timedelta(days=9))


def test_a_reveal_shows_all_of_a_series_and_hides_none(cast: Cast, database: Database, issue: Issue) -> None:
    issue(made_out_to(cast.ann))
    issue(made_out_to(cast.ben), visible_from=LATER)
    issue(made_out_to(cast.ben), series="contest:13", visible_from=LATER)
    at = NOW + timedelta(hours=1)
    with database.transaction() as session:
        assert actions.reveal(session, "contest:12", at=at) == 1
    with database.reading() as session:
        assert len(queries.of_member(session, cast.ann.member_id, at=NOW)) == 1
        assert [each.series for each in queries.of_member(session, cast.ben.member_id, at=at)] == ["contest:12"]
        assert len(queries.of_series(session, "contest:13")) == 1


def test_a_unit_is_read_by_whoever_watches_over_it_and_below(cast: Cast, database: Database, issue: Issue) -> None:
    harbour, city = cast.units["港口党支部"], cast.units["临江市"]
    issue(made_out_to(cast.ann), made_out_to(cast.cleo), Holder(harbour.name, unit_id=harbour.id))
    with database.reading() as session:
        assert [each.holder_name for each in queries.of_unit(session, cast.ben, harbour, at=NOW)] == [
            "港口党支部",
            "安然",
        ]
        assert len(queries.of_unit(session, cast.dora, city, at=NOW)) == 2
        assert len(queries.of_unit(session, cast.root, cast.units["东山省"], at=NOW)) == 3
        for actor, unit in ((cast.ann, harbour), (cast.ben, city), (cast.cleo, harbour)):
            with pytest.raises(Forbidden):
                queries.of_unit(session, actor, unit, at=NOW)


def test_pages_of_a_list_follow_one_another(cast: Cast, database: Database, issue: Issue) -> None:
    for source in range(1, 6):
        issue(made_out_to(cast.ann), source_id=source)
    with database.reading() as session:
        seen, before = [], None
        while page := queries.of_member(session, cast.ann.member_id, at=NOW, limit=2, before=before):
            seen += [each.source_id for each in page]
            before = page[-1].id
    assert seen == [5, 4, 3, 2, 1]
