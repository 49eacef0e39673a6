"""The register of documents on the site follows its file and forgets nothing that may be cited."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from quiz_app.core.db import Database
from quiz_app.core.errors import Forbidden, Invalid
from quiz_app.organizations.actors import Actor, operator
from quiz_app.regulations import actions, queries, registry
from quiz_app.regulations.actions import RegisterLoad
from tests.conftest import Cast

REGISTER = """
[[document]]
code = "rules"
title = "港口工作条例"
[[document.version]]
label = "2012"
issued_on = "2012"
superseded_on = "2019-06-01"
[[document.version]]
label = "2019"
issued_on = "2019-05-06"
effective_on = "2019-06-01"
note = "修订后重新发布"
"""


def test_loading_twice_changes_nothing(database: Database, cast: Cast) -> None:
    assert _load(database, cast, REGISTER) == RegisterLoad(new=2, changed=0, unchanged=0)
    assert _load(database, cast, REGISTER) == RegisterLoad(new=0, changed=0, unchanged=2)


def test_a_version_that_is_superseded_later_says_so(database: Database, cast: Cast) -> None:
    _load(database, cast, REGISTER)
    newer = REGISTER + '[[document.version]]\nlabel = "2026"\nissued_on = "2026-03"\n'
    newer = newer.replace('note = "修订', 'superseded_on = "2026-03"\nnote = "修订')
    assert _load(database, cast, newer) == RegisterLoad(new=1, changed=1, unchanged=1)
    with database.reading() as session:
        (rules,) = queries.documents(session)
    assert [(version.label, version.superseded_on) for version in rules.versions] == [
        ("2026", None),
        ("2019", "2026-03"),
        ("2012", "2019-06-01"),
    ]


def test_what_the_file_no_longer_names_stays_since_it_may_be_cited(database: Database, cast: Cast) -> None:
    _load(database, cast, REGISTER)
    renamed = REGISTER.replace("港口工作条例", "港口工作条例（修订）").replace('label = "2012"', 'label = "2011"')
    _load(database, cast, renamed)
    with database.reading() as session:
        assert set(queries.version_ids(session)) == {
            ("港口工作条例（修订）", label) for label in ("2011", "2012", "2019")
        }


def test_what_is_read_back_is_what_was_registered(database: Database, cast: Cast) -> None:
    _load(database, cast, REGISTER)
    with database.reading() as session:
        assert queries.registry(session) == registry.read(REGISTER)


def test_a_register_with_a_fault_is_refused_whole(database: Database, cast: Cast) -> None:
    with pytest.raises(Invalid, match="第 9 行"):
        _load(database, cast, REGISTER.replace('issued_on = "2019-05-06"', 'issued_on = "上个月"'))
    with database.reading() as session:
        assert queries.documents(session) == []


def test_tom_who_trains_a_city_does_not_change_the_register_of_all(database: Database, cast: Cast) -> None:
    with database.transaction() as session, pytest.raises(Forbidden):
        actions.load(session, cast.tom, cast.units["东山省"], registry.read(REGISTER))


def test_everybody_who_has_signed_in_reads_the_register(
    client: FlaskClient, sign_in: Callable[[FlaskClient, Actor], FlaskClient], database: Database, cast: Cast
) -> None:
    assert client.get("/regulations").status_code == 302
    assert "还没有登记文件" in sign_in(client, cast.ann).get("/regulations").text
    _load(database, cast, REGISTER)
    page = client.get("/regulations").text
    assert "《港口工作条例》" in page and "修订后重新发布" in page
    assert "2019-06-01 被取代" in page and "现行" in page


def _load(database: Database, cast: Cast, text: str) -> RegisterLoad:
    province = cast.units["东山省"]
    with database.transaction() as session:
        return actions.load(session, operator(province.path), province, registry.read(text))
