"""What somebody sees of long work: their own list, the page of a job, the API."""

import pytest

from quiz_app.core.db import Database
from quiz_app.core.jobs import actions
from tests.conftest import NOW, bearer
from tests.members.conftest import Counted


@pytest.fixture
def ask(database: Database, cast):
    def ask(actor=cast.ann, title: str = "导入“名册.xlsx”") -> int:
        with database.transaction() as session:
            asked = {"title": title, "asked_by": actor.member_id, "scope": actor.unit_path, "at": NOW}
            pages = {"failed": {"endpoint": "members.jobs"}}
            return actions.enqueue(session, "from-the-future", {"secret": "x"}, pages=pages, **asked).id

    return ask


def test_the_list_names_ones_own_jobs_and_no_others(cast, client, sign_in, ask) -> None:
    ask(cast.ann)
    ask(cast.ben, "导入别人的名册")
    page = sign_in(client, cast.ann).get("/me/jobs").text
    assert "导入“名册.xlsx”" in page
    assert "导入别人的名册" not in page


def test_the_list_takes_the_same_queries_for_any_number_of_jobs(cast, client, sign_in, ask, database) -> None:
    sign_in(client, cast.ann)
    counts = []
    for _ in range(2):
        for _ in range(15):
            ask()
        with Counted(database) as statements:
            page = client.get("/me/jobs")
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert page.text.count("导入“名册.xlsx”") == 20
    assert "/me/jobs?after=" in page.text


def test_the_list_is_turned_page_by_page(cast, client, sign_in, ask) -> None:
    numbers = [ask(title=f"任务{n:02d}") for n in range(21)]
    sign_in(client, cast.ann)
    first = client.get("/me/jobs").text
    after = first.partition("/me/jobs?after=")[2].partition('"')[0]
    second = client.get(f"/me/jobs?after={after}").text
    assert (len(numbers), "任务00" in first, "任务00" in second, "任务01" in second) == (21, False, True, False)


def test_a_job_that_failed_says_what_to_do_and_where_to_go_on(cast, client, sign_in, ask, run_jobs) -> None:
    number = ask()
    sign_in(client, cast.ann)
    assert 'role="progressbar"' in client.get(f"/me/jobs/{number}").text
    run_jobs()
    page = client.get(f"/me/jobs/{number}").text
    assert "请联系管理员" in page
    assert 'href="/me/jobs">回去改' in page
    assert 'role="progressbar"' not in page


def test_the_api_tells_a_job_to_whoever_asked_and_hides_it_from_strangers(cast, client, ask, run_jobs) -> None:
    number = ask()
    for actor, status in ((cast.ann, 200), (cast.root, 200), (cast.ben, 404), (cast.cleo, 404)):
        answer = client.get(f"/api/v1/jobs/{number}", headers={"Authorization": f"Bearer {bearer(actor)}"})
        assert answer.status_code == status
    run_jobs()
    told = client.get(f"/api/v1/jobs/{number}", headers={"Authorization": f"Bearer {bearer(cast.ann)}"}).get_json()
    assert (told["state"], told["result"], told["title"]) == ("failed", None, "导入“名册.xlsx”")
    assert told["message"].endswith("。")
    assert "arguments" not in told
