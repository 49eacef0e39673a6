"""The register of documents that may be cited."""

from pathlib import Path

import pytest

from quiz_app.regulations import registry

GOOD = """
[[document]]
code = "admission"
title = "发展党员工作细则"
[[document.version]]
label = "2014"
issued_on = "2014-05-28"
superseded_on = "2026-05-11"
[[document.version]]
label = "2026"
issued_on = "2026-05-11"
coverage = "full"
text = "细则.txt"
"""


def test_documents_are_read_with_their_versions() -> None:
    read = registry.read(GOOD)
    assert read.problems == ()
    document = read.document("发展党员工作细则")
    assert document is not None
    assert [version.superseded for version in document.versions] == [True, False]
    assert document.current == document.version("2026")
    assert read.document("别的文件") is None


def test_a_document_whose_versions_are_all_superseded_has_no_current_one() -> None:
    only_old = GOOD.split('[[document.version]]\nlabel = "2026"', maxsplit=1)[0]
    document = registry.read(only_old).document("发展党员工作细则")
    assert document is not None
    assert document.current is None


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('label = "2026"', "label = 2026", 9, "带引号"),
        ('label = "2026"', 'label = "2014"', 9, "写了两次"),
        ('issued_on = "2014-05-28"', 'issued_on = "2014年"', 5, "2024-02-01"),
        ('issued_on = "2014-05-28"', 'issued_on = "2014-13"', 5, "2024-02-01"),
        ('issued_on = "2014-05-28"\n', "", 5, "缺少 issued_on"),
        ('superseded_on = "2026-05-11"', 'superseded_on = "2013"', 5, "早于"),
        ('coverage = "full"', 'coverage = "whole"', 9, "coverage 只能是"),
        ('text = "细则.txt"\n', "", 9, "text 写明"),
        ('text = "细则.txt"', 'file = "细则.txt"', 9, "不认识“file”"),
        ('title = "发展党员工作细则"\n', "", 2, "缺少 title"),
        ('code = "admission"', 'code = "发展"', 2, "小写字母"),
        ('title = "发展党员工作细则"', 'title = "发展党员工作细则', 4, "TOML"),
    ],
)
def test_what_is_wrong_is_named_by_its_line(old: str, new: str, line: int, says: str) -> None:
    assert old in GOOD
    problems = registry.read(GOOD.replace(old, new)).problems
    assert any(problem.line == line and says in problem.reason for problem in problems), problems


def test_a_document_may_be_registered_only_once() -> None:
    reasons = [problem.reason for problem in registry.read(GOOD + GOOD).problems]
    assert any("code“admission”前面已经登记过" in reason for reason in reasons)
    assert any("title“发展党员工作细则”前面已经登记过" in reason for reason in reasons)


def test_the_register_of_the_project_is_sound() -> None:
    path = Path(__file__).parents[2] / "question_banks" / "regulations.toml"
    read = registry.read(path.read_text(encoding="utf-8"))
    assert read.problems == ()
    assert len(read.documents) >= 10
