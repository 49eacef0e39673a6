"""points audit, boards audit; exams audit tells the same way"""

import click

from quiz_app.cli import site
from quiz_app.cli.output import Refused, as_json, jsonable
from quiz_app.records.audits import Report
from quiz_app.records.tasks import every_board_audit, points_audit


@click.group()
def points() -> None:
    """学习积分。"""


@click.group()
def boards() -> None:
    """排行。"""


@points.command("audit")
@jsonable
def audit_points(json: bool) -> None:
    """从台账重算每个人、每个单位的积分；有一处不符就以 1 退出。"""
    with site.ready() as here:
        tell(points_audit(here.database, here.clock), json=json)


@boards.command("audit")
@jsonable
def audit_boards(json: bool) -> None:
    """从作答记录和台账重算每一块排行，包括学习积分的周、月、季、年；有一处不符就以 1 退出。"""
    with site.ready() as here:
        tell(every_board_audit(here.database, here.clock), json=json)


def tell(report: Report, *, json: bool) -> None:
    if json:
        as_json({"entries": report.entries, "drift": report.drift})
    else:
        for sentence in report.drift:
            click.echo(sentence)
        click.echo(f"核对了 {report.entries} 笔记录。")
    if report.drift:
        raise Refused(f"有 {len(report.drift)} 处不符：请先备份，再联系维护者。")
