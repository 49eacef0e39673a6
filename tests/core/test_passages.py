import re
import time

import pytest

from quiz_app.core.markdown import html_in_words, in_words, inline, picture_address
from quiz_app.core.passages import block

SEAL = picture_address("5e" * 32)
TABLE = "| 级别 | 人数 |\n|---|--:|\n| 支部 | 3 |\n| 总支 | $n^2$ |"
ALLOWED = {"p", "br", "strong", "em", "code", "ul", "ol", "li", "a", "img", "span", "div"}
ALLOWED |= {"table", "thead", "tbody", "tr", "th", "td", "math", "mrow", "mi", "mn", "mo", "mtext", "msup"}
TAG = re.compile(r"<(/?)([a-z0-9]+)((?:\s+[a-z-]+=\"[^\"<>]*\")*)\s*>")
HOSTILE = {
    "a script in a table": "| <script>alert(1)</script> | b |\n|---|---|\n| <img src=x onerror=alert(1)> | 2 |",
    "a picture by script": "![a](javascript:alert(1)) ![a](javascript:x)",
    "a picture from elsewhere": "![a](https://evil.example/p.png)",
    "a picture beside the shelf": f"![a]({SEAL}/../../sign-out)",
    "a picture as data": "![a](data:image/svg+xml;base64,PHN2Zz4=)",
    "a handler in words": f'![a" onerror="alert(1)]({SEAL})',
    "a formula with a link": r"$\href{javascript:alert(1)}{x}$ 和 $$\href{javascript:alert(1)}{x}$$",
    "a formula with a script": r"$\text{<script>alert(1)</script>}$",
    "a forged mark": "$x$ \x020\x03 \x021\x03",
    "raw MathML": "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction></math> $x$",
    "a list of scripts": "一：\n\n- <script>alert(1)</script>\n- <svg onload=alert(1)>",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_passages_come_out_as_words(text: str) -> None:
    for html in (str(block(text)), str(inline(text))):
        assert "<" not in TAG.sub("", html)
        for _, tag, attributes in TAG.findall(html):
            assert tag in ALLOWED
            for name, value in re.findall(r"([a-z-]+)=\"([^\"]*)\"", attributes):
                assert not name.startswith("on")
                if name in ("src", "href"):
                    assert value == SEAL


@pytest.mark.parametrize(
    "text",
    [
        "坐标 2*3*4 的____在____里，a_b_c",
        "1. 先写的\n2. 后写的",
        "# 不是标题\n> 也不是引用\n--- \n| 一根竖线",
        "第一段\n\n第二段：1.5 倍",
        "价格为 $5，折后 $3",
        "[不是](链接)",
        "a - b\n\n-没有空格",
    ],
)
def test_a_plain_text_stays_as_it_was_written(text: str) -> None:
    plain = text.replace(">", "&gt;").replace("\n", "<br>")
    assert block(text) == inline(text) == plain


def test_a_table_stands_in_a_frame_that_scrolls_and_aligns_its_columns() -> None:
    html = block(f"看表：\n\n{TABLE}\n\n问什么？")
    assert html.startswith('<p>看表：</p><div class="table-wrap" role="region"')
    assert '<th align="right">人数</th>' in html and '<td align="right">3</td>' in html
    assert html.endswith("</table></div><p>问什么？</p>") and "<msup>" in html


def test_a_table_may_follow_a_line_at_once_and_short_rows_are_filled() -> None:
    html = block("看表：\n| a | b |\n|---|---|\n| 1 |\n完")
    assert "<p>看表：</p>" in html and "<tr><td>1</td><td></td></tr>" in html and html.endswith("<p>完</p>")


def test_a_list_needs_an_empty_line_before_it() -> None:
    assert "<ol" not in block("按顺序：\n1. 甲\n2. 乙")
    assert block("按顺序：\n\n3. 甲\n4. 乙\n   续") == '<p>按顺序：</p><ol start="3"><li>甲</li><li>乙 续</li></ol>'
    assert block("有：\n\n- 甲\n- **乙**") == "<p>有：</p><ul><li>甲</li><li><strong>乙</strong></li></ul>"


def test_a_formula_of_its_own_stands_in_a_frame() -> None:
    html = block("求：\n\n$$x^2$$")
    assert '<div class="formula"' in html and 'display="block"' in html


def test_wrong_latex_shows_its_source() -> None:
    assert inline(r"由 $\foo{x}$ 得") == r"由 <code>$\foo{x}$</code> 得"


def test_a_picture_is_a_picture_with_a_link_to_it_at_full_size() -> None:
    html = inline(f"![党徽]({SEAL})")
    assert f'<img src="{SEAL}" alt="党徽" loading="lazy">' in html
    assert f'<a href="{SEAL}" target="_blank" rel="noopener">看大图</a>' in html


def test_where_there_is_room_for_words_alone_pictures_are_told() -> None:
    assert in_words(f"看 ![党徽]({SEAL}) 答") == "看 ［图片：党徽］ 答"
    assert in_words(f"看：\n\n{TABLE}\n\n$$x$$\n\n答 | 问") == "看：\n\n［表格］\n\n［公式］\n\n答 | 问"
    assert html_in_words(inline(f"**看** ![党徽]({SEAL}) $x^2$ 答")) == "看 ［图片：党徽］ x^2 答"


@pytest.mark.parametrize("sign", ["$", "![", "|", "**", "`", "|-", "\n\n- ", "$x$", "| a |\n|---|\n"])
def test_a_text_of_one_sign_over_and_over_is_rendered_at_once(sign: str) -> None:
    begun = time.perf_counter()
    block(sign * (6000 // len(sign)))
    assert time.perf_counter() - begun < 2
