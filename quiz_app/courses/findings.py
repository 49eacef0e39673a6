"""What a check found in a course, put so that a trainer sees where: the lesson, the line of its text, the words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quiz_app.core.problems import Level, Problem
from quiz_app.courses.drafts import COURSE_FILE, first_body_line

MOST_WORDS = 40


@dataclass(frozen=True, slots=True)
class Finding:
    """`where` as people say it; `words` is the line that is meant, shortened, or empty."""

    file: str
    where: str
    words: str
    reason: str
    level: Level


def explain(problems: Sequence[Problem], source: Mapping[str, bytes], titles: Mapping[str, str]) -> list[Finding]:
    """`source` is what was checked, by file; `titles` what its files are called. Errors come first."""
    found = [_explain(problem, source, titles) for problem in problems]
    return sorted(found, key=lambda finding: finding.level != "error")


def errors(problems: Sequence[Problem]) -> int:
    return sum(problem.level == "error" for problem in problems)


def _explain(problem: Problem, source: Mapping[str, bytes], titles: Mapping[str, str]) -> Finding:
    name = "课程信息" if problem.file == COURSE_FILE else titles.get(problem.file, problem.file)
    content = source.get(problem.file, b"") if problem.file.endswith(".md") else b""
    lines = content.decode().split("\n")
    if not content or not 0 < problem.line <= len(lines):
        return Finding(problem.file, name, "", problem.reason, problem.level)
    first = first_body_line(content)
    if problem.line < first:
        return Finding(problem.file, f"{name} · 开头的信息", "", problem.reason, problem.level)
    words = lines[problem.line - 1].strip()[:MOST_WORDS]
    return Finding(problem.file, f"{name} · 正文第 {problem.line - first + 1} 行", words, problem.reason, problem.level)
