"""bench NAME: measurements on databases of their own; the site's data is not touched"""

import click

from quiz_app.app import create_app
from quiz_app.bench import bank, closing, contest, correction, exam, night, parts, saving, scale, standings, storm
from quiz_app.cli.output import as_json, jsonable

BESIDE = click.option("--postgresql", "url", help="另在这个 PostgreSQL 上建库测量；不写就用 SQLite")
NUMBER = click.IntRange(5)
CORRECTIONS = click.Choice(["credit", "void", "gift", "key"])


@click.group()
def bench() -> None:
    """性能测量：另建数据库，不碰网站的数据。"""


@bench.command("exam")
@click.option("--size", default=1000, show_default=True, type=NUMBER, help="完整作答多少次")
@click.option("--members", default=1000, show_default=True, type=NUMBER, help="库里有多少党员")
@BESIDE
@jsonable
def measure_exam(size: int, members: int, url: str | None, json: bool) -> None:
    """一次作答（开始、10 次保存、交卷）的开销，与同样多次空请求相比。"""
    _tell(exam.run(url, members=members, attempts=size).to_json(), json=json)


@bench.command("scale")
@click.option("--size", default=1_000_000, show_default=True, type=NUMBER, help="大的一方有多少党员")
@click.option("--attempts", default=1000, show_default=True, type=NUMBER, help="完整作答多少次")
@BESIDE
@jsonable
def measure_scale(size: int, attempts: int, url: str | None, json: bool) -> None:
    """党员一千人和一百万人时，一次作答的开销相差多少。"""
    _tell(scale.run(url, large=size, attempts=attempts).to_json(), json=json)


@bench.command("standings")
@click.option("--size", default=1_000_000, show_default=True, type=NUMBER, help="排行上有多少党员")
@click.option("--requests", default=10_000, show_default=True, type=NUMBER, help="每种请求发多少次")
@click.option("--submitting", default=0, show_default=True, type=click.IntRange(0), help="另有多少个连接同时交卷")
@BESIDE
@jsonable
def measure_standings(size: int, requests: int, submitting: int, url: str | None, json: bool) -> None:
    """看一次排行前 50 名和自己的名次的开销，与一次空请求、与只有一千人时相比。"""
    _tell(standings.run(url, members=size, requests=requests, submitting=submitting).to_json(), json=json)


@bench.command("parts")
@click.option("--size", default=500, show_default=True, type=NUMBER, help="完整作答多少次")
@BESIDE
@jsonable
def measure_parts(size: int, url: str | None, json: bool) -> None:
    """一次开始、保存、交卷的每一微秒花在哪里（一个进程内，不含网络）。"""
    _tell(parts.run(create_app, url, attempts=size).to_json(), json=json)


@bench.command("saving")
@click.option("--size", default=10_000, show_default=True, type=click.IntRange(512), help="每种连接数保存多少次")
@BESIDE
@jsonable
def measure_saving(size: int, url: str | None, json: bool) -> None:
    """32 个和 256 个连接不停地保存，一次保存要多久。"""
    _tell(saving.run(url, saves=size).to_json(), json=json)


@bench.command("night")
@click.option("--size", default=3000, show_default=True, type=NUMBER, help="多少人：60 秒内开始，最后 10 秒内交卷")
@BESIDE
@jsonable
def measure_night(size: int, url: str | None, json: bool) -> None:
    """比赛之夜：大家在一分钟内陆续开始，全部在截止前十秒内交卷，误判迟交多少。"""
    _tell(night.run(url, members=size).to_json(), json=json)


@bench.command("storm")
@click.option("--size", default=3000, show_default=True, type=click.IntRange(100), help="多少次登录，每秒 10 次")
@BESIDE
@jsonable
def measure_storm(size: int, url: str | None, json: bool) -> None:
    """每秒 100 次保存，旁边一阵一阵地有人登录，保存慢了多少。"""
    _tell(storm.run(url, sign_ins=size).to_json(), json=json)


@bench.command("closing")
@click.option("--size", default=20_000, show_default=True, type=click.IntRange(100), help="多少份作答同时到点")
@BESIDE
@jsonable
def measure_closing(size: int, url: str | None, json: bool) -> None:
    """许多份作答同时到点，系统全部代为交卷要多少秒；旁边的人还在每秒保存 100 次。"""
    _tell(closing.run(url, attempts=size).to_json(), json=json)


@bench.command("correction")
@click.option("--size", default=100_000, show_default=True, type=NUMBER, help="交上来多少份答卷")
@click.option("--kind", default="credit", show_default=True, type=CORRECTIONS, help="更正什么")
@BESIDE
@jsonable
def measure_correction(size: int, kind: str, url: str | None, json: bool) -> None:
    """一次更正的预览和重新评分要多少秒；credit 涉及每一份，其余只涉及抽到那道题的。"""
    _tell(correction.run(url, attempts=size, kind=kind).to_json(), json=json)


@bench.command("contest")
@click.option("--size", default=200_000, show_default=True, type=click.IntRange(100), help="演示省有多少党员")
@BESIDE
@jsonable
def measure_contest(size: int, url: str | None, json: bool) -> None:
    """一场全省竞赛从结束到定案（名次、奖项、积分）要多少秒；任一级单位的排名要多少毫秒。"""
    _tell(contest.run(url, members=size).to_json(), json=json)


@bench.command("bank")
@click.option("--size", default=50_000, show_default=True, type=NUMBER, help="题库里有多少题")
@BESIDE
@jsonable
def measure_bank(size: int, url: str | None, json: bool) -> None:
    """大题库的列表、查找和筛选，一页要多少毫秒。"""
    _tell(bank.run(url, questions=size).to_json(), json=json)


@bench.command("import")
@click.option("--size", default=20_000, show_default=True, type=NUMBER, help="表格有多少行")
@jsonable
def measure_import(size: int, json: bool) -> None:
    """读入并检查一张题目表格的时间，是只用 openpyxl 走一遍的几倍。"""
    _tell(bank.run_import(rows=size).to_json(), json=json)


def _tell(figures: dict[str, object], *, json: bool) -> None:
    if json:
        as_json(figures)
        return
    for name, value in figures.items():
        click.echo(f"{name:<26} {value}")
