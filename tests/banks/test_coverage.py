"""What a set of banks covers, and what the command line reads and says of it."""

import json
from pathlib import Path

from quiz_app.banks.actions.reading import as_json as report_as_json
from quiz_app.banks.actions.reading import check_repository, read_repository
from quiz_app.banks.coverage import as_json, cover, table
from quiz_app.banks.inventory import Facets, merge, take
from quiz_app.banks.text_format.reader import read
from tests.banks.conftest import CRANE, FILE, HEAD, PILOT, REGISTER, WATCH


def test_questions_are_counted_by_main_point_type_and_difficulty_and_drafts_are_not() -> None:
    covered = cover(read(FILE + CRANE.replace("0004", "0005") + "草稿: 还要核对\n", "harbour.md").questions)
    assert covered.total == 4
    assert covered.count("branch_daily_work", "引航", "single_choice", 1) == 1
    assert ("branch_daily_work", "靠泊") not in covered.points()
    assert covered.articles == {
        "《港口工作条例》（2019）": {"第三条": 1, "第九条": 1, "第八条": 1},
        "《潮汐观测办法》（2022）": {"第一条": 1},
    }


def test_the_table_has_a_row_for_each_point_and_its_sums() -> None:
    lines = table(cover(read(HEAD + PILOT + WATCH, "harbour.md").questions))
    assert "| 党支部日常工作 | 引航 | 1/0/0 | · | 1 |" in lines
    assert "| 合计 |  | 1/0/0 | 0/1/0 | 2 |" in lines
    assert "| 《港口工作条例》（2019） | 2 | 第三条 1、第八条 1 |" in lines


def test_coverage_is_plain_json() -> None:
    said = json.loads(json.dumps(as_json(cover(read(HEAD + PILOT, "harbour.md").questions))))
    assert said["cells"] == [
        {
            "area": "branch_daily_work",
            "knowledge_point": "引航",
            "type": "single_choice",
            "difficulty": 1,
            "count": 1,
        }
    ]


def test_an_inventory_counts_a_question_once_and_each_of_its_points() -> None:
    first = take([Facets("key_work", "single_choice", 1, ("甲", "乙", "甲"))])
    second = take([Facets("key_work", "true_false", 3, ("乙",))])
    both = merge([first, second])
    assert both.total == both.count() == 2
    assert both.count(difficulty=3) == both.count(type="true_false") == 1
    assert both.knowledge_points() == {"乙": 2, "甲": 1}
    assert first.total == 1


def test_a_folder_is_checked_with_the_register_that_lies_in_it(tmp_path: Path) -> None:
    (tmp_path / "regulations.toml").write_text(REGISTER, "utf-8")
    (tmp_path / "README.md").write_text("# 不是题库\n", "utf-8")
    (tmp_path / "harbour.md").write_text(FILE.replace("C. 遮阳伞", "C. 手电筒"), "utf-8")
    said = report_as_json(check_repository(read_repository([tmp_path])))
    assert (said["questions"], said["published"], said["drafts"]) == (4, 4, 0)
    (error,) = said["errors"]
    assert error["file"].endswith("harbour.md") and error["line"] == 22 and "相同" in error["reason"]
    assert json.loads(json.dumps(said)) == said


def test_quotations_are_compared_with_the_texts_at_hand(tmp_path: Path) -> None:
    register = REGISTER.replace(
        'effective_on = "2019-06-01"\n', 'effective_on = "2019-06-01"\ncoverage = "full"\ntext = "rules.txt"\n'
    )
    (tmp_path / "regulations.toml").write_text(register, "utf-8")
    (tmp_path / "harbour.md").write_text(HEAD + PILOT + WATCH, "utf-8")
    texts = tmp_path / "texts"
    texts.mkdir()
    articles = "第三条 引航员应当先核对船名和吃水。\n第八条 值班分为两班。\n值班携带照明工具。\n"
    (texts / "rules.txt").write_text(f"来源：港口\n{articles}", "utf-8")
    report = check_repository(read_repository([tmp_path / "harbour.md"]), texts)
    assert [problem.line for problem in report.problems] == [34]
    assert "引文" in report.problems[0].reason
