"""Pictures in questions: sent with the form, kept by content, shown by every version as it was, forgotten at last."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from quiz_app.banks.actions import pictures as actions
from quiz_app.banks.checks import question_problems
from quiz_app.banks.duplicates import duplicates
from quiz_app.banks.markup import shown, with_pictures
from quiz_app.banks.picture_files import safe_name, unfit
from quiz_app.banks.questions import QuestionText
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionPicture, QuestionPictureUse, QuestionVersion
from quiz_app.banks.tasks import forget_pictures
from quiz_app.banks.wording import wording_problems
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.core.errors import Invalid
from quiz_app.core.files.media import Media, digest_of
from quiz_app.organizations.actors import Actor
from quiz_app.regulations.registry import Registry
from tests.banks.forms_sent import as_sent
from tests.banks.pictures import SVG, drawn
from tests.banks.test_writing_pages import BASIS, COMMON, TYPED, _first_version
from tests.conftest import Cast, SettableClock

RED, BLUE = drawn("#b3131b"), drawn("#1b13b3")
ADDRESS = re.compile(r'src="/pictures/([0-9a-f]{64})"')


def test_a_picture_is_sent_looked_at_and_saved_with_its_question(
    tom: FlaskClient, citys: QuestionBank, database: Database
) -> None:
    looked = _post(tom, _new(citys), _typed("看 ![红旗](seal.png) 答：先核对什么？"), seal=RED, then="look")
    assert looked.status_code == 200 and "还没有保存" in looked.text and 'alt="红旗"' in looked.text
    again = as_sent(looked.text)
    assert again["pictures-0-name"] == "seal.png" and again["pictures-0-digest"] == digest_of(RED)
    saved = tom.post(_new(citys), data=again | {"then": "keep"})
    assert saved.status_code == 302, saved.text
    assert f'src="/pictures/{digest_of(RED)}" alt="红旗"' in tom.get(saved.location).text
    with database.reading() as session:
        assert session.scalars(select(QuestionVersion)).one().pictures == {"seal.png": digest_of(RED)}


def test_an_old_version_shows_its_own_picture_under_the_same_name(tom: FlaskClient, citys: QuestionBank) -> None:
    page = _saved(tom, citys, RED)
    edit = as_sent(tom.get(f"{page}/edit").text)
    answer = _post(tom, f"{page}/edit", edit | {"pictures-0-drop": "y"}, seal=BLUE, then="keep")
    assert answer.status_code == 302, answer.text
    assert ADDRESS.findall(tom.get(page).text) == [digest_of(BLUE)]
    assert ADDRESS.findall(tom.get(f"{page}?version=1").text) == [digest_of(RED)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (SVG, "是 SVG"),
        (b"%PDF-1.7", "不是 PNG"),
        (drawn(size=(4001, 2)), "有 4001×2 像素"),
        (RED + bytes(2 * 1024 * 1024), "有 2.0 MB，超过 2 MB"),
        (RED[:20], "已损坏"),
    ],
)
def test_what_may_be_no_picture_is_refused_with_a_sentence(
    tom: FlaskClient, citys: QuestionBank, database: Database, content: bytes, reason: str
) -> None:
    answer = _post(tom, _new(citys), _typed("看 ![红旗](seal.png) 答：核对什么？"), seal=content, then="keep")
    assert answer.status_code == 200 and f"“seal.png”{reason}" in answer.text
    with database.reading() as session:
        assert session.scalars(select(QuestionPicture)).all() == [] == session.scalars(select(Question)).all()


def test_a_picture_without_a_description_is_named(tom: FlaskClient, citys: QuestionBank) -> None:
    answer = _post(tom, _new(citys), _typed("看 ![](seal.png) 答：核对什么？"), seal=RED, then="keep")
    assert "没有图片说明" in answer.text and 'id="stem-error"' in answer.text


def test_a_picture_that_is_shown_nowhere_is_not_dropped_in_silence(tom: FlaskClient, citys: QuestionBank) -> None:
    answer = _post(tom, _new(citys), _typed("先核对什么？"), seal=RED, then="keep")
    assert answer.status_code == 200 and "还没有写进题目" in answer.text
    assert as_sent(answer.text)["pictures-0-digest"] == digest_of(RED)


def test_a_picture_that_was_never_sent_is_named(tom: FlaskClient, citys: QuestionBank) -> None:
    stolen = {"pictures-0-name": "seal.png", "pictures-0-digest": digest_of(BLUE)}
    answer = _post(tom, _new(citys), _typed("看 ![红旗](seal.png) 答：核对什么？") | stolen, then="keep")
    assert answer.status_code == 200 and "没有找到" in answer.text


def test_a_picture_is_served_to_members_for_good_and_to_nobody_else(
    tom: FlaskClient, app: Flask, sign_in: Callable[[FlaskClient, Actor], FlaskClient], cast: Cast, citys: QuestionBank
) -> None:
    ann = sign_in(app.test_client(), cast.ann)
    _saved(tom, citys, RED)
    address = f"/pictures/{digest_of(RED)}"
    answer = ann.get(address)
    assert (answer.status_code, answer.data, answer.mimetype) == (200, RED, "image/png")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert ann.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert app.test_client().get(address).status_code == 302
    for other in (digest_of(BLUE), "..%2Fsecret_key", "x" * 64):
        assert ann.get(f"/pictures/{other}").status_code == 404


def test_the_api_of_banks_gives_addresses_of_pictures(tom: FlaskClient, citys: QuestionBank) -> None:
    _saved(tom, citys, RED)
    items = tom.get(f"/api/v1/banks/{citys.id}/questions").json["items"]
    assert items[0]["stem"].startswith(f"看 ![红旗](/pictures/{digest_of(RED)})")


def test_pictures_that_no_question_shows_are_forgotten_after_two_days(
    tom: FlaskClient, citys: QuestionBank, database: Database, clock: SettableClock, settings: Settings
) -> None:
    _post(tom, _new(citys), _typed("先核对什么？"), seal=BLUE, then="look")
    _saved(tom, citys, RED)
    shelf = actions.shelf(settings.media)
    assert forget_pictures(database, clock, shelf) == 0
    clock.pass_by(days=3)
    assert forget_pictures(database, clock, shelf) == 1
    assert not (settings.media / "questions" / digest_of(BLUE)[:2] / digest_of(BLUE)).exists()
    assert shelf.read(digest_of(RED)) == RED
    with database.transaction() as session:
        session.execute(delete(QuestionPictureUse))
    assert forget_pictures(database, clock, shelf) == 1


def test_a_picture_that_was_forgotten_meanwhile_stops_the_saving(
    database: Database, clock: SettableClock, tmp_path: Path
) -> None:
    text = with_pictures(_text("看 ![红旗](seal.png)"), {"seal.png": digest_of(RED)})
    with database.transaction() as session, pytest.raises(Invalid, match="重新上传"):
        actions.use(session, {1: text}, at=clock.now())


def test_names_are_safe_in_markdown_and_paths() -> None:
    assert safe_name("../../红 旗(1).PNG", RED, ()) == "红-旗-1-.PNG"
    assert safe_name("a____b.png", RED, ()) == "a-b.png"
    assert safe_name("photo", RED, ("photo.png",)) == "photo-2.png"


def test_what_a_question_says_counts_its_pictures_and_nothing_changes_without() -> None:
    plain, text = _text("核对什么？"), _text("看 ![红旗](seal.png)")
    assert plain.digest == "9b4661ba5dd0e9abd357478ea3a423baf58c7a66774a4aea31056ffa6fb8feb4"
    red = with_pictures(text, {"seal.png": digest_of(RED), "other.png": digest_of(BLUE)})
    assert red.pictures == (("seal.png", digest_of(RED)),)
    assert len({text.digest, red.digest, with_pictures(text, {"seal.png": digest_of(BLUE)}).digest}) == 3
    assert shown(red).stem == f"看 ![红旗](/pictures/{digest_of(RED)})"


def test_wrong_formulas_and_pictures_are_named_by_the_part_they_stand_in() -> None:
    text = _text(r"由 $\foo$ 得", options=("![](a.png)", "乙"))
    told = [problem.reason for problem in question_problems(text, Registry(()), None)]
    assert any(reason.startswith("题干里的公式") and "\\foo" in reason for reason in told)
    assert any("选项 A 里的图片“a.png”没有找到" in reason for reason in told)
    assert any("选项 A 里的图片“a.png”没有图片说明" in reason for reason in told)


def test_only_pictures_of_the_four_kinds_fit() -> None:
    assert [unfit(drawn(form=form)) for form in ("PNG", "JPEG", "GIF", "WEBP")] == [""] * 4


def _text(stem: str, options: tuple[str, ...] = ("甲", "乙")) -> QuestionText:
    return QuestionText("", "single_choice", 1, "key_work", stem, options, (0,), "因为如此", ("引航",), (), "待补")


def _new(bank: QuestionBank) -> str:
    return f"/banks/{bank.id}/questions/new?type=single_choice"


def _typed(stem: str) -> dict[str, object]:
    return COMMON | TYPED["single_choice"] | BASIS | {"stem": stem}


def _post(client: FlaskClient, path: str, typed: dict[str, object], *, seal: bytes | None = None, then: str) -> object:
    page = client.get(path).text
    images = {} if seal is None else {"images": [(BytesIO(seal), "seal.png")]}
    first = {} if "bases-0-regulation_version_id" in typed else _first_version(page)
    data = as_sent(page) | typed | first | images | {"then": then}
    return client.post(path, data=data, content_type="multipart/form-data")


def _saved(client: FlaskClient, bank: QuestionBank, picture: bytes) -> str:
    answer = _post(client, _new(bank), _typed("看 ![红旗](seal.png) 答：先核对什么？"), seal=picture, then="keep")
    assert answer.status_code == 302, answer.text
    return answer.location


def test_a_shelf_forgets_what_is_not_there_without_a_word(tmp_path: Path) -> None:
    Media(tmp_path).forget(digest_of(RED))


def test_the_same_words_about_another_picture_ask_something_else() -> None:
    text = _text("图中的旗是什么颜色？![旗](seal.png)")
    red, blue = (with_pictures(text, {"seal.png": digest_of(each)}) for each in (RED, BLUE))
    assert duplicates([red, blue]) == []
    assert len(duplicates([red, red])) == 1


def test_the_name_of_a_picture_gives_no_answer_away() -> None:
    text = _text("看图 ![这是一面旗](seal.png) 选哪一个？", options=("![旗](seal.png)", "乙"))
    assert list(wording_problems(text)) == []
