"""Splitting regulation texts, with small texts of every layout; the words are made up."""

import pytest

from quiz_app.regulations import registry
from quiz_app.regulations.citations import parse
from quiz_app.regulations.texts import Standing, gather, quotes, split

WHOLE = """来源：某网站

海港章程
海港第一次大会通过
总 纲
海港是大家的海港。
第一，守住码头。
第一章 总 则
第一条 为了守住码头，制定本章程。
第二条 守港人必须做到：
（一）按时出海；
（二）按时回港。
违反前款规定的，不得出海。
本条第三款到此为止。
第二章 附则
第十一条 本章程自发布之日起施行。
（来源：某社）
"""

EXCERPTS = """来源：公开网页摘录，均非全文；未注明【见】者不得据以出题。

【海港条例】（2020年7月13日发布；取代1990年《暂行条例》）
第二条【见 a.example】 码头每月检查1次。……灯塔每年检查1次。
第三条【见 a.example、b.example】 检查内容是：（一）缆绳；（二）灯火。
第四条【部分见 a.example】 船只进港应当鸣笛。（以下未见；共八项）
第五条【见大意：c.example 转述并标明第五条】 大意是船要靠右。
第六条【未见条文】 靠泊费。
第七条【见 d.example，条号为常识】 船要挂旗。
第八条【见 e.example 标明第八条】 船要编号。
（差额比例一条：未见原文，不得据以出题。）
（第六章，条号除第二十三条外为常识）
第二十条【见 f.example】 港长由3人推举。
第二十三条【见 f.example 标明第二十三条】 港长任期3年。
（第七章 保障，条号未见）【见 g.example】 各港应当保障灯火。

【灯塔规定】（1999年）
第二条【见】 灯塔涂白色。
【见 h.example 转述】 灯塔也可以涂红色。
"""

COMMENTARY = """来源：某网站；只含重点条文及解读

## 解读1
编者说明第十九条的来历。
一、关于不予处分
【条文】
第十九条 情节轻微的，可以提醒。
无法预见的，不追究。
【解读】
第十九条新增第二款，编者以为很好。

## 解读2
【条文】
第一百零五条 离港后不得带走灯火。
【解读】
解读的话。
"""

HEADINGS = """来源：某网站

海港规则体系（二〇二一年）
前 言
海港有规则。
一、规则的历程
说明历程。
（一）奠基
1921年有了第一条规则。
二、规则的构成
规则分两类。
（一）水上规则
水上规则管船。
（二）岸上规则
岸上规则管人。
结束语
规则要守。
"""


@pytest.mark.parametrize(
    ("article", "text"),
    [
        ("第一条", "为了守住码头，制定本章程。"),
        ("第1条", "为了守住码头，制定本章程。"),
        ("第二条第一款", "守港人必须做到：\n（一）按时出海；\n（二）按时回港。"),
        ("第二条第二款", "违反前款规定的，不得出海。"),
        ("第二条第三款", "本条第三款到此为止。"),
        ("第二条第（二）项", "（二）按时回港。"),
        ("第二条第一款第（一）项", "（一）按时出海；"),
        ("第十一条", "本章程自发布之日起施行。"),
        ("总纲", "总 纲\n海港是大家的海港。\n第一，守住码头。"),
        ("第二章", "第二章 附则\n第十一条 本章程自发布之日起施行。"),
        ("第二章附则", "第二章 附则\n第十一条 本章程自发布之日起施行。"),
    ],
)
def test_a_whole_text_gives_articles_paragraphs_items_and_chapters(article: str, text: str) -> None:
    provision = split(WHOLE, "海港章程").find(article)
    assert provision is not None
    assert (provision.text, provision.standing) == (text, Standing.CERTAIN)


@pytest.mark.parametrize(
    "article",
    ["第三条", "第二条第四款", "第二条第（三）项", "第二条第二款第（一）项", "第三章", "附录", "第一条第二款"],
)
def test_what_a_text_does_not_have_is_not_found(article: str) -> None:
    assert split(WHOLE, "海港章程").find(article) is None


@pytest.mark.parametrize(
    ("article", "standing"),
    [
        ("第二条", Standing.PARTIAL),
        ("第三条", Standing.CERTAIN),
        ("第四条", Standing.PARTIAL),
        ("第五条", Standing.RETOLD),
        ("第七条", Standing.NUMBER_UNSURE),
        ("第八条", Standing.CERTAIN),
        ("第二十条", Standing.NUMBER_UNSURE),
        ("第二十三条", Standing.CERTAIN),
        ("第七章", Standing.NUMBER_UNSURE),
    ],
)
def test_an_excerpt_says_how_far_it_may_be_relied_on(article: str, standing: Standing) -> None:
    provision = split(EXCERPTS, "海港条例").find(article)
    assert provision is not None
    assert provision.standing is standing


