"""Who may read which board, whose names are whole, and what a page costs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert

from quiz_app.core.db import Database
from quiz_app.members.tables import Member
from quiz_app.notices.actions import relief
from quiz_app.notices.switches import OFF, ON, RANKING, USAGE_RATES
from quiz_app.organizations.actors import Actor
from tests.conftest import NOW, Cast, SettableClock, bearer
from tests.exams.conftest import Queries

Finish = Callable[[Actor, int], None]
Settle = Callable[[], None]


def read(app: Flask, actor: Actor, **arguments: object) -> dict:
    answer = app.test_client().get(
        "/api/v1/boards", query_string=arguments, headers={"Authorization": f"Bearer {bearer(actor)}"}
    )
    return answer.get_json() | {"status": answer.status_code}


@pytest.fixture
def stand(cast: Cast, finish_lessons: Finish, settle: Settle) -> None:
    """Cleo leads with 6 points, Ann and Ben share the second place with 4, Dora has 2."""
    for actor, lessons in ((cast.cleo, 3), (cast.ann, 2), (cast.ben, 2), (cast.dora, 1)):
        finish_lessons(actor, lessons)
    settle()


def test_a_board_has_ranks_scores_the_own_place_and_how_fresh_it_is(
    app: Flask, cast: Cast, clock: SettableClock, stand: None
) -> None:
    board = read(app, cast.ann)
    assert [(each["rank"], each["score"], each["unit"]) for each in board["items"]] == [
        (1, 6, "云岭党支部"),
        (2, 4, "港口党支部"),
        (2, 4, "港口党支部"),
        (4, 2, "港口党支部"),
    ]
    own = board["own"]
    assert (own["rank"], own["score"], own["branch_rank"], own["next_rank"], own["gap"]) == (2, 4, 1, 1, 2)
    assert (board["total"], board["as_of"], board["next"]) == (4, clock.now().isoformat(), None)
    assert board["period"] == "2026-11"


def test_a_board_says_how_old_it_is_while_something_waits(
    app: Flask, cast: Cast, clock: SettableClock, stand: None, finish_lessons: Finish, settle: Settle
) -> None:
    folded_at = clock.now()
    clock.pass_by(seconds=90)
    finish_lessons(cast.ann, 1)
    assert [read(app, cast.ann, period=kind)["as_of"] for kind in ("month", "quarter", "year")] == [
        folded_at.isoformat()
    ] * 3
    settle()
    assert read(app, cast.ann)["as_of"] == clock.now().isoformat()


@pytest.fixture
def agreed(cast: Cast, database: Database) -> None:
    """Everybody on the board agreed to stand there by name."""
    with database.transaction() as session:
        for actor in (cast.ann, cast.ben, cast.dora, cast.cleo):
            relief.show_name(session, actor, at=NOW)


def names(app: Flask, actor: Actor) -> list[str]:
    return [each["name"] for each in read(app, actor)["items"]]


def test_only_ones_own_name_is_whole_until_others_agree(
    app: Flask, cast: Cast, database: Database, clock: SettableClock, stand: None
) -> None:
    assert names(app, cast.ann) == ["柯*", "安然", "本*", "朵*"]
    assert names(app, cast.root) == ["柯*", "安*", "本*", "朵*"]
    with database.transaction() as session:
        relief.show_name(session, cast.ben, at=NOW)
    clock.pass_by(seconds=1)  # the lines of a first page are written once a second
    assert names(app, cast.ann) == ["柯*", "安然", "本立", "朵*"]
    assert names(app, cast.cleo) == ["柯立", "安*", "本*", "朵*"], "who agreed is still masked outside the branch"
    with database.transaction() as session:
        relief.hide_name(session, cast.ben)
    clock.pass_by(seconds=1)
    assert names(app, cast.ann) == ["柯*", "安然", "本*", "朵*"]


def test_where_nobody_is_asked_the_names_of_ones_branch_are_whole(
    app: Flask, cast: Cast, database: Database, stand: None
) -> None:
    with database.transaction() as session:
        relief.set_switch(session, cast.root, RANKING, value=OFF, reason="支部大会决定。", at=NOW)
    assert names(app, cast.ann) == ["柯*", "安然", "本立", "朵拉"]
    assert names(app, cast.cleo) == ["柯立", "安*", "本*", "朵*"]


def test_names_are_whole_in_ones_own_branch_and_masked_elsewhere(
    app: Flask, cast: Cast, stand: None, agreed: None
) -> None:
    assert [each["name"] for each in read(app, cast.ann)["items"]] == ["柯*", "安然", "本立", "朵拉"]
    assert [each["name"] for each in read(app, cast.cleo)["items"]] == ["柯立", "安*", "本*", "朵*"]


def test_who_watches_over_a_unit_reads_whole_names_there(app: Flask, cast: Cast, stand: None, agreed: None) -> None:
    assert names(app, cast.root) == ["柯立", "安然", "本立", "朵拉"]


def test_a_trainer_does_not_watch_over_anybody(app: Flask, cast: Cast, stand: None, agreed: None) -> None:
    assert read(app, cast.tom)["items"][0]["name"] == "柯*"


def test_to_cleo_the_boards_of_other_counties_do_not_exist(app: Flask, cast: Cast, stand: None) -> None:
    for name in ("临江市", "海湾县", "海湾县港务局党委", "港口党支部", "港口第一党小组"):
        answer = read(app, cast.cleo, unit=cast.units[name].id)
        assert (answer["status"], answer["error"]) == (404, "not_found"), name
    assert read(app, cast.cleo, unit=987_654)["status"] == 404


def test_everybody_reads_the_boards_on_the_own_path(app: Flask, cast: Cast, stand: None) -> None:
    for name, total in (("东山省", 4), ("临江市", 3), ("海湾县", 3), ("海湾县港务局党委", 3), ("港口党支部", 3)):
        board = read(app, cast.ann, unit=cast.units[name].id)
        assert (board["status"], board["total"], len(board["items"])) == (200, total, total), name
    assert read(app, cast.ann, unit=cast.units["远山市"].id)["status"] == 404


def test_below_the_own_path_only_a_grant_reaches(app: Flask, cast: Cast, stand: None) -> None:
    group = cast.units["港口第一党小组"].id
    assert read(app, cast.ann, unit=group)["status"] == 404
    assert read(app, cast.ben, unit=group)["status"] == 200
    assert read(app, cast.dora, unit=group)["status"] == 200


@pytest.fixture
def published(cast: Cast, database: Database) -> None:
    """The rates at which units use the site are published."""
    with database.transaction() as session:
        relief.set_switch(session, cast.root, USAGE_RATES, value=ON, reason="试行一个月。", at=NOW)


def test_how_much_a_unit_uses_the_site_is_for_its_own_and_for_who_watches_over_it(
    app: Flask, cast: Cast, database: Database, stand: None, sign_in: Callable
) -> None:
    def told(actor: Actor) -> list[tuple]:
        items = read(app, actor, by="unit", kind="party_branch")["items"]
        return [(each["name"], each["entrants"], each["roster"], each["participation"]) for each in items]

    hidden, far = ("云岭党支部", None, None, None), ("云岭党支部", 1, 1, 100.0)
    near = ("港口党支部", 3, 4, 75.0)
    assert told(cast.ann) == told(cast.dora) == [hidden, near]
    assert told(cast.root) == [far, near]
    assert told(cast.cleo) == [far, ("港口党支部", None, None, None)]
    assert read(app, cast.ann, by="unit", kind="party_branch")["items"][0]["mean_of_entrants"] is None
    page = sign_in(app.test_client(), cast.ann).get("/boards?by=unit&kind=party_branch").text
    assert "参与 1 / 1 人" not in page
    assert "别的单位的参与率不公布" in page


def test_units_rank_by_their_mean_over_the_roster_with_the_denominators(
    app: Flask, cast: Cast, stand: None, published: None
) -> None:
    board = read(app, cast.ann, by="unit", kind="party_branch")
    lines = [
        (each["rank"], each["name"], each["score"], each["entrants"], each["roster"], each["participation"])
        for each in board["items"]
    ]
    assert lines == [(1, "云岭党支部", 6.0, 1, 1, 100.0), (2, "港口党支部", 2.5, 3, 4, 75.0)]
    assert (board["own"]["name"], board["own"]["rank"], board["total"]) == ("港口党支部", 2, 2)
    assert [each["unit_id"] is not None for each in board["items"]] == [False, True]


def test_without_a_kind_the_highest_units_below_the_scope_are_ranked(app: Flask, cast: Cast, stand: None) -> None:
    assert [each["name"] for each in read(app, cast.ann, by="unit")["items"]] == ["远山市", "临江市"]


def test_a_later_page_goes_on_where_the_first_one_ended(app: Flask, cast: Cast, stand: None) -> None:
    first = read(app, cast.ann, limit=2)
    second = read(app, cast.ann, limit=2, after=first["next"])
    assert [each["rank"] for each in first["items"] + second["items"]] == [1, 2, 2, 4]
    units = read(app, cast.ann, by="unit", kind="party_branch", limit=1)
    assert [
        each["rank"] for each in read(app, cast.ann, by="unit", kind="party_branch", after=units["next"])["items"]
    ] == [2]


@pytest.mark.parametrize(
    "wrong",
    [
        {"period": "yesterday"},
        {"period": "2026-13"},
        {"by": "province"},
        {"limit": 0},
        {"limit": 100_000},
        {"unit": "x"},
        {"after": "%%%"},
        {"by": "unit", "after": "LTU"},
        {"by": "unit", "kind": "zzz"},
    ],
)
def test_a_wrong_question_is_refused_and_names_the_field(app: Flask, cast: Cast, stand: None, wrong: dict) -> None:
    answer = read(app, cast.ann, **wrong)
    assert (answer["status"], answer["error"]) == (422, "invalid")
    assert set(answer["fields"]) <= set(wrong)


def test_the_past_month_is_another_board(
    app: Flask, cast: Cast, clock: SettableClock, stand: None, finish_lessons: Finish, settle: Settle
) -> None:
    clock.moment -= timedelta(days=30)
    finish_lessons(cast.ann, 1)
    clock.moment += timedelta(days=30)
    settle()
    assert [each["score"] for each in read(app, cast.ann)["items"]] == [6, 4, 4, 2]
    assert [each["score"] for each in read(app, cast.ann, period="2026-10")["items"]] == [2]
    assert [each["score"] for each in read(app, cast.ann, period="quarter")["items"]] == [6, 6, 4, 2]
    assert read(app, cast.ann, period="2026-09")["items"] == []


def test_without_a_token_nobody_reads_a_board(app: Flask, stand: None) -> None:
    assert app.test_client().get("/api/v1/boards").status_code == 401


def test_the_page_shows_steps_list_and_the_own_place(app: Flask, cast: Cast, stand: None, sign_in: Callable) -> None:
    client = sign_in(app.test_client(), cast.dora)
    page = client.get("/boards").get_data(as_text=True).replace("\N{NO-BREAK SPACE}", " ")
    assert "podium" in page
    assert page.count("<tr") == 2  # the head and Dora, the fourth
    assert "再多 2 分可到第 2 名 · 有积分的共 4 人" in page
    assert "本支部第 3" in page
    units = client.get("/boards?by=unit&kind=party_branch").get_data(as_text=True)
    assert "3 / 4 人" in units
    assert "参与者 3.3" in units


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"by": "unit"},
        {"by": "unit", "kind": "party_branch"},
        {"period": "year"},
        {"unit": "own"},
        {"limit": 3, "after": "next"},
    ],
)
def test_a_page_costs_the_same_number_of_queries_at_10_and_at_1000_members(
    app: Flask,
    cast: Cast,
    database: Database,
    sign_in: Callable,
    settle: Settle,
    finish_lessons: Finish,
    queries: Queries,
    arguments: dict[str, object],
) -> None:
    client = sign_in(app.test_client(), cast.ann)
    _fill(database, cast, finish_lessons, range(10))
    settle()
    if arguments.get("unit"):
        arguments = arguments | {"unit": cast.ann.unit_id}
    if arguments.get("after"):
        arguments = arguments | {"after": read(app, cast.ann, limit=3)["next"]}
    few = _count(client, queries, arguments)
    _fill(database, cast, finish_lessons, range(10, 1000))
    settle()
    assert _count(client, queries, arguments) == few
    assert few <= 14, "\n".join(queries.statements)


def _count(client, queries: Queries, arguments: dict[str, object]) -> int:
    with queries:
        assert client.get("/boards", query_string=arguments).status_code == 200
    return len(queries)


def _fill(database: Database, cast: Cast, finish_lessons: Finish, numbers: range) -> None:
    branches = [cast.units["港口党支部"].id, cast.units["云岭党支部"].id]
    rows = [{"id": 1000 + n, "number": f"F{n}", "name": f"党员{n}", "unit_id": branches[n % 2]} for n in numbers]
    with database.transaction() as session:
        session.execute(insert(Member), rows)
    for row in rows:
        finish_lessons(Actor(row["id"], "", 0, "", "", 0), 1 + row["id"] % 3)
