"""Reads GIFT. The row of a question is the line that it begins on."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from quiz_app.banks.formats.categories import read_category
from quiz_app.banks.formats.findings import Findings, Trouble
from quiz_app.banks.formats.gallery import Gallery
from quiz_app.banks.formats.gift.answers import read_answers
from quiz_app.banks.formats.gift.grammar import LONGEST_BLOCK, Block, blocks, plain
from quiz_app.banks.formats.labels import read_tags
from quiz_app.banks.formats.lines import decoded
from quiz_app.banks.formats.markdown_texts import BLANK, blanks_in, one_line, short, tidy, with_one_blank
from quiz_app.banks.formats.markup.to_markdown import is_html, to_markdown
from quiz_app.banks.formats.protocol import Item, Reading, Unreadable
from quiz_app.banks.text_format.grammar import is_code
from quiz_app.banks.types.protocol import Interaction

_TITLE = re.compile(r"::(?P<title>.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(?P<format>html|moodle|plain|markdown)\]", re.IGNORECASE)


def read(data: bytes) -> Reading:
    findings = Findings()
    category = ""
    found = False
    for block in blocks(decoded(data)):
        found = True
        if isinstance(block, str):
            category = read_category(block)
            continue
        findings.turn_to(block.line)
        try:
            findings.items.append(_item(block, category, findings))
        except Trouble as trouble:
            findings.refuse(trouble)
    if not found:
        raise Unreadable("文件是空的，没有找到题目。")
    return findings.reading


def _item(block: Block, category: str, findings: Findings) -> Item:
    if len(block.text) > LONGEST_BLOCK:
        raise Trouble("", f"这道题有 {len(block.text)} 个字，不像一道题。", "题与题之间空一行。")
    title = _TITLE.match(block.text)
    text = block.text[title.end() :] if title else block.text
    name = one_line(plain(title["title"])) if title else ""
    written = _FORMAT.match(text)
    texts = _Texts(written["format"].lower() if written else "moodle", findings)
    before, body, after = _parts(text[written.end() :] if written else text)
    body, _, general = body.partition("####")
    difficulty, points = read_tags(block.tags)
    blank = Item(
        interaction=Interaction.WRITE,
        stem="",
        explanation=texts.read(general),
        code=one_line(block.code) or (name if is_code(name) else ""),
        category=category,
        difficulty=difficulty,
        knowledge_points=points,
        row=block.line,
    )
    item = read_answers(body, blank, texts.read, findings)
    item = replace(item, stem=_stem(before, after, item.interaction, texts.of_question))
    _check(item)
    if name and name != item.code and not one_line(item.stem).startswith(name.rstrip(".… ")):
        findings.miss(f"题目的标题“{short(name)}”")
    return item


def _parts(text: str) -> tuple[str, str, str]:
    """What stands before, between and after the braces."""
    opened, closed = text.count("{"), text.count("}")
    if not opened and not closed:
        raise Trouble("", "这是说明文字，没有写答案的花括号。", "是题目就补上答案，如 {=半数}；是说明就删去。")
    if opened != closed or text.index("{") > text.index("}"):
        raise Trouble("", "花括号不成对，分不清答案从哪里到哪里。", "检查 { 和 }；文字里的花括号前面加反斜杠。")
    if opened > 1:
        raise Trouble("", "一道题里有几处花括号，GIFT 只能有一处答案。", "拆成几道题，每道一处。")
    before, _, rest = text.partition("{")
    body, _, after = rest.partition("}")
    return before, body, after


def _stem(before: str, after: str, interaction: Interaction, read: Callable[[str], str]) -> str:
    """The stem, with a blank where the answer stood in the sentence or a text is to be typed."""
    if after.strip():
        return read(before + BLANK + after)
    stem = read(before)
    if interaction is not Interaction.FILL:
        return stem
    return with_one_blank(stem) or (
        stem if blanks_in(stem) == 1 else read(f"{before} {BLANK}" if before.endswith("_") else before + BLANK)
    )


def _check(item: Item) -> None:
    if not item.stem.strip("_ \n"):
        raise Trouble("题干", "没有题干。", "在花括号前面写上题目。")
    if not all(item.options):
        raise Trouble("选项", "有选项是空的。", "写上内容，或者删去这个 = 或 ~。")
    if item.interaction is Interaction.FILL and blanks_in(item.stem) != 1:
        raise Trouble("题干", f"题干里有 {blanks_in(item.stem)} 个空，答案只有一处。", "每个空拆成一道题。")
    if item.interaction is Interaction.PAIR and not item.prompts:
        raise Trouble("答案", "连线题没有左项。", "每一对写成 =左项 -> 右项。")


@dataclass(frozen=True)
class _Texts:
    """Guarded text to Markdown, by the format that it names or else that of its question."""

    format: str
    findings: Findings

    def read(self, text: str) -> str:
        named = _FORMAT.match(text)
        return self._converted(text[named.end() :], named["format"].lower()) if named else self.of_question(text)

    def of_question(self, text: str) -> str:
        """A text that has no format of its own, whatever it begins with."""
        return self._converted(text, self.format)

    def _converted(self, text: str, kind: str) -> str:
        words = plain(text)
        if kind == "moodle" and is_html(words):
            kind, words = "html", words.strip().replace("\n", "<br>")
        return to_markdown(words, self._shown, self.findings.miss) if kind == "html" else tidy(words)

    def _shown(self, source: str, words: str) -> str:
        return Gallery(self.findings).shown(source, words, {})
