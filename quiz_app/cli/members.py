"""members import|export|template|found"""

import secrets
from dataclasses import asdict
from pathlib import Path

import click

from quiz_app.cli import site
from quiz_app.cli.output import Progress, Refused, as_json, jsonable
from quiz_app.cli.site import Site
from quiz_app.core import sheets
from quiz_app.core.calendar import local
from quiz_app.core.progress import Tell
from quiz_app.members.actions import handing_out
from quiz_app.members.actions.founding import found_site
from quiz_app.members.actions.roster import plan_import, prepare
from quiz_app.members.actions.writing_roster import write
from quiz_app.members.initial_passwords import BATCH_BYTES
from quiz_app.members.roster import books, columns, rows
from quiz_app.members.roster.planning import Plan
from quiz_app.organizations import kinds

OUTPUT = click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="写到哪个 xlsx 文件"
)


@click.group()
def members() -> None:
    """党员名册的导入和导出。"""


@members.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只预览，不写入")
@click.option("--groups/--no-groups", "creates_groups", default=True, help="名册里新的党小组是否自动建立")
@click.option("--passwords", type=click.Path(dir_okay=False, path_type=Path), help="新党员的初始密码写到哪个 xlsx 文件")
@jsonable
def import_(file: Path, dry_run: bool, creates_groups: bool, passwords: Path | None, json: bool) -> None:
    """导入名册。有一处问题就全部不导入；同一份导入两次，第二次没有变化。"""
    with site.ready() as here, Progress() as tell:
        today = local(here.now()).date()
        reading = rows.read(sheets.read_rows(file.read_bytes(), sheet=columns.SHEET, tell=tell), today=today)
        with here.database.reading() as session:
            plan = plan_import(
                session,
                site.administrator(session),
                reading.rows,
                creates_groups=creates_groups,
                problems=reading.problems,
                titles=reading.titles,
            )
        _tell(plan, json=json, dry_run=dry_run)
        if not dry_run:
            _import(here, reading, passwords, creates_groups=creates_groups, tell=tell)


@members.command()
@OUTPUT
def template(output: Path) -> None:
    """写出空白的名册模板，单位可以下拉选择。"""
    with site.ready() as here, here.database.reading() as session:
        output.write_bytes(handing_out.template_book(session, site.administrator(session)))


@members.command()
@OUTPUT
def export(output: Path) -> None:
    """写出现有的名册；再导入它不会有任何变化。"""
    with site.ready() as here, here.database.reading() as session:
        output.write_bytes(handing_out.export_book(session, site.administrator(session)))


@members.command()
@click.option("--unit", required=True, help="最高一级单位的全称")
@click.option("--kind", default=kinds.PROVINCE, show_default=True, type=click.Choice(kinds.ORDER))
@click.option("--number", required=True, help="第一位管理员的党员编号")
@click.option("--name", required=True, help="第一位管理员的姓名")
def found(unit: str, kind: str, number: str, name: str) -> None:
    """在空的网站上建立最高一级单位和第一位管理员，并给出管理员的初始密码。"""
    with site.ready() as here, here.database.transaction() as session:
        issued = found_site(
            session,
            unit_name=unit,
            kind=kind,
            number=number,
            name=name,
            key=here.settings.secret_key,
            batch=secrets.token_bytes(BATCH_BYTES),
            at=here.now(),
        )
    click.echo(f"{issued.name}（{issued.number}）的初始密码：{issued.password}")


def _tell(plan: Plan, *, json: bool, dry_run: bool) -> None:
    counts = {
        "new": len(plan.arrivals),
        "changed": len(plan.changes),
        "transferred": plan.transfers,
        "unchanged": plan.unchanged,
        "appointed": len(plan.appointments),
        "groups": len(plan.groups),
    }
    if json:
        as_json({**counts, "dry_run": dry_run, "refused": [asdict(problem) for problem in plan.problems]})
    else:
        for problem in plan.problems:
            click.echo(f"第 {problem.row} 行“{columns.TITLES.get(problem.column, problem.column)}”：", nl=False)
            click.echo(f"{problem.reason}{problem.mend}")
        click.echo(
            f"{'将' if dry_run else ''}新增 {counts['new']} 人，更新 {counts['changed']} 人（其中转接"
            f" {counts['transferred']} 人），未变 {counts['unchanged']} 人，新建党小组 {counts['groups']} 个。"
        )
    if plan.problems:
        raise Refused(f"名册有 {len(plan.problems)} 处问题，没有导入任何一行：改正后再导入。")


def _import(here: Site, reading: rows.Reading, passwords: Path | None, *, creates_groups: bool, tell: Tell) -> None:
    key, batch = here.settings.secret_key, secrets.token_bytes(BATCH_BYTES)
    with here.database.reading() as session:
        operator = site.administrator(session)
        prepared = prepare(
            session, operator, reading.rows, creates_groups=creates_groups, key=key, batch=batch, tell=tell
        )
    with here.database.transaction() as session:
        write(session, operator, prepared, at=here.now())
        if passwords is not None:
            issued = handing_out.issued_passwords(session, operator, key=key, batch=batch)
            lines = [(each.number, each.name, each.unit, each.password) for each in issued]
            passwords.write_bytes(books.passwords_book(lines))
