"""How commands speak: sentences for people, one JSON object for programs, progress where somebody watches."""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import click
import orjson
from tqdm import tqdm

from quiz_app.core.problems import Problem, refused

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


def conclude(problems: Sequence[Problem], summary: str, body: Mapping[str, object] | None) -> None:
    """Tell what a check found, as JSON where there is a `body` to begin it; any error ends it with exit code 1."""
    errors = refused(tuple(problems))
    if body is not None:
        found = [{"file": each.file, "line": each.line, "reason": each.reason} for each in errors]
        as_json({"errors": found, **body})
    else:
        for problem in problems:
            click.echo(f"{problem}{'' if problem in errors else '（建议）'}")
        click.echo(f"{summary}。")
    if errors:
        raise Refused(f"有 {len(errors)} 处问题：改正后再检查一次。")


class Progress:
    """A bar for each step of long work, where stderr is a terminal: `progress(step, done, total)`."""

    def __init__(self) -> None:
        self._bars: dict[str, tqdm] = {}
        self._stack = ExitStack()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def __call__(self, step: str, done: int, total: int) -> None:
        if step not in self._bars:
            bar = tqdm(desc=step, total=total, disable=not sys.stderr.isatty(), leave=False)
            self._bars[step] = self._stack.enter_context(bar)
        bar = self._bars[step]
        bar.total = total or None
        bar.update(done - bar.n)
        if 0 < total <= done:
            bar.close()
