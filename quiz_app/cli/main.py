"""The command line: every command is one line about what to do, and the rooms do it."""

from typing import Any

import click

from quiz_app.cli.auditing import boards, points
from quiz_app.cli.banks import banks
from quiz_app.cli.bench import bench
from quiz_app.cli.courses import courses
from quiz_app.cli.demo import demo
from quiz_app.cli.exams import exams
from quiz_app.cli.members import members
from quiz_app.cli.output import Refused
from quiz_app.cli.running import db, serve, worker
from quiz_app.core.config import WrongSetting
from quiz_app.core.errors import Refusal


class Commands(click.Group):
    """Exit 0: done. 1: refused, with a sentence on stderr. 2: wrong usage."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (Refusal, WrongSetting) as refusal:
            raise Refused(str(refusal)) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """知识竞赛与在线学习平台。设置取自环境变量 QUIZ_APP_*。"""


for command in (serve, demo, worker, db, members, banks, courses, exams, points, boards, bench):
    main.add_command(command)
