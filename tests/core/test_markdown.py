import re

import pytest

from quiz_app.core.markdown import BLOCKS, inline, render

PICTURES = {"images/seal.png": "/courses/7/files/images/seal.png"}

HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "a script in a block": "/// case | <script>alert(1)</script>\n<script>alert(2)</script>\n///",
    "an image with a handler": "<img src=x onerror=alert(1)>",
    "a handler in an alternative text": '![a" onerror="alert(1)](images/seal.png)',
    "a handler in a picture's title": "![a](images/seal.png \"t' onload=alert(1) x='\")",
    "a picture from elsewhere": "![a](https://evil.example/p.png)",
    "a picture from elsewhere without a scheme": "![a](//evil.example/p.png)",
    "a picture as data": "![a](data:image/svg+xml;base64,PHN2Zz4=)",
    "a picture by reference": "![a][b]\n\n[b]: https://evil.example/p.png",
    "a script link": "[x](javascript:alert(1))",
    "a script link in capitals": "[x](JaVaScRiPt:alert(1))",
    "a script link with an entity": "[x](&#106;avascript:alert(1))",
    "a script link with a tab entity": "[x](<java&#9;script:alert(1)>)",
    "a script link with a line feed": "[x](<java&#10;script:alert(1)>)",
    "a script link with a leading control": "[x](<&#1;javascript:alert(1)>)",
    "a script link by reference": "[x][y]\n\n[y]: javascript:alert(1)",
    "a script as autolink": "<javascript:alert(1)>",
    "a data link": "[x](data:text/html,<script>alert(1)</script>)",
    "a vbscript link": "[x](vbscript:msgbox(1))",
    "a frame": "<iframe src='https://evil.example'></iframe>",
    "a form": "<form action='/sign-out' method=post><button>press</button></form>",
    "a style": "<style>body{display:none}</style>",
    "an inline style": "<p style='position:fixed'>x</p>",
    "a drawing": "<svg onload=alert(1)><circle/></svg>",
    "a formula": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "a template": "<template><script>alert(1)</script></template>",
    "a comment": "<!--><script>alert(1)</script>-->",
    "attributes on a block": "/// case\n    attrs: {class: 'btn primary', id: main, onclick: 'alert(1)'}\n\nhi\n///",
    "an unknown block type": "/// admonition | t\n    type: scrim\n\nhi\n///",
    "a heading with attributes": "## a {: #main .btn onclick=alert(1)}",
    "a script in code": "`<script>alert(1)</script>`\n\n    <script>alert(1)</script>",
    "a forged placeholder": "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;",
    "a table with tags": "|<b>a|b|\n|---|---|\n|<img src=x onerror=alert(1)>|2|",
    "a clause with tags": "> x\n>\n> ——<a href='javascript:alert(1)'>《党章》</a>",
}

TAG = re.compile(r"<(/?)([a-z0-9]+)((?:\s+[a-z-]+=\"[^\"<>]*\")*)\s*>")
ATTRIBUTE = re.compile(r"([a-z-]+)=\"([^\"]*)\"")
KNOWN_TAGS = {
    *("h2", "h3", "h4", "p", "br", "hr", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "footer"),
    *("cite", "a", "img", "table", "thead", "tbody", "tr", "th", "td", "div"),
}
KNOWN_ATTRIBUTES = {"id", "class", "href", "rel", "title", "src", "alt", "loading", "align", "start"}
KNOWN_ATTRIBUTES |= {"role", "aria-label", "tabindex"}
KNOWN_CLASSES = {"admonition", "admonition-title", "clause", "table-wrap", *BLOCKS}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_comes_out_as_words(text: str) -> None:
    html = str(render(text, PICTURES))
    assert "<" not in TAG.sub("", html), f"something that is no known tag is left in {html}"
    for _, tag, attributes in TAG.findall(html):
        assert tag in KNOWN_TAGS
        for name, value in ATTRIBUTE.findall(attributes):
            assert name in KNOWN_ATTRIBUTES
            if name == "class":
                assert set(value.split()) <= KNOWN_CLASSES
            if name == "id":
                assert re.fullmatch("s[0-9]+", value)
            if name == "src":
                assert value in PICTURES.values()
            if name == "href":
                assert value.startswith(("http://", "https://", "mailto:"))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_in_a_question_comes_out_as_words(text: str) -> None:
    assert set(re.findall("</?([^>]*)>", inline(text))) <= {"strong", "code", "br", "em"}


