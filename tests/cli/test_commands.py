"""Exit 0 done, 1 refused with a sentence on stderr, 2 wrong usage; `--json` prints one object and nothing else."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from tests.cli.conftest import Run

BANK = """编码: small
名称: 小题库
领域: 党的基础知识
说明: 一道题。
---

## small-0001 单选 易

预备党员的预备期为多长时间？

A. 半年
B. 一年
B. 一年
答案: B
解析: 党章第七条规定预备期为一年。
知识点: 预备党员
"""


def test_a_command_on_a_database_that_was_never_made_says_what_to_run_first(run: Run) -> None:
    result = run("points", "audit")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "quiz-app db upgrade" in result.stderr
    assert result.stderr.count("\n") == 1


def test_wrong_usage_ends_with_2(run: Run) -> None:
    assert run("nonsense").exit_code == 2
    assert run("serve", "--port", "none").exit_code == 2
    assert run("members", "import", "no-such-file.xlsx").exit_code == 2


def test_a_setting_that_nobody_knows_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZ_APP_DATABSE_URL", "sqlite://")
    result = run("db", "upgrade")
    assert result.exit_code == 1
    assert "QUIZ_APP_DATABSE_URL" in result.stderr


def test_an_upgraded_database_is_as_this_version_wants_it(upgraded: Run) -> None:
    assert upgraded("db", "check").exit_code == 0
    assert upgraded("db", "upgrade").stdout == "数据库已是最新。\n"


def test_a_column_that_somebody_dropped_is_found_by_the_check(upgraded: Run) -> None:
    _change("ALTER TABLE members DROP COLUMN phone")
    result = upgraded("db", "check")
    assert result.exit_code == 1
    assert "phone" in result.stdout


def test_checking_banks_counts_in_json(run: Run) -> None:
    result = run("banks", "check", "--json")
    body = json.loads(result.stdout)
    assert {"questions", "published", "drafts", "errors"} <= body.keys()
    assert body["questions"] >= 1200
    assert all(0 < (each["length_ratio"] or 1) < 2 for each in body["measures"].values())
    assert result.exit_code == (1 if body["errors"] else 0)


def test_checking_banks_names_file_and_line_of_what_is_wrong(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "small.md"
    path.write_text(BANK)
    told = run("banks", "check", path)
    assert told.exit_code == 1
    assert f"{path}:" in told.stdout
    found = json.loads(run("banks", "check", path, "--json").stdout)["errors"]
    assert found
    assert all(each["file"] == str(path) and each["line"] and each["reason"] for each in found)


def test_checking_courses_counts_in_json(run: Run) -> None:
    result = run("courses", "check", "--json")
    body = json.loads(result.stdout)
    assert {"courses", "lessons", "errors"} <= body.keys()
    assert body["courses"] >= 24
    assert body["lessons"] >= 100


@pytest.mark.parametrize("what", ["banks", "courses"])
def test_a_check_says_whether_it_could_compare_with_the_texts(run: Run, what: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("QUIZ_APP_REGULATION_TEXTS", raising=False)
    without = run(what, "check")
    assert "没有法规文本，条款和引文没有核对" in without.stdout
    assert json.loads(run(what, "check", "--json").stdout)["compared"] is False
    assert json.loads(run(what, "check", "--texts", tmp_path, "--json").stdout)["compared"] is True


def test_a_folder_without_a_course_is_refused(run: Run, tmp_path: Path) -> None:
    result = run("courses", "check", tmp_path)
    assert result.exit_code == 1
    assert "course.md" in result.stderr


def test_content_needs_a_unit_that_it_belongs_to(upgraded: Run) -> None:
    result = upgraded("banks", "load")
    assert result.exit_code == 1
    assert "members found" in result.stderr


def test_content_is_loaded_once(founded: Run) -> None:
    first = json.loads(founded("banks", "load", "--json").stdout)
    again = json.loads(founded("banks", "load", "--json").stdout)
    assert len(first["new"]) >= 240
    assert (again["new"], again["changed"], len(again["unchanged"])) == ([], [], len(first["new"]))
    outcomes = [
        {each["outcome"] for each in json.loads(founded("courses", "load", "--json").stdout)["courses"]}
        for _ in range(2)
    ]
    assert outcomes == [{"created"}, {"unchanged"}]


def test_a_site_is_founded_once(founded: Run) -> None:
    result = founded("members", "found", "--unit", "东山省委", "--number", "R002", "--name", "另一人")
    assert result.exit_code == 1
    assert result.stderr


def test_a_roster_that_was_exported_changes_nothing_when_it_is_imported(founded: Run, tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    assert founded("members", "export", "-o", path).exit_code == 0
    result = founded("members", "import", path, "--json")
    assert result.exit_code == 0, result.stderr
    body = json.loads(result.stdout)
    assert (body["new"], body["changed"], body["unchanged"], body["refused"]) == (0, 0, 1, [])


def test_a_template_is_a_roster_without_people(founded: Run, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    assert founded("members", "template", "-o", path).exit_code == 0
    assert founded("members", "import", path, "--dry-run").exit_code in (0, 1)
    assert path.read_bytes().startswith(b"PK")


def test_what_is_not_a_workbook_is_refused(founded: Run, tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    path.write_text("编号,姓名")
    result = founded("members", "import", path)
    assert result.exit_code == 1
    assert "xlsx" in result.stderr


@pytest.mark.parametrize("what", ["points", "boards"])
def test_an_audit_without_drift_ends_with_0(founded: Run, what: str) -> None:
    result = founded(what, "audit", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"entries": 0, "drift": []}


def test_an_entry_that_never_reached_a_board_is_drift(founded: Run) -> None:
    _change(
        "INSERT INTO ledger_entries (member_id, rule, rule_version, source_id, serial, amount, at)"
        " VALUES (1, 1, 1, 1, 0, 5, 1780000000000)"
    )
    result = founded("points", "audit", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["drift"]
    assert result.stderr.count("\n") == 1


def test_a_demo_beside_real_members_is_refused(founded: Run) -> None:
    result = founded("demo", "--members", "200")
    assert result.exit_code == 1
    assert "已有真实的党员" in result.stderr


def _change(statement: str) -> None:
    database = Database(Settings.read().database_url)
    with database.transaction() as session:
        session.execute(text(statement))
    database.dispose()


def test_questions_go_out_and_come_in_by_command(founded: Run, tmp_path: Path) -> None:
    founded("banks", "load")
    told = founded("banks", "export", "history", "--format", "xlsx", "-o", tmp_path / "out.xlsx")
    assert (told.exit_code, "题写到了" in told.stdout) == (0, True)
    words = ("banks", "import", tmp_path / "out.xlsx", "--bank")
    again = json.loads(founded(*words, "history", "--dry-run", "--json").stdout)
    assert {"format", "encoding", "accepted", "refused", "duplicates", "unsupported"} <= again.keys()
    assert (again["format"], again["accepted"]) == ("xlsx", 0)
    assert len(again["duplicates"]) > 50
    other = founded(*words, "key-work", "--json")
    assert (other.exit_code, json.loads(other.stdout)["accepted"] > 50) == (0, True)
    missing = founded(*words, "nowhere")
    assert (missing.exit_code, "没有编码为" in missing.stderr) == (1, True)
