"""How commands speak: sentences for people, one JSON object for programs, progress where somebody watches."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click
import orjson
from tqdm import tqdm

T = TypeVar("T")


jsonable = click.option("--json", is_flag=True, help="输出一个 JSON 对象")


class Refused(click.ClickException):
    """Ends the command with a sentence on stderr and exit code 1."""

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)


def as_json(body: object) -> None:
    """One object and nothing else on stdout."""
    click.echo(orjson.dumps(body, option=orjson.OPT_INDENT_2).decode())


@contextmanager
def step(name: str) -> Iterator[None]:
    """`装入题库 … 0.3 秒`"""
    click.echo(f"{name} …", nl=False)
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        click.echo(" 没有完成")
        raise
    click.echo(f" {time.monotonic() - begun:.1f} 秒")


def watched(items: Iterable[T], name: str, total: int | None = None) -> Iterable[T]:
    """The same items, with a progress bar when stderr is a terminal."""
    return tqdm(items, desc=name, total=total, disable=not sys.stderr.isatty(), leave=False)
