import threading, re
import pytest
from werkzeug.serving import make_server
from playwright.sync_api import sync_playwright
from tests.conftest import NOW, bearer, CHROMIUM
from datetime import timedelta
from quiz_app.members.tables import Member

@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_shots(app, cast, exam, unpublished, publish_exam, write_exam, settle, client, sign_in, database, clock):
    app.config["WTF_CSRF_ENABLED"] = True
    publish_exam(title="党的二十届四中全会精神学习测试", review_rule="all_after_close")
    publish_exam(title="下月测试", opens_at=NOW + timedelta(days=3), closes_at=NOW+timedelta(days=5))
    with database.transaction() as s:
        for i, name in enumerate(["王芳","李强","张伟","刘洋","陈静"]):
            s.add(Member(number=f"X{i}", name=name, unit_id=cast.units["港口党支部"].id))
    server = make_server("127.0.0.1", 5599, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = "http://127.0.0.1:5599"
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        errors = []
        def page(who, width):
            ctx = b.new_context(viewport={"width": width, "height": 844 if width < 500 else 900})
            ctx.add_cookies([{"name": "sign_in", "value": bearer(who), "url": base}])
            pg = ctx.new_page(); pg.on("console", lambda m: errors.append((m.type, m.text)) if m.type in ("error","warning") else None)
            pg.on("pageerror", lambda e: errors.append(("pageerror", str(e))))
            return pg
        ann = page(cast.ann, 390)
        def shot(pg, url, name, full=True):
            if url: pg.goto(base + url)
            over = pg.evaluate("document.documentElement.scrollWidth - innerWidth")
            print(name, "overflow", over)
            pg.screenshot(path=f"/tmp/shots/{name}.png", full_page=full)
        shot(ann, f"/exams/{exam.id}", "show-390")
        ann.click("text=开始答题"); ann.wait_for_url("**/exams/attempts/*")
        here = ann.url
        ann.wait_for_timeout(500); shot(ann, None, "attempt-390", False)
        ann.locator(".question.current .option").first.click(); ann.wait_for_timeout(2500)
        shot(ann, None, "attempt2-390", False)
        shot(ann, "/exams", "index-390"); shot(ann, f"/exams/{exam.id}", "show2-390")
        ann.goto(here); ann.wait_for_timeout(500); clock.pass_by(minutes=7, seconds=13)
        ann.click("header >> text=交卷"); ann.wait_for_timeout(200); ann.locator("#confirm [data-submit]").click(); ann.wait_for_url("**/result")
        settle()
        shot(ann, None, "result-390"); res = ann.url
        shot(ann, res.replace(base, "").replace("result", "review"), "review-390")
        shot(ann, f"/exams/{exam.id}/board", "board-390")
        shot(ann, "/exams", "index2-390")
        wide = page(cast.ann, 1280); shot(wide, res.replace(base, ""), "result-1280"); shot(wide, "/exams", "index-1280")
        ben = page(cast.ben, 390); shot(ben, f"/exams/{exam.id}/branch", "branch-390"); shot(ben, f"/exams/{exam.id}/branch?part=present", "branch-present-390")
        for w in (390, 1280):
            d = page(cast.dora, w)
            shot(d, "/exams/manage", f"m-index-{w}"); shot(d, "/exams/manage/new", f"m-new-{w}")
            d.fill("[name=title]", "港口系统年度测试"); d.click("text=再加一行"); d.wait_for_load_state(); shot(d, None, f"m-new-rows-{w}")
            d.click(".submit-row >> text=保存"); d.wait_for_load_state(); shot(d, None, f"m-new-errors-{w}")
            shot(d, f"/exams/manage/{unpublished.id}", f"m-show-{w}"); shot(d, f"/exams/manage/{exam.id}/watch", f"watch-{w}"); shot(d, f"/exams/manage/{exam.id}/watch/absent", f"absent-{w}")
            shot(d, f"/exams/manage/{exam.id}", f"m-published-{w}")
            d.goto(base + f"/exams/manage/{exam.id}/watch"); before = clock.now(); clock.pass_by(seconds=65); d.wait_for_timeout(6000); print("figures", d.inner_text("#figures"))
        print(errors)
    server.shutdown()
