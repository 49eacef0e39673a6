"""Pictures come in and go out with their questions, in every format that can carry them, and from bank folders."""

import io
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.drawing.image import Image as SheetImage
from sqlalchemy import func, select

from quiz_app.banks.actions import loading, pictures
from quiz_app.banks.actions.reading import check_repository, read_repository
from quiz_app.banks.formats.protocol import Item, Picture
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.importing import rewriting
from quiz_app.banks.importing.items import give, take
from quiz_app.banks.tables.imports import QuestionUpload
from quiz_app.banks.tables.questions import QuestionBank, QuestionPicture, QuestionPictureUse, QuestionVersion
from quiz_app.banks.tasks import forget_pictures, forget_uploads
from quiz_app.banks.types.protocol import Interaction
from quiz_app.core.files.media import digest_of
from quiz_app.organizations.actors import operator
from quiz_app.regulations import registry
from tests.banks.conftest import HEAD, PILOT, REGISTER
from tests.banks.pictures import SVG, drawn
from tests.banks.test_import_pages import bank, root, send  # noqa: F401
from tests.conftest import NOW

RED, BLUE = drawn("#b3131b"), drawn("#1b13b3")
SEEN = Item(
    Interaction.CHOOSE_ONE,
    "看 ![红旗](images/red.png)，这是什么？",
    ("![蓝旗](images/blue.png)", "红旗", "灯塔"),
    key=(1,),
    explanation="颜色是红的，![红旗](images/red.png)。",
    pictures=(Picture("red.png", RED), Picture("blue.png", BLUE)),
)

FOLDER_STEM = "引航员登船前先核对什么？"


LOSING = ["xlsx", "paper_text", "gift", "aiken"]
CARRYING = [code for code in FORMATS if code not in LOSING]


@pytest.mark.parametrize("code", LOSING)
def test_the_others_name_what_they_lose(code: str) -> None:
    assert any("图片" in each.what for each in FORMATS[code].write([SEEN], "港口").lost)


@pytest.fixture
def read(root, bank, run_jobs):  # noqa: F811
    """Send a file and let the job read it; gives the address of its preview."""

    def sent(data: bytes, name: str = "题目.json") -> str:
        answer = send(root, bank, data, name)
        assert run_jobs() == 1
        return answer.location

    return sent


@pytest.mark.parametrize("code", CARRYING)
def test_a_question_with_pictures_goes_out_and_comes_in_through_the_wizard(
    root,  # noqa: F811
    bank,  # noqa: F811
    database,
    read,
    run_jobs,
    code,
) -> None:
    waiting = read(FORMATS[code].write([SEEN], "港口").data, f"题目{FORMATS[code].suffix}")
    page = root.get(waiting).text
    assert f'src="/pictures/{digest_of(RED)}" alt="红旗"' in page
    assert root.get(f"/pictures/{digest_of(RED)}").data == RED
    assert root.post(f"{waiting}/confirmation", data={}).status_code == 303
    assert run_jobs() == 1
    with database.reading() as session:
        made = session.scalars(select(QuestionVersion).order_by(QuestionVersion.id.desc()).limit(1)).one()
        bank_code = session.scalars(select(QuestionBank.code)).one()
    assert sorted(made.pictures.values()) == sorted([digest_of(RED), digest_of(BLUE)])
    assert all(f"]({name})" in made.stem + made.options[0] for name in made.pictures)
    out = root.get(f"/banks/{bank}/export?format=json").data
    back = next(item for item in FORMATS["json"].read(out).items if item.pictures)
    assert {picture.data for picture in back.pictures} == {RED, BLUE} and bank_code == "harbour"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"pictures": (Picture("red.png", SVG), Picture("blue.png", BLUE))}, "是 SVG"),
        ({"pictures": (Picture("red.png", drawn(size=(5000, 1))), Picture("blue.png", BLUE))}, "5000×1"),
        ({"pictures": (Picture("blue.png", BLUE),)}, "没有找到"),
        ({"stem": r"由 $\foo$ 得什么？![红旗](images/red.png)"}, "不认识的命令"),
    ],
)
def test_a_row_whose_pictures_or_formulas_are_wrong_is_refused_by_name(root, read, change, says) -> None:  # noqa: F811
    page = root.get(read(FORMATS["json"].write([replace(SEEN, **change)], "").data)).text
    assert says in page and "现在没有可以收下的题目" in page


def test_a_picture_without_words_comes_in_as_a_draft_that_says_so() -> None:
    bare = replace(SEEN, stem="看 ![](images/red.png)，这是什么？")
    text = take(bare, area="key_work", registry=registry.read(REGISTER, "")).text
    assert "图片说明" in text.draft_reason


def test_a_picture_that_no_text_shows_is_named_and_left_out() -> None:
    made = take(
        replace(SEEN, stem="这是什么？", explanation="红"), area="key_work", registry=registry.read(REGISTER, "")
    )
    assert [each.what for each in made.left_out] == ["图片“red.png”：题目里没有用到"]
    assert [name for name, _ in made.text.pictures] == ["blue.png"]


