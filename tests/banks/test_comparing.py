"""Where regulation texts are configured, articles and quotations are compared with them; where not, pages say so."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from quiz_app.banks.actions import approving
from quiz_app.banks.questions import LegalBasis
from quiz_app.banks.tables.questions import Question, QuestionBank
from quiz_app.core.config import Settings, WrongSetting
from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict
from quiz_app.regulations.citations import Citation
from quiz_app.regulations.queries import texts_at_hand
from tests.banks.conftest import act, pilot_text, write
from tests.banks.forms_sent import as_sent
from tests.banks.test_writing_pages import COMMON, TYPED
from tests.conftest import CHARTER, NOW, Cast

SAID = "年满十八岁的中国工人"
NOT_COMPARED = "条款和引文没有核对"


@pytest.fixture
def charters(citys: QuestionBank, our_register: None) -> QuestionBank:
    """The city's bank, in which the documents of our own register may be cited."""
    return citys


def send(tom: FlaskClient, bank: QuestionBank, article: str, quotation: str, **more: object):
    path = f"/banks/{bank.id}/questions/new?type=single_choice"
    page = tom.get(path).text
    charter = re.search(r'<option value="(\d+)">《中国共产党章程》（2022）', page)[1]
    basis = {
        "bases-0-regulation_version_id": charter,
        "bases-0-article": article,
        "bases-0-quotation": quotation,
    }
    return tom.post(path, data=as_sent(page) | COMMON | TYPED["single_choice"] | basis | more)


@pytest.mark.parametrize(
    ("article", "quotation", "sentence"),
    [
        ("第九百条", SAID, "手边的《中国共产党章程》里没有第九百条"),
        ("第一条", "党员可以不读书", "引文“党员可以不读书”不在第一条里"),
    ],
)
@pytest.mark.parametrize("then", ["publish", "keep"])
def test_an_invented_article_or_quotation_is_not_saved(
    with_texts: Path, tom, charters, database: Database, article: str, quotation: str, sentence: str, then: str
) -> None:
    answer = send(tom, charters, article, quotation, then=then)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert 'id="bases-0-article-error"' in answer.text
    with database.reading() as session:
        assert session.scalars(select(Question)).all() == []


def test_words_that_stand_in_the_article_are_saved_and_the_page_says_that_they_were_compared(
    with_texts: Path, tom, charters
) -> None:
    answer = send(tom, charters, "第一条", SAID)
    assert answer.status_code == 302
    page = tom.get(answer.location).text
    assert "条款和引文已与法规文本核对" in page
    assert NOT_COMPARED not in page
    assert NOT_COMPARED not in tom.get(f"{answer.location}/edit").text


def test_without_texts_both_pages_say_that_nothing_was_compared(tom, charters) -> None:
    assert NOT_COMPARED in tom.get(f"/banks/{charters.id}/questions/new").text
    answer = send(tom, charters, "第九百条", "党员可以不读书")
    assert answer.status_code == 302
    assert NOT_COMPARED in tom.get(answer.location).text
    assert NOT_COMPARED in tom.get(f"{answer.location}/edit").text


def test_what_was_saved_before_there_were_texts_is_marked_and_cannot_go_to_review(
    with_texts: Path, tom, charters, database: Database, cast: Cast
) -> None:
    invented = LegalBasis(Citation("中国共产党章程", "2022", "第一条"), "党员可以不读书", line=1)
    question = write(database, cast.tom, charters, cast.units["临江市"], pilot_text(bases=(invented,)), publish=False)
    page = tom.get(f"/banks/questions/{question.id}").text
    assert "与法规文本对不上" in page
    (send_in,) = re.findall(r'action="([^"]+/submission[^"]*)"', page)
    answer = tom.post(send_in.replace("&amp;", "&"))
    assert answer.status_code == 409
    assert "引文“党员可以不读书”不在第一条里" in answer.text
    with pytest.raises(Conflict, match="对不上"):
        act(database, cast.tom, question, approving.send, number=1, texts=texts_at_hand(with_texts), at=NOW)


def test_of_a_draft_the_page_says_what_no_text_could_show(
    with_texts: Path, tom, charters, database: Database, cast: Cast
) -> None:
    unseen = LegalBasis(Citation("中国共产党章程", "2022", "第九百条"), "", line=1)
    draft = pilot_text(bases=(unseen,), draft_reason="没有见到原文")
    question = write(database, cast.tom, charters, cast.units["临江市"], draft, publish=False)
    page = tom.get(f"/banks/questions/{question.id}").text
    assert "见不到《中国共产党章程》（2022）第九百条，没有核对" in page


def test_a_text_that_was_written_anew_counts_at_once(with_texts: Path, tom, charters) -> None:
    assert send(tom, charters, "第四条", "党员享有权利").status_code == 200
    text = with_texts / "中国共产党章程_2022.txt"
    text.write_text(f"{CHARTER}第四条 党员享有权利。\n", encoding="utf-8")
    assert send(tom, charters, "第四条", "党员享有权利").status_code == 302


def test_a_folder_of_texts_that_does_not_exist_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="已有的文件夹"):
        Settings.read({"QUIZ_APP_INSTANCE": str(tmp_path), "QUIZ_APP_REGULATION_TEXTS": str(tmp_path / "none")})
