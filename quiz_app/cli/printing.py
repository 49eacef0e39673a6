"""banks print, exams print"""

from pathlib import Path

import click

from quiz_app.banks.actions import pictures
from quiz_app.banks.printing.listing import CONTENTS, Content, document, pictures_of
from quiz_app.banks.queries import holdings
from quiz_app.banks.queries import questions as queries
from quiz_app.banks.queries.questions import Filters
from quiz_app.banks.questions import DIFFICULTIES
from quiz_app.banks.types.table import TYPES
from quiz_app.cli import site
from quiz_app.cli.output import Refused
from quiz_app.core.errors import NotFound
from quiz_app.core.files.limited import MEGABYTE
from quiz_app.core.printing.writing import FORMS, PDF, write, write_apart
from quiz_app.exams.printing import booklets
from quiz_app.exams.printing.forms import refuse_too_many
from quiz_app.exams.queries.printing import printable_exam

SECONDS, MEMORY = 900, 8192 * MEGABYTE
"""Somebody who waits at a terminal may wait longer than a request of the site."""

AS = click.option("--format", "form", type=click.Choice(list(FORMS)), default=PDF, show_default=True, help="文件的格式")
TARGET = click.option(
    "-o", "target", type=click.Path(dir_okay=False, path_type=Path), required=True, help="写到哪个文件"
)


@click.command("print")
@click.argument("code")
@click.option(
    "--content",
    type=click.Choice([each.value for each in Content]),
    default=Content.QUESTIONS.value,
    show_default=True,
    help="；".join(f"{content.value} {label}" for content, label in CONTENTS.items()),
)
@click.option("--type", "kind", type=click.Choice(list(TYPES)), help="只印一种题型")
@click.option("--difficulty", type=click.Choice([str(level) for level in DIFFICULTIES]), help="只印一种难度")
@click.option("--text", default="", help="只印编号或题干里有这几个字的题")
@AS
@TARGET
def print_questions(
    code: str, content: str, kind: str | None, difficulty: str | None, text: str, form: str, target: Path
) -> None:
    """把一个题库的题印成 PDF 或 Word 文件。"""
    filters = Filters(text, kind, int(difficulty) if difficulty else None)
    with site.ready() as here, here.database.reading() as session:
        found = holdings.bank_coded(session, site.administrator(session), code)
        if found is None:
            raise NotFound(f"没有编码为“{code}”的题库：先在网站上建立，或者核对编码。")
        title = found[0].title
        texts = queries.texts_in(session, found[0], with_bases=True, filters=filters)
        held = pictures_of(texts, pictures.shelf(here.settings.media))
    if not texts:
        raise Refused("没有符合条件的题：放宽条件再试。")
    made = document(title, texts, content=Content(content), pictures=held)
    target.write_bytes(write(made, form, seconds=SECONDS, memory=MEMORY))
    click.echo(f"{len(texts)} 题写到了 {target}。")


@click.command("print")
@click.argument("exam", type=click.IntRange(1))
@click.option("--papers", type=int, default=2, show_default=True, help="几份不同的试卷：A 卷、B 卷……")
@AS
@TARGET
def print_papers(exam: int, papers: int, form: str, target: Path) -> None:
    """印一场考试的试卷、答题卡和参考答案；文件名以 .zip 结尾时分成三个文件。同一场考试每次印出的都一样。"""
    with site.ready() as here, here.database.reading() as session:
        found = printable_exam(session, site.administrator(session), exam)
        held = booklets.pictures_of(found.edition, pictures.shelf(here.settings.media))
    refuse_too_many(found, papers, on_a_page=False)
    made = booklets.documents(found, papers, held)
    limits = {"seconds": SECONDS, "memory": MEMORY}
    if target.suffix == ".zip":
        data = write_apart(made, form, **limits)
    else:
        data = write(booklets.together(made, found.title), form, **limits)
    target.write_bytes(data)
    click.echo(f"{papers} 份试卷，连同答题卡和参考答案，写到了 {target}。")