def test_two_pictures_whose_names_become_one_stay_two() -> None:
    item = Item(
        Interaction.JUDGE,
        "![甲](images/a__b.png) ![乙](images/a-b.png)",
        key=(0,),
        pictures=(Picture("a__b.png", RED), Picture("a-b.png", BLUE)),
    )
    text = take(item, area="key_work", registry=registry.read(REGISTER, "")).text
    assert text.stem == "![甲](a-b.png) ![乙](a-b-2.png)"
    assert dict(text.pictures) == {"a-b.png": digest_of(RED), "a-b-2.png": digest_of(BLUE)}
    back = give(text, {digest_of(RED): RED, digest_of(BLUE): BLUE})
    assert back.stem == "![甲](images/a-b.png) ![乙](images/a-b-2.png)"


def test_a_row_that_is_mended_in_place_keeps_its_pictures() -> None:
    register = registry.read(REGISTER, "")
    text = rewriting.to_text(replace(SEEN, row=1), 1, register)
    assert "看 ![红旗](red.png)" in text
    mended = rewriting.from_text(text.replace("这是什么", "图上是什么"), 1, SEEN)
    assert mended.stem == "看 ![红旗](images/red.png)，图上是什么？"
    assert {picture.name for picture in mended.pictures} == {"red.png", "blue.png"}


def test_what_was_not_confirmed_or_was_undone_is_forgotten(
    root,  # noqa: F811
    read,
    run_jobs,
    database,
    clock,
    settings,
) -> None:
    shelf = pictures.shelf(settings.media)
    waiting = read(FORMATS["json"].write([SEEN], "").data)
    root.post(f"{waiting}/confirmation", data={})
    assert run_jobs() == 1
    read(FORMATS["json"].write([replace(SEEN, stem="浮标 ![灯](images/red.png) 呢？")], "").data)
    assert root.post("/banks/imports/1/undoing").status_code == 303
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(QuestionPictureUse)) == 0
        assert session.scalar(select(func.count()).select_from(QuestionPicture)) == 2
    assert forget_pictures(database, clock, shelf) == 0
    clock.pass_by(days=3)
    assert forget_uploads(database, clock) == 1 and forget_pictures(database, clock, shelf) == 2
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(QuestionUpload)) == 0
    assert [path for path in (settings.media / pictures.SHELF).rglob("*") if path.is_file()] == []


def test_pictures_in_a_sheet_are_named_as_left_out() -> None:
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write([replace(SEEN, pictures=())], "").data))
    book.worksheets[0].add_image(SheetImage(io.BytesIO(RED)), "A2")
    target = io.BytesIO()
    book.save(target)
    told = [each.what for each in FORMATS["xlsx"].read(target.getvalue()).unsupported]
    assert any("表格里的图片没有收下" in what for what in told)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "regulations.toml").write_text(REGISTER, "utf-8")
    shown = PILOT.replace(FOLDER_STEM, f"看 ![码头](quay.png) 答：{FOLDER_STEM}")
    (tmp_path / "harbour.md").write_text(HEAD + shown, "utf-8")
    (tmp_path / "harbour").mkdir()
    (tmp_path / "harbour" / "quay.png").write_bytes(RED)
    return tmp_path


def test_a_bank_folder_brings_its_pictures_and_another_content_is_another_version(
    folder: Path, database, cast, settings
) -> None:
    first = _load(folder, database, cast, settings)
    assert (first.new, first.changed) == (["harbour-0001"], [])
    again = _load(folder, database, cast, settings)
    assert again.unchanged == ["harbour-0001"]
    (folder / "harbour" / "quay.png").write_bytes(BLUE)
    changed = _load(folder, database, cast, settings)
    assert changed.changed == ["harbour-0001"]
    with database.reading() as session:
        versions = session.scalars(select(QuestionVersion).order_by(QuestionVersion.number)).all()
    assert [each.pictures for each in versions] == [{"quay.png": digest_of(RED)}, {"quay.png": digest_of(BLUE)}]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (shutil.rmtree, "没有找到"),
        (lambda pictures: (pictures / "quay.png").write_bytes(SVG), "是 SVG"),
        (lambda pictures: (pictures / "idle.png").write_bytes(BLUE), "没有一道题用到"),
        (lambda pictures: (pictures / "a b.png").write_bytes(BLUE), "改成“a-b.png”"),
    ],
)
def test_the_check_names_what_is_wrong_with_the_pictures_of_a_folder(folder: Path, spoil, says) -> None:
    assert check_repository(read_repository([folder])).problems == ()
    spoil(folder / "harbour")
    told = [str(problem) for problem in check_repository(read_repository([folder])).problems]
    assert any(says in each and "harbour.md" in each for each in told), told


def _load(folder: Path, database, cast, settings) -> loading.BankLoad:
    repository, unit = read_repository([folder]), cast.units["临江市"]
    actor = operator(unit.path)
    with database.transaction() as session:
        held = repository.pictures.values()
        pictures.keep(session, actor, unit, held, shelf=pictures.shelf(settings.media), at=NOW)
        return loading.load(session, actor, unit, repository.banks, repository.registry, at=NOW)
