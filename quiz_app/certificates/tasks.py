"""The job that packs the certificates of a unit."""

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from sqlalchemy.orm import Session

from quiz_app.certificates import queries
from quiz_app.certificates.actions import ARCHIVE, MOST_IN_AN_ARCHIVE
from quiz_app.certificates.printing import COLUMNS, TEMPLATE, Printed, content, file_name, listed
from quiz_app.core import sheets
from quiz_app.core.errors import Conflict
from quiz_app.core.files.holding import Holding
from quiz_app.core.jobs.kinds import Asked, Finish, Kind, Means, Outcome
from quiz_app.core.printing.pdf import write_pdfs
from quiz_app.core.progress import Tell
from quiz_app.members.queries.people import actor_for
from quiz_app.organizations.queries import find_unit

BATCH = 100
LIST = "清单.xlsx"
SET, PACK = "排版证书", "打包"


def pack(means: Means, asked: Asked, tell: Tell) -> Finish:
    """A zip with the PDF of each certificate that holds and a list of them, held for whoever asked for it."""
    with means.database.reading() as session:
        actor = actor_for(session, asked.asked_by)
        unit = find_unit(session, actor, asked.arguments["unit"])
        found = queries.valid_of_unit(session, actor, unit, at=means.clock.now(), most=MOST_IN_AN_ARCHIVE)
        papers = [queries.printed(each) for each in found]
    if not papers:
        raise Conflict("打包时已经没有有效的证书，没有生成压缩包。")
    archive = archive_of(papers, asked.arguments["address"], tell)
    name = Holding(means.settings.held).hold(asked.asked_by, archive, at=means.clock.now())
    result = {"held": name, "unit": unit.name, "count": len(papers), "bytes": len(archive)}

    def finish(_session: Session) -> Outcome:
        size = f"{len(archive) / 1_000_000:.1f}"
        return Outcome(f"打包了 {len(papers):,} 份证书，共 {size} MB。请在一天之内下载，过后要重新打包。", result)

    return finish


def archive_of(papers: list[Printed], address: str, tell: Tell) -> bytes:
    """The same certificates make the same archive: no time of making stands in it but in its list."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for start in range(0, len(papers), BATCH):
            batch = papers[start : start + BATCH]
            tell(SET, start, len(papers))

            def heard(step: str, done: int, _total: int, start: int = start) -> None:
                tell(step, start + done, len(papers))

            contents = [content(each, address) for each in batch]
            for each, data in zip(batch, write_pdfs(TEMPLATE, contents, step=SET, tell=heard), strict=True):
                archive.writestr(ZipInfo(file_name(each)), data)
        tell(PACK, len(papers), len(papers))
        table = sheets.Table("证书", [sheets.Column(title, 20) for title in COLUMNS], listed(papers))
        archive.writestr(ZipInfo(LIST), sheets.write_book(table))
    return target.getvalue()


PACK_CERTIFICATES = Kind(ARCHIVE, pack)