def test_links_lead_to_the_web_to_a_mailbox_or_within_the_site_and_give_no_opener() -> None:
    html = render("[a](https://a.example) [b](mailto:b@a.example) [c](/courses/1)")
    for target in ("https://a.example", "mailto:b@a.example", "/courses/1"):
        assert f'<a href="{target}" rel="noopener">' in html


def test_a_quotation_with_its_source_is_a_clause() -> None:
    html = render("> 党员必须履行下列**义务**\n>\n> ——《中国共产党章程》（2022）第三条")
    assert html == (
        '<blockquote class="clause">\n<p>党员必须履行下列<strong>义务</strong></p>\n'
        "<footer><cite>《中国共产党章程》（2022）第三条</cite></footer>\n</blockquote>"
    )


def test_the_source_may_follow_without_an_empty_line() -> None:
    html = render("> 一段原话\n> ——《党章》第一条")
    assert "<p>一段原话</p>" in html
    assert "<cite>《党章》第一条</cite>" in html


def test_a_quotation_without_a_source_stays_a_quotation() -> None:
    assert render("> 有人说过").startswith("<blockquote>\n<p>")


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks_have_their_class_and_title(name: str) -> None:
    html = render(f"/// {name} | 一次会的前后\n- **会前** 通知\n///")
    assert f'<div class="admonition {name}">\n<p class="admonition-title">一次会的前后</p>\n<ul>' in html


def test_a_block_without_a_title_has_its_name_for_one() -> None:
    assert '<p class="admonition-title">误区</p>' in render("/// mistake\n不对\n///")


def test_headings_begin_at_the_second_level_and_can_be_linked_to() -> None:
    assert render("# 一\n\n## 二\n\n###### 六") == '<h2 id="s1">一</h2>\n<h2 id="s2">二</h2>\n<h4 id="s3">六</h4>'


def test_a_table_scrolls_in_a_frame_of_its_own() -> None:
    html = render("|a|b|\n|---|--:|\n|1|2|\n\n|c|\n|---|\n|3|")
    assert html.count("</table></div>") == 2
    assert '<div class="table-wrap" role="region" aria-label="表格 1" tabindex="0"><table>' in html
    assert 'aria-label="表格 2"' in html
    assert '<td align="right">2</td>' in html


def test_pictures_are_shown_only_when_they_belong_to_the_course() -> None:
    html = render("![党徽](images/seal.png) ![别处](images/other.png)", PICTURES)
    assert '<img alt="党徽" loading="lazy" src="/courses/7/files/images/seal.png">' in html
    assert "<em>［图片：别处］</em>" in html


def test_the_same_text_with_other_pictures_is_another_result() -> None:
    text = "![党徽](images/seal.png)"
    assert render(text, {"images/seal.png": "/a"}) != render(text, {"images/seal.png": "/b"})


def test_text_that_is_nested_beyond_reading_is_shown_as_it_is() -> None:
    html = render("".join(" " * 4 * depth + "- <b>\n" for depth in range(400)))
    assert "<b>" not in html
    assert html.startswith("<p>- &lt;b&gt;")


def test_blanks_products_and_numbers_in_a_question_stay_as_written() -> None:
    stem = "党支部每____召开一次，每____一次；2*3*4；1. 甲；# 乙；[x](y)"
    assert inline(stem) == stem


def test_a_question_may_stress_a_word_and_break_a_line() -> None:
    assert inline("下列**不**正确的是\n`a<b`") == "下列<strong>不</strong>正确的是<br><code>a&lt;b</code>"


@pytest.mark.parametrize("text", ["<div>\n党章\n</div>", "<b>党章</b>", "<!-- 党章 -->"])
def test_raw_html_is_shown_as_the_text_that_it_is(text: str) -> None:
    shown = str(render(text)).replace("<p>", "").replace("</p>", "")
    assert "<" not in shown
    assert shown.count("&lt;") == text.count("<")
