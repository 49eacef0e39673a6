"""exams redraw, exams audit"""

import click

from quiz_app.cli import site
from quiz_app.cli.auditing import tell
from quiz_app.cli.output import Refused, as_json, jsonable
from quiz_app.exams.delivery import in_points
from quiz_app.exams.queries.appeals import kept_attempt
from quiz_app.exams.redrawing import Redrawn, RedrawnItem, redraw
from quiz_app.records.tasks import tallies_audit


@click.group()
def exams() -> None:
    """考试的复核。"""


@exams.command("redraw")
@click.argument("attempt", type=click.IntRange(1))
@jsonable
def redraw_paper(attempt: int, json: bool) -> None:
    """重现一次作答的试卷：题目、选项次序、作答和时间，并重新评分；与记录不符就以 1 退出。"""
    with site.ready() as here, here.database.reading() as session:
        redrawn = redraw(kept_attempt(session, site.administrator(session), attempt))
    if json:
        as_json(redrawn.to_json())
    else:
        click.echo("\n".join(_lines(redrawn)))
    if not redrawn.is_intact:
        raise Refused("这一版试卷与发布时的指纹不符：有人改动过数据库，请从备份核对。")
    if not redrawn.agrees:
        raise Refused("重新评分与记录的成绩不同：请保留现场，联系维护者。")


@exams.command("audit")
@jsonable
def audit_tallies(json: bool) -> None:
    """从作答记录重算试题统计；有一处不符就以 1 退出。"""
    with site.ready() as here:
        tell(tallies_audit(here.database), json=json)


def _lines(redrawn: Redrawn) -> list[str]:
    lines = [redrawn.title]
    for no, each in redrawn.corrections:
        lines.append(f"更正（{f'第 {no} 题' if no else '部分得分规则'}）：{each.reason}")
    for item in redrawn.items:
        lines += ["", f"{item.shown.no}. {item.shown.stem}（{item.code}）"]
        lines += [f"   {option.key}. {option.text}" for option in item.shown.options]
        lines.append(f"   {_answer(item)}，{_score(item)} / {in_points(item.result.points)} 分")
    return [*lines, "", f"共 {in_points(redrawn.score)} 分。"]


def _score(item: RedrawnItem) -> str:
    return "等待阅卷" if item.result.waits else str(in_points(item.result.score))


def _answer(item: RedrawnItem) -> str:
    if item.response is None or not item.response.values:
        return "未答"
    return f"答 {'、'.join(item.response.values)}（开始后 {item.response.seconds} 秒）"
