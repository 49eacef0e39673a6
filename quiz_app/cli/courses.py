"""courses check|load"""

from collections.abc import Sequence
from pathlib import Path

import click

from quiz_app.banks.actions.reading import read_repository
from quiz_app.cli import contents, site
from quiz_app.cli.banks import PATHS, TEXTS, compared
from quiz_app.cli.output import as_json, conclude, jsonable
from quiz_app.cli.site import Site
from quiz_app.core.files.media import Media
from quiz_app.courses import checks
from quiz_app.courses.actions import loading
from quiz_app.courses.actions.loading import Loaded
from quiz_app.exams.queries.pools import drawable


@click.group()
def courses() -> None:
    """课程文件的检查和装入。"""


@courses.command()
@PATHS
@TEXTS
@jsonable
def check(paths: Sequence[Path], texts: Path | None, json: bool) -> None:
    """检查课程文件夹，按“文件:行号”指出问题；不写路径就检查全部。"""
    repository = read_repository()
    report = checks.check(
        contents.courses(paths),
        repository.registry,
        contents.texts(repository.registry, texts),
        asked=contents.asked(repository),
    )
    counts = {"courses": report.courses, "lessons": report.lessons, "compared": report.compared}
    summary = f"共 {report.courses} 门课程，{report.lessons} 课；{compared(report.compared)}"
    conclude(report.problems, summary, counts if json else None)


@courses.command("load")
@jsonable
def load_courses(json: bool) -> None:
    """把随程序附带的课程装入网站；网站上改过的课程保持不变。"""
    with site.ready() as here:
        loaded = load(here)
    if json:
        as_json({"courses": [{"code": each.code, "outcome": each.outcome} for each in loaded]})
    else:
        click.echo("\n".join(each.sentence for each in loaded))


def load(here: Site) -> list[Loaded]:
    found, media = contents.courses(), Media(here.settings.media)
    with here.database.transaction() as session:
        root = site.root(session)
        questions = drawable(session, root, banks=())
        at = here.now()
        return [loading.load(session, files, root, media=media, at=at, questions=questions) for files in found]
