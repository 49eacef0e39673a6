"""exams redraw, exams fairness, exams audit, exams signals, exams print"""

from typing import IO

import click
import orjson

from quiz_app.cli import site
from quiz_app.cli.auditing import tell
from quiz_app.cli.output import Progress, Refused, as_json, jsonable
from quiz_app.cli.printing import print_papers
from quiz_app.exams import commitments, fairness
from quiz_app.exams.actions.signals import store
from quiz_app.exams.blueprints import Blueprint
from quiz_app.exams.delivery import in_points
from quiz_app.exams.queries import drafts, listing, pools
from quiz_app.exams.queries.appeals import kept_attempt
from quiz_app.exams.redrawing import Redrawn, RedrawnItem, redraw
from quiz_app.exams.signals.table import SIGNALS
from quiz_app.exams.tasks import look
from quiz_app.records.tasks import tallies_audit


@click.group()
def exams() -> None:
    """考试的复核和打印。"""


exams.add_command(print_papers)


@exams.command("redraw")
@click.argument("attempt", type=click.IntRange(1), required=False)
@click.option("--draw", type=click.File("rb"), help="公布的抽题数据：不需要网站，任何人都可以用它重新抽题")
@click.option("--member", type=click.IntRange(1), help="与 --draw 一起写：谁的试卷，写考试页面上的编号")
@click.option("--number", type=click.IntRange(1), default=1, show_default=True, help="与 --draw 一起写：第几次作答")
@jsonable
def redraw_paper(attempt: int | None, draw: IO[bytes] | None, member: int | None, number: int, json: bool) -> None:
    """重现一次作答的试卷：题目、选项次序、作答和时间，并重新评分；与记录不符就以 1 退出。"""
    if (attempt is None) == (draw is None) or (draw is None) != (member is None):
        raise click.UsageError("写作答的编号；或者写 --draw 和 --member，用公布的数据重新抽题。")
    if draw is not None and member is not None:
        _redraw_published(draw, member, number, json=json)
    elif attempt is not None:
        _redraw_kept(attempt, json=json)


def _redraw_published(draw: IO[bytes], member: int, number: int, *, json: bool) -> None:
    try:
        published = orjson.loads(draw.read())
    except orjson.JSONDecodeError:
        raise Refused(commitments.NOT_A_SHEET) from None
    paper = commitments.redrawn(published, member_id=member, number=number)
    if json:
        questions = [{"no": no, "code": code, "order": order} for no, (code, order) in enumerate(paper, start=1)]
        as_json({"fingerprint": published["fingerprint"], "questions": questions})
        return
    click.echo(f"与指纹相符：{published['fingerprint']}")
    click.echo("\n".join(f"{no}. {code} {order}".rstrip() for no, (code, order) in enumerate(paper, start=1)))


def _redraw_kept(attempt: int, *, json: bool) -> None:
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


@exams.command("fairness")
@click.argument("exam", type=click.IntRange(1))
@click.option("--papers", type=click.IntRange(2, 1_000_000), default=fairness.PAPERS, help="模拟多少份试卷")
@jsonable
def report_fairness(exam: int, papers: int, json: bool) -> None:
    """模拟许多份试卷，报告难易相差多少、两份试卷重复多少、哪些题出现得多；草稿和已发布的考试都可以。"""
    with site.ready() as here, here.database.reading() as session:
        found, unit = listing.managed_exam(session, site.administrator(session), exam)
        draft = drafts.drafted(session, found, unit)
        facilities = pools.facilities(session, draft.edition) if draft.edition else ()
    if draft.edition is None:
        if json:
            as_json(fairness.unfilled_json(draft.shortages, draft.problems))
        else:
            click.echo("\n".join(["还抽不出试卷。", *draft.problems]))
        return
    with Progress() as progress:
        report = fairness.measure(
            draft.edition, facilities, papers=papers, progress=lambda done, total: progress("抽题", done, total)
        )
    if json:
        as_json(report.to_json())
    else:
        blueprint = Blueprint.from_json(found.blueprint)
        cap = blueprint.most_exposure
        lines = [fairness.about_cap(report, cap, blueprint.required)[1]] if cap else []
        click.echo("\n".join([*fairness.in_words(report), *lines]))


@exams.command("audit")
@jsonable
def audit_tallies(json: bool) -> None:
    """从作答记录重算试题统计；有一处不符就以 1 退出。"""
    with site.ready() as here:
        tell(tallies_audit(here.database), json=json)


@exams.command("signals")
@click.argument("exam", type=click.IntRange(1))
@jsonable
def find_signals(exam: int, json: bool) -> None:
    """找出一场考试里要人看的作答，存着等组织者判断；成绩、排行、积分都不会变。重复运行，同一处只有一条。"""
    with site.ready() as here, Progress() as progress:
        with here.database.reading() as session:
            listing.managed_exam(session, site.administrator(session), exam)
        attempts, found = look(here.database, exam, progress)
        with here.database.transaction() as session:
            drafts.exam_to_change(session, site.administrator(session), exam)
            store(session, exam, attempts, found, at=here.clock.now())
    if json:
        listed = [
            {"kind": kind, "attempts": each.attempts, "sentence": each.sentence}
            for kind, findings in found.items()
            for each in findings
        ]
        as_json({"attempts": attempts, "signals": listed})
        return
    for kind, findings in found.items():
        for each in findings:
            click.echo(f"{SIGNALS[kind].label}（作答 {'、'.join(map(str, each.attempts))}）：{each.sentence}")
    click.echo(f"看了 {attempts:,} 份作答，有 {sum(map(len, found.values())):,} 处要人看。")


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
