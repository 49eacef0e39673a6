"""serve, worker, db"""

import click

from quiz_app import serving, working
from quiz_app.cli import site
from quiz_app.cli.output import Refused
from quiz_app.cli.preparing import announce, prepare
from quiz_app.core import migrations
from quiz_app.core.config import Settings
from quiz_app.schema import METADATA


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", type=click.IntRange(1), help="网页进程数；SQLite 为 1，PostgreSQL 默认每核一个")
@click.option("--prepare", "prepares", is_flag=True, hidden=True)
def serve(host: str, port: int, workers: int | None, prepares: bool) -> None:
    """打开网站。使用 SQLite 时，定时任务一并运行。"""
    with site.opened() if prepares else site.ready() as here:
        if prepares:
            prepare(here)
        settings, greeting = here.settings, announce(here, host, port)
    serving.serve(settings, host=host, port=port, workers=workers, announce=lambda: click.echo(greeting))


@click.command()
@click.option("--parent", type=int, hidden=True)
@click.option("--jobs", "jobs_alone", is_flag=True, hidden=True)
def worker(parent: int | None, jobs_alone: bool) -> None:
    """运行定时任务（到点收卷、汇总排行、结转学习进度）和导入等后台任务。"""
    with site.ready():
        pass
    if jobs_alone:
        working.work_on_jobs(Settings.read(), parent=parent)
    else:
        working.work(Settings.read(), parent=parent)


@click.group()
def db() -> None:
    """数据库的建立、升级和核对。"""


@db.command()
def upgrade() -> None:
    """把数据库升级到这个版本；已是最新时什么也不做。"""
    with site.opened() as here:
        click.echo("数据库已升级。" if migrations.upgrade(here.database) else "数据库已是最新。")


@db.command()
def check() -> None:
    """核对数据库的结构与这个版本是否一致。"""
    with site.ready() as here:
        found = migrations.differences(here.database, METADATA)
    for difference in found:
        click.echo(difference)
    if found:
        raise Refused(f"数据库的结构有 {len(found)} 处不同：可能有人手工改过，请从备份恢复或联系维护者。")
    click.echo("数据库的结构与这个版本一致。")
