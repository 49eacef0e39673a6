"""demo"""

import click

from quiz_app.cli import site
from quiz_app.cli.output import Progress
from quiz_app.core.files.media import Media
from quiz_app.demo.province import MEMBERS, SEED, fill


@click.command()
@click.option("--members", default=MEMBERS, show_default=True, type=click.IntRange(1), help="多少名党员")
@click.option("--seed", default=SEED, show_default=True, help="同样的种子得到同样的省")
def demo(members: int, seed: int) -> None:
    """在空的网站上建一个演示省：单位、党员和一年的学习记录。"""
    with site.ready() as here, Progress() as progress:
        media = Media(here.settings.media)
        summary = fill(here.database, here.clock, members=members, seed=seed, media=media, progress=progress)
    click.echo(summary.sentence)
