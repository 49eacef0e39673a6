"""What `make run` does before it serves: a database of this version, with the content of the checkout."""

from quiz_app.cli.output import step
from quiz_app.cli.site import Site
from quiz_app.core import migrations
from quiz_app.demo.queries import has_demo_members
from quiz_app.demo.sign_ins import PASSWORD, SIGN_INS


def prepare(site: Site) -> None:
    with step("建立数据库"):
        migrations.upgrade(site.database)


def announce(site: Site, host: str, port: int) -> str:
    """Where the site is, and who can sign in while it holds a demo."""
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    lines = [f"网站已打开：{address}"]
    with site.database.reading() as session:
        if has_demo_members(session):
            lines.append(f"演示账号，口令都是 {PASSWORD}：")
            lines += [f"  {name:<10} {role}" for name, role in SIGN_INS.items()]
    return "\n".join([*lines, "按 Ctrl+C 停止。"])
