"""Many questions at once from the list of a bank: chosen, shown, confirmed, undone; and no way into another bank."""

from collections.abc import Callable

from flask.testing import FlaskClient

from quiz_app.banks.actions import banks
from quiz_app.banks.actions.banks import BankDraft
from quiz_app.banks.tables.questions import Question, QuestionBank
from quiz_app.core.db import Database
from quiz_app.organizations.actors import Actor
from tests.banks.conftest import held
from tests.banks.forms_sent import as_sent
from tests.conftest import Cast


def test_tom_tags_from_the_list_sees_what_will_happen_confirms_and_undoes(
    tom: FlaskClient, citys: QuestionBank, three: list[Question]
) -> None:
    path = f"/banks/{citys.id}/bulk?scope=chosen&question={three[0].id}&question={three[2].id}&act=tag"
    assert "选了 2 题" in tom.get(path).text
    assert "请写一个知识点" in tom.get(f"{path}&value=").text
    page = tom.get(f"{path}&value=值班").text
    assert "加知识点：值班" in page and "其中 1 题会送审" in page
    sent = as_sent(page)
    stale = tom.post(f"{path}&value=值班", data=sent | {"seen": "other"})
    assert stale.status_code == 409 and "什么都没有做" in stale.text
    answer = tom.post(f"{path}&value=值班", data=sent | {"reason": "归类"}, follow_redirects=True)
    assert "已办好 2 题" in answer.text and "归类" in answer.text
    undoing = f"/banks/{citys.id}/acts/1/undoing"
    page = tom.get(undoing).text
    assert "撤销“加知识点”" in page
    assert "已撤销" in tom.post(undoing, data=as_sent(page), follow_redirects=True).text
    assert tom.get(undoing).status_code == 409


def test_all_that_match_the_filter_or_the_page_are_chosen_without_ticking(
    tom: FlaskClient, citys: QuestionBank, three: list[Question]
) -> None:
    path = f"/banks/{citys.id}/bulk"
    assert ">3<" in tom.get(f"{path}?scope=all&act=retire").text
    assert ">1<" in tom.get(f"{path}?scope=all&act=retire&state=published").text
    page = ",".join(str(each.id) for each in three[:2])
    assert ">2<" in tom.get(f"{path}?scope=page&onpage={page}&act=retire").text
    nothing = tom.get(f"{path}?scope=chosen&act=retire&difficulty=1", follow_redirects=True)
    assert "请先勾选题目" in nothing.text and nothing.request.query_string == b"difficulty=1"
    assert "请选要对这些题做什么" in tom.get(f"{path}?scope=all&act=burn", follow_redirects=True).text


def test_a_move_is_undone_from_the_bank_that_it_left(
    tom: FlaskClient, database: Database, cast: Cast, citys: QuestionBank, three: list[Question]
) -> None:
    with database.transaction() as session:
        other = banks.create(session, cast.tom, cast.units["临江市"], code="other", draft=BankDraft("别的", "key_work"))
    path = f"/banks/{citys.id}/bulk?scope=all&act=move"
    assert "别的（临江市）" in tom.get(path).text
    page = tom.get(f"{path}&value={other.id}").text
    assert "移到别的题库：别的" in page
    tom.post(f"{path}&value={other.id}", data=as_sent(page))
    assert {held(database, cast.tom, each).bank.id for each in three} == {other.id}
    undoing = f"/banks/{citys.id}/acts/1/undoing"
    answer = tom.post(undoing, data=as_sent(tom.get(undoing).text), follow_redirects=True)
    assert "已撤销" in answer.text
    assert {held(database, cast.tom, each).bank.id for each in three} == {citys.id}


def test_questions_of_another_bank_are_not_reached_by_their_ids(
    client: FlaskClient,
    sign_in: Callable[[FlaskClient, Actor], FlaskClient],
    database: Database,
    cast: Cast,
    citys: QuestionBank,
    three: list[Question],
) -> None:
    with database.transaction() as session:
        other = banks.create(session, cast.tom, cast.units["临江市"], code="other", draft=BankDraft("别的", "key_work"))
    tom = sign_in(client, cast.tom)
    page = tom.get(f"/banks/{other.id}/bulk?scope=chosen&question={three[0].id}&act=retire").text
    assert "没有一道可以这样做" in page
    assert tom.get(f"/banks/{citys.id}/bulk?scope=all&act=move&value={other.id}").status_code == 200
    assert tom.get(f"/banks/{citys.id}/bulk?scope=all&act=move&value=99999999999999999999").status_code == 200
    assert tom.get(f"/banks/{citys.id}/acts/77/undoing").status_code == 404