def test_an_article_of_which_only_the_subject_is_known_is_not_there() -> None:
    assert split(EXCERPTS, "海港条例").find("第六条") is None


def test_the_editors_words_are_no_part_of_an_article() -> None:
    excerpts = split(EXCERPTS, "海港条例")
    assert excerpts.find("第四条").text == "船只进港应当鸣笛。……"
    assert all("未见" not in provision.text for provision in excerpts.articles.values())
    assert "不得据以出题" not in excerpts.find("第八条").text


def test_items_are_found_in_a_condensed_line_but_its_paragraphs_cannot_be_told() -> None:
    excerpts = split(EXCERPTS, "海港条例")
    assert excerpts.find("第三条第（二）项").text == "（二）灯火。"
    assert excerpts.find("第三条第一款") is None


def test_each_document_in_a_collection_has_its_own_articles() -> None:
    assert split(EXCERPTS, "灯塔规定").find("第二条").text == "灯塔涂白色。"
    assert split(EXCERPTS, "灯塔规定").find("第三条") is None
    assert split(EXCERPTS, "没有的规定").articles == {}


def test_a_commentary_gives_only_what_stands_between_its_marks() -> None:
    text = split(COMMENTARY, "海港处分条例")
    assert sorted(text.articles) == [19, 105]
    assert text.find("第十九条第二款").text == "无法预见的，不追究。"
    assert "编者" not in "".join(provision.text for provision in text.articles.values())


def test_a_text_without_articles_is_found_by_its_headings() -> None:
    text = split(HEADINGS, "海港规则体系")
    assert text.find("前言").text == "前 言\n海港有规则。"
    for name in ("二、规则的构成", "规则的构成", "第二部分"):
        assert text.find(name).text.startswith("二、规则的构成")
        assert text.find(name).text.endswith("岸上规则管人。")
    for name in ("（一）水上规则", "水上规则", "二、规则的构成（一）水上规则"):
        assert text.find(name).text == "（一）水上规则\n水上规则管船。"
    assert text.find("结束语").text == "结束语\n规则要守。"
    assert text.find("三、没有的部分") is None


def test_a_heading_that_two_sections_share_stands_for_neither() -> None:
    text = split(HEADINGS.replace("（二）岸上规则", "（二）奠基"), "海港规则体系")
    assert text.find("奠基") is None
    assert text.find("一、规则的历程（一）奠基").text.endswith("1921年有了第一条规则。")


@pytest.mark.parametrize("quotation", ["守住码头", "守住 码头，\n制定", "为了守住码头，制定本章程。"])
def test_a_quotation_may_differ_in_blanks_only(quotation: str) -> None:
    assert quotes("为了守住码头，\n制定本章程。", quotation)


@pytest.mark.parametrize("quotation", ["", "  ", "守住码头,制定", "守住了码头", "为了……制定", "守住码头。"])
def test_any_other_difference_is_no_quotation(quotation: str) -> None:
    assert not quotes("为了守住码头，制定本章程。", quotation)


def test_words_across_an_omission_are_no_quotation() -> None:
    text = split(EXCERPTS, "海港条例").find("第二条").text
    assert quotes(text, "灯塔每年检查1次")
    assert not quotes(text, "检查1次。……灯塔")
    assert not quotes(text, "检查1次。灯塔")


def test_texts_are_gathered_by_title_and_version() -> None:
    register = registry.read(
        '[[document]]\ncode="a"\ntitle="海港章程"\n'
        '[[document.version]]\nlabel="1"\nissued_on="2001"\nsuperseded_on="2020"\n'
        '[[document.version]]\nlabel="2"\nissued_on="2020"\ncoverage="full"\ntext="章程.txt"\n'
    )
    texts = gather(register, {"章程.txt": WHOLE})
    assert register.problems == ()
    assert texts.find("海港章程", "第一条") == "为了守住码头，制定本章程。"
    assert texts.find("海港章程", "第九条") is None
    assert texts.look_up(parse("《海港章程》（2）第一条")) is not None
    assert texts.look_up(parse("《海港章程》（1）第一条")) is None
    assert texts.covers("海港章程", "2") and not texts.covers("海港章程", "1")
    assert gather(register, {}).documents == {}
