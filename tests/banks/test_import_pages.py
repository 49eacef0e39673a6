"""The wizard: a trainer uploads, looks, mends in place, confirms, and takes it all back."""

import io
import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from quiz_app.banks.formats.protocol import Item
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.tables.imports import QuestionImport, QuestionUpload
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.banks.tasks import forget_uploads
from quiz_app.banks.types.protocol import Interaction

GOOD = Item(Interaction.CHOOSE_ONE, "浮标多久检查一次？", ("每月", "每季", "每年"), key=(1,), explanation="按季检查。")
BAD = Item(Interaction.CHOOSE_ONE, "潮位多久记录一次？", ("一小时", "一 小时", "四时"), key=(1,), explanation="按时。")
MENDED = """## row-{row} 单选 中

潮位多久记录一次？

A. 一小时
B. 两小时
C. 四小时

答案: B
解析: 两小时一次。
"""


@pytest.fixture
def root(app, sign_in, cast):
    return sign_in(app.test_client(), cast.root)


@pytest.fixture
def bank(database, load) -> int:
    load()
    with database.reading() as session:
        return session.scalars(select(QuestionBank.id)).one()


def send(client, bank, data: bytes, name: str = "题目.json"):
    return client.post(f"/banks/{bank}/import", data={"file": (io.BytesIO(data), name), "text": "", "format": ""})


@pytest.fixture
def uploaded(root, bank, run_jobs) -> str:
    answer = send(root, bank, FORMATS["json"].write([GOOD, BAD], "港口").data)
    assert answer.status_code == 303
    assert run_jobs() == 1
    return answer.location


def version_on(page: str) -> str:
    return re.search(r'name="version"[^>]*value="(\d+)"', page)[1]


def count(database, table) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_the_preview_says_what_comes_in_and_why_the_rest_does_not_and_changes_nothing(root, uploaded, database) -> None:
    before = count(database, Question)
    page = root.get(uploaded).text
    assert "收下 1 题" in page
    assert "浮标多久检查一次？" in page
    assert "选项 A 和 B 相同" in page
    assert count(database, Question) == before


def test_a_refused_row_is_mended_in_place_and_then_comes_in(root, uploaded, database, run_jobs) -> None:
    address = re.search(rf'href="({uploaded}/rows/\d+)">\s*就地改', root.get(uploaded).text)[1]
    row = address.rpartition("/")[2]
    page = root.get(address).text
    assert "潮位多久记录一次？" in page
    wrong = root.post(address, data={"version": version_on(page), "text": "## 只有标题"})
    assert (wrong.status_code, "第 1 行" in wrong.text) == (422, True)
    mended = root.post(address, data={"version": version_on(page), "text": MENDED.format(row=row)})
    assert mended.status_code == 303
    assert "收下 2 题" in root.get(uploaded).text
    late = root.post(address, data={"version": version_on(page), "text": MENDED.format(row=row)})
    assert late.status_code == 409
    confirmed = root.post(f"{uploaded}/confirmation")
    assert count(database, QuestionImport) == 0
    assert root.post(f"{uploaded}/confirmation").status_code == 409
    assert run_jobs() == 1
    assert "收下了 2 题" in root.get(confirmed.location).text
    with database.reading() as session:
        stems = set(session.scalars(select(QuestionVersion.stem)))
    assert {"浮标多久检查一次？", "潮位多久记录一次？"} <= stems
    assert count(database, QuestionUpload) == 0


def test_an_import_is_taken_back_from_the_page(root, bank, uploaded, database, run_jobs) -> None:
    before = count(database, Question)
    root.post(f"{uploaded}/confirmation")
    run_jobs()
    assert count(database, Question) == before + 1
    with database.reading() as session:
        made = session.scalars(select(QuestionImport)).one()
    assert "整批撤回" in root.get(f"/banks/{bank}/import").text
    root.post(f"/banks/imports/{made.id}/undoing")
    assert count(database, Question) == before
    assert "已撤回" in root.get(f"/banks/{bank}/import").text


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"\x00\x01\x02" * 50, "a.bin", "没有认出"),
        (b"PK\x03\x04broken", "a.xlsx", "。"),
    ],
)
def test_what_cannot_be_read_gets_its_sentence_and_the_way_back(root, bank, data, name, says, run_jobs) -> None:
    answer = send(root, bank, data, name)
    assert (answer.status_code, run_jobs()) == (303, 1)
    page = root.get(answer.location)
    assert page.status_code == 200
    assert says in re.search(r'class="alert danger".*?</div>', page.text, re.S)[0]
    assert f'href="/banks/{bank}/import">换一份文件' in page.text


def test_an_empty_file_gets_its_sentence_at_the_field(root, bank) -> None:
    answer = send(root, bank, b"", "a.xlsx")
    assert answer.status_code == 422
    assert "文件是空的" in re.search(r'id="file-error".*?</p>', answer.text, re.S)[0]


def test_while_a_file_is_read_its_page_says_how_far_it_is_and_loads_itself_at_the_end(root, bank, run_jobs) -> None:
    there = send(root, bank, FORMATS["json"].write([GOOD, BAD], "港口").data).location
    page = root.get(there).text
    assert 'role="progressbar"' in page
    bar = re.search(r'hx-get="([^"]+)"', page)[1]
    asked = root.get(bar)
    assert (asked.status_code, "排队等候" in asked.text, "<html" in asked.text) == (200, True, False)
    run_jobs()
    assert root.get(bar).headers["HX-Refresh"] == "true"
    assert "收下 1 题" in root.get(there).text


def test_the_mends_of_a_large_file_are_checked_by_a_job(root, bank, run_jobs) -> None:
    many = [replace(GOOD, stem=f"第 {n} 号浮标在哪一片海域？", key=(n % 3,)) for n in range(302)]
    there = send(root, bank, FORMATS["json"].write([*many, BAD], "港口").data).location
    run_jobs()
    root.post(f"{there}/mends", data={"version": "1", "drop": "303"})
    assert 'role="progressbar"' in root.get(there).text
    assert root.post(f"{there}/mends", data={"version": "2", "drop": "302"}).status_code == 409
    assert run_jobs() == 1
    assert "不收的行" not in root.get(there).text


def test_an_upload_is_its_trainers_own_and_is_forgotten_in_time(
    app, sign_in, cast, root, uploaded, database, clock
) -> None:
    for other in (cast.tom, cast.ann, cast.cleo):
        assert sign_in(app.test_client(), other).get(uploaded).status_code == 404
    assert forget_uploads(database, clock) == 0
    clock.pass_by(days=3)
    assert forget_uploads(database, clock) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(QuestionUpload)) == 0


def test_a_bank_goes_out_in_every_format_and_comes_in_again(root, bank) -> None:
    for code, form in FORMATS.items():
        answer = root.get(f"/banks/{bank}/export?format={code}")
        assert answer.status_code == 200
        assert f"harbour{form.suffix}" in answer.headers["Content-Disposition"]
        assert form.recognises(answer.data, f"harbour{form.suffix}")
        came = len(form.read(answer.data).items)
        assert came >= 1 and came + int(answer.headers["X-Not-Carried"]) >= 4
    assert root.get(f"/banks/{bank}/export?format=doc").status_code == 404


def test_the_empty_template_is_known_and_asks_for_questions(root, bank, run_jobs) -> None:
    answer = send(root, bank, root.get("/banks/template.xlsx").data, "模板.xlsx")
    run_jobs()
    assert "没有试题" in root.get(answer.location).text
