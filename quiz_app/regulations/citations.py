"""Citations as people write them: 《中国共产党章程》（2022）第三条第（一）项."""

import re
from dataclasses import dataclass

_CITATION = re.compile(r"《(?P<title>[^《》]+)》\s*[（(]\s*(?P<label>[^（()）]+?)\s*[）)]\s*(?P<article>.+)")
_NUMERAL = "(?:[零〇一二三四五六七八九十百千]+|[0-9]+)"
_PLACE = re.compile(
    rf"第(?P<article>{_NUMERAL})条"
    rf"(?:第(?P<paragraph>{_NUMERAL})款)?"
    rf"(?:第?(?:[（(](?P<item>{_NUMERAL})[）)]|(?P<bare_item>{_NUMERAL}))项)?"
)
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}


class CitationError(ValueError):
    """The text is not a citation; the message says in Chinese how to write one."""


@dataclass(frozen=True, order=True)
class Citation:
    """A place in one version of a document. `article` is an article (第三条第（一）项) or a named section (总纲)."""

    document_title: str
    version_label: str
    article: str

    def __str__(self) -> str:
        return f"《{self.document_title}》（{self.version_label}）{self.article}"


@dataclass(frozen=True)
class Place:
    """A numbered place: article, and within it the paragraph (款) and the item (项), where they are named."""

    article: int
    paragraph: int | None = None
    item: int | None = None


def parse(text: str) -> Citation:
    """The citation that `text` writes; blanks around its parts and both kinds of brackets are taken."""
    match = _CITATION.fullmatch(text.strip())
    if match is None:
        raise CitationError("依据要写成《文件名》（版本）条款，例如《中国共产党章程》（2022）第三条。")
    article = tidy_article(match["article"])
    if article.startswith("第") and re.match(rf"第{_NUMERAL}条", article) and place(article) is None:
        raise CitationError(f"条款“{article}”看不懂：请写成第三条、第三条第二款或第三条第二款第（一）项。")
    return Citation(match["title"].strip(), match["label"], article)


def place(article: str) -> Place | None:
    """The numbers in 第三条第二款第（一）项, or None for a named section."""
    match = _PLACE.fullmatch(tidy_article(article))
    if match is None:
        return None
    item = match["item"] or match["bare_item"]
    return Place(
        article=number(match["article"]),
        paragraph=number(match["paragraph"]) if match["paragraph"] else None,
        item=number(item) if item else None,
    )


def whole_article(article: str) -> str:
    """The article that a place lies in, without paragraph and item: 第三条第（一）项 becomes 第三条; a named section is
    itself."""
    match = _PLACE.fullmatch(tidy_article(article))
    return tidy_article(article) if match is None else f"第{match['article']}条"


def tidy_article(text: str) -> str:
    """The article without blanks, with Chinese brackets: 第三条 第(一)项 becomes 第三条第（一）项."""
    return "".join(text.split()).replace("(", "（").replace(")", "）")


def number(numeral: str) -> int:
    """二十一 → 21, 一百零五 → 105, 20 → 20."""
    if numeral.isascii():
        return int(numeral)
    total, digit = 0, 0
    for character in numeral:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = digit * 10 + _DIGITS[character]
    return total + digit
