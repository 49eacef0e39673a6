import pytest
from tests.conftest import NOW


def test_walk(client, sign_in, cast, exam, unpublished, settle):
    c = sign_in(client, cast.ann)
    for url in ("/exams", f"/exams/{exam.id}", f"/exams/{exam.id}/board"):
        r = c.get(url); print(url, r.status_code); assert r.status_code == 200, r.text
    r = c.post(f"/exams/{exam.id}/attempts"); assert r.status_code == 303, r.text
    here = r.location
    r = c.get(here); assert r.status_code == 200, r.text
    r = c.get("/exams"); assert r.status_code == 200
    r = c.get(f"/exams/{exam.id}"); assert r.status_code == 200
    import re
    rev = re.search(r'name="revision" value="(\d+)"', c.get(here).text)[1]
    wr = re.search(r'name="writer" value="(\w+)"', c.get(here).text)[1]
    r = c.post(here, data={"do": "save", "revision": rev, "writer": wr, "q1": "A", "q9": "季度"}); assert r.status_code == 303, r.text
    assert r.location == here
    r = c.get(here); assert r.status_code == 200 and "已保存" in r.text
    r = c.post(here, data={"do": "submit", "revision": int(rev)+1, "writer": wr, "q1": "A", "q9": "季度"}); assert r.status_code == 303, r.text
    r = c.get(r.location); assert r.status_code == 200, r.text
    r = c.get(here + "/review"); assert r.status_code == 200, r.text
    settle()
    r = c.get(f"/exams/{exam.id}/board"); assert r.status_code == 200
    sign_in(c, cast.ben)
    for part in ("", "?part=present"):
        r = c.get(f"/exams/{exam.id}/branch{part}"); assert r.status_code == 200, r.text
    sign_in(c, cast.dora)
    for url in ("/exams/manage", "/exams/manage/new", f"/exams/manage/{exam.id}", f"/exams/manage/{unpublished.id}", f"/exams/manage/{unpublished.id}/edit", f"/exams/manage/{exam.id}/watch",f"/exams/manage/{exam.id}/watch/figures", f"/exams/manage/{exam.id}/watch/absent", f"/exams/manage/{exam.id}/export.xlsx", f"/exams/manage/{exam.id}/watch?unit={cast.units['港口党支部'].id}&order=rate"):
        r = c.get(url); print(url, r.status_code); assert r.status_code == 200, r.text[-3000:]
