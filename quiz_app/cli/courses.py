"""courses check"""

from collections.abc import Sequence
from pathlib import Path

import click

from quiz_app.cli import contents
from quiz_app.cli.banks import FOLDER, SEVERAL, conclude
from quiz_app.cli.output import jsonable
from quiz_app.courses import checks


@click.group()
def courses() -> None:
    """课程文件的检查和装入。"""


@courses.command("check")
@click.argument("paths", nargs=-1, type=SEVERAL)
@click.option("--texts", type=FOLDER, help="法规文本所在的文件夹：另外核对条款和引文")
@jsonable
def check(paths: Sequence[Path], texts: Path | None, json: bool) -> None:
    """检查课程文件夹，按“文件:行号”指出问题；不写路径就检查全部。"""
    registry = contents.registry()
    report = checks.check(
        contents.courses(paths),
        registry,
        contents.texts(registry, texts),
        knowledge_points=contents.knowledge_points(),
    )
    errors, advice = contents.faults(report.problems)
    summary = f"共 {report.courses} 门课程，{report.lessons} 课"
    conclude({"courses": report.courses, "lessons": report.lessons}, errors, advice, summary, json=json)
