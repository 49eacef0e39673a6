"""banks import|export"""

from collections.abc import Iterable
from pathlib import Path

import click
from sqlalchemy.orm import Session

from quiz_app.banks.actions import importing as actions
from quiz_app.banks.actions import pictures
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.importing.files import read_file
from quiz_app.banks.importing.illustrations import contents
from quiz_app.banks.importing.items import give
from quiz_app.banks.importing.plans import ImportPlan, as_json, plan
from quiz_app.banks.queries import holdings, imports
from quiz_app.banks.queries import questions as queries
from quiz_app.banks.tables.questions import QuestionBank
from quiz_app.cli import output, site
from quiz_app.cli.output import Refused, jsonable
from quiz_app.cli.site import Site
from quiz_app.core.errors import Conflict, NotFound
from quiz_app.organizations.tables import Unit
from quiz_app.regulations import queries as regulations

FORMAT = click.Choice(list(FORMATS))
SHOWN = 50


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--bank", "code", required=True, help="收下题目的题库的编码")
@click.option("--format", "form", type=FORMAT, help="文件的格式；不写就按内容认")
@click.option("--dry-run", is_flag=True, help="只看会收下什么，不写入")
@click.option("--keep-duplicates", is_flag=True, help="重复的题也收下")
@jsonable
def import_questions(file: Path, code: str, form: str | None, dry_run: bool, keep_duplicates: bool, json: bool) -> None:
    """从文件导入题目，作为草稿；有一行收不下就说明原因，其余照收。"""
    with site.ready() as here, output.Progress() as tell:
        read = read_file(file.read_bytes(), name=file.name, form=form or "", tell=tell)
        with here.database.reading() as session:
            bank, _unit = _bank(session, code)
            before = imports.latest_change(session, bank)
            registry, known = regulations.registry(session), queries.texts_in(session, bank)
        made = plan(
            read.reading, area=bank.area, registry=registry, known=known, keeps_twins=keep_duplicates, tell=tell
        )
        if made.questions and not dry_run:
            held = contents(read.reading.items).values()
            _take_in(here, code, made, held, before, name=file.name, form=read.form)
    if json:
        output.as_json(as_json(made, form=read.form, encoding=read.encoding))
    else:
        _tell(made, FORMATS[read.form].label, dry_run=dry_run)
    if not made.questions:
        raise Refused("没有可以收下的题目：按列出的原因改好后再导入。")


@click.command("export")
@click.argument("code")
@click.option("--format", "form", type=FORMAT, default="xlsx", show_default=True, help="文件的格式")
@click.option("-o", "target", type=click.Path(dir_okay=False, path_type=Path), required=True, help="写到哪个文件")
@jsonable
def export_questions(code: str, form: str, target: Path, json: bool) -> None:
    """把一个题库写成文件，并说明这种格式带不走什么。"""
    with site.ready() as here, here.database.reading() as session:
        bank, _unit = _bank(session, code)
        texts = queries.texts_in(session, bank, with_bases=True)
        title, shelf = bank.title, pictures.shelf(here.settings.media)
    held = {digest: shelf.read(digest) for text in texts for _name, digest in text.pictures}
    written = FORMATS[form].write([give(text, held) for text in texts], title)
    target.write_bytes(written.data)
    if json:
        lost = [{"row": each.row, "what": each.what} for each in written.lost]
        output.as_json({"format": form, "questions": len(texts), "lost": lost})
        return
    for each in written.lost[:SHOWN]:
        click.echo(f"第 {each.row} 题：{each.what}没有带走")
    if len(written.lost) > SHOWN:
        click.echo(f"……共 {len(written.lost)} 处没有带走，用 --json 看全部。")
    click.echo(f"{len(texts)} 题写到了 {target}。")


def _take_in(
    here: Site,
    code: str,
    made: ImportPlan,
    held: Iterable[bytes],
    before: tuple[int, int],
    *,
    name: str,
    form: str,
) -> None:
    with here.database.transaction() as session:
        bank, unit = _bank(session, code, lock=True)
        if imports.latest_change(session, bank) != before:
            raise Conflict("检查期间题库有了变动，没有写入。请再运行一次。")
        operator, shelf = site.administrator(session), pictures.shelf(here.settings.media)
        pictures.keep(session, operator, unit, held, shelf=shelf, at=here.now())
        actions.take_in(session, operator, bank, unit, made, name=name, form=form, at=here.now())


def _bank(session: Session, code: str, *, lock: bool = False) -> tuple[QuestionBank, Unit]:
    found = holdings.bank_coded(session, site.administrator(session), code, lock=lock)
    if found is None:
        raise NotFound(f"没有编码为“{code}”的题库：先在网站上建立，或者核对编码。")
    return found


def _tell(made: ImportPlan, label: str, *, dry_run: bool) -> None:
    for each in made.refused:
        click.echo(f"第 {each.row} 行{f'“{each.column}”' if each.column else ''}：{each.reason}{each.mend}")
    for twin in made.twins:
        click.echo(f"第 {twin.row} 行与{twin.of}重复（相似 {twin.similarity:.0%}），没有收。")
    for left in made.unsupported:
        click.echo(f"第 {left.row} 行：{left.what}。")
    verb = "会收下" if dry_run else "收下了"
    click.echo(f"{label}：{verb} {len(made.questions)} 题，不收 {len({each.row for each in made.refused})} 行。")
