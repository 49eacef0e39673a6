"""banks check|load|coverage|import|export|print"""

from collections.abc import Sequence
from pathlib import Path

import click

from quiz_app.banks import coverage
from quiz_app.banks.actions import enemies, loading, pictures, reading
from quiz_app.banks.actions.loading import BankLoad
from quiz_app.banks.measures import in_words
from quiz_app.cli import contents, site
from quiz_app.cli.output import as_json, conclude, jsonable
from quiz_app.cli.printing import print_questions
from quiz_app.cli.questions import export_questions, import_questions
from quiz_app.cli.site import Site

PATHS = click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
TEXTS = click.option(
    "--texts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="法规文本所在的文件夹：另外核对条款和引文",
)


@click.group()
def banks() -> None:
    """题库文件的检查、装入和统计。"""


@banks.command()
@PATHS
@TEXTS
@jsonable
def check(paths: Sequence[Path], texts: Path | None, json: bool) -> None:
    """检查题库文件，按“文件:行号”指出问题；不写路径就检查全部。"""
    report = reading.check_repository(reading.read_repository(paths), contents.texts_folder(texts))
    told = [
        *(f"{code}：{in_words(measured)}" for code, measured in report.measures.items()),
        f"共 {report.questions} 题，发布 {report.published} 题，草稿 {report.drafts} 题；{compared(report.compared)}",
    ]
    conclude(report.problems, "\n".join(told), reading.as_json(report) if json else None)


@banks.command("load")
@jsonable
def load_banks(json: bool) -> None:
    """把随程序附带的题库装入网站；网站上改过的题保持不变。"""
    with site.ready() as here:
        loaded = load(here)
    if json:
        as_json({name: getattr(loaded, name) for name in BankLoad.__slots__})
    else:
        click.echo(load_in_words(loaded))


banks.add_command(import_questions)
banks.add_command(export_questions)
banks.add_command(print_questions)


@banks.command("coverage")
@PATHS
@jsonable
def cover(paths: Sequence[Path], json: bool) -> None:
    """统计各领域、知识点、题型、难度各有多少题，引用了哪些条款。"""
    banks = reading.read_repository(paths).banks
    found = coverage.cover(question for bank in banks for question in bank.questions)
    if json:
        as_json(coverage.as_json(found))
    else:
        click.echo("\n".join(coverage.table(found)))


def load(here: Site) -> BankLoad:
    repository = reading.read_repository()
    with here.database.transaction() as session:
        operator, root = site.administrator(session), site.root(session)
        shelf, held = pictures.shelf(here.settings.media), repository.pictures.values()
        pictures.keep(session, operator, root, held, shelf=shelf, at=here.now())
        loaded = loading.load(session, operator, root, repository.banks, repository.registry, at=here.now())
        enemies.load(session, operator, root, repository.enemies, at=here.now())
    return loaded


def compared(texts: bool) -> str:
    """Whether a check could compare with the texts of the regulations, and what to do where it could not."""
    if texts:
        return "条款和引文已与法规文本核对"
    return "没有法规文本，条款和引文没有核对：用 --texts 或 QUIZ_APP_REGULATION_TEXTS 写明文件夹"


def load_in_words(loaded: BankLoad) -> str:
    """What a load did, and which questions it left as the site has them."""
    lines = [f"新增 {len(loaded.new)} 题，更新 {len(loaded.changed)} 题，未变 {len(loaded.unchanged)} 题。"]
    told = {
        "文件里不再有，已停用": loaded.removed,
        "文件里重新有了，已恢复": loaded.returned,
        "网站上改过，保持不变": loaded.kept,
        "有新版本，等网站上决定是否发布": loaded.withheld,
    }
    return "\n".join([*lines, *(f"{what}：{'、'.join(codes)}" for what, codes in told.items() if codes)])
