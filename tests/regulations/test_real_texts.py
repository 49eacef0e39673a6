"""The texts that lie beside the project on some machines split as they should."""

import os
from pathlib import Path

import pytest

from quiz_app.regulations import registry
from quiz_app.regulations.citations import Citation
from quiz_app.regulations.texts import Standing, Texts, gather, quotes

FOLDER = os.environ.get("QUIZ_APP_REGULATION_TEXTS", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="QUIZ_APP_REGULATION_TEXTS 没有设置：手边没有法规文本")

ARTICLES = {
    "中国共产党章程": 55,
    "中国共产党党员教育管理工作条例": 46,
    "中国共产党发展党员工作细则": 44,
    "中国共产党党和国家机关基层组织工作条例": 43,
    "党史学习教育工作条例": 34,
}


@pytest.fixture(scope="module")
def texts() -> Texts:
    register = registry.read((Path(__file__).parents[2] / "question_banks" / "regulations.toml").read_text("utf-8"))
    return gather(register, {path.name: path.read_text("utf-8") for path in Path(FOLDER).glob("*.txt")})


def test_whole_documents_have_every_article_and_none_is_empty(texts: Texts) -> None:
    for (title, _), document in texts.documents.items():
        if title in ARTICLES:
            assert sorted(document.articles) == list(range(1, ARTICLES[title] + 1)), title
            assert all(len(provision.text) > 5 for provision in document.articles.values()), title
            assert all(p.standing is Standing.CERTAIN for p in document.articles.values()), title


def test_the_constitution_has_its_general_program_and_eleven_chapters(texts: Texts) -> None:
    document = texts.documents["中国共产党章程", "2022"]
    assert "总纲" in document.sections
    assert sum(name.endswith("章") for name in document.sections) == 11
    assert quotes(document.find("第四十一条").text, "警告、严重警告、撤销党内职务、留党察看、开除党籍")
    assert not quotes(document.find("第四十条").text, "警告、严重警告、撤销党内职务、留党察看、开除党籍")
    assert document.find("第三条第（八）项") is not None and document.find("第三条第（九）项") is None


def test_excerpts_keep_their_reservations(texts: Texts) -> None:
    def standing(article: str) -> Standing | None:
        found = texts.look_up(Citation("中国共产党支部工作条例（试行）", "2018", article))
        return found.standing if found else None

    assert standing("第四条") is Standing.CERTAIN
    assert standing("第九条") is Standing.PARTIAL
    assert standing("第十六条") is Standing.RETOLD
    assert standing("第二十条") is Standing.NUMBER_UNSURE
    assert standing("第二十三条") is Standing.CERTAIN
    assert standing("第十条") is standing("第十五条") is None


def test_only_the_articles_themselves_are_taken_from_the_commentary(texts: Texts) -> None:
    document = texts.documents["中国共产党纪律处分条例", "2023"]
    assert sorted(document.articles) == [19, 30, 55, 57, 80, 86, 94, 105, 106, 107, 132, 139, 153]
    assert not any("习近平总书记" in provision.text for provision in document.articles.values())
