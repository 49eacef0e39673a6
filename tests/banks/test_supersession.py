"""A superseded version sets its questions aside at once; a page shows old and new side by side."""

import re

from flask.testing import FlaskClient

from quiz_app.banks.actions import writing
from quiz_app.banks.actions.writing import Writing
from quiz_app.banks.queries import supersession
from quiz_app.banks.queries.drawing import drawable
from quiz_app.banks.queries.questions import find_question
from quiz_app.banks.questions import LegalBasis
from quiz_app.banks.tables.questions import Question, QuestionBank
from quiz_app.core.db import Database
from quiz_app.regulations.citations import Citation, whole_article
from tests.banks.conftest import REGISTER, SUPERSEDED, Loader, approve, counted, pilot_text, write
from tests.conftest import NOW, Cast

RENEWED = REGISTER.replace(
    'effective_on = "2019-06-01"\n',
    'effective_on = "2019-06-01"\nsuperseded_on = "2026-01-01"\n'
    '[[document.version]]\nlabel = "2026"\nissued_on = "2026-01-01"\neffective_on = "2026-02-01"\n',
)
NEW_WORDS = "引航员应当先核对船名、吃水和龙骨"


def test_the_old_quotation_stands_beside_what_other_questions_quote_of_the_new_article(
    tom: FlaskClient, load: Loader, database: Database, cast: Cast, citys: QuestionBank, question: Question
) -> None:
    city = cast.units["临江市"]
    load(register=RENEWED)
    with database.reading() as session:
        assert drawable(session, city, bank_ids=[citys.id]) == []
    other = LegalBasis(Citation("港口工作条例", "2026", "第三条第二款"), NEW_WORDS, line=1)
    far = LegalBasis(Citation("港口工作条例", "2026", "第三十条"), "第三十条的话", line=1)
    write(database, cast.tom, citys, city, pilot_text("缆绳由谁系好？", bases=(other,)))
    write(database, cast.tom, citys, city, pilot_text("谁来发靠泊口令？", bases=(far,)))
    page = tom.get("/banks/superseded").text
    assert "引航员应当先核对船名和吃水" in page and "《港口工作条例》（2019）第三条" in page
    assert "《港口工作条例》（2026）第三条" in page and "2026-02-01 起施行" in page
    assert NEW_WORDS in page and "第三十条的话" not in page and "条号和意思都可能变了" in page
    assert f"/banks/questions/{question.id}/edit" in page and "city-s0002" not in page


def test_a_document_without_a_version_in_force_is_said_to_have_none(
    tom: FlaskClient, load: Loader, question: Question
) -> None:
    load(register=SUPERSEDED)
    assert "登记里没有这份文件的现行版本" in tom.get("/banks/superseded").text


def test_a_mended_question_stays_in_the_list_until_somebody_approves_it(
    tom: FlaskClient, load: Loader, database: Database, cast: Cast, question: Question
) -> None:
    load(register=RENEWED)
    mended = pilot_text(bases=(LegalBasis(Citation("港口工作条例", "2026", "第三条"), NEW_WORDS, line=1),))
    with database.transaction() as session:
        found = find_question(session, cast.tom, question.id, lock=True)
        writing.change(session, cast.tom, found, Writing(mended, True), version=found.question.version, at=NOW)
    assert "修改在审核" in tom.get("/banks/superseded").text
    approve(database, question)
    assert "没有待修订的题" in tom.get("/banks/superseded").text
    with database.reading() as session:
        assert [each.code for each in drawable(session, cast.units["临江市"], bank_ids=[question.bank_id])]


def test_the_list_is_narrowed_to_a_version_paged_and_costs_few_queries(
    tom: FlaskClient, load: Loader, database: Database, cast: Cast, citys: QuestionBank
) -> None:
    city = cast.units["临江市"]
    for number in range(22):
        asked = "".join(chr(0x4E00 + number * 40 + place) for place in range(20))
        write(database, cast.tom, citys, city, pilot_text(f"{asked}？"))
    tide = LegalBasis(Citation("潮汐观测办法", "2022", "第一条"), "每两小时记录一次", line=1)
    write(database, cast.tom, citys, city, pilot_text("潮位隔多久记一次？", bases=(tide,)))
    load(register=RENEWED.replace('issued_on = "2022-10"', 'issued_on = "2022-10"\nsuperseded_on = "2026-03"'))
    with counted(database) as statements, database.reading() as session:
        assert len(supersession.set_aside(session, cast.tom, limit=50)) == 23
    assert len(statements) <= 4
    first = tom.get("/banks/superseded").text
    following = re.search(r'rel="next" href="([^"]+)"', first)[1]
    codes = re.findall(r"<h2>(city-s[0-9]{4})", first + tom.get(following).text)
    assert len(codes) == len(set(codes)) == 23
    version = re.search(r'<option value="([0-9]+)">《潮汐观测办法》（2022），1 题', first)[1]
    assert re.findall(r"<h2>(city-s[0-9]{4})", tom.get(f"/banks/superseded?version={version}").text) == ["city-s0023"]


def test_an_article_is_known_by_its_number_whatever_part_of_it_is_cited() -> None:
    cited = ("第三条", "第三条第二款", "第三条 第（一）项", "第三十条", "总纲")
    assert [whole_article(each) for each in cited] == ["第三条", "第三条", "第三条", "第三十条", "总纲"]
