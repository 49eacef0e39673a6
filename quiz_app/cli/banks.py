"""banks check|load"""

from collections.abc import Sequence
from pathlib import Path

import click

from quiz_app.banks import checks
from quiz_app.banks.actions.loading import BankLoad, load
from quiz_app.cli import contents, site
from quiz_app.cli.output import Refused, as_json, jsonable
from quiz_app.cli.site import Site
from quiz_app.core.problems import Problem

SEVERAL = click.Path(exists=True, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def banks() -> None:
    """题库文件的检查和装入。"""


@banks.command("check")
@click.argument("paths", nargs=-1, type=SEVERAL)
@click.option("--texts", type=FOLDER, help="法规文本所在的文件夹：另外核对条款和引文")
@click.option("--strict", is_flag=True, help="题目的写法泄露答案时也算错误")
@jsonable
def check(paths: Sequence[Path], texts: Path | None, strict: bool, json: bool) -> None:
    """检查题库文件，按“文件:行号”指出问题；不写路径就检查全部。"""
    registry = contents.registry()
    report = checks.check(contents.banks(paths), registry, contents.texts(registry, texts), strict=strict)
    errors, advice = contents.faults(report.problems)
    counts = {"questions": report.questions, "published": report.published, "drafts": report.drafts}
    summary = f"共 {report.questions} 题，发布 {report.published} 题，草稿 {report.drafts} 题"
    conclude(counts, errors, advice, summary, json=json)


@banks.command("load")
@jsonable
def load_banks(json: bool) -> None:
    """把随程序附带的题库装入网站；网站上改过的题保持不变。"""
    with site.ready() as here:
        loaded = load_all(here)
    if json:
        as_json({name: getattr(loaded, name) for name in BankLoad.__slots__})
        return
    click.echo(in_words(loaded))


def load_all(here: Site) -> BankLoad:
    with here.database.transaction() as session:
        return load(
            session,
            site.administrator(session),
            site.root(session),
            contents.banks(),
            contents.registry(),
            at=here.now(),
        )


def in_words(loaded: BankLoad) -> str:
    """What a load did, and which questions it left as the site has them."""
    lines = [f"新增 {len(loaded.new)} 题，更新 {len(loaded.changed)} 题，未变 {len(loaded.unchanged)} 题"]
    if loaded.removed:
        lines.append(f"文件里不再有、已停用：{'、'.join(loaded.removed)}")
    if loaded.kept:
        lines.append(f"网站上改过、保持不变：{'、'.join(loaded.kept)}")
    if loaded.withheld:
        lines.append(f"有新版本、等网站上决定是否发布：{'、'.join(loaded.withheld)}")
    return "\n".join(lines)


def conclude(
    counts: dict[str, int], errors: Sequence[Problem], advice: Sequence[Problem], summary: str, *, json: bool
) -> None:
    """Tell what a check found; any error ends the command with exit code 1."""
    if json:
        as_json({**counts, "errors": contents.in_json(errors), "advice": contents.in_json(advice)})
    else:
        for problem in (*errors, *advice):
            click.echo(f"{problem}{'' if problem in errors else '（建议）'}")
        click.echo(f"{summary}。")
    if errors:
        raise Refused(f"有 {len(errors)} 处问题，改正后再检查一次。")
