"""Certificates of the demo's member, secretary and their branch, issued as a contest would."""

from datetime import UTC, datetime

from quiz_app.certificates.actions import issue
from quiz_app.certificates.holders import Holder
from quiz_app.certificates.queries import of_series
from quiz_app.core.db import Database
from tests.browser.conftest import Site

SERIES = "contest:9999"


def certified(site: Site) -> str:
    """The number of the member's."""
    [(member, name, home)] = site.sql(
        "SELECT m.id, m.name, coalesce(b.name, u.name) FROM members m JOIN units u ON u.id = m.unit_id"
        " LEFT JOIN units b ON b.id = u.parent_id AND u.kind = 'party_group' WHERE m.number = 'member'"
    )
    [(branch,)] = site.sql("SELECT id FROM units WHERE name = ? AND kind = 'party_branch'", home)
    database = Database(f"sqlite:///{site.database}")
    with database.transaction() as session:
        for source, holder in enumerate((Holder(name, home, member_id=member), Holder(home, unit_id=branch))):
            issue(
                session,
                series=SERIES,
                source_id=source,
                kind="award" if source == 0 else "certificate",
                holders=[holder],
                title="“学党章 守规矩”知识竞赛个人一等奖" if source == 0 else "优秀组织奖",
                text="在全省党章党规知识竞赛中成绩优异，荣获{award}。\n特发此状，以资鼓励。",
                issuer="东山省知识竞赛组织委员会",
                issued_by=None,
                at=datetime.now(UTC),
                words={"award": "一等奖"},
            )
    with database.reading() as session:
        number = of_series(session, SERIES, source_id=0)[0].number
    database.dispose()
    return number
