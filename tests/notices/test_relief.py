"""The switches against formalism: what holds, who may set it, and what remains of each change."""

import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.notices.actions import relief
from quiz_app.notices.queries import relief as queries
from quiz_app.notices.switches import CLAUSES, OFF, ON, QUIET, QUOTA, RANKING, SWITCHES, USAGE_RATES
from quiz_app.notices.tables.relief import ReliefChange
from quiz_app.organizations.actors import Actor, Grant
from quiz_app.organizations.permissions import Role
from quiz_app.points.rules.table import RULES
from tests.conftest import NOW, Cast

TEXTS = os.environ.get("QUIZ_APP_REGULATION_TEXTS", "")


def test_without_a_change_the_defaults_hold(database: Database, cast: Cast) -> None:
    with database.reading() as session:
        assert queries.personal_ranking_is_opt_in(session)
        assert not queries.publishes_usage_rates(session)
        assert queries.reminder_quota(session) == 2
        assert queries.quiet_hours(session).words == "21:00 至次日 8:00"
        assert not queries.shows_name(session, cast.ann.member_id)


def test_the_latest_change_holds_and_all_of_them_remain(database: Database, cast: Cast) -> None:
    with database.transaction() as session:
        relief.set_switch(session, cast.root, RANKING, value=OFF, reason="试一个月。", at=NOW)
        relief.set_switch(session, cast.root, QUOTA, value="1", reason="少打扰。", at=NOW)
        relief.set_switch(session, cast.root, RANKING, value=ON, reason="大家不愿意。", at=NOW)
    with database.reading() as session:
        assert queries.personal_ranking_is_opt_in(session)
        standing = {each.switch.code: each for each in queries.standing(session)}
        assert standing[RANKING].set_by.change.reason == "大家不愿意。"
        assert (standing[QUOTA].value, standing[QUOTA].set_by.by) == ("1", "管理员")
        assert standing[USAGE_RATES].set_by is None
        told = [(each.change.switch, each.change.value) for each in queries.history(session, limit=9)]
    assert told == [(RANKING, ON), (QUOTA, "1"), (RANKING, OFF)]


def test_only_an_administrator_of_the_whole_site_sets_a_switch(database: Database, cast: Cast) -> None:
    city = cast.units["临江市"]
    of_a_city = Actor(cast.tom.member_id, "田明", city.id, city.name, city.path, 0, (Grant(Role.ADMIN, city.path),))
    for actor in (cast.ann, cast.ben, cast.dora, of_a_city):
        with pytest.raises(Forbidden), database.transaction() as session:
            relief.set_switch(session, actor, QUOTA, value="7", reason="多催。", at=NOW)


@pytest.mark.parametrize(
    ("code", "value", "reason"),
    [(QUOTA, "8", "多催。"), (QUOTA, "-1", "x"), (RANKING, "yes", "x"), (QUIET, "21:00-8:00", "x"), (QUOTA, "1", " ")],
)
def test_a_value_out_of_bounds_or_without_a_reason_is_refused(
    database: Database, cast: Cast, code: str, value: str, reason: str
) -> None:
    with pytest.raises(Invalid), database.transaction() as session:
        relief.set_switch(session, cast.root, code, value=value, reason=reason, at=NOW)


def test_setting_what_is_set_already_leaves_no_trace(database: Database, cast: Cast) -> None:
    with pytest.raises(Conflict), database.transaction() as session:
        relief.set_switch(session, cast.root, QUOTA, value="2", reason="照旧。", at=NOW)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ReliefChange)) == 0


def test_a_member_agrees_and_takes_it_back(database: Database, cast: Cast) -> None:
    ids = [cast.ann.member_id, cast.ben.member_id]
    with database.transaction() as session:
        relief.show_name(session, cast.ann, at=NOW)
        relief.show_name(session, cast.ann, at=NOW)
        assert queries.shows_name(session, cast.ann.member_id)
        assert queries.named_among(session, ids) == {cast.ann.member_id}
    with database.transaction() as session:
        relief.hide_name(session, cast.ann)
        relief.hide_name(session, cast.ann)
        assert queries.named_among(session, ids) == set()
        relief.set_switch(session, cast.root, RANKING, value=OFF, reason="支部大会决定。", at=NOW)
        assert queries.named_among(session, ids) == set(ids)
        assert queries.named_among(session, []) == set()


def test_points_come_from_results_alone() -> None:
    """The page says so: whoever adds a rule for signing in or for time spent makes it untrue."""
    assert {rule.code for rule in RULES.values()} == {
        "lesson_finished",
        "exam_passed",
        "full_marks",
        "contest_taken_part",
        "contest_placed",
    }


@pytest.mark.skipif(not TEXTS, reason="QUIZ_APP_REGULATION_TEXTS 没有设置：手边没有法规文本")
def test_what_is_cited_stands_in_the_texts_that_we_hold() -> None:
    everything = "".join(path.read_text("utf-8") for path in Path(TEXTS).glob("*.txt"))
    assert [clause.cite for clause in CLAUSES if clause.text not in everything] == []
    assert all(switch.follows in CLAUSES for switch in SWITCHES.values())
