"""Citations as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.regulations.citations import Citation, CitationError, Place, number, parse, place

BRANCH_WORK = "中国共产党支部工作条例（试行）"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《中国共产党章程》（2022）第三条", Citation("中国共产党章程", "2022", "第三条")),
        (" 《中国共产党章程》 (2022) 第三条 第(一)项 ", Citation("中国共产党章程", "2022", "第三条第（一）项")),
        (f"《{BRANCH_WORK}》（2018）第四条", Citation(BRANCH_WORK, "2018", "第四条")),
        ("《中国共产党章程》（2022）总 纲", Citation("中国共产党章程", "2022", "总纲")),
        ("《章程》（2022 ）第十一章", Citation("章程", "2022", "第十一章")),
        ("《体系》（2021）三、框架构成（二）组织法规", Citation("体系", "2021", "三、框架构成（二）组织法规")),
    ],
)
def test_a_citation_is_read_whatever_the_brackets_and_blanks(text: str, expected: Citation) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "党章第三条",
        "《中国共产党章程》第三条",
        "《中国共产党章程》（2022）",
        "《》（2022）第三条",
        "（2022）第三条",
        "《中国共产党章程》（2022）第三条第五",
        "《中国共产党章程》（2022）第三条、第四条",
    ],
)
def test_what_is_no_citation_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(CitationError, match="第三条"):
        parse(text)


@given(st.sampled_from(["章程", BRANCH_WORK]), st.sampled_from(["2022", "试行"]), st.integers(1, 999))
def test_a_citation_reads_as_it_prints(title: str, label: str, article: int) -> None:
    citation = Citation(title, label, f"第{article}条")
    assert parse(str(citation)) == citation


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ("第三条", Place(3)),
        ("第20条", Place(20)),
        ("第一百零五条第二款", Place(105, 2)),
        ("第三条第二款第（一）项", Place(3, 2, 1)),
        ("第三条第(十一)项", Place(3, None, 11)),
        ("第三条（一）项", Place(3, None, 1)),
        ("第三条第一项", Place(3, None, 1)),
        ("总纲", None),
        ("第一章", None),
        ("第三条规定", None),
    ],
)
def test_an_article_is_taken_apart(article: str, expected: Place | None) -> None:
    assert place(article) == expected


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十一", 11),
        ("二十", 20),
        ("五十五", 55),
        ("一百", 100),
        ("一百零五", 105),
        ("一百五十三", 153),
        ("三十〇", 30),
        ("105", 105),
    ],
)
def test_chinese_numerals_are_numbers(numeral: str, value: int) -> None:
    assert number(numeral) == value
