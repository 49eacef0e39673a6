"""What `make run` does before it serves: a database of this version, a demo while it is empty, our own content."""

from quiz_app.cli import banks, courses
from quiz_app.cli.output import Progress, step
from quiz_app.cli.site import Site
from quiz_app.core import migrations
from quiz_app.core.files.media import Media
from quiz_app.demo.province import fill
from quiz_app.demo.queries import has_demo_members
from quiz_app.demo.sign_ins import PASSWORD, SIGN_INS
from quiz_app.organizations.queries import root


def prepare(site: Site) -> None:
    with step("升级数据库"):
        migrations.upgrade(site.database)
    if _is_empty(site):
        with step("建立演示省，装入题库和课程"), Progress() as progress:
            fill(site.database, site.clock, media=Media(site.settings.media), progress=progress)
        return
    with step("装入题库和课程"):
        banks.load(site)
        courses.load(site)


def announce(site: Site, host: str, port: int) -> str:
    """Where the site is, and who can sign in while it holds a demo."""
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    lines = [f"网站已打开：{address}"]
    with site.database.reading() as session:
        if has_demo_members(session):
            lines.append(f"演示账号，口令都是 {PASSWORD}：")
            lines += [f"  {name:<10} {role}" for name, role in SIGN_INS.items()]
    return "\n".join([*lines, "按 Ctrl+C 停止。"])


def _is_empty(site: Site) -> bool:
    with site.database.reading() as session:
        return root(session) is None
